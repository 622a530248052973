//! Form: what the message is before anybody asks who signed it.

use super::{Report, Scene};
use crate::{
    CheckCode, Status,
    issue::is_name,
    names::{
        ASSERTION, ASSERTION_1, PROTOCOL, PROTOCOL_1, STATUS_SUCCESS, TRUST, TRUST_2005, XML_ENCRYPTION,
    },
    xml::Node,
};
use std::collections::BTreeSet;

/// No comment and no processing instruction: both can split a text so that two programs read two names.
pub(super) fn asides(scene: &Scene<'_>, report: &mut Report) {
    if scene.tree.has_asides() {
        report.fail(CheckCode::NoComments, "none", "a comment or processing instruction");
    } else {
        report.pass(CheckCode::NoComments, None);
    }
}

/// Every `ID` without namespace is a name and occurs once; response and assertions have one.
pub(super) fn unique_ids(scene: &Scene<'_>, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for node in scene.tree.every() {
        let id = scene.tree.attribute(node, "ID");
        let needed = node == scene.root() || scene.tree.is(node, ASSERTION, "Assertion");
        match id {
            None if needed => {
                let found = format!("{} without ID", scene.tree.local_name(node));
                report.fail(CheckCode::UniqueIds, "an ID on response and assertion", &found);
            }
            None => {}
            Some(id) if !is_name(id) => report.fail(CheckCode::UniqueIds, "IDs that are XML names", id),
            Some(id) if !seen.insert(id) => report.fail(CheckCode::UniqueIds, "each ID once", id),
            Some(_) => {}
        }
    }
    // Other software also takes these for identifiers; one that repeats an ID is a trap for it.
    for node in scene.tree.every() {
        for id in scene.tree.identifiers_elsewhere(node).filter(|id| seen.contains(id)) {
            report.fail(CheckCode::UniqueIds, "each ID once", id);
        }
    }
    report.pass(CheckCode::UniqueIds, None);
}

/// The root is a SAML 2.0 response. Without it nothing else has a meaning.
pub(super) fn root(scene: &Scene<'_>, report: &mut Report) -> bool {
    let root = scene.root();
    let version = scene.tree.attribute(root, "Version");
    let fits = scene.tree.is(root, PROTOCOL, "Response");
    if fits && version == Some("2.0") {
        report.pass(CheckCode::ResponseRoot, None);
    } else if fits {
        report.fail(CheckCode::ResponseRoot, "Version 2.0", version.unwrap_or("missing"));
    } else {
        report.fail(CheckCode::ResponseRoot, "a SAML 2.0 Response", &kind(scene, root));
    }
    fits
}

/// What the message is instead, in the field's words.
fn kind(scene: &Scene<'_>, root: Node) -> String {
    let tree = scene.tree;
    let name = tree.local_name(root);
    let known = [
        (PROTOCOL_1, "of SAML 1.1"),
        (ASSERTION_1, "of SAML 1.1"),
        (TRUST, "of WS-Federation"),
        (TRUST_2005, "of WS-Federation"),
        (ASSERTION, "without the Response around it"),
        (PROTOCOL, "of SAML 2.0"),
    ];
    match known.into_iter().find(|(namespace, _)| tree.is(root, namespace, &name)) {
        Some((_, what)) => format!("{name} {what}"),
        None => name,
    }
}

/// Exactly one status, with one top code, which is success.
pub(super) fn status(scene: &Scene<'_>, report: &mut Report) {
    let tree = scene.tree;
    let node = tree.only(scene.root(), PROTOCOL, "Status");
    let code = node.and_then(|status| tree.only(status, PROTOCOL, "StatusCode"));
    let (Some(node), Some(code)) = (node, code) else {
        return report.fail(CheckCode::SuccessStatus, STATUS_SUCCESS, "missing, or more than one");
    };
    let value = |node: Node| tree.attribute(node, "Value").map(str::to_owned);
    let status = Status {
        code: value(code).unwrap_or_default(),
        sub_code: tree.only(code, PROTOCOL, "StatusCode").and_then(value),
        message: scene.child_text(node, PROTOCOL, "StatusMessage"),
    };
    if status.is_success() {
        report.pass(CheckCode::SuccessStatus, None);
    } else {
        let said = [Some(status.code.as_str()), status.sub_code.as_deref(), status.message.as_deref()];
        let said: Vec<&str> = said.into_iter().flatten().collect();
        report.fail(CheckCode::SuccessStatus, STATUS_SUCCESS, &said.join(" · "));
    }
    report.status(status);
}

/// Nothing is encrypted: what cannot be read cannot be checked.
pub(super) fn readable(scene: &Scene<'_>, report: &mut Report) {
    let tree = scene.tree;
    let hidden = ["EncryptedAssertion", "EncryptedID", "EncryptedAttribute"];
    let every = tree.every();
    let found = every.iter().find(|&&node| {
        tree.is(node, XML_ENCRYPTION, "EncryptedData")
            || hidden.iter().any(|name| tree.is(node, ASSERTION, name))
    });
    match found {
        Some(&node) => {
            let expected = "nothing encrypted: token encryption switched off, or the decrypted message";
            report.fail(CheckCode::NotEncrypted, expected, &tree.local_name(node));
        }
        None => report.pass(CheckCode::NotEncrypted, None),
    }
}

/// The one assertion of the document, when it is where it belongs.
pub(super) fn assertion(scene: &Scene<'_>, report: &mut Report) -> Option<Node> {
    let tree = scene.tree;
    let all = tree.every();
    let assertions: Vec<Node> =
        all.iter().copied().filter(|&node| tree.is(node, ASSERTION, "Assertion")).collect();
    // What is encrypted is not missing; that check has its own name.
    if assertions.is_empty() && all.iter().any(|&node| tree.is(node, ASSERTION, "EncryptedAssertion")) {
        return None;
    }
    let expected = "one assertion, directly under the response";
    let found = match assertions.as_slice() {
        [one] if tree.parent(*one) != Some(scene.root()) => "an assertion in another place".to_owned(),
        [one] if tree.attribute(*one, "Version") != Some("2.0") => {
            "an assertion of another version".to_owned()
        }
        [one] => {
            report.pass(CheckCode::SingleAssertion, None);
            if let Some(id) = tree.attribute(*one, "ID") {
                report.assertion_id(id);
            }
            return Some(*one);
        }
        [] => "no assertion".to_owned(),
        several => format!("{} assertions", several.len()),
    };
    report.fail(CheckCode::SingleAssertion, expected, &found);
    None
}
