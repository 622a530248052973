//! Reading the directory, one kind of object per file. Each turns Graph's JSON into the domain's types at its edge.

mod application;
mod assignment;
mod group;
mod organization;
mod role;
mod service_principal;
mod template;
mod user;

pub use assignment::Assignment;
pub use template::{ConfigurationUri, InformationalUrls, TemplateDetails};

use crate::{GraphError, Reply};

/// Turns "not there" into `None`.
fn optional(answer: Result<Reply, GraphError>) -> Result<Option<Reply>, GraphError> {
    match answer {
        Ok(reply) => Ok(Some(reply)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// The first page of a list, where more is not wanted.
#[derive(serde::Deserialize)]
struct First<T> {
    value: Vec<T>,
}
