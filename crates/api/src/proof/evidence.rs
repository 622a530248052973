//! Evidence in words: one verdict first, each check below it.

use super::{
    sign_in_log::LogLine,
    watch::{SIGN_IN_LOG_UNASKED, rests_on_log},
};
use crate::{
    contract::{CheckView, EvidenceView, Initiation, ProofWay, proof::LogLineView},
    explain::{configuration, explained},
    run::OpenRun,
};
use doorward_onboarding::configuration_hash;
use doorward_saml::{CheckCode, Outcome, Verdict};
use doorward_store::EvidenceRow;
use std::collections::BTreeMap;

pub(crate) fn evidence_view(row: &EvidenceRow, run: &OpenRun) -> EvidenceView {
    if rests_on_log(row) {
        return log_view(row, run);
    }
    let verdict: Option<Verdict> = serde_json::from_value(row.verdict.clone()).ok();
    let facts = verdict.as_ref().and_then(|verdict| verdict.facts.as_ref()).filter(|_| row.accepted);
    let fault = verdict.as_ref().and_then(|verdict| verdict.failures().next().map(|check| check.code));
    let words = verdict.as_ref().map(|verdict| said(verdict, fault, &run.recipe.product));
    let (place, next, summary) =
        words.unwrap_or_else(|| (None, None, "This record cannot be read.".to_owned()));
    EvidenceView {
        id: row.id.to_string(),
        initiation: if row.kind == "identity_provider" {
            Initiation::IdentityProvider
        } else {
            Initiation::ServiceProvider
        },
        way: ProofWay::CheckedResponse,
        accepted: row.accepted,
        at: row.at.into(),
        configuration: row.configuration.chars().take(8).collect(),
        outdated: row.configuration != configuration_hash(&run.memory.snapshot),
        summary,
        place,
        next,
        person: facts.map(|facts| facts.name_id.clone()),
        claims: facts.map(|facts| facts.attributes.clone()).unwrap_or_default(),
        checks: verdict.iter().flat_map(|verdict| &verdict.checks).map(check_view).collect(),
        log: None,
    }
}

/// What Entra's log said. A token that was issued is told as that and no more.
fn log_view(row: &EvidenceRow, run: &OpenRun) -> EvidenceView {
    let line: Option<LogLine> = serde_json::from_value(row.verdict.clone()).ok();
    let product = &run.recipe.product;
    let (place, next, summary) = match &line {
        None => (None, None, "This record cannot be read.".to_owned()),
        Some(line) if line.issued() => (
            None,
            Some("Test with the local reply URL to have the response itself checked.".to_owned()),
            format!(
                "Entra says that it issued a token for {product}. Whether {product} takes it was not checked."
            ),
        ),
        Some(line) => (
            Some("entra".to_owned()),
            Some("Do what is advised below, then test again.".to_owned()),
            format!("Entra refused the sign-on with AADSTS{}.", line.status.error_code),
        ),
    };
    let shown = line.map(|line| LogLineView {
        explanations: if line.issued() {
            Vec::new()
        } else {
            explained(&format!("AADSTS{}", line.status.error_code), &configuration(run))
        },
        person: line.user_principal_name,
        at: line.at.into(),
        error_code: line.status.error_code,
        failure_reason: line.status.failure_reason.filter(|_| line.status.error_code != 0),
        additional: line.status.additional_details.filter(|text| !text.is_empty()),
        conditional_access: line.conditional_access_status,
        correlation_id: line.correlation_id,
    });
    EvidenceView {
        id: row.id.to_string(),
        initiation: if row.kind == SIGN_IN_LOG_UNASKED {
            Initiation::IdentityProvider
        } else {
            Initiation::ServiceProvider
        },
        way: ProofWay::SignInLog,
        accepted: false,
        at: row.at.into(),
        configuration: row.configuration.chars().take(8).collect(),
        outdated: row.configuration != configuration_hash(&run.memory.snapshot),
        summary,
        place,
        next,
        person: shown.as_ref().map(|line| line.person.clone()),
        claims: BTreeMap::new(),
        checks: Vec::new(),
        log: shown,
    }
}

fn check_view(check: &doorward_saml::Check) -> CheckView {
    let code = serde_json::to_value(check.code).ok().and_then(|value| value.as_str().map(str::to_owned));
    CheckView {
        code: code.unwrap_or_default(),
        passed: check.outcome == Outcome::Passed,
        skipped: check.outcome == Outcome::Skipped,
        expected: check.expected.clone(),
        found: check.found.clone(),
    }
}

type Words = (Option<String>, Option<String>, String);

/// Where the fault lies, what to do, and the verdict in one sentence.
fn said(verdict: &Verdict, fault: Option<CheckCode>, product: &str) -> Words {
    let Some(fault) = fault.filter(|_| !verdict.accepted) else {
        let summary =
            format!("{product} would accept this sign-on: all {} checks passed.", verdict.checks.len());
        return (None, None, summary);
    };
    let refused = |place: &str, why: &str, next: &str| {
        (Some(place.to_owned()), Some(next.to_owned()), format!("{product} would refuse this sign-on: {why}"))
    };
    match fault {
        CheckCode::SuccessStatus => {
            let message =
                verdict.status.as_ref().and_then(|status| status.message.clone()).unwrap_or_default();
            refused(
                "entra",
                &format!("Entra reported a failure. {message}"),
                "Mend what Entra names, then test again.",
            )
        }
        CheckCode::SignedByActiveCertificate => refused(
            "entra",
            "it was not signed by the active certificate.",
            "Wait a minute if the certificate is new, or activate it on the page Certificate, then test again.",
        ),
        CheckCode::SignaturePresent | CheckCode::SignatureShape | CheckCode::SignatureAlgorithm => refused(
            "entra",
            "its signature is not of the kind that can be trusted.",
            "Check the signing option in Entra.",
        ),
        CheckCode::Issuer => {
            refused("entra", "it was issued by another tenant.", "Check that this is the right tenant.")
        }
        CheckCode::Audience => refused(
            "entra",
            "it is meant for another application.",
            "Compare the Identifier on the page URLs.",
        ),
        CheckCode::Destination | CheckCode::SubjectConfirmation => refused(
            "entra",
            "it is addressed to another reply URL.",
            "Compare the Reply URL on the page URLs.",
        ),
        CheckCode::InResponseTo => refused(
            "browser",
            "it answers another request than ours.",
            "Close older sign-in pages and test again.",
        ),
        CheckCode::Conditions | CheckCode::IssueInstant => {
            refused("here", "it is not valid at this time.", "Check this computer's clock, then test again.")
        }
        CheckCode::NotReplayed => refused(
            "browser",
            "its assertion was used in an earlier test already, so it is a replay.",
            "Close older sign-in pages: one of them has sent its answer again. Then test again.",
        ),
        _ => refused(
            "entra",
            "it is not of the form that can be trusted.",
            "The checks below name what is wrong.",
        ),
    }
}
