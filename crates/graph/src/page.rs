//! Lists that come in pages.

use crate::{GraphClient, GraphError, GraphRequest};
use serde::{Deserialize, de::DeserializeOwned};

/// More pages than this are refused: no list that the console reads is longer, and a service that never ends is ill.
const MOST_PAGES: usize = 400;

#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

/// Reads a whole list, page by page; an empty page may still have a next one.
///
/// # Errors
/// As [`GraphClient::send`]; [`GraphError::ForeignHost`] for a next link elsewhere; [`GraphError::Garbled`] when the
/// list does not end.
pub async fn all_pages<T: DeserializeOwned>(
    graph: &GraphClient,
    request: &GraphRequest,
) -> Result<Vec<T>, GraphError> {
    let mut page: Page<T> = graph.send(request).await?.read()?;
    let mut items = std::mem::take(&mut page.value);
    let mut pages = 1;
    while let Some(link) = page.next {
        pages += 1;
        if pages > MOST_PAGES {
            return Err(GraphError::Garbled { what: format!("a list of more than {MOST_PAGES} pages") });
        }
        page = graph.follow(&link).await?.read()?;
        items.append(&mut page.value);
    }
    Ok(items)
}
