//! Recordings of a browser (HTTP Archive 1.2): the posts that carried a `SAMLResponse`, in the order they were made.

use super::{Capture, CaptureError, Carrier, form};
use serde::Deserialize;

#[derive(Deserialize)]
struct Recording {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    #[serde(default)]
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    request: Request,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    #[serde(default)]
    url: String,
    #[serde(default)]
    post_data: Option<PostData>,
}

#[derive(Deserialize)]
struct PostData {
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    params: Vec<Parameter>,
}

#[derive(Deserialize)]
struct Parameter {
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: Option<String>,
}

/// Every response that the recording holds. Requests in URLs are left out: they prove nothing.
pub(super) fn read(text: &str) -> Result<Vec<Capture>, CaptureError> {
    let recording: Recording = serde_json::from_str(text).map_err(|_| CaptureError::NotHar)?;
    let found: Vec<Capture> =
        recording.log.entries.iter().filter_map(|entry| message(&entry.request)).collect();
    if found.is_empty() { Err(CaptureError::NoMessage) } else { Ok(found) }
}

fn message(request: &Request) -> Option<Capture> {
    let post = request.post_data.as_ref();
    let body = post.and_then(|post| post.text.as_deref()).and_then(form::pairs);
    // Browsers write the fields apart as well, some escaped and some not.
    let fields = || {
        let value = |name: &str| {
            post?.params.iter().find(|parameter| parameter.name == name)?.value.as_deref().map(str::to_owned)
        };
        let text = format!("SAMLResponse={}", value("SAMLResponse")?);
        let relay_state = value("RelayState").and_then(|state| form::unescape(&state));
        form::pairs(&text).map(|found| Capture { relay_state, ..found })
    };
    let query = || form::pairs(&request.url);
    let found = body.or_else(fields).or_else(query).filter(|found| !found.is_request)?;
    let place = request.url.split(['?', '#']).next().unwrap_or_default().to_owned();
    Some(Capture { carrier: Carrier::Har, sent_to: Some(place), ..found })
}
