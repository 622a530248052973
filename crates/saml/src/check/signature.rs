//! Who signed: the cryptographic part, on the tree that was parsed, with keys from the trusted metadata only.

use super::{
    Report, Scene,
    shape::{self, Signature, Strength},
};
use crate::{Certificate, CheckCode, KeyKind, SignedPart, Warning, xml::Node};
use bergshamra::{
    DsigContext, KeysManager, VerifyResult, dsig::verify::verify_all_document_with_source,
    keys::loader::load_x509_cert_der,
};
use doorward_domain::Thumbprint;

/// Shortest RSA modulus that is not remarked upon, bits.
const RSA_BITS: usize = 2048;

/// Who signed, and what.
pub(super) struct Signer {
    /// The trusted certificate.
    pub(super) certificate: Thumbprint,
    /// Each part that it signed, in order.
    pub(super) parts: Vec<SignedPart>,
}

/// Checks presence, shape, algorithms and keys. Yields the trusted certificate when every signature is valid and the
/// assertion is covered.
pub(super) fn check(scene: &Scene<'_>, assertion: Option<Node>, report: &mut Report) -> Option<Signer> {
    let nodes = shape::all(scene.tree);
    if nodes.is_empty() {
        report.fail(CheckCode::SignaturePresent, "a signature on response or assertion", "none");
        return None;
    }
    report.pass(CheckCode::SignaturePresent, None);
    if scene.tree.every().into_iter().any(|node| scene.tree.has_relative_namespace(node)) {
        let expected = "namespaces that every canonicalisation reads alike";
        report.fail(CheckCode::SignatureShape, expected, "a namespace that is a relative address");
        return None;
    }
    let mut signatures = Vec::new();
    for node in nodes {
        match shape::read(scene, node, assertion) {
            Ok(signature) => signatures.push(signature),
            Err(found) => {
                report.fail(CheckCode::SignatureShape, shape::EXPECTED, found);
                return None;
            }
        }
    }
    report.pass(CheckCode::SignatureShape, None);
    if !algorithms(scene, &signatures, report) {
        return None;
    }
    keys(scene, assertion, &signatures, report)
}

fn algorithms(scene: &Scene<'_>, signatures: &[Signature], report: &mut Report) -> bool {
    let mut sound = true;
    for signature in signatures {
        match signature.strength() {
            Strength::Good => {}
            Strength::Weak(_) if scene.expectation.allow_sha1 => report.warn(Warning::Sha1),
            Strength::Weak(found) | Strength::Forbidden(found) => {
                report.fail(
                    CheckCode::SignatureAlgorithm,
                    "RSA or ECDSA with SHA-256, SHA-384 or SHA-512",
                    found,
                );
                sound = false;
            }
        }
    }
    report.pass(CheckCode::SignatureAlgorithm, None);
    sound
}

fn keys(
    scene: &Scene<'_>,
    assertion: Option<Node>,
    signatures: &[Signature],
    report: &mut Report,
) -> Option<Signer> {
    let code = CheckCode::SignedByActiveCertificate;
    let trusted = &scene.expectation.certificates;
    let expected = names(trusted);
    let results = verify(scene, trusted);
    let mut signer = None;
    for signature in signatures {
        let Some(certificate) = fitting(&results, signature, trusted) else {
            report.fail(code, &expected, &diagnosis(scene, signature));
            return None;
        };
        if let KeyKind::Rsa { bits } = certificate.key()
            && bits < RSA_BITS
        {
            report.warn(Warning::ShortKey { thumbprint: certificate.thumbprint(), bits });
        }
        let (from, until) = (certificate.not_before(), certificate.not_after());
        if scene.expectation.now < from || scene.expectation.now > until {
            let thumbprint = certificate.thumbprint();
            report.warn(Warning::CertificateOutsideValidity { thumbprint, from, until });
        }
        signer = Some(certificate.thumbprint());
    }
    // The shape allows no other place; said again here because everything below relies on it.
    let covers =
        |signature: &Signature| signature.covers == scene.root() || Some(signature.covers) == assertion;
    if !signatures.iter().any(covers) {
        report.fail(code, &expected, "a signature that does not cover the assertion");
        return None;
    }
    let certificate = signer?;
    report.pass(code, Some(&certificate.to_string()));
    let part = |signature: &Signature| {
        if signature.covers == scene.root() { SignedPart::Response } else { SignedPart::Assertion }
    };
    let mut parts: Vec<SignedPart> = signatures.iter().map(part).collect();
    parts.sort_unstable();
    Some(Signer { certificate, parts })
}

/// Verifies all signatures of the tree with these certificates and nothing else. A library error yields no results,
/// and without a result no signature counts.
fn verify(scene: &Scene<'_>, certificates: &[Certificate]) -> Vec<VerifyResult> {
    let mut manager = KeysManager::new();
    manager
        .add_keys(certificates.iter().filter_map(|certificate| load_x509_cert_der(certificate.der()).ok()));
    let context = DsigContext::new(manager);
    verify_all_document_with_source(&context, scene.tree.document(), Some(scene.tree.source()))
        .unwrap_or_default()
}

/// The certificate under which this very signature covers this very element.
fn fitting<'a>(
    results: &[VerifyResult],
    signature: &Signature,
    certificates: &'a [Certificate],
) -> Option<&'a Certificate> {
    results.iter().find_map(|result| match result {
        VerifyResult::Valid { signature_node, references, key_info } if *signature_node == signature.node => {
            let [reference] = references.as_slice() else { return None };
            if !reference.digest_verified || reference.resolved_node != Some(signature.covers) {
                return None;
            }
            let der = key_info.x509_chain.first()?;
            certificates.iter().find(|certificate| certificate.der() == der.as_slice())
        }
        _ => None,
    })
}

/// Why no trusted certificate fits: signed by the certificate in the message, or changed after signing. For display.
fn diagnosis(scene: &Scene<'_>, signature: &Signature) -> String {
    let short = |certificate: &Certificate| match certificate.key() {
        KeyKind::Rsa { bits } if bits < RSA_BITS => Some(bits),
        _ => None,
    };
    if let [only] = scene.expectation.certificates.as_slice()
        && let Some(bits) = short(only)
    {
        return format!("an RSA key of {bits} bits, too short to prove anything");
    }
    let carried =
        shape::carried(scene.tree, signature.node).and_then(|text| Certificate::from_base64(&text).ok());
    let Some(carried) = carried else { return "a signature that none of these made".to_owned() };
    let carried = [carried];
    match fitting(&verify(scene, &carried), signature, &carried) {
        Some(other) => other.thumbprint().to_string(),
        None => "changed after it was signed".to_owned(),
    }
}

fn names(certificates: &[Certificate]) -> String {
    if certificates.is_empty() {
        return "a certificate from the metadata".to_owned();
    }
    certificates.iter().map(|certificate| certificate.thumbprint().to_string()).collect::<Vec<_>>().join(" ")
}
