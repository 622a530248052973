//! A page by its address. The rules are the catalog's; here each host is resolved, every address it has is held against
//! them, and the connection goes to just those addresses, so that a name cannot point elsewhere a moment later.

use crate::{
    Environment, Trust,
    contract::{ErrorCode, WireError},
};
use doorward_catalog::address;
use futures::future::BoxFuture;
use reqwest::{
    Url,
    header::{ACCEPT, ACCEPT_LANGUAGE, LOCATION},
    redirect::Policy,
};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

/// Fetches a page: `https`, public hosts, limited size, time and redirects.
///
/// # Errors
/// `invalid_input` for an address that is not fetched; `unreachable` when there is no answer; what the host says else.
pub async fn fetch_page(wanted: &str) -> Result<Vec<u8>, WireError> {
    let way = Way {
        trust: Environment::read().trust()?,
        resolve: |host| {
            Box::pin(async move { Ok(tokio::net::lookup_host((host.as_str(), 443)).await?.collect()) })
        },
        public: address::public,
        patience: Duration::from_secs(address::SECONDS),
    };
    way.fetch(wanted).await
}

/// How hosts are found and told apart, so that it can be tried on a network of a test's own.
struct Way {
    trust: Trust,
    resolve: fn(String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>>,
    public: fn(IpAddr) -> bool,
    patience: Duration,
}

impl Way {
    async fn fetch(&self, wanted: &str) -> Result<Vec<u8>, WireError> {
        match tokio::time::timeout(self.patience, self.follow(wanted)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(failed(wanted, format!("no answer within {} seconds", self.patience.as_secs()))),
        }
    }

    async fn follow(&self, wanted: &str) -> Result<Vec<u8>, WireError> {
        let mut now = wanted.trim().to_owned();
        for _ in 0..=address::REDIRECTS {
            let mut response = self.one(&now).await?;
            if response.status().is_redirection() {
                let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
                now = response.url().join(to).map_err(|error| failed(&now, error.to_string()))?.to_string();
                continue;
            }
            if !response.status().is_success() {
                return Err(failed(&now, format!("the host answers {}", response.status())));
            }
            let mut read = Vec::new();
            while let Some(chunk) = response.chunk().await.map_err(|error| failed(&now, error.to_string()))? {
                read.extend_from_slice(&chunk);
                if read.len() > address::MOST_BYTES {
                    return Err(failed(&now, "the page is larger than any tutorial".to_owned()));
                }
            }
            return Ok(read);
        }
        Err(failed(wanted, "the page leads on and on".to_owned()))
    }

    async fn one(&self, wanted: &str) -> Result<reqwest::Response, WireError> {
        address::host(wanted).map_err(|error| refused(error.to_string()))?;
        // The host is taken from the parsed address: what is connected to is what was checked, however it was spelt.
        let url = Url::parse(wanted).map_err(|error| refused(error.to_string()))?;
        let host = address::host(url.as_str()).map_err(|error| refused(error.to_string()))?;
        let found = (self.resolve)(host.clone()).await.map_err(|error| failed(wanted, error.to_string()))?;
        if let Some(inside) = found.iter().find(|found| !(self.public)(found.ip())) {
            return Err(refused(format!("{host} leads to {}, which is not public", inside.ip())));
        }
        // Without a proxy, which would resolve the name once more and for itself.
        let client = self
            .trust
            .client()
            .user_agent(concat!("Doorward/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .no_proxy()
            .resolve_to_addrs(&host, &found)
            .build()
            .map_err(|error| failed(wanted, error.to_string()))?;
        // Learn leads to the reader's language, and only English pages are understood.
        let page = client
            .get(url)
            .header(ACCEPT_LANGUAGE, "en-US, en;q=0.8")
            .header(ACCEPT, "text/html, text/*;q=0.9, */*;q=0.5");
        page.send().await.map_err(|error| failed(wanted, plain(&error)))
    }
}

/// The innermost cause: the outer ones only repeat the address.
fn plain(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn refused(why: String) -> WireError {
    WireError::new(ErrorCode::InvalidInput, "This address is not fetched.")
        .field("address")
        .hint("Save the page as a file and import that.")
        .details(why)
}

fn failed(wanted: &str, why: String) -> WireError {
    WireError::new(ErrorCode::Unreachable, format!("{wanted} cannot be fetched."))
        .field("address")
        .hint("Save the page as a file and import that.")
        .details(why)
}

#[cfg(test)]
mod tests;
