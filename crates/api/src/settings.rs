//! Settings, kept in the profile under one key each.

use crate::{
    Console,
    contract::{ErrorCode, Nothing, SettingsView, WireError},
    convert::store_error,
    endpoints::cloud_named,
};
use std::sync::{Arc, PoisonError};
use url::Url;

const KEY: &str = "settings";

impl Console {
    /// Settings.
    ///
    /// # Errors
    /// None at present.
    pub async fn settings(self: &Arc<Self>, _: Nothing) -> Result<SettingsView, WireError> {
        Ok(self.settings_now())
    }

    /// Keeps settings.
    ///
    /// # Errors
    /// `invalid_input` with the field that cannot be used.
    pub async fn settings_save(self: &Arc<Self>, request: SettingsView) -> Result<SettingsView, WireError> {
        for (text, field) in [(&request.login_url, "loginUrl"), (&request.graph_url, "graphUrl")] {
            let usable = text.trim().is_empty() || Url::parse(text.trim()).is_ok_and(|url| is_service(&url));
            if !usable {
                return Err(WireError::new(ErrorCode::InvalidInput, "This is not the address of a service.")
                    .hint("An https address, for example https://login.microsoftonline.com.")
                    .field(field));
            }
        }
        cloud_named(&request.cloud)?;
        let client = request.client_id.trim();
        if !client.is_empty() && client.parse::<doorward_domain::AppId>().is_err() {
            return Err(WireError::new(ErrorCode::InvalidInput, "A client id is a GUID.").field("clientId"));
        }
        let value = serde_json::to_value(&request)
            .map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?;
        self.store.journal().settings().set(KEY, &value).map_err(store_error)?;
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = request;
        Ok(self.settings_now())
    }

    pub(crate) fn settings_now(&self) -> SettingsView {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Settings as they lie in the profile; what is missing or of another form takes its default.
    pub(crate) fn settings_stored(store: &doorward_store::Profile) -> SettingsView {
        let kept = store.journal().settings().get(KEY).ok().flatten();
        kept.map(with_defaults).unwrap_or_default()
    }
}

/// What an earlier version did not know takes its default; what was set stays.
fn with_defaults(kept: serde_json::Value) -> SettingsView {
    let mut whole = serde_json::to_value(SettingsView::default()).unwrap_or_default();
    if let (Some(whole), serde_json::Value::Object(kept)) = (whole.as_object_mut(), kept) {
        whole.extend(kept);
    }
    serde_json::from_value(whole).unwrap_or_default()
}

fn is_service(url: &Url) -> bool {
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && local))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_of_an_earlier_version_keep_what_they_say() {
        let settings = with_defaults(json!({ "clientId": "own", "replyPort": 4711 }));
        assert_eq!((settings.client_id.as_str(), settings.reply_port), ("own", 4711));
        assert_eq!(settings.cloud, "", "and get the default for what is new");
        assert_eq!(with_defaults(json!("nonsense")), SettingsView::default());
    }
}
