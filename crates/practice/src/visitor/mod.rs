//! A person with a browser, for machines: walks the practice tenant's pages as somebody would click them.
//!
//! It decides nothing about sign-on; it fills in the forms it is shown and follows where they lead, and it never
//! leaves this computer: a form or redirect to any other host is refused. The headless onboarding and the tests use
//! it in place of a person.

mod form;
mod jar;
mod landing;

pub use landing::Landing;

use form::Form;
use jar::Jar;
use reqwest::{Method, header};
use std::sync::Mutex;
use std::sync::PoisonError;
use url::Url;

/// Pages one walk may see before it is called a circle.
const MOST_STEPS: usize = 16;

/// Why a walk ended early.
#[derive(Debug, thiserror::Error)]
pub enum VisitError {
    /// The page could not be fetched.
    #[error("the page could not be fetched: {0}")]
    Http(#[from] reqwest::Error),
    /// An address is not a URL, or not one on this computer.
    #[error("“{0}” is not an address on this computer")]
    NotLocal(String),
    /// The pages lead in a circle.
    #[error("the pages lead in a circle")]
    Circle,
    /// A page said no, or was not the one expected.
    #[error("the page “{}” says: {}", .0.title, .0.text)]
    Refused(Box<Landing>),
}

/// A browser without a window. Clones share nothing; one visitor remembers who signed in.
#[derive(Debug)]
pub struct Visitor {
    http: reqwest::Client,
    jar: Mutex<Jar>,
}

/// Name and password of the person.
struct Person<'a> {
    upn: &'a str,
    password: &'a str,
}

impl Visitor {
    /// A visitor that speaks through `http`. Give it a client that does not follow redirects
    /// (`reqwest::redirect::Policy::none()`): cookies set on the way would be lost.
    #[must_use]
    pub fn new(http: reqwest::Client) -> Self {
        Self { http, jar: Mutex::default() }
    }

    /// Types a device code at its verification address, signs in and agrees.
    ///
    /// # Errors
    /// The code, the password or the person was refused, or the pages could not be reached.
    pub async fn sign_in_with_code(
        &self,
        verification_uri: &str,
        user_code: &str,
        upn: &str,
        password: &str,
    ) -> Result<Landing, VisitError> {
        let person = Person { upn, password };
        let landing = self.walk(verification_uri, &person, Some(user_code)).await?;
        if landing.status == 200 && landing.title.starts_with("You are signed in") {
            return Ok(landing);
        }
        Err(VisitError::Refused(Box::new(landing)))
    }

    /// Opens an address and signs in where asked: follows redirects, fills in the sign-in page, and carries a SAML
    /// Response to whatever consumer on this computer it names. Returns the page where it ends, also when that page
    /// is a refusal.
    ///
    /// # Errors
    /// A page could not be reached, leads away from this computer, or the pages lead in a circle.
    pub async fn open(&self, url: &str, upn: &str, password: &str) -> Result<Landing, VisitError> {
        self.walk(url, &Person { upn, password }, None).await
    }

    /// Fills in the settings form of the page that plays the vendor with a metadata URL.
    ///
    /// # Errors
    /// The page could not be reached, or the vendor does not take the URL.
    pub async fn configure_vendor(
        &self,
        vendor_url: &str,
        metadata_url: &str,
    ) -> Result<Landing, VisitError> {
        let page = self.load(local(vendor_url)?, None).await?;
        let Some(form) = page.form("configure") else { return Err(VisitError::Refused(Box::new(page))) };
        let form = form.with("metadata", metadata_url);
        let landing = self.submit(&page, &form).await?;
        if landing.form("start-sso").is_some() {
            Ok(landing)
        } else {
            Err(VisitError::Refused(Box::new(landing)))
        }
    }

    async fn walk(
        &self,
        start: &str,
        person: &Person<'_>,
        code: Option<&str>,
    ) -> Result<Landing, VisitError> {
        let mut page = self.load(local(start)?, None).await?;
        let mut carried = None;
        let mut tried = false;
        for _ in 0..MOST_STEPS {
            let next = next_form(&page, person, code, &mut tried);
            let Some(form) = next else {
                page.saml_response = carried;
                return Ok(page);
            };
            if let Some(response) = form.value("SAMLResponse") {
                carried = Some(response.to_owned());
            }
            page = self.submit(&page, &form).await?;
        }
        Err(VisitError::Circle)
    }

    async fn submit(&self, page: &Landing, form: &Form) -> Result<Landing, VisitError> {
        let target = page.url.join(&form.action).map_err(|_| VisitError::NotLocal(form.action.clone()))?;
        let mut target = local(target.as_str())?;
        if form.method == Method::GET {
            target.query_pairs_mut().extend_pairs(&form.fields);
            return self.load(target, None).await;
        }
        self.load(target, Some(form)).await
    }

    /// Fetches a page, following redirects on this computer by hand so that cookies are kept.
    async fn load(&self, url: Url, form: Option<&Form>) -> Result<Landing, VisitError> {
        let mut url = url;
        let mut form = form;
        for _ in 0..MOST_STEPS {
            let mut request = match form {
                Some(form) => self.http.post(url.clone()).form(&form.fields),
                None => self.http.get(url.clone()),
            };
            if let Some(cookies) = self.jar().cookies(&url) {
                request = request.header(header::COOKIE, cookies);
            }
            let response = request.send().await?;
            self.jar().keep(response.url(), response.headers());
            let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            match location.filter(|_| response.status().is_redirection()) {
                Some(location) => {
                    let next = url.join(location).map_err(|_| VisitError::NotLocal(location.to_owned()))?;
                    url = local(next.as_str())?;
                    form = None;
                }
                None => {
                    let (url, status) = (response.url().clone(), response.status().as_u16());
                    return Ok(Landing::new(url, status, response.text().await?));
                }
            }
        }
        Err(VisitError::Circle)
    }

    fn jar(&self) -> std::sync::MutexGuard<'_, Jar> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a person would do on this page; `None`: it is where the walk ends.
fn next_form(page: &Landing, person: &Person<'_>, code: Option<&str>, tried: &mut bool) -> Option<Form> {
    if let (Some(form), Some(code)) = (page.form("device-code"), code) {
        // A page that shows the form again has refused the code.
        return Some(form.with("otc", code)).filter(|_| {
            !page.text.contains("Ask for a new one") && !page.text.contains("ask for a new one")
        });
    }
    if let Some(form) = page.form("sign-in") {
        if std::mem::replace(tried, true) {
            return None;
        }
        return Some(form.with("login", person.upn).with("passwd", person.password));
    }
    if let Some(form) = page.form("consent") {
        return Some(form.with("answer", "accept"));
    }
    if let Some(form) = page.form("saml-response").or_else(|| page.form("oidc-response")) {
        return Some(form);
    }
    // A vendor's page before the sign-on begins; afterwards the same page would lead in a circle.
    page.form("start-sso").filter(|_| !*tried)
}

fn local(text: &str) -> Result<Url, VisitError> {
    let url = Url::parse(text).ok().filter(crate::saml_idp::answer::is_loopback);
    url.ok_or_else(|| VisitError::NotLocal(text.chars().take(200).collect()))
}
