//! The envelope: who sent it, where to, in answer to what, when.

use super::{Report, Scene, times};
use crate::{
    CheckCode, Initiation, Warning,
    names::{ASSERTION, BEARER, NAME_ID_ENTITY},
    xml::Node,
};

pub(super) fn check(scene: &Scene<'_>, assertion: Option<Node>, report: &mut Report) {
    issuer(scene, assertion, report);
    destination(scene, report);
    in_response_to(scene, assertion, report);
    issue_instant(scene, assertion, report);
}

/// The response's Issuer may be absent, the assertion's may not; both are compared whole.
fn issuer(scene: &Scene<'_>, assertion: Option<Node>, report: &mut Report) {
    let expected = &scene.expectation.issuer;
    let outer = scene.tree.named(scene.root(), ASSERTION, "Issuer");
    if !outer.is_empty() {
        report.compare(CheckCode::Issuer, expected, read_issuer(scene, &outer).as_deref());
    }
    if let Some(assertion) = assertion {
        let inner = scene.tree.named(assertion, ASSERTION, "Issuer");
        report.compare(CheckCode::Issuer, expected, read_issuer(scene, &inner).as_deref());
    }
}

fn read_issuer(scene: &Scene<'_>, nodes: &[Node]) -> Option<String> {
    let [node] = nodes else { return None };
    match scene.tree.attribute(*node, "Format") {
        None | Some(NAME_ID_ENTITY) => scene.tree.text(*node),
        Some(other) => Some(format!("Format {other}")),
    }
}

fn destination(scene: &Scene<'_>, report: &mut Report) {
    match scene.tree.attribute(scene.root(), "Destination") {
        None => report.pass(CheckCode::Destination, None),
        found => report.compare(CheckCode::Destination, &scene.expectation.acs, found),
    }
}

/// The response and at least one bearer confirmation name the request that waits; when none waits, nobody names one.
fn in_response_to(scene: &Scene<'_>, assertion: Option<Node>, report: &mut Report) {
    let outer = scene.tree.attribute(scene.root(), "InResponseTo");
    let inner = assertion.map(|assertion| confirmed_requests(scene, assertion)).unwrap_or_default();
    let code = CheckCode::InResponseTo;
    match &scene.expectation.initiation {
        Initiation::ServiceProvider { request_id } => {
            report.compare(code, request_id, outer);
            if assertion.is_some() && !inner.contains(&Some(request_id.as_str())) {
                let named = inner.iter().flatten().next();
                report.fail(
                    code,
                    request_id,
                    &format!("in the confirmation: {}", named.unwrap_or(&"missing")),
                );
            }
        }
        Initiation::Unknown => match outer {
            Some(found) if assertion.is_none() || inner.contains(&outer) => {
                report.warn(Warning::RequestUnknown { request_id: found.to_owned() });
                report.pass(code, Some(found));
            }
            Some(found) => report.fail(code, found, "another request in the confirmation"),
            None => report.fail(code, "a request, or unasked responses allowed", "missing"),
        },
        Initiation::IdentityProvider => match outer.or_else(|| inner.iter().flatten().next().copied()) {
            Some(found) => report.fail(code, "none, no request waits", found),
            None => report.pass(code, None),
        },
    }
}

fn confirmed_requests<'a>(scene: &'a Scene<'_>, assertion: Node) -> Vec<Option<&'a str>> {
    bearers(scene, assertion).into_iter().map(|data| scene.tree.attribute(data, "InResponseTo")).collect()
}

/// The data of every bearer confirmation.
pub(super) fn bearers(scene: &Scene<'_>, assertion: Node) -> Vec<Node> {
    let tree = scene.tree;
    let subjects = tree.named(assertion, ASSERTION, "Subject");
    subjects
        .into_iter()
        .flat_map(|subject| tree.named(subject, ASSERTION, "SubjectConfirmation"))
        .filter(|&confirmation| tree.attribute(confirmation, "Method") == Some(BEARER))
        .filter_map(|confirmation| tree.only(confirmation, ASSERTION, "SubjectConfirmationData"))
        .collect()
}

fn issue_instant(scene: &Scene<'_>, assertion: Option<Node>, report: &mut Report) {
    let look = |node: Node| {
        let moment = times::needed(scene, node, "IssueInstant")?;
        times::begun(scene, "IssueInstant", moment)
    };
    let result = [Some(scene.root()), assertion].into_iter().flatten().try_for_each(look);
    let expected = format!("not after {}", times::now(scene));
    report.judge(CheckCode::IssueInstant, &expected, result.map(|()| None));
}
