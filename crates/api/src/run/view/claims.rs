//! What an application expects of the Response beyond what Entra sends by itself, and whether it was seen there.

use super::OpenRun;
use crate::contract::pages::{ClaimView, ClaimsView};
use doorward_catalog::{Claim, Signs};
use doorward_saml::Verdict;
use doorward_store::EvidenceRow;
use std::collections::BTreeMap;

/// Attributes of the latest accepted Response; `None` before there was one.
fn attributes(evidence: &[EvidenceRow]) -> Option<BTreeMap<String, Vec<String>>> {
    let row = evidence.iter().find(|row| row.accepted)?;
    let verdict: Verdict = serde_json::from_value(row.verdict.clone()).ok()?;
    verdict.facts.map(|facts| facts.attributes)
}

/// Was the claim there? A claim without a namespace counts under any.
fn seen(claim: &Claim, attributes: &BTreeMap<String, Vec<String>>) -> bool {
    let full = claim.full_name();
    attributes.keys().any(|name| {
        let bare = claim.namespace.is_none() && name.rsplit('/').next() == Some(claim.name.as_str());
        name.eq_ignore_ascii_case(&full) || bare
    })
}

/// The card of the page URLs; `None` when nothing beyond Entra's own is expected.
pub(crate) fn expected(run: &OpenRun, evidence: &[EvidenceRow]) -> Option<ClaimsView> {
    let recipe = &run.recipe;
    if recipe.claim.is_empty() && recipe.name_id.is_none() && recipe.signs.is_none() {
        return None;
    }
    let found = attributes(evidence);
    let claims = recipe.claim.iter().map(|claim| ClaimView {
        name: claim.name.clone(),
        namespace: claim.namespace.clone().unwrap_or_default(),
        source: claim.source.clone(),
        seen: found.as_ref().map(|found| seen(claim, found)),
    });
    let ids = run.memory.known.service_principal.zip(run.memory.known.app);
    Some(ClaimsView {
        claims: claims.collect(),
        name_id: recipe.name_id.clone(),
        signs_both: recipe.signs == Some(Signs::ResponseAndAssertion),
        confirmed: run.answers.claims_done,
        portal: ids.map(|(principal, app)| {
            format!("https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/SignOn/objectId/{principal}/appId/{app}")
        }),
    })
}

/// What of it is still open, one sentence each with its stable name.
pub(crate) fn open(run: &OpenRun, evidence: &[EvidenceRow]) -> Vec<(&'static str, String)> {
    let Some(expected) = expected(run, evidence).filter(|expected| !expected.confirmed) else {
        return Vec::new();
    };
    let product = &run.recipe.product;
    let mut items = Vec::new();
    let missing: Vec<String> = expected
        .claims
        .iter()
        .filter(|claim| claim.seen != Some(true))
        .map(|claim| match &claim.source {
            Some(source) => format!("{} ({source})", claim.name),
            None => format!("{} (value from {product})", claim.name),
        })
        .collect();
    if !missing.is_empty() {
        items.push(("claims", format!("{product} expects these claims: {}", missing.join(", "))));
    }
    if let Some(name_id) = &expected.name_id {
        items.push(("name_id", format!("{product} expects the name identifier to carry {name_id}")));
    }
    if expected.signs_both {
        items.push(("signing_option", format!("{product} expects response and assertion to be signed")));
    }
    items
}
