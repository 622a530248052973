//! Microsoft Graph, as far as onboarding needs it: one sender, one resource per file.
//!
//! The sender alone knows how to wait, when to ask again and when not to. It never repeats a request that may have
//! made something: the answer to such a request is then *unknown*, and whoever asked has to look. Reads come back as
//! the domain's types; writes are handed in as method, path and body, so that what was previewed is what is sent.

mod batch;
mod budget;
mod client;
mod error;
mod federation;
mod gate;
mod gather;
mod page;
mod request;
pub mod resource;
mod retry;
mod skew;
mod token;

pub use budget::Family;
pub use client::{GraphClient, GraphOptions};
pub use error::{GraphError, Refusal};
pub use federation::{federation_metadata, metadata_url};
pub use gate::WriteGate;
pub use page::{all_pages, pages};
pub use request::{GraphRequest, Method, Reply};
pub use retry::{Decision, Failure, Retry};
pub use token::{TokenError, TokenNeed, Tokens};
