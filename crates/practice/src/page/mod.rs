//! How every page of the practice tenant looks: one frame, one style file, no inline script.
//!
//! Every page says that nothing here is real, and none looks like Microsoft's: nobody should learn to type a real
//! password into a page that resembles the real one.

use crate::app::Shared;
use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};

const STYLE: &str = include_str!("practice.css");
const SCRIPT: &str = include_str!("practice.js");

/// A page about to be sent.
pub(crate) struct Page {
    title: String,
    body: Markup,
    status: StatusCode,
    /// The AADSTS number it is about.
    pub(crate) aadsts: Option<u32>,
    /// Origin, beside our own, that a form of this page posts to.
    pub(crate) form_target: Option<String>,
    /// Loads the script that submits the form `#saml-response`.
    pub(crate) submits: bool,
    /// Plays somebody else: the vendor's name, shown in place of the tenant's.
    pub(crate) plays: Option<String>,
}

impl Page {
    pub(crate) fn new(title: &str, body: Markup) -> Self {
        Self {
            title: title.to_owned(),
            body,
            status: StatusCode::OK,
            aadsts: None,
            form_target: None,
            submits: false,
            plays: None,
        }
    }

    /// A page that says what went wrong.
    pub(crate) fn error(aadsts: Option<u32>, title: &str, words: &str) -> Self {
        let mut page = Self::new(title, notice(aadsts, words));
        page.aadsts = aadsts;
        page.status = StatusCode::BAD_REQUEST;
        page
    }

    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn respond(self) -> Response {
        let who = self.plays.as_deref().unwrap_or("Practice tenant");
        let markup = html! {
            (DOCTYPE)
            html lang="en" data-aadsts=[self.aadsts] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) " · " (who) }
                    link rel="stylesheet" href="/practice.css";
                    @if self.submits { script src="/practice.js" defer {} }
                }
                body.vendor[self.plays.is_some()] {
                    p.banner role="note" { "Practice tenant — nothing here is real" }
                    main {
                        p.brand { (who) }
                        h1 { (self.title) }
                        (self.body)
                    }
                }
            }
        };
        let target = self.form_target.map(|target| format!(" {target}")).unwrap_or_default();
        let policy = format!(
            "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'{target}"
        );
        let mut response = (self.status, markup_body(markup)).into_response();
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
            .headers_mut()
            .insert(HeaderName::from_static("x-frame-options"), HeaderValue::from_static("DENY"));
        response
    }
}

fn markup_body(markup: Markup) -> ([(HeaderName, &'static str); 1], String) {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], markup.into_string())
}

/// A framed message, with its AADSTS number if it has one.
pub(crate) fn notice(aadsts: Option<u32>, words: &str) -> Markup {
    html! {
        div.notice role="alert" {
            @if let Some(number) = aadsts { strong { "AADSTS" (number) } " " }
            (words)
        }
    }
}

/// `GET /`.
pub(crate) async fn home(State(shared): State<Shared>) -> Response {
    let world = shared.world();
    let body = html! {
        p.lead { "This is " strong { (world.tenant.name) } ", a company that does not exist. Its tenant runs on this computer only." }
        dl.accounts {
            dt { "Tenant id" } dd { code { (world.tenant.id) } }
            dt { "Domain" } dd { code { (world.tenant.default_domain()) } }
        }
        p { a href="/myapps" { "My Apps" } " · " a href="/devicelogin" { "Enter a device code" } " · " a href="/signout" { "Sign out" } }
    };
    Page::new("Practice tenant", body).respond()
}

/// `GET /error?code=`: where the `error_uri` of a refusal leads.
pub(crate) async fn explain(uri: axum::extract::OriginalUri) -> Response {
    let fields = crate::login::Fields::read(uri.0.query().unwrap_or_default().as_bytes());
    let number = fields.get("code").trim_start_matches("AADSTS").parse().ok();
    let words =
        "This number names why a sign-in was refused. The error that led here says what happened in words.";
    let mut page = Page::new("Error lookup", notice(number, words));
    page.aadsts = number;
    page.respond()
}

/// Everything that leads nowhere.
pub(crate) async fn not_found() -> Response {
    Page::error(None, "There is nothing at this address", "The practice tenant does not know this page.")
        .status(StatusCode::NOT_FOUND)
        .respond()
}

/// `GET /practice.css`.
pub(crate) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")], STYLE)
        .into_response()
}

/// `GET /practice.js`.
pub(crate) async fn script() -> Response {
    (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")],
        SCRIPT,
    )
        .into_response()
}
