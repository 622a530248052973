//! Signatures of any form, made by hand: honest keys used in ways that a relying party must refuse.

use crate::stage::Signer;
use bergshamra::{DsigContext, KeysManager, keys::loader::load_rsa_private_pem};

pub(crate) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub(crate) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// What may be varied about a signature.
pub(crate) struct Form {
    pub(crate) method: &'static str,
    pub(crate) digest: &'static str,
    pub(crate) uri: String,
    pub(crate) transforms: Vec<&'static str>,
    pub(crate) canonical: &'static str,
}

impl Form {
    /// As the identity provider signs.
    pub(crate) fn usual(id: &str) -> Self {
        Self {
            method: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            digest: "http://www.w3.org/2001/04/xmlenc#sha256",
            uri: format!("#{id}"),
            transforms: vec![ENVELOPED, EXCLUSIVE],
            canonical: EXCLUSIVE,
        }
    }

    fn skeleton(&self) -> String {
        let transforms: String =
            self.transforms.iter().map(|uri| format!("<Transform Algorithm=\"{uri}\"/>")).collect();
        format!(
            "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo>\
             <CanonicalizationMethod Algorithm=\"{}\"/><SignatureMethod Algorithm=\"{}\"/>\
             <Reference URI=\"{}\"><Transforms>{transforms}</Transforms><DigestMethod Algorithm=\"{}\"/>\
             <DigestValue></DigestValue></Reference></SignedInfo><SignatureValue></SignatureValue></Signature>",
            self.canonical, self.method, self.uri, self.digest
        )
    }
}

/// Signs the element with this ID in the usual form, right after its Issuer.
pub(crate) fn sign(text: &str, id: &str, signer: &Signer) -> String {
    sign_as(text, id, signer, &Form::usual(id))
}

/// Signs in any form, right after the Issuer of the element with this ID.
pub(crate) fn sign_as(text: &str, id: &str, signer: &Signer, form: &Form) -> String {
    fill(&template(text, id, form), signer)
}

/// Puts an empty signature right after the Issuer of the element with this ID.
pub(crate) fn template(text: &str, id: &str, form: &Form) -> String {
    let element = text.find(&format!("ID=\"{id}\"")).expect("the element exists");
    let end = "</Issuer>";
    let at = element + text[element..].find(end).expect("it has an Issuer") + end.len();
    format!("{}{}{}", &text[..at], form.skeleton(), &text[at..])
}

/// Fills the first empty signature.
pub(crate) fn fill(template: &str, signer: &Signer) -> String {
    let mut manager = KeysManager::new();
    manager.add_key(load_rsa_private_pem(signer.pem.as_bytes()).unwrap());
    bergshamra::sign(&DsigContext::new(manager), template).unwrap()
}
