//! Attacks on the signature: every one of them once worked somewhere.

use crate::{
    by_hand::{ENVELOPED, EXCLUSIVE, Form, fill, sign, sign_as, template},
    stage::{
        MALLORY, TENANT, accepted, expectation, failed, honest, judge, refused, result, signature_range,
        signed_after, unsigned,
    },
};
use doorward_saml::{CheckCode, Outcome, SignWhat, check_xml};

/// The assertion of a response, signature included.
fn cut_assertion(text: &str) -> (usize, usize) {
    let start = text.find("<Assertion ").unwrap();
    (start, text.find("</Assertion>").unwrap() + "</Assertion>".len())
}

/// A forged assertion for an administrator, without signature.
fn forged() -> String {
    let text =
        unsigned().replace("b.simon@contoso.com", "admin@contoso.com").replace("_assertion", "_forged");
    let (start, end) = cut_assertion(&text);
    text[start..end].to_owned()
}

#[test]
fn signatures_made_by_hand_are_accepted_so_that_the_refusals_below_mean_something() {
    accepted(&sign(&unsigned(), "_assertion", &TENANT));
    accepted(&sign(&unsigned(), "_response", &TENANT));
}

#[test]
fn without_a_signature_nothing_is_proven() {
    let verdict = refused(&unsigned(), &[CheckCode::SignaturePresent]);
    assert_eq!(verdict.unverified.unwrap().signed_by, None, "shown as a claim, credited to nobody");
}

#[test]
fn a_changed_letter_is_noticed() {
    for sign in [SignWhat::Assertion, SignWhat::Response, SignWhat::Both] {
        let text = honest(sign).replace("b.simon@contoso.com", "admin@contoso.com");
        let verdict = refused(&text, &[CheckCode::SignedByActiveCertificate]);
        let found = result(&verdict, CheckCode::SignedByActiveCertificate).found.clone();
        assert_eq!(found.as_deref(), Some("changed after it was signed"));
        assert_eq!(verdict.unverified.unwrap().name_id, "admin@contoso.com", "shown, but as unverified");
    }
}

#[test]
fn a_foreign_key_is_refused_and_its_thumbprint_shown() {
    let mut other = expectation();
    other.certificates = vec![MALLORY.certificate().clone()];
    let verdict = check_xml(honest(SignWhat::Assertion).as_bytes(), &other);
    assert_eq!(failed(&verdict), [CheckCode::SignedByActiveCertificate]);
    let check = result(&verdict, CheckCode::SignedByActiveCertificate);
    assert_eq!(
        check.found,
        Some(TENANT.certificate().thumbprint().to_string()),
        "so that the admin can compare"
    );
    assert_eq!(check.expected, Some(MALLORY.certificate().thumbprint().to_string()));
    assert_eq!(verdict.unverified.unwrap().signed_by, None, "a certificate in the message is no evidence");
}

#[test]
fn no_trusted_certificate_means_no_trust() {
    let mut nobody = expectation();
    nobody.certificates.clear();
    let verdict = check_xml(honest(SignWhat::Both).as_bytes(), &nobody);
    assert_eq!(failed(&verdict), [CheckCode::SignedByActiveCertificate]);
}

#[test]
fn of_two_signatures_both_must_hold() {
    let inner_foreign = sign(&sign(&unsigned(), "_assertion", &MALLORY), "_response", &TENANT);
    refused(&inner_foreign, &[CheckCode::SignedByActiveCertificate]);
    let outer_foreign = sign(&sign(&unsigned(), "_assertion", &TENANT), "_response", &MALLORY);
    refused(&outer_foreign, &[CheckCode::SignedByActiveCertificate]);
}

#[test]
fn wrapping_a_signed_assertion_around_or_beside_a_forged_one_fails() {
    let text = honest(SignWhat::Assertion);
    let (start, end) = cut_assertion(&text);
    let (before, signed, after) = (&text[..start], &text[start..end], &text[end..]);
    let (signature_start, signature_end) = signature_range(signed);
    let signature = &signed[signature_start..signature_end];
    let forged = forged();
    let inside = forged.replacen("</Issuer>", &format!("</Issuer>{signature}"), 1);
    let holding = |element: &str| {
        inside.replacen("</Assertion>", &format!("<{element}>{signed}</{element}></Assertion>"), 1)
    };
    let attempts = [
        ("forged first", format!("{before}{forged}{signed}{after}")),
        ("forged last", format!("{before}{signed}{forged}{after}")),
        ("signed in the forged one", format!("{before}{}{after}", holding("Advice"))),
        (
            "signed in an extension",
            format!("{before}<samlp:Extensions>{signed}</samlp:Extensions>{forged}{after}"),
        ),
        ("signed in an object", {
            let object =
                signature.replacen("</Signature>", &format!("<Object>{signed}</Object></Signature>"), 1);
            format!("{before}{}{after}", forged.replacen("</Issuer>", &format!("</Issuer>{object}"), 1))
        }),
        ("signed around the forged one", {
            let around = signed.replacen("</Assertion>", &format!("{forged}</Assertion>"), 1);
            format!("{before}{around}{after}")
        }),
    ];
    for (name, attempt) in attempts {
        let verdict = judge(&attempt);
        assert!(!verdict.accepted, "{name}");
        assert!(failed(&verdict).contains(&CheckCode::SingleAssertion), "{name}: {:?}", failed(&verdict));
        assert_eq!(verdict.unverified, None, "{name}: with several assertions nobody is named");
    }
}

