//! Lists that come in pages.

use crate::{GraphClient, GraphError, GraphRequest};
use futures::{Stream, TryStreamExt, stream};
use serde::{Deserialize, de::DeserializeOwned};

/// More pages than this are refused: no list that the console reads is longer, and a service that never ends is ill.
const MOST_PAGES: usize = 400;

#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

/// Where the next page lies.
enum Next<'a> {
    First(&'a GraphRequest),
    Link(String, usize),
    End,
}

/// A list as a stream of pages, each asked for when the one before was taken; an empty page may still have a next one.
/// Dropping the stream stops it.
///
/// # Errors
/// As [`GraphClient::send`]; [`GraphError::ForeignHost`] for a next link elsewhere; [`GraphError::Garbled`] when the
/// list does not end.
pub fn pages<'a, T: DeserializeOwned + 'a>(
    graph: &'a GraphClient,
    request: &'a GraphRequest,
) -> impl Stream<Item = Result<Vec<T>, GraphError>> + 'a {
    stream::try_unfold(Next::First(request), move |next| async move {
        let (reply, number) = match next {
            Next::End => return Ok(None),
            Next::First(request) => (graph.send(request).await?, 1),
            Next::Link(_, number) if number > MOST_PAGES => {
                return Err(GraphError::Garbled { what: format!("a list of more than {MOST_PAGES} pages") });
            }
            Next::Link(link, number) => (graph.follow(&link).await?, number),
        };
        let page: Page<T> = reply.read()?;
        let next = page.next.map_or(Next::End, |link| Next::Link(link, number + 1));
        Ok(Some((page.value, next)))
    })
}

/// Reads a whole list.
///
/// # Errors
/// As [`pages`].
pub async fn all_pages<T: DeserializeOwned>(
    graph: &GraphClient,
    request: &GraphRequest,
) -> Result<Vec<T>, GraphError> {
    pages(graph, request)
        .try_fold(Vec::new(), |mut all, mut page| async move {
            all.append(&mut page);
            Ok(all)
        })
        .await
}
