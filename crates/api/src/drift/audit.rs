//! Who may have changed an object: the directory's log, where the session may read it.
//! Source: Graph documentation of `directoryAudit`.

use crate::{contract::drift::ChangedBy, directory::TenantDirectory};
use doorward_domain::ObjectId;
use doorward_onboarding::ports::Directory;
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The log's lines about some objects, the newest first.
#[derive(Debug, Default)]
pub(super) struct Audit(Vec<Line>);

#[derive(Debug)]
struct Line {
    object: ObjectId,
    at: OffsetDateTime,
    who: String,
    what: String,
    properties: Vec<String>,
}

impl Audit {
    /// Reads it; `None` where it cannot be read.
    pub(super) async fn read(
        directory: &TenantDirectory,
        objects: impl Iterator<Item = ObjectId>,
        since: Option<OffsetDateTime>,
    ) -> Option<Self> {
        let mut lines = Vec::new();
        for object in objects {
            let mut filter = format!("targetResources/any(t:t/id eq '{object}')");
            if let Some(since) =
                since.and_then(|since| since.replace_nanosecond(0).ok()?.format(&Rfc3339).ok())
            {
                filter = format!("activityDateTime ge {since} and {filter}");
            }
            let query = [("$filter", filter.as_str()), ("$top", "50")];
            // A log that cannot be read now names nobody; the comparison stands without it.
            let document = directory.document("/auditLogs/directoryAudits", &query).await.ok().flatten()?;
            let rows = document["value"].as_array().cloned().unwrap_or_default();
            lines.extend(rows.iter().filter_map(|row| line(object, row)));
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.at));
        Some(Self(lines))
    }

    /// The last change to an object, one that names the field preferred.
    pub(super) fn last(&self, object: ObjectId, field: &str) -> Option<ChangedBy> {
        let own = || self.0.iter().filter(|line| line.object == object);
        let short = field.rsplit('.').next().unwrap_or(field);
        let names = |line: &&Line| {
            !short.is_empty() && line.properties.iter().any(|name| name.eq_ignore_ascii_case(short))
        };
        let line = own().find(names).or_else(|| own().next())?;
        Some(ChangedBy { who: line.who.clone(), what: line.what.clone(), at: line.at.into() })
    }
}

fn line(object: ObjectId, row: &Value) -> Option<Line> {
    let text = |pointer: &str| row.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    let who = [
        "/initiatedBy/user/userPrincipalName",
        "/initiatedBy/user/displayName",
        "/initiatedBy/app/displayName",
    ]
    .iter()
    .find_map(|pointer| text(pointer))?;
    let targets = row["targetResources"].as_array()?;
    // A server that does not know the filter would send every line.
    let target = targets.iter().find(|target| target["id"] == object.to_string())?;
    let properties = target["modifiedProperties"].as_array().into_iter().flatten();
    Some(Line {
        object,
        at: OffsetDateTime::parse(text("/activityDateTime")?, &Rfc3339).ok()?,
        who: who.to_owned(),
        what: text("/activityDisplayName").unwrap_or_default().to_owned(),
        properties: properties.filter_map(|own| own["displayName"].as_str().map(str::to_owned)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uuid::Uuid;

    fn row(object: Uuid, who: &str, at: &str, property: &str) -> Value {
        json!({
            "activityDateTime": at, "activityDisplayName": "Update application",
            "initiatedBy": { "user": { "userPrincipalName": who }, "app": null },
            "targetResources": [{ "id": object.to_string(), "modifiedProperties": [{ "displayName": property }] }],
        })
    }

    #[test]
    fn the_line_that_names_the_field_counts_more_than_a_newer_one() {
        let object = ObjectId(Uuid::from_u128(7));
        let rows = [
            row(object.0, "bea@contoso.com", "2026-11-22T12:00:00Z", "DisplayName"),
            row(object.0, "ada@contoso.com", "2026-11-22T11:00:00Z", "IdentifierUris"),
        ];
        let audit = Audit(rows.iter().filter_map(|row| line(object, row)).collect());
        assert_eq!(audit.last(object, "identifierUris").unwrap().who, "ada@contoso.com");
        assert_eq!(audit.last(object, "loginUrl").unwrap().who, "bea@contoso.com");
        assert!(audit.last(ObjectId(Uuid::nil()), "loginUrl").is_none(), "of other objects nothing is said");
    }

    #[test]
    fn a_line_without_anybody_names_nobody() {
        let object = ObjectId(Uuid::from_u128(7));
        assert!(line(object, &json!({ "targetResources": [{ "id": object.to_string() }] })).is_none());
    }
}
