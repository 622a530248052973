//! Carries an answer of the authorization endpoint back to the client: in the query, the fragment, or a form.

use super::{circumstances::Circumstances, failure::Failure};
use crate::{
    page::Page,
    state::authorization::{ResponseMode, ReturnAddress},
};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::html;
use url::{Url, form_urlencoded::Serializer};

/// Named values on their way back.
pub(super) type Values = Vec<(&'static str, String)>;

/// Sends the values to the client, with its `state`.
pub(super) fn send(back: &ReturnAddress, mut values: Values) -> Response {
    if let Some(state) = &back.state {
        values.push(("state", state.clone()));
    }
    match back.mode {
        ResponseMode::FormPost => form(back, &values),
        ResponseMode::Query => redirect(&with_query(&back.uri, &values)),
        ResponseMode::Fragment => redirect(&format!(
            "{}#{}",
            back.uri,
            Serializer::new(String::new()).extend_pairs(&values).finish()
        )),
    }
}

/// Sends a refusal.
pub(super) fn refuse(back: &ReturnAddress, failure: &Failure, at: &Circumstances) -> Response {
    let mut values = vec![("error", failure.error.to_owned()), ("error_description", failure.describe(at))];
    if let Some(number) = failure.number {
        values.push(("error_uri", format!("{}/error?code={number}", at.origin)));
    }
    if let Some(suberror) = failure.suberror {
        values.push(("error_subcode", suberror.to_owned()));
    }
    at.mark(send(back, values))
}

fn with_query(uri: &str, values: &Values) -> String {
    let text = Serializer::new(String::new()).extend_pairs(values).finish();
    let (bare, joint) = match uri.split_once('?') {
        Some((_, "")) => (uri, ""),
        Some(_) => (uri, "&"),
        None => (uri, "?"),
    };
    format!("{bare}{joint}{text}")
}

fn redirect(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        // A registered address is made of visible ASCII; anything else was refused long before.
        Err(_) => Page::error(None, "The answer cannot be sent", "The reply address is not valid.").respond(),
    }
}

fn form(back: &ReturnAddress, values: &Values) -> Response {
    let body = html! {
        p.lead { "You are signed in. Your browser carries the answer to the application." }
        form #oidc-response method="post" action=(back.uri) {
            @for (name, value) in values { input type="hidden" name=(name) value=(value); }
            button type="submit" { "Continue" }
        }
    };
    let mut page = Page::new("Signing in", body);
    page.form_target = form_target(&back.uri);
    page.submits = true;
    page.respond()
}

/// The source that a page's policy must allow so that a form, or the redirect after it, may lead to the address.
pub(super) fn form_target(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    match url.scheme() {
        "http" | "https" => Some(url.origin().ascii_serialization()),
        scheme => Some(format!("{scheme}:")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_join_a_query_that_is_there() {
        let values = vec![("code", "a b".to_owned())];
        assert_eq!(with_query("http://localhost:1/cb", &values), "http://localhost:1/cb?code=a+b");
        assert_eq!(with_query("http://localhost:1/cb?x=1", &values), "http://localhost:1/cb?x=1&code=a+b");
    }
}
