//! The sign-in log: one record per attempt, successful or not, as `/auditLogs/signIns` tells it.
//!
//! The endpoints that let people in write it (`SignInLog::add`); Graph reads it. A record says who tried to reach what
//! through which client, and with which AADSTS number it ended (0: success). It is kept for 30 days, and no more than
//! 20,000 records of it, oldest first out.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::VecDeque;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The most records that are kept.
const MOST: usize = 20_000;
/// How long one is kept.
const KEPT: Duration = Duration::days(30);

/// The protocol an attempt came by (`authenticationProtocol` in beta).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SignInProtocol {
    /// Authorization code, refresh, client credentials.
    #[default]
    #[serde(rename = "oAuth2")]
    OAuth2,
    /// Device authorization.
    DeviceCode,
    /// SAML 2.0 single sign-on.
    Saml20,
}

impl SignInProtocol {
    /// The word in beta's `authenticationProtocol`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::OAuth2 => "oAuth2",
            Self::DeviceCode => "deviceCode",
            Self::Saml20 => "saml20",
        }
    }
}

/// What Conditional Access had to say (`conditionalAccessStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AccessStatus {
    Success,
    Failure,
    #[default]
    NotApplied,
}

impl AccessStatus {
    /// The word on the wire.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::NotApplied => "notApplied",
        }
    }
}

/// One attempt to sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SignInRecord {
    pub(crate) id: Uuid,
    /// Also shown on the error page and in the error body of the attempt.
    pub(crate) correlation_id: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
    /// Object id of the person; `None` while the name is not one of the tenant's, and for app-only attempts.
    pub(crate) user: Option<Uuid>,
    /// As typed, or the account's own name.
    pub(crate) user_principal_name: String,
    pub(crate) user_display_name: String,
    /// Client id of the application that asked; for SAML of the application signed in to.
    pub(crate) app_id: Option<Uuid>,
    pub(crate) app_display_name: String,
    /// Client id of the API or application wanted.
    pub(crate) resource_id: Option<Uuid>,
    pub(crate) resource_display_name: String,
    /// Object id of the resource's service principal, where the tenant has one.
    pub(crate) resource_service_principal: Option<Uuid>,
    /// App-only: object id of the service principal that signed in.
    pub(crate) service_principal: Option<Uuid>,
    pub(crate) ip_address: String,
    pub(crate) user_agent: String,
    /// `Browser` or `Mobile Apps and Desktop clients`.
    pub(crate) client_app_used: String,
    /// A person was there: false for refreshes and app-only attempts.
    pub(crate) interactive: bool,
    pub(crate) protocol: SignInProtocol,
    /// AADSTS number; 0: success.
    pub(crate) error: u32,
    /// Why, in words; empty on success.
    pub(crate) failure_reason: String,
    pub(crate) conditional_access: AccessStatus,
    /// `appliedConditionalAccessPolicies` as they stand on the wire.
    #[serde(default)]
    pub(crate) policies: Vec<Value>,
}

impl SignInRecord {
    /// The `signIn` of Graph v1.0.
    pub(crate) fn render(&self) -> Value {
        let reason = if self.error == 0 { "Other." } else { self.failure_reason.as_str() };
        json!({
            "id": self.id.to_string(),
            "createdDateTime": crate::graph::moment(self.created),
            "userDisplayName": self.user_display_name,
            "userPrincipalName": self.user_principal_name,
            "userId": self.user.map(|id| id.to_string()),
            "appId": self.app_id.map(|id| id.to_string()),
            "appDisplayName": self.app_display_name,
            "ipAddress": self.ip_address,
            "clientAppUsed": self.client_app_used,
            "correlationId": self.correlation_id.to_string(),
            "conditionalAccessStatus": self.conditional_access.word(),
            "isInteractive": self.interactive,
            "riskDetail": "hidden",
            "riskLevelAggregated": "hidden",
            "riskLevelDuringSignIn": "hidden",
            "riskState": "none",
            "riskEventTypes_v2": [],
            "resourceDisplayName": self.resource_display_name,
            "resourceId": self.resource_id.map(|id| id.to_string()),
            "status": { "errorCode": self.error, "failureReason": reason, "additionalDetails": null },
            "deviceDetail": {
                "deviceId": "", "displayName": "", "operatingSystem": system(&self.user_agent),
                "browser": browser(&self.user_agent), "isCompliant": false, "isManaged": false, "trustType": "",
            },
            "location": {
                "city": "", "state": "", "countryOrRegion": "",
                "geoCoordinates": { "altitude": null, "latitude": null, "longitude": null },
            },
            "appliedConditionalAccessPolicies": self.policies,
        })
    }

