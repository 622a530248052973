//! The assertion: about whom, for whom, until when, and what else it says.

use super::{Report, Scene, response::bearers, signature::Signer, times};
use crate::{CheckCode, Facts, Initiation, encoding, names::ASSERTION, xml::Node};
use std::collections::BTreeMap;

pub(super) fn check(scene: &Scene<'_>, assertion: Node, report: &mut Report) {
    let subject = subject(scene, assertion);
    report.judge(CheckCode::Subject, "one subject with one name", subject);
    confirmation(scene, assertion, report);
    let valid = conditions(scene, assertion);
    report.judge(CheckCode::Conditions, &format!("valid at {}", times::now(scene)), valid);
    let audience = audience(scene, assertion);
    report.judge(CheckCode::Audience, &scene.expectation.audience, audience);
    let authenticated = authn_statement(scene, assertion);
    report.judge(CheckCode::AuthnStatement, "a session that has not ended", authenticated);
    report.judge(CheckCode::Attributes, "named lists of texts", attributes(scene, assertion).map(|_| None));
    replay(scene, assertion, report);
}

fn subject(scene: &Scene<'_>, assertion: Node) -> Result<Option<String>, String> {
    let tree = scene.tree;
    let subjects = tree.named(assertion, ASSERTION, "Subject");
    let [subject] = subjects.as_slice() else { return Err(format!("{} subjects", subjects.len())) };
    if tree.only(*subject, ASSERTION, "EncryptedID").is_some() {
        return Err("an encrypted name".to_owned());
    }
    let names = tree.named(*subject, ASSERTION, "NameID");
    let [name] = names.as_slice() else { return Err(format!("{} names", names.len())) };
    match tree.text(*name) {
        None => Err("a name with elements inside".to_owned()),
        Some(text) if text.trim().is_empty() => Err("an empty name".to_owned()),
        Some(text) => Ok(Some(text)),
    }
}

/// One bearer confirmation that fits in full is enough; others are ignored.
fn confirmation(scene: &Scene<'_>, assertion: Node, report: &mut Report) {
    let mut misfit = "no bearer confirmation".to_owned();
    for data in bearers(scene, assertion) {
        match confirms(scene, data) {
            Ok(()) => return report.pass(CheckCode::SubjectConfirmation, None),
            Err(found) => misfit = found,
        }
    }
    let expected = format!("Recipient {}, not ended at {}", scene.expectation.acs, times::now(scene));
    report.fail(CheckCode::SubjectConfirmation, &expected, &misfit);
}

fn confirms(scene: &Scene<'_>, data: Node) -> Result<(), String> {
    let recipient = scene.tree.attribute(data, "Recipient").unwrap_or("missing");
    if recipient != scene.expectation.acs {
        return Err(format!("Recipient {recipient}"));
    }
    if scene.tree.attribute(data, "NotBefore").is_some() {
        return Err("NotBefore, which a bearer confirmation must not have".to_owned());
    }
    times::not_ended(scene, "NotOnOrAfter", times::needed(scene, data, "NotOnOrAfter")?)?;
    let answered = scene.tree.attribute(data, "InResponseTo");
    let waiting = match &scene.expectation.initiation {
        Initiation::ServiceProvider { request_id } => Some(request_id.as_str()),
        Initiation::IdentityProvider => None,
        Initiation::Unknown => scene.tree.attribute(scene.root(), "InResponseTo"),
    };
    if answered == waiting { Ok(()) } else { Err(format!("InResponseTo {}", answered.unwrap_or("missing"))) }
}

fn conditions(scene: &Scene<'_>, assertion: Node) -> Result<Option<String>, String> {
    let tree = scene.tree;
    let all = tree.named(assertion, ASSERTION, "Conditions");
    let [node] = all.as_slice() else { return Err(format!("{} Conditions", all.len())) };
    let known = ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"];
    let understood = |&child: &Node| known.iter().any(|name| tree.is(child, ASSERTION, name));
    if let Some(strange) = tree.elements(*node).find(|child| !understood(child)) {
        return Err(format!("the unknown condition {}", tree.local_name(strange)));
    }
    let start = times::optional(scene, *node, "NotBefore")?;
    let end = times::optional(scene, *node, "NotOnOrAfter")?;
    if let (Some(start), Some(end)) = (start, end)
        && start >= end
    {
        return Err("NotBefore is not before NotOnOrAfter".to_owned());
    }
    start.map_or(Ok(()), |start| times::begun(scene, "NotBefore", start))?;
    end.map_or(Ok(()), |end| times::not_ended(scene, "NotOnOrAfter", end))?;
    Ok(None)
}

/// Every restriction must contain us: several of them narrow, they do not widen.
fn audience(scene: &Scene<'_>, assertion: Node) -> Result<Option<String>, String> {
    let restrictions = restrictions(scene, assertion);
    if restrictions.is_empty() {
        return Err("missing".to_owned());
    }
    match restrictions.iter().find(|audiences| !audiences.contains(&scene.expectation.audience)) {
        Some(others) if others.is_empty() => Err("empty".to_owned()),
        Some(others) => Err(others.join(" ")),
        None => Ok(Some(scene.expectation.audience.clone())),
    }
}

