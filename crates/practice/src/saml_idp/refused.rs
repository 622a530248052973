//! Why a single sign-on is refused: Entra's number, and plain words with the next action.

use crate::{app::App, page::Page, page::notice};
use axum::response::Response;
use maud::html;
use time::macros::format_description;
use uuid::Uuid;

/// A refused sign-on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) number: u32,
    /// What happened.
    pub(crate) words: String,
    /// What to do about it.
    pub(crate) remedy: &'static str,
}

impl Refused {
    pub(crate) fn new(number: u32, words: impl Into<String>, remedy: &'static str) -> Self {
        Self { number, words: words.into(), remedy }
    }

    /// The page: number, correlation id, time, words.
    pub(crate) fn respond(&self, app: &App) -> Response {
        self.respond_as(app, app.options.random.uuid())
    }

    /// The same, under the id the attempt is written down by.
    pub(crate) fn respond_as(&self, app: &App, correlation: Uuid) -> Response {
        let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
        let body = html! {
            (notice(Some(self.number), &self.words))
            p { (self.remedy) }
            dl.accounts {
                dt { "Correlation ID" } dd { code { (correlation) } }
                dt { "Timestamp" } dd { code { (app.now().format(form).unwrap_or_default()) } }
            }
        };
        let mut page = Page::new("Sorry, but we’re having trouble signing you in", body);
        page.aadsts = Some(self.number);
        page.status(axum::http::StatusCode::BAD_REQUEST).respond()
    }
}