    /// The `signIn` of Graph beta; `tenant` is both the home and the resource tenant here.
    pub(crate) fn render_beta(&self, tenant: Uuid) -> Value {
        let mut body = self.render();
        let id = |id: Option<Uuid>| id.map_or_else(String::new, |id| id.to_string());
        let kind = match (self.service_principal, self.interactive) {
            (Some(_), _) => "servicePrincipal",
            (None, true) => "interactiveUser",
            (None, false) => "nonInteractiveUser",
        };
        body["authenticationProtocol"] = self.protocol.word().into();
        body["homeTenantId"] = tenant.to_string().into();
        body["originalTransferMethod"] =
            if self.protocol == SignInProtocol::DeviceCode { "deviceCodeFlow" } else { "none" }.into();
        body["resourceServicePrincipalId"] = id(self.resource_service_principal).into();
        body["resourceTenantId"] = tenant.to_string().into();
        body["servicePrincipalId"] = id(self.service_principal).into();
        body["signInEventTypes"] = json!([kind]);
        body["userAgent"] = self.user_agent.as_str().into();
        body["userType"] = "member".into();
        body
    }
}

/// The operating system a user agent names, as far as it matters here.
fn system(user_agent: &str) -> &'static str {
    [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "Ios"),
        ("Mac OS", "MacOs"),
        ("Linux", "Linux"),
    ]
    .iter()
    .find(|(mark, _)| user_agent.contains(mark))
    .map_or("", |(_, name)| name)
}

/// The browser a user agent names.
fn browser(user_agent: &str) -> &'static str {
    [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
        .iter()
        .find(|(mark, _)| user_agent.contains(mark))
        .map_or("", |(_, name)| name)
}

/// All attempts, oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct SignInLog(VecDeque<SignInRecord>);

impl SignInLog {
    /// Writes one attempt down.
    pub(crate) fn add(&mut self, record: SignInRecord) {
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        self.0.push_back(record);
    }

    /// The attempts, latest first: the order in which Graph lists them.
    pub(crate) fn latest_first(&self) -> impl Iterator<Item = &SignInRecord> {
        self.0.iter().rev()
    }

    /// Drops what is older than the log is kept.
    pub(crate) fn forget_old(&mut self, now: OffsetDateTime) {
        while self.0.front().is_some_and(|record| record.created + KEPT < now) {
            self.0.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn record(created: OffsetDateTime, error: u32) -> SignInRecord {
        SignInRecord {
            id: Uuid::from_u128(u128::from(error) + 1),
            correlation_id: Uuid::nil(),
            created,
            user: None,
            user_principal_name: "nadia@larkfield.example".to_owned(),
            user_display_name: "Nadia Okafor".to_owned(),
            app_id: None,
            app_display_name: "Sequr".to_owned(),
            resource_id: None,
            resource_display_name: "Sequr".to_owned(),
            resource_service_principal: None,
            service_principal: None,
            ip_address: "127.0.0.1".to_owned(),
            user_agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0".to_owned(),
            client_app_used: "Browser".to_owned(),
            interactive: true,
            protocol: SignInProtocol::Saml20,
            error,
            failure_reason: "Not assigned.".to_owned(),
            conditional_access: AccessStatus::NotApplied,
            policies: Vec::new(),
        }
    }

    #[test]
    fn a_record_tells_number_and_reason_as_graph_does() {
        let failed = record(datetime!(2026-11-20 09:00 UTC), 50_105).render();
        assert_eq!(failed["status"]["errorCode"], 50_105);
        assert_eq!(failed["status"]["failureReason"], "Not assigned.");
        assert_eq!(failed["deviceDetail"]["browser"], "Firefox");
        assert!(failed.get("authenticationProtocol").is_none(), "v1.0 does not tell the protocol");
        let succeeded = record(datetime!(2026-11-20 09:00 UTC), 0).render_beta(Uuid::nil());
        assert_eq!(succeeded["status"]["failureReason"], "Other.", "Entra says this on success");
        assert_eq!(succeeded["authenticationProtocol"], "saml20");
    }

    #[test]
    fn the_log_forgets_after_thirty_days_and_lists_the_latest_first() {
        let mut log = SignInLog::default();
        log.add(record(datetime!(2026-10-01 09:00 UTC), 1));
        log.add(record(datetime!(2026-11-19 09:00 UTC), 2));
        log.add(record(datetime!(2026-11-20 09:00 UTC), 3));
        log.forget_old(datetime!(2026-11-21 09:00 UTC));
        let errors: Vec<u32> = log.latest_first().map(|record| record.error).collect();
        assert_eq!(errors, [3, 2]);
    }
}
