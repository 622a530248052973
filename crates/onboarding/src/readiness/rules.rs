//! The tenant's own rules on Identifiers and credentials (`defaultAppManagementPolicy`), and what they mean for a plan.
//! Source: Graph documentation of `tenantAppManagementPolicy` and `identifierUriRestriction`.

use super::{Finding, FindingCode, Severity};
use crate::plan::{Action, Ground, Plan, StepId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// Service plan ids that bring P1's features: P1 itself and P2.
const P1: [&str; 2] = ["41781fb2-bc02-4b7c-bd55-b576c07bb09d", "eec0eb4f-6444-4f95-aba0-50c24d67f998"];

/// What holds for the tenant as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TenantRules {
    /// The tenant has Entra ID P1 or P2; `None` where that could not be read.
    pub has_p1: Option<bool>,
    /// The policy on applications could be read.
    pub policy_read: bool,
    /// Identifiers outside the default form are refused, for SAML applications as well.
    pub identifiers: Option<Restriction>,
    /// The longest life of a certificate.
    pub certificate_life: Option<Restriction>,
    /// Adding password credentials is refused; a signing certificate brings one along.
    pub passwords: Option<Restriction>,
}

/// A rule that is switched on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// Holds for applications made after this moment; absent: for all.
    #[serde(with = "time::serde::rfc3339::option")]
    pub after: Option<OffsetDateTime>,
    /// The longest life it allows, in days.
    pub days: Option<i64>,
}

impl TenantRules {
    /// Reads `/policies/defaultAppManagementPolicy` and `/subscribedSkus`; absent documents leave their part unknown.
    #[must_use]
    pub fn read(policy: Option<&Value>, licences: Option<&Value>) -> Self {
        let mut rules =
            Self { has_p1: licences.map(has_p1), policy_read: policy.is_some(), ..Self::default() };
        let Some(policy) = policy.filter(|policy| policy["isEnabled"] == true) else { return rules };
        let of_applications = &policy["applicationRestrictions"];
        let of_principals = &policy["servicePrincipalRestrictions"];
        rules.identifiers = ["nonDefaultUriAddition", "uriAdditionWithoutUniqueTenantIdentifier"]
            .iter()
            .map(|name| &of_applications["identifierUris"][*name])
            // SAML applications are spared unless the rule says that they are not.
            .find(|rule| rule["excludeSaml"] == false && is_on(rule))
            .map(Restriction::read);
        // A signing certificate lives on the service principal.
        let rule = |list: &str, kind: &str| {
            let all = of_principals[list].as_array()?;
            all.iter().find(|rule| rule["restrictionType"] == *kind && is_on(rule)).map(Restriction::read)
        };
        rules.certificate_life = [
            rule("keyCredentials", "asymmetricKeyLifetime"),
            rule("passwordCredentials", "passwordLifetime"),
        ]
        .into_iter()
        .flatten()
        .min_by_key(|rule| rule.days.unwrap_or(i64::MAX));
        rules.passwords = rule("passwordCredentials", "passwordAddition");
        rules
    }

    /// How long a certificate made now may live, where a rule says so.
    #[must_use]
    pub fn longest_life(&self, now: OffsetDateTime) -> Option<Duration> {
        let rule = self.certificate_life.as_ref().filter(|rule| rule.holds(now))?;
        rule.days.map(Duration::days)
    }
}

impl Restriction {
    fn read(rule: &Value) -> Self {
        let after = rule["restrictForAppsCreatedAfterDateTime"].as_str();
        Self {
            after: after.and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok()),
            days: rule["maxLifetime"].as_str().and_then(days),
        }
    }

    /// It holds for an application made at this moment.
    fn holds(&self, made: OffsetDateTime) -> bool {
        self.after.is_none_or(|after| after < made)
    }
}

fn is_on(rule: &Value) -> bool {
    rule["state"] == "enabled"
}

/// Whole days of an ISO 8601 duration such as `P90D`, `P1Y`, `P6M` or `P4DT12H30M5S`; months count 30 days, years 365,
/// and a part of a day is dropped, which errs on the safe side.
fn days(text: &str) -> Option<i64> {
    let date = text.strip_prefix('P')?.split('T').next()?;
    let mut total = 0_i64;
    let mut number = String::new();
    for letter in date.chars() {
        if letter.is_ascii_digit() {
            number.push(letter);
            continue;
        }
        let count: i64 = number.parse().ok()?;
        number.clear();
        let unit = match letter {
            'Y' => 365,
            'M' => 30,
            'W' => 7,
            'D' => 1,
            _ => return None,
        };
        total = total.checked_add(count.checked_mul(unit)?)?;
    }
    number.is_empty().then_some(total)
}

fn has_p1(licences: &Value) -> bool {
    let usable = |sku: &&Value| matches!(sku["capabilityStatus"].as_str(), Some("Enabled" | "Warning"));
    let brings = |plan: &Value| {
        plan["provisioningStatus"] == "Success"
            && plan["servicePlanId"].as_str().is_some_and(|id| P1.contains(&id))
    };
    let skus = licences["value"].as_array().map(Vec::as_slice).unwrap_or_default();
    skus.iter()
        .filter(usable)
        .any(|sku| sku["servicePlans"].as_array().is_some_and(|plans| plans.iter().any(brings)))
}

