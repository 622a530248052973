//! The shape of signatures, looked at before any cryptography: the signature library accepts far more than SAML does.

use super::Scene;
use crate::{
    issue::is_name,
    names::{
        DSIG, ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512, ENVELOPED, EXCLUSIVE_C14N, RSA_SHA1, RSA_SHA256,
        RSA_SHA384, RSA_SHA512, SHA1, SHA256, SHA384, SHA512,
    },
    xml::{Node, Tree},
};

/// One signature of the expected shape.
pub(super) struct Signature {
    /// The `Signature` element.
    pub(super) node: Node,
    /// The element around it, which it covers.
    pub(super) covers: Node,
    /// `SignatureMethod` URI.
    method: String,
    /// `DigestMethod` URI.
    digest: String,
}

/// Every `Signature` element of the document, wherever it stands.
pub(super) fn all(tree: &Tree<'_>) -> Vec<Node> {
    tree.every().into_iter().filter(|&node| tree.is(node, DSIG, "Signature")).collect()
}

/// Reads one signature; the error says what is out of shape.
pub(super) fn read(
    scene: &Scene<'_>,
    node: Node,
    assertion: Option<Node>,
) -> Result<Signature, &'static str> {
    let tree = scene.tree;
    let parent = tree.parent(node).filter(|&parent| parent == scene.root() || Some(parent) == assertion);
    let parent = parent.ok_or("a signature that is not directly under response or assertion")?;
    if tree.named(parent, DSIG, "Signature").len() != 1 {
        return Err("two signatures on one element");
    }
    let parts: Vec<Node> = tree.elements(node).collect();
    let (info, value, key_info) = match parts.as_slice() {
        [info, value] => (*info, *value, None),
        [info, value, key_info] => (*info, *value, Some(*key_info)),
        _ => return Err("a signature with other parts than SignedInfo, SignatureValue and KeyInfo"),
    };
    if !tree.is(info, DSIG, "SignedInfo")
        || !tree.is(value, DSIG, "SignatureValue")
        || !tree.is_plain_text(value)
    {
        return Err("a signature without SignedInfo and SignatureValue in their places");
    }
    if let Some(key_info) = key_info {
        names_no_place(tree, key_info)?;
    }
    // The signature library finds attributes by their local name; ours must be the only ones it can find.
    if std::iter::once(info).chain(tree.within(info)).any(|part| tree.has_foreign_attribute(part)) {
        return Err("an attribute of another namespace inside SignedInfo");
    }
    let [canonical, method, reference] =
        children(tree, info, ["CanonicalizationMethod", "SignatureMethod", "Reference"])
            .ok_or("a SignedInfo with other parts, or with several references")?;
    if tree.attribute(canonical, "Algorithm") != Some(EXCLUSIVE_C14N) || has_foreign(tree, canonical) {
        return Err("another canonicalisation than exclusive");
    }
    let digest = reference_digest(tree, reference, parent)?;
    if tree.elements(method).next().is_some() {
        return Err("parameters to the signature method");
    }
    Ok(Signature { node, covers: parent, method: algorithm(tree, method), digest })
}