#[test]
fn a_whole_signed_response_hidden_in_a_forged_one_fails() {
    let text = honest(SignWhat::Response);
    let forged = unsigned()
        .replace("b.simon", "admin")
        .replace("_response", "_outer")
        .replace("_assertion", "_forged");
    let hidden = forged.replacen(
        "</samlp:Status>",
        &format!("</samlp:Status><samlp:Extensions>{text}</samlp:Extensions>"),
        1,
    );
    let verdict = judge(&hidden);
    assert!(!verdict.accepted);
    assert!(failed(&verdict).contains(&CheckCode::SingleAssertion));
    assert!(
        failed(&verdict).contains(&CheckCode::SignatureShape),
        "a signature two levels down covers nothing here"
    );
}

#[test]
fn an_id_that_occurs_twice_points_nowhere() {
    let text = honest(SignWhat::Assertion).replace("<samlp:Status>", "<samlp:Status ID=\"_assertion\">");
    assert!(failed(&judge(&text)).contains(&CheckCode::UniqueIds));
    let same = unsigned().replace("_response", "_assertion");
    assert!(failed(&judge(&same)).contains(&CheckCode::UniqueIds));
    let empty = unsigned().replace("ID=\"_assertion\"", "ID=\"\"");
    assert!(failed(&judge(&empty)).contains(&CheckCode::UniqueIds));
    let missing = unsigned().replace("ID=\"_assertion\"", "");
    assert!(failed(&judge(&missing)).contains(&CheckCode::UniqueIds));
}

#[test]
fn an_id_in_a_namespace_is_no_id() {
    let decoy = "<Assertion xmlns:x=\"urn:x\" x:ID=\"_assertion\" ";
    let text = unsigned().replacen("<Assertion ID=\"_assertion\" ", decoy, 1);
    assert!(failed(&judge(&text)).contains(&CheckCode::UniqueIds), "the assertion has no ID of its own");
}

#[test]
fn comments_cannot_shorten_a_name() {
    let text =
        honest(SignWhat::Assertion).replace("b.simon@contoso.com", "b.simon@contoso.com<!---->.evil.example");
    let verdict = judge(&text);
    assert!(failed(&verdict).contains(&CheckCode::NoComments));
    let canonical_twin =
        honest(SignWhat::Assertion).replace("b.simon@contoso.com", "b.simon<!--x-->@contoso.com");
    refused(&canonical_twin, &[CheckCode::NoComments]);
    for beside in ["<!--x-->", "<?x y?>"] {
        refused(&format!("{beside}{}", honest(SignWhat::Assertion)), &[CheckCode::NoComments]);
    }
}

#[test]
fn a_name_in_pieces_is_read_whole() {
    let text = honest(SignWhat::Assertion).replace("b.simon@contoso.com", "b.simon<![CDATA[@]]>contoso.com");
    assert_eq!(accepted(&text).facts.unwrap().name_id, "b.simon@contoso.com", "canonically the same text");
}

#[test]
fn stronger_hashes_are_welcome() {
    let form = Form {
        method: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        digest: "http://www.w3.org/2001/04/xmldsig-more#sha384",
        ..Form::usual("_assertion")
    };
    accepted(&sign_as(&unsigned(), "_assertion", &TENANT, &form));
}

#[test]
fn a_public_certificate_is_no_hmac_secret() {
    let signed = honest(SignWhat::Assertion);
    for method in [
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "",
    ] {
        let text = signed.replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", method);
        let verdict = refused(&text, &[CheckCode::SignatureAlgorithm]);
        let key = result(&verdict, CheckCode::SignedByActiveCertificate);
        assert_eq!(key.outcome, Outcome::Skipped, "with a forbidden algorithm no key is tried");
    }
}

#[test]
fn a_reference_points_at_the_element_around_the_signature_and_nowhere_else() {
    for uri in ["", "#_response", "#xpointer(/)", "#xpointer(id('_assertion'))"] {
        let form = Form { uri: uri.to_owned(), ..Form::usual("_assertion") };
        refused(&sign_as(&unsigned(), "_assertion", &TENANT, &form), &[CheckCode::SignatureShape]);
    }
    for uri in ["http://evil.example/", "file:///etc/passwd", "Cargo.toml", "_assertion", "# _assertion"] {
        let text = honest(SignWhat::Assertion).replace("URI=\"#_assertion\"", &format!("URI=\"{uri}\""));
        refused(&text, &[CheckCode::SignatureShape]);
    }
}

