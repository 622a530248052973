//! The page that a person sees in the browser when the sign-in has come back to this computer. It says what really
//! happened, loads nothing, runs nothing, and leaves no code in a referrer. Text from outside stands as text.

use super::callback::Stray;
use crate::{SignInError, error::ProtocolFault};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, html};

const STYLE: &str = "\
:root{color-scheme:light dark;--ground:#f5f5f5;--card:#fff;--ink:#242424;--soft:#616161;--line:#d1d1d1;--good:#0e700e;--bad:#b10e1c}\
@media(prefers-color-scheme:dark){:root{--ground:#1f1f1f;--card:#292929;--ink:#fff;--soft:#adadad;--line:#525252;--good:#54b054;--bad:#e37d80}}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);color:var(--ink);font:16px/1.5 'Segoe UI',system-ui,sans-serif}\
main{max-width:30rem;margin:1rem;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:8px}\
p.mark{margin:0 0 1rem;font-weight:600;color:var(--soft)}h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}\
main.good h1{color:var(--good)}main.bad h1{color:var(--bad)}p{margin:.5rem 0}code{font-size:.875rem;color:var(--soft)}";

/// The browser loads nothing for this page and may run nothing on it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the person is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    status: StatusCode,
    good: bool,
    title: String,
    text: String,
    number: Option<u32>,
}

impl Page {
    /// Signed in as somebody.
    pub(crate) fn welcome(name: &str) -> Self {
        let text = if name.is_empty() { String::new() } else { format!("Signed in as {name}. ") };
        Self {
            status: StatusCode::OK,
            good: true,
            title: "You are signed in".to_owned(),
            text: format!("{text}Go back to Doorward; you can close this page."),
            number: None,
        }
    }

    /// An administrator agreed for everybody.
    pub(crate) fn consented() -> Self {
        Self {
            status: StatusCode::OK,
            good: true,
            title: "Consent was given".to_owned(),
            text: "Go back to Doorward; you can close this page.".to_owned(),
            number: None,
        }
    }

    /// It did not work, and why.
    pub(crate) fn failed(error: &SignInError) -> Self {
        let (title, text) = words(error);
        Self {
            status: StatusCode::OK,
            good: false,
            title: title.to_owned(),
            text: format!("{text} Doorward shows more; you can close this page."),
            number: error.aadsts(),
        }
    }

    /// The answer was taken already.
    pub(crate) fn taken() -> Self {
        Self::stray_with(
            StatusCode::CONFLICT,
            "This answer was used already",
            "Nothing was done with it again. You can close this page.",
        )
    }

    /// Nobody waits for this visit.
    pub(crate) fn stray(stray: Stray) -> Self {
        match stray {
            Stray::Bare => Self::stray_with(
                StatusCode::BAD_REQUEST,
                "Doorward waits for a sign-in here",
                "This address is for the answer of the sign-in page. Finish the sign-in in the tab that Doorward opened.",
            ),
            Stray::OtherState => Self::stray_with(
                StatusCode::BAD_REQUEST,
                "This answer belongs to another sign-in",
                "It may come from an older tab. Nothing was done with it; go on in the tab that Doorward opened last.",
            ),
            Stray::Doubled | Stray::Empty => Self::stray_with(
                StatusCode::BAD_REQUEST,
                "This answer cannot be read",
                "Nothing was done with it. Start the sign-in again from Doorward.",
            ),
        }
    }

    /// A visit of a form that no sign-in page makes.
    pub(crate) fn odd(status: StatusCode) -> Self {
        Self::stray_with(status, "There is nothing here", "Doorward waits for the answer of a sign-in page.")
    }

    fn stray_with(status: StatusCode, title: &str, text: &str) -> Self {
        Self { status, good: false, title: title.to_owned(), text: text.to_owned(), number: None }
    }
}

fn words(error: &SignInError) -> (&'static str, &'static str) {
    match error {
        SignInError::Cancelled => ("The sign-in was cancelled", "It was stopped in Doorward."),
        SignInError::Declined { .. } => ("You declined", "Nothing was shared."),
        SignInError::BlockedByPolicy { .. } => {
            ("A policy of the tenant blocks this sign-in", "Its administrators can say which one.")
        }
        SignInError::ConsentRequired { .. } => {
            ("Permissions are missing", "They were not granted; an administrator may have to.")
        }
        SignInError::ClientMisconfigured { .. } => {
            ("The client registration does not allow this sign-in", "Its settings have to be mended first.")
        }
        SignInError::PersonalAccount => {
            ("Personal accounts cannot be used", "Sign in with a work or school account.")
        }
        SignInError::OtherTenant { .. } => {
            ("Another tenant answered", "Doorward expected an account of a certain tenant.")
        }
        SignInError::OtherAccount { .. } => {
            ("Another account answered", "Doorward expected the account that was signed in before.")
        }
        SignInError::Unreachable(_) | SignInError::Busy { .. } => {
            ("The sign-in service did not answer", "The sign-in could not be finished.")
        }
        SignInError::Protocol(ProtocolFault::IdToken(_)) => {
            ("The answer cannot be trusted", "Nothing of it was kept.")
        }
        _ => ("The sign-in did not work", "It could not be finished."),
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let body = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width";
                    title { "Doorward: " (self.title) }
                    style { (STYLE) }
                }
                body {
                    main class=(if self.good { "good" } else { "bad" }) {
                        p.mark { "Doorward" }
                        h1 { (self.title) }
                        p { (self.text) }
                        @if let Some(number) = self.number { p { code { "AADSTS" (number) } } }
                    }
                }
            }
        };
        let fixed = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
            (header::CONNECTION, HeaderValue::from_static("close")),
        ];
        (self.status, fixed, body.into_string()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_from_outside_stays_text() {
        let response = Page::welcome("<script>alert(1)</script>").into_response();
        assert_eq!(response.headers()["referrer-policy"], "no-referrer", "the code must not travel on");
        let body = axum::body::to_bytes(response.into_body(), 100_000).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(!text.contains("<script"), "{text}");
        assert!(text.contains("&lt;script&gt;"));
    }

    #[test]
    fn a_failure_names_its_number() {
        let refusal = crate::Refusal { aadsts: Some(53003), ..crate::Refusal::default() };
        let page = Page::failed(&SignInError::BlockedByPolicy { refusal: Box::new(refusal) });
        assert_eq!((page.number, page.good), (Some(53003), false));
    }
}
