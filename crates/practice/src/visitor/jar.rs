//! The visitor's cookies: by host, for as long as the visitor lives.

use reqwest::header::{HeaderMap, SET_COOKIE};
use std::{collections::BTreeMap, fmt};
use url::Url;

/// Cookies by host (ports share them, as in browsers).
#[derive(Default)]
pub(super) struct Jar(BTreeMap<String, BTreeMap<String, String>>);

impl fmt::Debug for Jar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Cookies sign people in; their values stay out of logs.
        formatter.debug_list().entries(self.0.keys()).finish()
    }
}

impl Jar {
    pub(super) fn keep(&mut self, url: &Url, headers: &HeaderMap) {
        let Some(host) = url.host_str() else { return };
        let held = self.0.entry(host.to_owned()).or_default();
        for cookie in headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let pair = cookie.split(';').next().and_then(|pair| pair.split_once('='));
            if let Some((name, value)) = pair {
                if value.is_empty() {
                    held.remove(name.trim());
                } else {
                    held.insert(name.trim().to_owned(), value.trim().to_owned());
                }
            }
        }
    }

    pub(super) fn cookies(&self, url: &Url) -> Option<String> {
        let held = self.0.get(url.host_str()?).filter(|held| !held.is_empty())?;
        Some(held.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; "))
    }
}
