//! A page by its address. The rules are the catalog's; here each host is resolved, every address it has is held against
//! them, and the connection goes to just those addresses, so that a name cannot point elsewhere a moment later.

use crate::{
    Environment,
    contract::{ErrorCode, WireError},
};
use doorward_catalog::address;
use reqwest::{Url, header::LOCATION, redirect::Policy};
use std::{net::SocketAddr, time::Duration};

/// Fetches a page: `https`, public hosts, limited size, time and redirects.
///
/// # Errors
/// `invalid_input` for an address that is not fetched; `unreachable` when there is no answer; what the host says else.
pub async fn fetch_page(wanted: &str) -> Result<Vec<u8>, WireError> {
    let work = follow(wanted);
    match tokio::time::timeout(Duration::from_secs(address::SECONDS), work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(failed(wanted, format!("no answer within {} seconds", address::SECONDS))),
    }
}

async fn follow(wanted: &str) -> Result<Vec<u8>, WireError> {
    let mut now = wanted.trim().to_owned();
    for _ in 0..=address::REDIRECTS {
        let mut response = one(&now).await?;
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

async fn one(wanted: &str) -> Result<reqwest::Response, WireError> {
    let refused = |why: String| {
        WireError::new(ErrorCode::InvalidInput, "This address is not fetched.")
            .hint("Save the page as a file and import that.")
            .details(why)
    };
    address::host(wanted).map_err(|error| refused(error.to_string()))?;
    // The host is taken from the parsed address: what is connected to is what was checked, however it was spelt.
    let url = Url::parse(wanted).map_err(|error| refused(error.to_string()))?;
    let host = address::host(url.as_str()).map_err(|error| refused(error.to_string()))?;
    let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 443))
        .await
        .map_err(|error| failed(wanted, error.to_string()))?
        .collect();
    if let Some(inside) = found.iter().find(|found| !address::public(found.ip())) {
        return Err(refused(format!("{host} leads to {}, which is not public", inside.ip())));
    }
    let client = Environment::read()
        .trust()?
        .client()
        .redirect(Policy::none())
        .resolve_to_addrs(&host, &found)
        .build()
        .map_err(|error| failed(wanted, error.to_string()))?;
    client.get(url).send().await.map_err(|error| failed(wanted, error.to_string()))
}

fn failed(wanted: &str, why: String) -> WireError {
    WireError::new(ErrorCode::Unreachable, format!("{wanted} cannot be fetched."))
        .hint("Save the page as a file and import that.")
        .details(why)
}
