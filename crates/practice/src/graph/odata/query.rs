//! The system query options of a request.

use super::expand::{self, Expand};
use crate::graph::refusal::Refusal;

/// Query options, as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    pub(crate) select: Vec<String>,
    pub(crate) filter: Option<String>,
    pub(crate) search: Option<String>,
    pub(crate) orderby: Option<String>,
    pub(crate) expand: Vec<Expand>,
    pub(crate) top: Option<usize>,
    pub(crate) skip: Option<usize>,
    pub(crate) skiptoken: Option<String>,
    pub(crate) deltatoken: Option<String>,
    pub(crate) count: bool,
}

impl Query {
    /// Reads the options of a query string. Options without `$` are accepted for the known names, as Graph does;
    /// unknown names with `$` are refused, other names are ignored.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let mut query = Self::default();
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            let value = value.into_owned();
            match name.trim_start_matches('$').to_ascii_lowercase().as_str() {
                "select" => query.select = names(&value),
                "filter" if value.trim().is_empty() => {}
                "filter" => query.filter = Some(value),
                "search" => query.search = Some(value),
                "orderby" => query.orderby = Some(value),
                "expand" => query.expand = expand::parse(&value)?,
                "top" => query.top = Some(number("$top", &value)?),
                "skip" => query.skip = Some(number("$skip", &value)?),
                "skiptoken" => query.skiptoken = Some(value),
                "deltatoken" => query.deltatoken = Some(value),
                "count" => query.count = flag(&value)?,
                "format" => {}
                _ if name.starts_with('$') => {
                    let message = format!("The query parameter '{name}' is not supported.");
                    return Err(Refusal::new(400, "BadRequest", message));
                }
                _ => {}
            }
        }
        Ok(query)
    }
}

/// The names of a `$select`.
pub(super) fn names(value: &str) -> Vec<String> {
    value.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn number(name: &str, value: &str) -> Result<usize, Refusal> {
    let invalid = || {
        Refusal::new(
            400,
            "BadRequest",
            format!(
                "Invalid value '{value}' for {name} query option found. The {name} query option requires a non-negative integer value."
            ),
        )
    };
    value.trim().parse().map_err(|_| invalid())
}

fn flag(value: &str) -> Result<bool, Refusal> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Refusal::new(
            400,
            "BadRequest",
            format!(
                "Invalid value '{value}' for $count query option found. Valid values are 'true' and 'false'."
            ),
        )),
    }
}
