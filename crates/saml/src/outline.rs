//! What a message says, for reading: every kind of SAML message, nothing verified.
//!
//! Used where a person wants to see what travels. Nothing here is evidence; only [`crate::check`] is.

use crate::{
    Certificate, Status, XmlFault,
    names::{ASSERTION, DSIG, PROTOCOL, XML_ENCRYPTION},
    xml::{Node, Tree},
};
use serde::Serialize;
use std::collections::BTreeMap;

/// Largest message read, bytes of XML.
const LIMIT: usize = 512 * 1024;

/// A SAML message as it describes itself. Unverified throughout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outline {
    /// Local name of the root, for example `Response`, `AuthnRequest`, `LogoutRequest`.
    pub kind: String,
    /// `ID`.
    pub id: Option<String>,
    /// `Issuer`.
    pub issuer: Option<String>,
    /// `IssueInstant`, as written.
    pub issue_instant: Option<String>,
    /// `Destination`.
    pub destination: Option<String>,
    /// `InResponseTo`.
    pub in_response_to: Option<String>,
    /// `AssertionConsumerServiceURL` of a request.
    pub acs: Option<String>,
    /// `NameIDPolicy/@Format` of a request.
    pub name_id_policy: Option<String>,
    /// `Status` of a response.
    pub status: Option<Status>,
    /// Every assertion, wherever it stands.
    pub assertions: Vec<AssertionOutline>,
    /// Every signature, wherever it stands.
    pub signatures: Vec<SignatureOutline>,
    /// Something is encrypted.
    pub encrypted: bool,
    /// There are comments or processing instructions.
    pub asides: bool,
}

/// One assertion as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssertionOutline {
    /// `ID`.
    pub id: Option<String>,
    /// `Issuer`.
    pub issuer: Option<String>,
    /// `NameID`.
    pub name_id: Option<String>,
    /// Its format.
    pub name_id_format: Option<String>,
    /// `SubjectConfirmationData/@Recipient`.
    pub recipient: Option<String>,
    /// Every `Audience`.
    pub audiences: Vec<String>,
    /// `Conditions/@NotBefore`, as written.
    pub not_before: Option<String>,
    /// `Conditions/@NotOnOrAfter`, as written.
    pub not_on_or_after: Option<String>,
    /// Attributes by name.
    pub attributes: BTreeMap<String, Vec<String>>,
}

/// One signature as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignatureOutline {
    /// Local name of the element around it.
    pub on: String,
    /// `Reference/@URI`.
    pub reference: Option<String>,
    /// `SignatureMethod/@Algorithm`.
    pub method: Option<String>,
    /// `DigestMethod/@Algorithm`.
    pub digest: Option<String>,
    /// Thumbprint of the certificate that it carries. Not a reason to trust it.
    pub certificate: Option<String>,
}

/// Why a message cannot be outlined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutlineError {
    /// Not a readable XML document.
    #[error(transparent)]
    Xml(#[from] XmlFault),
    /// The root is in another namespace than SAML's protocol or assertion.
    #[error("the document is a {found}, not a SAML 2.0 message")]
    NotSaml {
        /// Local name of the root.
        found: String,
    },
}

