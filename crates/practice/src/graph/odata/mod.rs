//! The part of OData that Graph speaks: query options, filters, search, paging, projection.
//!
//! What real Graph refuses is refused here too, so that a client learns it in the practice tenant and not on site.

pub(crate) mod collection;
pub(crate) mod expand;
pub(crate) mod filter;
pub(crate) mod parse;
pub(crate) mod query;
pub(crate) mod row;
pub(crate) mod search;