/// A rule refuses the Identifier even in SAML mode.
pub(super) fn identifier(ground: &Ground<'_>, plan: &Plan) -> Option<Finding> {
    let step = plan.steps.iter().find(|step| step.id == StepId::Identifiers)?;
    let rule = ground.snapshot.around.rules.identifiers.as_ref().filter(|rule| rule.holds(ground.now))?;
    let adds =
        step.changes.iter().find(|change| change.field == "identifierUris" && !change.added.is_empty())?;
    let ours = |value: &str| {
        let value = value.to_lowercase();
        ground.snapshot.domains.iter().any(|domain| value.contains(&domain.name.to_lowercase()))
    };
    let foreign = adds.added.iter().find(|value| !ours(value))?;
    let text = format!(
        "A policy of this tenant refuses Identifiers such as {foreign}, for SAML applications as well."
    );
    let since = if rule.after.is_some() { " made since it was set" } else { "" };
    Some(
        Finding::new(FindingCode::PolicyIdentifier, Severity::Blocks, text)
            .remedy(format!(
                "Have an exemption made for applications{since} (defaultAppManagementPolicy, identifierUris, excludeSaml)."
            ))
            .field("identifier")
            .step(StepId::Identifiers),
    )
}

/// A rule refuses the certificate, or shortens its life.
pub(super) fn credential(ground: &Ground<'_>, plan: &Plan) -> Vec<Finding> {
    let adds = plan.steps.iter().any(|step| matches!(step.action, Action::AddCertificate { .. }));
    let mut found = Vec::new();
    if !adds {
        return found;
    }
    let rules = &ground.snapshot.around.rules;
    if rules.passwords.as_ref().is_some_and(|rule| rule.holds(ground.now)) {
        let text = "A policy of this tenant refuses new password credentials, and a signing certificate brings one along.";
        found.push(
            Finding::new(FindingCode::PolicyCredential, Severity::Warns, text)
                .remedy("If Entra refuses the certificate, have an exemption made for this application (app management policy).")
                .step(StepId::AddCertificate),
        );
    }
    if let Some(life) = rules.longest_life(ground.now) {
        let text = format!(
            "A policy of this tenant limits certificates to {} days; the new one keeps to it.",
            life.whole_days()
        );
        found.push(
            Finding::new(FindingCode::PolicyCredential, Severity::Informs, text).step(StepId::AddCertificate),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    #[test]
    fn durations_are_read_in_the_forms_that_policies_use() {
        assert_eq!(
            ["P90D", "P1Y", "P6M", "P4DT12H30M5S", "P2W"].map(days),
            [Some(90), Some(365), Some(180), Some(4), Some(14)]
        );
        assert_eq!(["", "90", "PD", "P90", "P9X", "P99999999999999999999D"].map(days), [None; 6]);
    }

    #[test]
    fn a_rule_for_later_applications_counts_from_its_date() {
        let rule = Restriction { after: Some(datetime!(2026-06-01 0:00 UTC)), days: Some(180) };
        let rules = TenantRules { certificate_life: Some(rule), ..TenantRules::default() };
        assert_eq!(rules.longest_life(datetime!(2026-11-22 0:00 UTC)), Some(Duration::days(180)));
        assert_eq!(rules.longest_life(datetime!(2026-05-01 0:00 UTC)), None);
    }

    #[test]
    fn a_policy_that_is_off_or_spares_saml_changes_nothing() {
        let policy = |enabled: bool, spares: bool| {
            json!({ "isEnabled": enabled, "applicationRestrictions": { "identifierUris": {
                "nonDefaultUriAddition": { "state": "enabled", "excludeSaml": spares } } } })
        };
        assert!(TenantRules::read(Some(&policy(true, false)), None).identifiers.is_some());
        assert!(TenantRules::read(Some(&policy(false, false)), None).identifiers.is_none());
        assert!(TenantRules::read(Some(&policy(true, true)), None).identifiers.is_none());
        assert_eq!(
            TenantRules::read(None, None),
            TenantRules::default(),
            "unreadable is not the same as absent"
        );
    }

    #[test]
    fn p1_counts_only_while_it_works() {
        let sku = |status: &str, provisioning: &str| {
            json!({ "value": [{ "capabilityStatus": status, "servicePlans": [
                { "servicePlanId": P1[0], "provisioningStatus": provisioning }] }] })
        };
        assert_eq!(TenantRules::read(None, Some(&sku("Enabled", "Success"))).has_p1, Some(true));
        assert_eq!(TenantRules::read(None, Some(&sku("Suspended", "Success"))).has_p1, Some(false));
        assert_eq!(TenantRules::read(None, Some(&sku("Enabled", "Disabled"))).has_p1, Some(false));
    }
}
