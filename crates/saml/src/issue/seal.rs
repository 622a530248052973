//! Signing one element: a signature skeleton goes right after Issuer and is then filled in.

use super::{IssueError, SigningKey};
use crate::{
    names::{ASSERTION, DSIG, ENVELOPED, EXCLUSIVE_C14N, RSA_SHA256, SHA256},
    xml::{Markup, Tree},
};
use bergshamra::{DsigContext, dsig::sign::sign_owned};

/// Signs the root of `xml`, whose ID is `id`.
pub(super) fn seal(xml: &str, id: &str, key: &SigningKey) -> Result<String, IssueError> {
    let at = after_issuer(xml).ok_or(IssueError::Signing)?;
    let mut template = String::with_capacity(xml.len() + 4096);
    template.push_str(&xml[..at]);
    template.push_str(&skeleton(id, key));
    template.push_str(&xml[at..]);
    // The library fills the first signature in document order: the one just placed, since Issuer precedes the rest.
    sign_owned(&DsigContext::new(key.manager()), template).map_err(|_| IssueError::Signing)
}

/// Where the root's Issuer ends, as an offset into `xml`.
fn after_issuer(xml: &str) -> Option<usize> {
    let tree = Tree::parse(xml.as_bytes(), usize::MAX).ok()?;
    let issuer = tree.only(tree.root(), ASSERTION, "Issuer")?;
    Some(tree.document().node_range(issuer)?.end)
}

fn skeleton(id: &str, key: &SigningKey) -> String {
    let mut xml = Markup::default();
    xml.open("Signature", &[("xmlns", DSIG)]).open("SignedInfo", &[]);
    xml.empty("CanonicalizationMethod", &[("Algorithm", EXCLUSIVE_C14N)]);
    xml.empty("SignatureMethod", &[("Algorithm", RSA_SHA256)]);
    xml.open("Reference", &[("URI", &format!("#{id}"))]).open("Transforms", &[]);
    xml.empty("Transform", &[("Algorithm", ENVELOPED)])
        .empty("Transform", &[("Algorithm", EXCLUSIVE_C14N)])
        .close();
    xml.empty("DigestMethod", &[("Algorithm", SHA256)]).leaf("DigestValue", &[], "").close().close();
    xml.leaf("SignatureValue", &[], "").open("KeyInfo", &[]).open("X509Data", &[]);
    xml.leaf("X509Certificate", &[], &key.certificate().to_base64());
    xml.finish()
}
