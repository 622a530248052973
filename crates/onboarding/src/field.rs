//! Fields of the directory that a run changes by PATCH: where each lives, how it is read, how it is written.
//!
//! Every field is a list of texts here, single-valued ones with at most one entry, so that comparing, merging and
//! showing need no special cases. Source of the places: Graph documentation, "Configure SAML-based single sign-on".

use doorward_domain::{Application, SamlField, ServicePrincipal, SsoMode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Which kind of object a change concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ObjectKind {
    /// The registration.
    Application,
    /// The tenant-local instance.
    ServicePrincipal,
    /// A person.
    User,
    /// An app role assignment.
    Assignment,
}

/// A field that is changed by PATCH.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `application.displayName`.
    Name,
    /// `servicePrincipal.preferredSingleSignOnMode`.
    Mode,
    /// `application.identifierUris`.
    Identifiers,
    /// `application.web.redirectUris`, with `redirectUriSettings` in the same order.
    ReplyUrls,
    /// `application.web.logoutUrl`.
    LogoutUrl,
    /// `servicePrincipal.loginUrl`.
    SignOnUrl,
    /// `servicePrincipal.samlSingleSignOnSettings.relayState`.
    RelayState,
    /// `servicePrincipal.notificationEmailAddresses`.
    Emails,
    /// `servicePrincipal.preferredTokenSigningKeyThumbprint`.
    ActiveCertificate,
}

impl Field {
    /// The object it lives on.
    #[must_use]
    pub fn object(self) -> ObjectKind {
        match self {
            Self::Name | Self::Identifiers | Self::ReplyUrls | Self::LogoutUrl => ObjectKind::Application,
            Self::Mode | Self::SignOnUrl | Self::RelayState | Self::Emails | Self::ActiveCertificate => {
                ObjectKind::ServicePrincipal
            }
        }
    }

    /// Its name in Graph.
    #[must_use]
    pub fn graph_name(self) -> &'static str {
        match self {
            Self::Name => "displayName",
            Self::Mode => "preferredSingleSignOnMode",
            Self::Identifiers => "identifierUris",
            Self::ReplyUrls => "web.redirectUris",
            Self::LogoutUrl => "web.logoutUrl",
            Self::SignOnUrl => "loginUrl",
            Self::RelayState => "samlSingleSignOnSettings.relayState",
            Self::Emails => "notificationEmailAddresses",
            Self::ActiveCertificate => "preferredTokenSigningKeyThumbprint",
        }
    }

    /// Its name for people, as the Entra portal has it.
    #[must_use]
    pub fn portal_name(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Mode => "Single sign-on mode",
            Self::Identifiers => "Identifier (Entity ID)",
            Self::ReplyUrls => "Reply URL",
            Self::LogoutUrl => "Logout URL",
            Self::SignOnUrl => "Sign-on URL",
            Self::RelayState => "Relay State",
            Self::Emails => "Expiry mails",
            Self::ActiveCertificate => "Active certificate",
        }
    }

    /// The field behind a SAML field of the portal.
    #[must_use]
    pub fn of(field: SamlField) -> Self {
        match field {
            SamlField::Identifier => Self::Identifiers,
            SamlField::ReplyUrl => Self::ReplyUrls,
            SamlField::SignOnUrl => Self::SignOnUrl,
            SamlField::RelayState => Self::RelayState,
            SamlField::LogoutUrl => Self::LogoutUrl,
        }
    }

    /// What the registration holds; empty for fields of other objects.
    #[must_use]
    pub fn read_application(self, application: &Application) -> Vec<String> {
        match self {
            Self::Name => vec![application.name.clone()],
            Self::Identifiers => application.identifiers.clone(),
            Self::ReplyUrls => application.reply_urls.clone(),
            Self::LogoutUrl => application.logout_url.iter().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// What the service principal holds; empty for fields of other objects.
    #[must_use]
    pub fn read_principal(self, principal: &ServicePrincipal) -> Vec<String> {
        match self {
            Self::Mode => principal.mode.iter().map(|mode| mode_name(*mode).to_owned()).collect(),
            Self::SignOnUrl => principal.sign_on_url.iter().cloned().collect(),
            Self::RelayState => principal.relay_state.iter().cloned().collect(),
            Self::Emails => principal.notification_emails.clone(),
            Self::ActiveCertificate => principal.active_certificate.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    }

    /// The property that holds it, as a document of its object shows it; `Null` where absent. For reply URLs the two
    /// properties that belong together.
    #[must_use]
    pub fn raw(self, document: &Value) -> Value {
        let at = |pointer: &str| document.pointer(pointer).cloned().unwrap_or_default();
        match self {
            Self::ReplyUrls => json!({
                "redirectUris": at("/web/redirectUris"),
                "redirectUriSettings": at("/web/redirectUriSettings"),
            }),
            Self::LogoutUrl => at("/web/logoutUrl"),
            Self::RelayState => at("/samlSingleSignOnSettings"),
            _ => at(&format!("/{}", self.graph_name())),
        }
    }

    /// Puts a property back into a PATCH body as [`Field::raw`] read it.
    pub fn write_raw(self, raw: &Value, body: &mut Value) {
        match self {
            Self::ReplyUrls => {
                body["web"]["redirectUris"] = raw["redirectUris"].clone();
                body["web"]["redirectUriSettings"] = raw["redirectUriSettings"].clone();
            }
            Self::LogoutUrl => body["web"]["logoutUrl"] = raw.clone(),
            Self::RelayState => body["samlSingleSignOnSettings"] = raw.clone(),
            _ => body[self.graph_name()] = raw.clone(),
        }
    }

    /// Several values can stand in it.
    #[must_use]
    pub fn is_list(self) -> bool {
        matches!(self, Self::Identifiers | Self::ReplyUrls | Self::Emails)
    }

    /// Puts the values into a PATCH body.
    pub fn write(self, values: &[String], body: &mut Value) {
        let single = || values.first().map_or(Value::Null, |value| json!(value));
        match self {
            Self::Name | Self::Mode | Self::SignOnUrl | Self::ActiveCertificate => {
                body[self.graph_name()] = single()
            }
            Self::Identifiers | Self::Emails => body[self.graph_name()] = json!(values),
            Self::ReplyUrls => {
                let settings: Vec<Value> = values
                    .iter()
                    .enumerate()
                    .map(|(index, uri)| json!({ "uri": uri, "index": index }))
                    .collect();
                body["web"]["redirectUris"] = json!(values);
                body["web"]["redirectUriSettings"] = json!(settings);
            }
            Self::LogoutUrl => body["web"]["logoutUrl"] = single(),
            Self::RelayState => body["samlSingleSignOnSettings"] = json!({ "relayState": single() }),
        }
    }
}

fn mode_name(mode: SsoMode) -> &'static str {
    match mode {
        SsoMode::Saml => "saml",
        SsoMode::Oidc => "oidc",
        SsoMode::Password => "password",
        SsoMode::NotSupported => "notSupported",
        SsoMode::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reply_urls_are_written_with_their_order_made_explicit() {
        let mut body = json!({});
        Field::ReplyUrls.write(&["https://a/".to_owned(), "https://b/".to_owned()], &mut body);
        assert_eq!(
            body["web"]["redirectUriSettings"],
            json!([{ "uri": "https://a/", "index": 0 }, { "uri": "https://b/", "index": 1 }])
        );
    }

    #[test]
    fn an_emptied_single_field_is_written_as_null() {
        let mut body = json!({});
        Field::SignOnUrl.write(&[], &mut body);
        assert_eq!(body, json!({ "loginUrl": null }));
    }
}
