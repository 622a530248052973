//! Checking a response, rule by rule, on one tree.
//!
//! The order is form, signature, content. A failed check never stops the ones after it as long as they can be evaluated
//! safely; what cannot be evaluated stays `Skipped`, and one check that is not `Passed` refuses the response.

mod asserted;
mod form;
mod report;
mod response;
mod shape;
mod signature;
mod times;

use crate::{
    Capture, Check, CheckCode, Expectation, Verdict, encoding,
    xml::{Node, Tree, XmlFault},
};
use report::Report;

/// Largest response read, bytes of XML.
const LIMIT: usize = 512 * 1024;

/// What all checks look at.
struct Scene<'a> {
    tree: &'a Tree<'a>,
    expectation: &'a Expectation,
}

/// Checks the `SAMLResponse` field of a posted form, as received.
#[must_use]
pub fn check(saml_response_base64: &str, expectation: &Expectation) -> Verdict {
    // Base64 takes four letters for three bytes; the rest is room for line breaks.
    if saml_response_base64.len() > LIMIT * 2 {
        let mut report = Report::default();
        let found = format!("{} characters", saml_response_base64.len());
        report.fail(CheckCode::WellFormed, "at most 512 KiB", &found);
        return report.verdict();
    }
    match encoding::decode(saml_response_base64) {
        Some(xml) => check_xml(&xml, expectation),
        None => {
            let mut report = Report::default();
            report.fail(CheckCode::WellFormed, "base64", "other characters");
            report.verdict()
        }
    }
}

/// Checks a captured response. Only a signature inside the message counts: one over the query of an address (redirect
/// binding) is refused for what it is, since SAML's web sign-on does not allow a response to travel so (profiles, 4.1.2).
#[must_use]
pub fn check_captured(capture: &Capture, expectation: &Expectation) -> Verdict {
    let mut verdict = check_xml(&capture.xml, expectation);
    let unsigned = |check: &&mut Check| {
        check.code == CheckCode::SignaturePresent && check.found.as_deref() == Some("none")
    };
    if let Some(algorithm) = &capture.query_signature
        && let Some(check) = verdict.checks.iter_mut().find(unsigned)
    {
        check.found = Some(report::shown(&format!("a signature over the query only, {algorithm}")));
    }
    verdict
}

/// Checks the XML of a response.
#[must_use]
pub fn check_xml(xml: &[u8], expectation: &Expectation) -> Verdict {
    let mut report = Report::default();
    match Tree::parse(xml, LIMIT) {
        Ok(tree) => {
            report.pass(CheckCode::WellFormed, None);
            examine(&Scene { tree: &tree, expectation }, &mut report);
        }
        Err(fault) => malformed(&mut report, &fault),
    }
    report.verdict()
}

fn malformed(report: &mut Report, fault: &XmlFault) {
    let expected = match fault {
        XmlFault::TooLarge { .. } => "at most 512 KiB",
        XmlFault::NotUtf8 | XmlFault::OtherEncoding { .. } => "UTF-8",
        XmlFault::DocumentType => "no document type declaration",
        XmlFault::OtherVersion => "XML 1.0",
        XmlFault::Nul | XmlFault::Crowded | XmlFault::Malformed { .. } => "one well-formed XML document",
    };
    report.fail(CheckCode::WellFormed, expected, &fault.to_string());
}

fn examine(scene: &Scene<'_>, report: &mut Report) {
    form::asides(scene, report);
    if !form::root(scene, report) {
        return;
    }
    form::unique_ids(scene, report);
    form::status(scene, report);
    form::readable(scene, report);
    let assertion = form::assertion(scene, report);
    let signer = signature::check(scene, assertion, report);
    response::check(scene, assertion, report);
    if let Some(assertion) = assertion {
        asserted::check(scene, assertion, report);
        report.claim(asserted::facts(scene, assertion, signer));
    }
}

impl Scene<'_> {
    fn root(&self) -> Node {
        self.tree.root()
    }

    /// The text of the only child of this name.
    fn child_text(&self, parent: Node, namespace: &str, name: &str) -> Option<String> {
        self.tree.only(parent, namespace, name).and_then(|node| self.tree.text(node))
    }
}