/// The audiences of every restriction.
fn restrictions(scene: &Scene<'_>, assertion: Node) -> Vec<Vec<String>> {
    let tree = scene.tree;
    let conditions = tree.named(assertion, ASSERTION, "Conditions");
    let restrictions =
        conditions.into_iter().flat_map(|node| tree.named(node, ASSERTION, "AudienceRestriction"));
    restrictions
        .map(|node| {
            tree.named(node, ASSERTION, "Audience").into_iter().filter_map(|node| tree.text(node)).collect()
        })
        .collect()
}

fn authn_statement(scene: &Scene<'_>, assertion: Node) -> Result<Option<String>, String> {
    let statements = scene.tree.named(assertion, ASSERTION, "AuthnStatement");
    if statements.is_empty() {
        return Err("no AuthnStatement".to_owned());
    }
    for statement in statements {
        times::needed(scene, statement, "AuthnInstant")?;
        if let Some(end) = times::optional(scene, statement, "SessionNotOnOrAfter")? {
            times::not_ended(scene, "SessionNotOnOrAfter", end)?;
        }
    }
    Ok(None)
}

/// A value made of elements, as text: a NameID inside (the form of `eduPersonTargetedID`) is that name, anything else
/// all the text it holds, blanks at its ends left out.
fn structured(scene: &Scene<'_>, value: Node) -> String {
    let inside: Vec<Node> = scene.tree.elements(value).collect();
    let whole = match inside.as_slice() {
        [name] if scene.tree.is(*name, ASSERTION, "NameID") => scene.tree.text(*name),
        _ => None,
    };
    whole.unwrap_or_else(|| scene.tree.text_deep(value).trim().to_owned())
}

/// Claims by name. Attributes of one name are joined; one without a name is an error.
fn attributes(scene: &Scene<'_>, assertion: Node) -> Result<BTreeMap<String, Vec<String>>, String> {
    let tree = scene.tree;
    let mut claims: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for statement in tree.named(assertion, ASSERTION, "AttributeStatement") {
        for node in tree.elements(statement) {
            let name = tree.attribute(node, "Name").filter(|name| !name.is_empty());
            let Some(name) = name.filter(|_| tree.is(node, ASSERTION, "Attribute")) else {
                return Err(format!("{} without a name", tree.local_name(node)));
            };
            let values = claims.entry(name.to_owned()).or_default();
            for value in tree.named(node, ASSERTION, "AttributeValue") {
                values.push(tree.text(value).unwrap_or_else(|| structured(scene, value)));
            }
        }
    }
    Ok(claims)
}

fn replay(scene: &Scene<'_>, assertion: Node, report: &mut Report) {
    match scene.tree.attribute(assertion, "ID") {
        None => {}
        Some(id) if scene.expectation.seen_ids.contains(id) => {
            report.fail(CheckCode::NotReplayed, "an assertion that was not used before", id);
        }
        Some(_) => report.pass(CheckCode::NotReplayed, None),
    }
}

/// What the assertion says, read from the node that was verified (if it was).
pub(super) fn facts(scene: &Scene<'_>, assertion: Node, signer: Option<Signer>) -> Facts {
    let tree = scene.tree;
    let name =
        tree.only(assertion, ASSERTION, "Subject").and_then(|node| tree.only(node, ASSERTION, "NameID"));
    let statement = tree.named(assertion, ASSERTION, "AuthnStatement").into_iter().next();
    let context = statement.and_then(|node| tree.only(node, ASSERTION, "AuthnContext"));
    let conditions = tree.only(assertion, ASSERTION, "Conditions");
    let instant = |node: Option<Node>, name: &str| encoding::read_instant(tree.attribute(node?, name)?);
    let audiences: Vec<String> = restrictions(scene, assertion).into_iter().flatten().collect();
    let ours = audiences.iter().find(|audience| **audience == scene.expectation.audience);
    let ends = bearers(scene, assertion).into_iter().map(|data| instant(Some(data), "NotOnOrAfter"));
    let text = |node: Option<Node>, name: &str| tree.attribute(node?, name).map(str::to_owned);
    Facts {
        issuer: scene.child_text(assertion, ASSERTION, "Issuer").unwrap_or_default(),
        name_id: name.and_then(|node| tree.text(node)).unwrap_or_default(),
        name_id_format: text(name, "Format"),
        audience: ours.or(audiences.first()).cloned().unwrap_or_default(),
        session_index: text(statement, "SessionIndex"),
        authn_context: context.and_then(|node| scene.child_text(node, ASSERTION, "AuthnContextClassRef")),
        authenticated: instant(statement, "AuthnInstant"),
        attributes: attributes(scene, assertion).unwrap_or_default(),
        not_on_or_after: instant(conditions, "NotOnOrAfter"),
        confirmed_until: ends.flatten().max(),
        signed_by: signer.as_ref().map(|signer| signer.certificate),
        signed: signer.map(|signer| signer.parts).unwrap_or_default(),
    }
}