#[test]
fn only_the_two_transforms_and_exclusive_canonicalisation_are_allowed() {
    const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    const WITH_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
    let usual = || Form::usual("_assertion");
    let forms = [
        Form { transforms: vec![ENVELOPED], ..usual() },
        Form { transforms: vec![ENVELOPED, INCLUSIVE], ..usual() },
        Form { transforms: vec![ENVELOPED, WITH_COMMENTS], ..usual() },
        Form { transforms: vec![ENVELOPED, EXCLUSIVE, EXCLUSIVE], ..usual() },
        Form { canonical: INCLUSIVE, ..usual() },
        Form { canonical: WITH_COMMENTS, ..usual() },
    ];
    for form in forms {
        let text = sign_as(&unsigned(), "_assertion", &TENANT, &form);
        refused(&text, &[CheckCode::SignatureShape]);
    }
    let transform = |uri: &str| format!("<Transform Algorithm=\"{uri}\"/>");
    let (first, second) = (transform(ENVELOPED), transform(EXCLUSIVE));
    let honest = honest(SignWhat::Assertion);
    let usual = format!("{first}{second}");
    for chain in [format!("{second}{first}"), format!("{usual}{}", second.repeat(500)), String::new()] {
        let text = honest.replace(&usual, &chain);
        assert_ne!(text, honest, "the chain was replaced");
        refused(&text, &[CheckCode::SignatureShape]);
    }
}

#[test]
fn canonicalisation_may_keep_named_prefixes_and_takes_no_other_parameter() {
    let prefixes = format!("<InclusiveNamespaces xmlns=\"{EXCLUSIVE}\" PrefixList=\"xs\"/>");
    for place in ["CanonicalizationMethod", "Transform"] {
        let parameter = |inner: &str| {
            let empty = format!("<{place} Algorithm=\"{EXCLUSIVE}\"/>");
            let full = format!("<{place} Algorithm=\"{EXCLUSIVE}\">{inner}</{place}>");
            fill(
                &template(&unsigned(), "_assertion", &Form::usual("_assertion")).replace(&empty, &full),
                &TENANT,
            )
        };
        accepted(&parameter(&prefixes));
        refused(&parameter("<XPath>//x</XPath>"), &[CheckCode::SignatureShape]);
    }
}

#[test]
fn every_part_of_a_signature_occurs_once() {
    let honest = honest(SignWhat::Assertion);
    let part = |name: &str| {
        let start = honest.find(&format!("<{name}>")).or_else(|| honest.find(&format!("<{name} "))).unwrap();
        let end = honest.find(&format!("</{name}>")).unwrap() + name.len() + 3;
        honest[start..end].to_owned()
    };
    for name in ["SignedInfo", "Reference", "DigestValue", "SignatureValue", "Signature"] {
        let twice = honest.replacen(&part(name), &part(name).repeat(2), 1);
        refused(&twice, &[CheckCode::SignatureShape]);
    }
    for value in ["<DigestValue>", "<SignatureValue>"] {
        refused(&honest.replace(value, &format!("{value}<x/>")), &[CheckCode::SignatureShape]);
    }
    let pieces = honest.replace("<DigestValue>", "<DigestValue><!--x-->");
    assert!(failed(&judge(&pieces)).contains(&CheckCode::SignatureShape), "a digest in two pieces");
    refused(&honest.replace("</KeyInfo>", "</KeyInfo><Object/>"), &[CheckCode::SignatureShape]);
    refused(
        &honest.replace("<X509Data>", "<RetrievalMethod URI=\"#x\"/><X509Data>"),
        &[CheckCode::SignatureShape],
    );
}

#[test]
fn a_signature_in_another_place_is_not_overlooked() {
    let text = honest(SignWhat::Assertion);
    let (start, end) = signature_range(&text);
    let signature = &text[start..end];
    let moved =
        format!("{}{}", &text[..start], &text[end..]).replace("<Subject>", &format!("<Subject>{signature}"));
    refused(&moved, &[CheckCode::SignatureShape]);
    let under_response = unsigned().replace("<samlp:Status>", &format!("{signature}<samlp:Status>"));
    refused(&under_response, &[CheckCode::SignatureShape]);
}

#[test]
fn prefixes_are_only_prefixes() {
    let text = signed_after(|text| text.replace("samlp:", "p:").replace("xmlns:samlp", "xmlns:p"));
    accepted(&text);
    let other = signed_after(|text| {
        text.replace("oasis:names:tc:SAML:2.0:protocol", "oasis:names:tc:SAML:1.0:protocol")
    });
    assert!(failed(&judge(&other)).contains(&CheckCode::ResponseRoot), "the namespace decides");
}

#[test]
fn a_namespace_that_canonicalisers_disagree_on_is_refused() {
    for sign in [SignWhat::Assertion, SignWhat::Response, SignWhat::Both] {
        let text = honest(sign).replacen("Version=\"2.0\"", "Version=\"2.0\" xmlns:r=\"1\"", 1);
        refused(&text, &[CheckCode::SignatureShape]);
    }
}