/// The reference points at the element around the signature and transforms it in the one allowed way.
fn reference_digest(tree: &Tree<'_>, reference: Node, parent: Node) -> Result<String, &'static str> {
    let id = tree
        .attribute(parent, "ID")
        .filter(|id| is_name(id))
        .ok_or("a signed element without a usable ID")?;
    let target = tree.attribute(reference, "URI").and_then(|uri| uri.strip_prefix('#'));
    if target != Some(id) {
        return Err("a reference to something else than the element around the signature");
    }
    let [transforms, method, value] =
        children(tree, reference, ["Transforms", "DigestMethod", "DigestValue"])
            .ok_or("a reference with other parts than Transforms, DigestMethod and DigestValue")?;
    let chain: Vec<Node> = tree.elements(transforms).collect();
    let named = |node: Node, uri: &str| {
        tree.is(node, DSIG, "Transform") && tree.attribute(node, "Algorithm") == Some(uri)
    };
    let [first, second] = chain.as_slice() else { return Err("other transforms than the two allowed") };
    if !named(*first, ENVELOPED) || !named(*second, EXCLUSIVE_C14N) || tree.elements(*first).next().is_some()
    {
        return Err("other transforms than the two allowed");
    }
    if has_foreign(tree, *second) || tree.elements(method).next().is_some() {
        return Err("parameters to a transform or digest");
    }
    if !tree.is_plain_text(value) {
        return Err("a DigestValue that is not plain text");
    }
    Ok(algorithm(tree, method))
}

/// A canonicalisation carries other parameters than the one it may have.
fn has_foreign(tree: &Tree<'_>, node: Node) -> bool {
    tree.elements(node).any(|child| !tree.is(child, EXCLUSIVE_C14N, "InclusiveNamespaces"))
}

/// KeyInfo never points elsewhere.
fn names_no_place(tree: &Tree<'_>, key_info: Node) -> Result<(), &'static str> {
    if !tree.is(key_info, DSIG, "KeyInfo") {
        return Err("a signature with other parts than SignedInfo, SignatureValue and KeyInfo");
    }
    let points =
        |node: Node| matches!(tree.local_name(node).as_str(), "RetrievalMethod" | "KeyInfoReference");
    if tree.within(key_info).any(points) { Err("a KeyInfo that points elsewhere") } else { Ok(()) }
}

/// The child elements, when they are exactly these, in this order.
fn children<const N: usize>(tree: &Tree<'_>, node: Node, names: [&str; N]) -> Option<[Node; N]> {
    let found: Vec<Node> = tree.elements(node).collect();
    let found: [Node; N] = found.try_into().ok()?;
    found.iter().zip(names).all(|(&child, name)| tree.is(child, DSIG, name)).then_some(found)
}

fn algorithm(tree: &Tree<'_>, node: Node) -> String {
    tree.attribute(node, "Algorithm").unwrap_or_default().to_owned()
}

/// How good the algorithms of a signature are.
pub(super) enum Strength<'a> {
    /// RSA or ECDSA with SHA-2 throughout.
    Good,
    /// SHA-1 in signature or digest; the URI.
    Weak(&'a str),
    /// Not allowed at all; the URI.
    Forbidden(&'a str),
}

impl Signature {
    pub(super) fn strength(&self) -> Strength<'_> {
        let (method, digest) = (self.method.as_str(), self.digest.as_str());
        match (method, digest) {
            (
                RSA_SHA256 | RSA_SHA384 | RSA_SHA512 | ECDSA_SHA256 | ECDSA_SHA384 | ECDSA_SHA512,
                SHA256 | SHA384 | SHA512,
            ) => Strength::Good,
            (RSA_SHA1, SHA1 | SHA256 | SHA384 | SHA512) => Strength::Weak(method),
            (RSA_SHA256 | RSA_SHA384 | RSA_SHA512 | ECDSA_SHA256 | ECDSA_SHA384 | ECDSA_SHA512, SHA1) => {
                Strength::Weak(digest)
            }
            (
                RSA_SHA256 | RSA_SHA384 | RSA_SHA512 | RSA_SHA1 | ECDSA_SHA256 | ECDSA_SHA384 | ECDSA_SHA512,
                _,
            ) => Strength::Forbidden(digest),
            _ => Strength::Forbidden(method),
        }
    }
}

/// The certificate that the message itself carries for a signature, base64. Never trusted.
pub(super) fn carried(tree: &Tree<'_>, signature: Node) -> Option<String> {
    let node = tree.within(signature).find(|&node| tree.is(node, DSIG, "X509Certificate"))?;
    tree.text(node)
}

/// Expected: where signatures may stand.
pub(super) const EXPECTED: &str = "one enveloped signature on response or assertion";