impl Outline {
    /// Reads a message of at most 512 KiB.
    ///
    /// # Errors
    /// Any [`OutlineError`].
    pub fn read(xml: &[u8]) -> Result<Self, OutlineError> {
        let tree = Tree::parse(xml, LIMIT)?;
        let root = tree.root();
        let kind = tree.local_name(root);
        if !tree.is(root, PROTOCOL, &kind) && !tree.is(root, ASSERTION, &kind) {
            return Err(OutlineError::NotSaml { found: kind });
        }
        let every = tree.every();
        let all = |namespace: &str, name: &str| -> Vec<Node> {
            every.iter().copied().filter(|&node| tree.is(node, namespace, name)).collect()
        };
        let own = |name: &str| tree.attribute(root, name).map(str::to_owned);
        let policy = tree.only(root, PROTOCOL, "NameIDPolicy");
        Ok(Self {
            id: own("ID"),
            issuer: child(&tree, root, "Issuer"),
            issue_instant: own("IssueInstant"),
            destination: own("Destination"),
            in_response_to: own("InResponseTo"),
            acs: own("AssertionConsumerServiceURL"),
            name_id_policy: policy.and_then(|node| tree.attribute(node, "Format")).map(str::to_owned),
            status: status(&tree, root),
            assertions: all(ASSERTION, "Assertion").into_iter().map(|node| assertion(&tree, node)).collect(),
            signatures: all(DSIG, "Signature").into_iter().map(|node| signature(&tree, node)).collect(),
            encrypted: !all(XML_ENCRYPTION, "EncryptedData").is_empty(),
            asides: tree.has_asides(),
            kind,
        })
    }
}

fn child(tree: &Tree<'_>, node: Node, name: &str) -> Option<String> {
    tree.only(node, ASSERTION, name).and_then(|node| tree.text(node))
}

fn status(tree: &Tree<'_>, root: Node) -> Option<Status> {
    let node = tree.only(root, PROTOCOL, "Status")?;
    let code = tree.only(node, PROTOCOL, "StatusCode")?;
    let value = |node: Node| tree.attribute(node, "Value").map(str::to_owned);
    Some(Status {
        code: value(code).unwrap_or_default(),
        sub_code: tree.only(code, PROTOCOL, "StatusCode").and_then(value),
        message: tree.only(node, PROTOCOL, "StatusMessage").and_then(|node| tree.text(node)),
    })
}

fn assertion(tree: &Tree<'_>, node: Node) -> AssertionOutline {
    let owned = |node: Option<Node>, name: &str| tree.attribute(node?, name).map(str::to_owned);
    let subject = tree.only(node, ASSERTION, "Subject");
    let name = subject.and_then(|subject| tree.only(subject, ASSERTION, "NameID"));
    let conditions = tree.only(node, ASSERTION, "Conditions");
    let data = tree.within(node).find(|&below| tree.is(below, ASSERTION, "SubjectConfirmationData"));
    let texts = |name: &str, from: Node| -> Vec<String> {
        tree.within(from)
            .filter(|&below| tree.is(below, ASSERTION, name))
            .map(|below| tree.text_deep(below))
            .collect()
    };
    let mut attributes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for attribute in tree.within(node).filter(|&below| tree.is(below, ASSERTION, "Attribute")) {
        let name = tree.attribute(attribute, "Name").unwrap_or_default().to_owned();
        attributes.entry(name).or_default().extend(texts("AttributeValue", attribute));
    }
    AssertionOutline {
        id: owned(Some(node), "ID"),
        issuer: child(tree, node, "Issuer"),
        name_id: name.and_then(|name| tree.text(name)),
        name_id_format: owned(name, "Format"),
        recipient: owned(data, "Recipient"),
        audiences: conditions.map(|conditions| texts("Audience", conditions)).unwrap_or_default(),
        not_before: owned(conditions, "NotBefore"),
        not_on_or_after: owned(conditions, "NotOnOrAfter"),
        attributes,
    }
}

fn signature(tree: &Tree<'_>, node: Node) -> SignatureOutline {
    let below = |name: &str| tree.within(node).find(|&below| tree.is(below, DSIG, name));
    let of = |name: &str, attribute: &str| tree.attribute(below(name)?, attribute).map(str::to_owned);
    let certificate = below("X509Certificate").and_then(|node| tree.text(node));
    SignatureOutline {
        on: tree.parent(node).map(|parent| tree.local_name(parent)).unwrap_or_default(),
        reference: of("Reference", "URI"),
        method: of("SignatureMethod", "Algorithm"),
        digest: of("DigestMethod", "Algorithm"),
        certificate: certificate
            .and_then(|text| Certificate::from_base64(&text).ok())
            .map(|certificate| certificate.thumbprint().to_string()),
    }
}
