//! Entra's sign-in log: which line tells how a sign-on ended, and why the log may not be readable.
//! Source: Graph facts, 9.4; error numbers that only interrupt a sign-in, 9.6.

use crate::{
    contract::{ErrorCode, WireError},
    convert::graph_error,
};
use doorward_domain::AppId;
use doorward_graph::{GraphClient, GraphError, GraphRequest};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Numbers after which a sign-in goes on: a page in between, another factor, a password typed wrong.
const INTERRUPTS: &[u32] = &[
    16_000, 50_055, 50_058, 50_072, 50_074, 50_076, 50_078, 50_079, 50_097, 50_125, 50_126, 50_127, 50_129,
    50_140, 50_144, 50_158, 50_199, 65_001,
];

/// One line of the log, as far as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogLine {
    #[serde(default)]
    pub(crate) user_principal_name: String,
    #[serde(rename = "createdDateTime", with = "time::serde::rfc3339")]
    pub(crate) at: OffsetDateTime,
    pub(crate) status: LogStatus,
    #[serde(default)]
    pub(crate) conditional_access_status: Option<String>,
    #[serde(default)]
    pub(crate) correlation_id: Option<String>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogStatus {
    pub(crate) error_code: u32,
    #[serde(default)]
    pub(crate) failure_reason: Option<String>,
    #[serde(default)]
    pub(crate) additional_details: Option<String>,
}

impl LogLine {
    /// Entra issued a token.
    pub(crate) fn issued(&self) -> bool {
        self.status.error_code == 0
    }

    /// The attempt went on after this line.
    fn interrupts(&self) -> bool {
        INTERRUPTS.contains(&self.status.error_code)
    }
}

/// The line that says how the sign-on ended: a token, else the last refusal that nothing follows; `None` while it goes on.
pub(crate) fn outcome(lines: &[LogLine]) -> Option<&LogLine> {
    let last = |wanted: &dyn Fn(&LogLine) -> bool| {
        lines.iter().filter(|line| wanted(line)).max_by_key(|line| line.at)
    };
    last(&LogLine::issued).or_else(|| last(&|line| !line.interrupts()))
}

/// Lines about an application since a moment. The log is a second coarser than our clock.
pub(crate) async fn read(
    graph: &GraphClient,
    app: AppId,
    since: OffsetDateTime,
) -> Result<Vec<LogLine>, WireError> {
    #[derive(Deserialize)]
    struct Lines {
        value: Vec<LogLine>,
    }
    let from = since.replace_nanosecond(0).unwrap_or(since).format(&Rfc3339).unwrap_or_default();
    let request = GraphRequest::get("/auditLogs/signIns")
        .query("$filter", format!("appId eq '{app}' and createdDateTime ge {from}"))
        .query("$top", "50");
    let lines: Lines =
        graph.send(&request).await.and_then(doorward_graph::Reply::read).map_err(unreadable)?;
    Ok(lines.value)
}

/// Why the log cannot be read, and what would help.
fn unreadable(error: GraphError) -> WireError {
    let code = error.refusal().filter(|refusal| refusal.status == 403).map(|refusal| refusal.code.clone());
    let wire = graph_error(error);
    let (kind, message, hint) = match code.as_deref() {
        None => return wire,
        Some("Authentication_RequestFromNonPremiumTenantOrB2CTenant") => (
            ErrorCode::InvalidInput,
            "This tenant's licence does not open the sign-in log to programs.",
            "It needs Microsoft Entra ID P1. Without it look at the log in Entra's portal, or test with the local reply URL.",
        ),
        Some("Authentication_MSGraphPermissionMissing") => (
            ErrorCode::ConsentMissing,
            "This session may not read the sign-in log.",
            "Sign in once more and consent to AuditLog.Read.All, or test with the local reply URL.",
        ),
        Some(_) => (
            ErrorCode::RoleMissing,
            "Your account may not read the sign-in log.",
            "Reports Reader, Security Reader or Global Reader is enough; or test with the local reply URL.",
        ),
    };
    WireError { code: kind, message: message.to_owned(), hint: Some(hint.to_owned()), ..wire }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{Duration, macros::datetime};

    fn line(second: i64, error_code: u32) -> LogLine {
        LogLine {
            user_principal_name: "b.simon@contoso.com".to_owned(),
            at: datetime!(2026-11-27 09:00 UTC) + Duration::seconds(second),
            status: LogStatus { error_code, failure_reason: None, additional_details: None },
            conditional_access_status: None,
            correlation_id: None,
        }
    }

    #[test]
    fn a_token_settles_it_whatever_came_before() {
        let lines = [line(9, 50_126), line(30, 0), line(20, 50_105)];
        assert_eq!(outcome(&lines).unwrap().status.error_code, 0);
    }

    #[test]
    fn a_page_in_between_is_no_end() {
        assert_eq!(outcome(&[]), None);
        assert_eq!(outcome(&[line(1, 50_126), line(2, 50_074)]), None, "the person goes on");
        assert_eq!(outcome(&[line(3, 50_105), line(2, 50_140)]).unwrap().status.error_code, 50_105);
    }

    #[test]
    fn why_it_cannot_be_read_is_told_with_a_remedy() {
        let told = |code: &str| {
            let refusal = doorward_graph::Refusal {
                status: 403,
                code: code.to_owned(),
                message: "no".to_owned(),
                details: Vec::new(),
                request_id: Some("r".to_owned()),
            };
            let error = unreadable(GraphError::Refused(Box::new(refusal)));
            assert_eq!(error.request_id.as_deref(), Some("r"), "the request can be named to Microsoft");
            (error.code, error.hint.unwrap_or_default())
        };
        let (code, hint) = told("Authentication_RequestFromNonPremiumTenantOrB2CTenant");
        assert!(code == ErrorCode::InvalidInput && hint.contains("Entra ID P1"), "{hint}");
        let (code, hint) = told("Authentication_MSGraphPermissionMissing");
        assert!(code == ErrorCode::ConsentMissing && hint.contains("AuditLog.Read.All"), "{hint}");
        let (code, hint) = told("Authentication_RequestFromUnsupportedUserRole");
        assert!(code == ErrorCode::RoleMissing && hint.contains("Reports Reader"), "{hint}");
    }
}
