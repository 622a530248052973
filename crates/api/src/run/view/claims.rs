//! What an application expects of the Response beyond what Entra sends by itself, and whether it was seen there.

use super::OpenRun;
use crate::contract::pages::{ClaimView, ClaimsView};
use doorward_catalog::{Claim, Signs};
use doorward_domain::Person;
use doorward_saml::{Facts, SignedPart, Verdict};
use doorward_store::EvidenceRow;
use std::collections::BTreeMap;

/// What the latest accepted Response says; `None` before there was one.
fn facts(evidence: &[EvidenceRow]) -> Option<Facts> {
    let row = evidence.iter().find(|row| row.accepted)?;
    let verdict: Verdict = serde_json::from_value(row.verdict.clone()).ok()?;
    verdict.facts
}

/// Attribute with the object id of the person who signed in; Entra always sends it.
const OBJECT_ID: &str = "http://schemas.microsoft.com/identity/claims/objectidentifier";

/// Did the name identifier carry this attribute of the person? `None` where that cannot be told: somebody else signed in, the
/// attribute is none of those known here, or the person has none.
fn carried(source: &str, person: &Person, facts: &Facts) -> Option<bool> {
    let id = person.id.to_string();
    let own = facts.attributes.get(OBJECT_ID)?.iter().any(|value| value.eq_ignore_ascii_case(&id));
    let value = match source.trim().to_ascii_lowercase().as_str() {
        "user.userprincipalname" => Some(person.upn.clone()),
        "user.mail" => person.mail.clone(),
        "user.displayname" => Some(person.name.clone()),
        "user.objectid" => Some(id),
        _ => None,
    };
    value.filter(|_| own).map(|value| value.eq_ignore_ascii_case(&facts.name_id))
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
    let facts = facts(evidence);
    let found = facts.as_ref().map(|facts| &facts.attributes);
    let claims = recipe.claim.iter().map(|claim| ClaimView {
        name: claim.name.clone(),
        namespace: claim.namespace.clone().unwrap_or_default(),
        source: claim.source.clone(),
        seen: found.map(|found| seen(claim, found)),
    });
    let person = run.memory.snapshot.person.as_ref();
    let ids = run.memory.known.service_principal.zip(run.memory.known.app);
    Some(ClaimsView {
        claims: claims.collect(),
        name_id: recipe.name_id.clone(),
        name_id_seen: recipe
            .name_id
            .as_ref()
            .and_then(|source| carried(source, person?, facts.as_ref()?)),
        name_id_found: facts.as_ref().map(|facts| facts.name_id.clone()),
        signs_both: recipe.signs == Some(Signs::ResponseAndAssertion),
        both_signed: facts.as_ref().and_then(|facts| both_signed(&facts.signed)),
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
        let expects = format!("{product} expects the name identifier to carry {name_id}");
        match (expected.name_id_seen, &expected.name_id_found) {
            (Some(true), _) => {}
            (Some(false), Some(found)) => {
                items.push(("name_id", format!("{expects}; at the last Test SSO it was {found}")));
            }
            _ => items.push(("name_id", expects)),
        }
    }
    if expected.signs_both {
        let signed = facts(evidence).map(|facts| facts.signed);
        items.extend(signing(product, signed.as_deref()).map(|text| ("signing_option", text)));
    }
    items
}

/// Were both parts signed? `None` for a verdict of an earlier version, which does not tell.
fn both_signed(signed: &[SignedPart]) -> Option<bool> {
    (!signed.is_empty())
        .then(|| [SignedPart::Response, SignedPart::Assertion].iter().all(|part| signed.contains(part)))
}

/// What is open about the signing option, held against what the last accepted Response had signed.
fn signing(product: &str, signed: Option<&[SignedPart]>) -> Option<String> {
    let expects = format!("{product} expects response and assertion to be signed");
    match signed {
        Some([SignedPart::Response, SignedPart::Assertion]) => None,
        Some([SignedPart::Assertion]) => {
            Some(format!("{expects}; at the last Test SSO only the assertion was"))
        }
        Some([SignedPart::Response]) => {
            Some(format!("{expects}; at the last Test SSO only the response was"))
        }
        _ => Some(expects),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> Person {
        Person {
            id: "3f0f0000-0000-4000-8000-000000000001".parse().unwrap(),
            name: "Britta Simon".to_owned(),
            upn: "britta@larkfield.example".to_owned(),
            mail: Some("b.simon@larkfield.example".to_owned()),
        }
    }

    fn seen(name_id: &str, object_id: &str) -> Facts {
        Facts {
            issuer: String::new(),
            name_id: name_id.to_owned(),
            name_id_format: None,
            audience: String::new(),
            session_index: None,
            authn_context: None,
            authenticated: None,
            attributes: BTreeMap::from([(OBJECT_ID.to_owned(), vec![object_id.to_owned()])]),
            not_on_or_after: None,
            confirmed_until: None,
            signed_by: None,
            signed: Vec::new(),
        }
    }

    #[test]
    fn the_name_identifier_is_held_against_the_persons_attribute() {
        let own = person().id.to_string();
        let facts = seen("B.Simon@larkfield.example", &own);
        assert_eq!(carried("user.mail", &person(), &facts), Some(true));
        assert_eq!(carried("user.userprincipalname", &person(), &facts), Some(false));
        assert_eq!(carried("user.objectid", &person(), &seen(&own, &own)), Some(true));
        assert_eq!(carried("user.displayname", &person(), &seen("Britta Simon", &own)), Some(true));
    }

    #[test]
    fn what_cannot_be_told_is_not_said() {
        let own = person().id.to_string();
        let facts = seen("britta@larkfield.example", &own);
        assert_eq!(carried("user.employeeid", &person(), &facts), None, "the directory was not asked for it");
        let nobody = Person { mail: None, ..person() };
        assert_eq!(carried("user.mail", &nobody, &facts), None, "there is no address to compare with");
        let other = seen("britta@larkfield.example", "3f0f0000-0000-4000-8000-000000000002");
        assert_eq!(carried("user.userprincipalname", &person(), &other), None, "somebody else signed in");
    }

    #[test]
    fn both_are_signed_or_not_or_nobody_knows() {
        assert_eq!(both_signed(&[SignedPart::Response, SignedPart::Assertion]), Some(true));
        assert_eq!(both_signed(&[SignedPart::Assertion]), Some(false));
        assert_eq!(both_signed(&[]), None);
    }

    #[test]
    fn the_signing_option_is_held_against_what_was_signed() {
        let both = [SignedPart::Response, SignedPart::Assertion];
        assert_eq!(signing("Kite", Some(&both)), None, "it was seen");
        assert!(signing("Kite", Some(&both[1..])).unwrap().ends_with("only the assertion was"));
        assert!(signing("Kite", Some(&both[..1])).unwrap().ends_with("only the response was"));
        let plain = signing("Kite", None).unwrap();
        assert_eq!(
            signing("Kite", Some(&[])).unwrap(),
            plain,
            "a verdict of an earlier version does not tell"
        );
    }
}
