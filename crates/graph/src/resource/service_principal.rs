//! `servicePrincipal`: the tenant-local instance.

use crate::{GraphClient, GraphError, GraphRequest, page::all_pages, request::quoted};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use doorward_domain::{
    AppId, AppRole, AppRoleId, ObjectId, ServicePrincipal, SigningCertificate, SsoMode, TemplateId,
    Thumbprint,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use time::OffsetDateTime;

const SELECT: &str = "id,appId,displayName,applicationTemplateId,accountEnabled,appRoleAssignmentRequired,\
preferredSingleSignOnMode,loginUrl,samlSingleSignOnSettings,notificationEmailAddresses,servicePrincipalNames,replyUrls,\
appRoles,preferredTokenSigningKeyThumbprint,keyCredentials";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: ObjectId,
    app_id: AppId,
    display_name: Option<String>,
    application_template_id: Option<TemplateId>,
    account_enabled: Option<bool>,
    app_role_assignment_required: Option<bool>,
    preferred_single_sign_on_mode: Option<SsoMode>,
    login_url: Option<String>,
    saml_single_sign_on_settings: Option<SamlSettings>,
    #[serde(default)]
    notification_email_addresses: Vec<String>,
    #[serde(default)]
    service_principal_names: Vec<String>,
    #[serde(default)]
    reply_urls: Vec<String>,
    #[serde(default)]
    app_roles: Vec<Role>,
    preferred_token_signing_key_thumbprint: Option<String>,
    #[serde(default)]
    key_credentials: Vec<Key>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SamlSettings {
    relay_state: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Role {
    id: AppRoleId,
    display_name: Option<String>,
    value: Option<String>,
    #[serde(default)]
    is_enabled: bool,
    #[serde(default)]
    allowed_member_types: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Key {
    custom_key_identifier: Option<String>,
    display_name: Option<String>,
    usage: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    start_date_time: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    end_date_time: OffsetDateTime,
    key: Option<String>,
}

impl From<Wire> for ServicePrincipal {
    fn from(wire: Wire) -> Self {
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        Self {
            id: wire.id,
            app_id: wire.app_id,
            name: wire.display_name.unwrap_or_default(),
            template: wire.application_template_id,
            enabled: wire.account_enabled.unwrap_or(true),
            assignment_required: wire.app_role_assignment_required.unwrap_or(false),
            mode: wire.preferred_single_sign_on_mode,
            sign_on_url: filled(wire.login_url),
            relay_state: filled(wire.saml_single_sign_on_settings.and_then(|settings| settings.relay_state)),
            notification_emails: wire.notification_email_addresses,
            names: wire.service_principal_names,
            reply_urls: wire.reply_urls,
            app_roles: wire.app_roles.into_iter().map(Into::into).collect(),
            active_certificate: wire
                .preferred_token_signing_key_thumbprint
                .and_then(|text| text.parse().ok()),
            certificates: certificates(wire.key_credentials),
        }
    }
}

impl From<Role> for AppRole {
    fn from(role: Role) -> Self {
        Self {
            id: role.id,
            name: role.display_name.unwrap_or_default(),
            value: role.value.filter(|value| !value.is_empty()),
            enabled: role.is_enabled,
            for_people: role.allowed_member_types.iter().any(|kind| kind == "User"),
        }
    }
}

/// One entry per certificate. Graph lists a signing and a verifying half for each, tied by `customKeyIdentifier`,
/// which holds the SHA-1 of the certificate in base64; other key kinds are passed over.
fn certificates(keys: Vec<Key>) -> Vec<SigningCertificate> {
    let mut found: BTreeMap<Thumbprint, SigningCertificate> = BTreeMap::new();
    for key in keys {
        let Some(thumbprint) = key.custom_key_identifier.as_deref().and_then(thumbprint) else { continue };
        let der = key
            .key
            .and_then(|text| BASE64_STANDARD.decode(text).ok())
            .filter(|_| key.usage.as_deref() == Some("Verify"));
        let entry = found.entry(thumbprint).or_insert_with(|| SigningCertificate {
            thumbprint,
            subject: key.display_name.clone().unwrap_or_default(),
            starts: key.start_date_time,
            ends: key.end_date_time,
            der: None,
        });
        entry.der = entry.der.take().or(der);
    }
    let mut list: Vec<_> = found.into_values().collect();
    list.sort_by_key(|certificate| std::cmp::Reverse(certificate.ends));
    list
}

fn thumbprint(identifier: &str) -> Option<Thumbprint> {
    let bytes = BASE64_STANDARD.decode(identifier).ok()?;
    bytes.try_into().ok().map(Thumbprint)
}

impl GraphClient {
    /// A service principal by object id; `None` when it is not there or not visible yet.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn service_principal(&self, id: ObjectId) -> Result<Option<ServicePrincipal>, GraphError> {
        let request = GraphRequest::get(format!("/servicePrincipals/{id}")).query("$select", SELECT);
        super::optional(self.send(&request).await)?
            .map(|reply| reply.read::<Wire>().map(Into::into))
            .transpose()
    }

    /// Instances made from a gallery entry.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn instances_of(&self, template: TemplateId) -> Result<Vec<ServicePrincipal>, GraphError> {
        let found = self.service_principals(Some(format!("applicationTemplateId eq '{template}'"))).await?;
        Ok(found.into_iter().filter(|instance| instance.template == Some(template)).collect())
    }

    /// The instance of a registration. A list, so it lags behind reads by object id.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn service_principal_of(&self, app: AppId) -> Result<Option<ServicePrincipal>, GraphError> {
        Ok(self.service_principals(Some(format!("appId eq '{app}'"))).await?.pop())
    }

    /// Instances of exactly this name.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn service_principals_named(&self, name: &str) -> Result<Vec<ServicePrincipal>, GraphError> {
        let found = self.service_principals(Some(format!("displayName eq {}", quoted(name)))).await?;
        Ok(found.into_iter().filter(|instance| instance.name.eq_ignore_ascii_case(name)).collect())
    }

    /// All applications that people can sign in to.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn enterprise_applications(&self) -> Result<Vec<ServicePrincipal>, GraphError> {
        let tag = "tags/any(t:t eq 'WindowsAzureActiveDirectoryIntegratedApp')";
        self.service_principals(Some(tag.to_owned())).await
    }

    async fn service_principals(&self, filter: Option<String>) -> Result<Vec<ServicePrincipal>, GraphError> {
        let mut request = GraphRequest::get("/servicePrincipals").query("$select", SELECT);
        if let Some(filter) = filter {
            request = request.query("$filter", filter);
        }
        Ok(all_pages::<Wire>(self, &request).await?.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_three_entries_of_a_certificate_are_one() {
        let identifier = BASE64_STANDARD.encode([7_u8; 20]);
        let half = |usage: &str, key: Option<&str>| {
            json!({ "customKeyIdentifier": identifier, "displayName": "CN=x", "usage": usage, "key": key,
                "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2029-01-01T00:00:00Z" })
        };
        let wire: Wire = serde_json::from_value(json!({
            "id": "8adf8e6e-67b2-4cf2-a259-e3dc5476c621", "appId": "8adf8e6e-67b2-4cf2-a259-e3dc5476c621",
            "keyCredentials": [half("Sign", None), half("Verify", Some("AQID"))],
        }))
        .unwrap();
        let principal = ServicePrincipal::from(wire);
        assert_eq!(principal.certificates.len(), 1);
        assert_eq!(
            principal.certificates[0].der.as_deref(),
            Some(&[1, 2, 3][..]),
            "the verifying half is public"
        );
    }
}
