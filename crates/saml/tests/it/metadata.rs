//! Metadata as Entra publishes it, and certificates in all their forms.

use crate::stage::{ISSUER, MALLORY, TENANT};
use doorward_saml::{Binding, Certificate, CertificateError, Endpoint, IdpMetadata, MetadataError, XmlFault};

const LOGIN: &str = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/saml2";

fn tenant() -> IdpMetadata {
    let endpoint = |binding| Endpoint { binding, location: LOGIN.to_owned() };
    IdpMetadata {
        entity_id: ISSUER.to_owned(),
        sign_in: vec![endpoint(Binding::Redirect), endpoint(Binding::Post)],
        sign_out: vec![endpoint(Binding::Redirect)],
        signing: vec![TENANT.certificate().clone(), MALLORY.certificate().clone()],
    }
}

#[test]
fn metadata_reads_back_as_it_was_written_with_both_certificates_of_a_rollover() {
    let xml = tenant().to_xml();
    assert_eq!(IdpMetadata::parse(xml.as_bytes()), Ok(tenant()));
    assert_eq!(tenant().sign_in_by(&Binding::Post), Some(LOGIN));
}

#[test]
fn the_document_that_entra_publishes_is_understood() {
    let certificate = TENANT.certificate().to_base64();
    let key = format!(
        "<KeyDescriptor use=\"signing\"><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data>\
         <X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
    );
    let foreign = key.replace(&certificate, &MALLORY.certificate().to_base64());
    let xml = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EntityDescriptor ID=\"_a\" entityID=\"{ISSUER}\" \
         xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"><!-- published -->\
         <RoleDescriptor xsi:type=\"fed:SecurityTokenServiceType\" \
         protocolSupportEnumeration=\"http://docs.oasis-open.org/wsfed/federation/200706\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:fed=\"http://docs.oasis-open.org/wsfed/federation/200706\">{foreign}</RoleDescriptor>\
         <IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">{key}{key}\
         <SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"{LOGIN}\"/>\
         <SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"{LOGIN}\"/>\
         </IDPSSODescriptor></EntityDescriptor>"
    );
    let metadata = IdpMetadata::parse(xml.as_bytes()).unwrap();
    assert_eq!(
        metadata.signing,
        [TENANT.certificate().clone()],
        "once, and not that of the WS-Federation role"
    );
    assert_eq!(metadata.sign_out.len(), 1);
}

#[test]
fn what_is_missing_is_named() {
    let xml = tenant().to_xml();
    let read = |xml: &str| IdpMetadata::parse(xml.as_bytes()).unwrap_err();
    assert_eq!(read(&xml.replace(&format!(" entityID=\"{ISSUER}\""), "")), MetadataError::NoEntityId);
    assert_eq!(read(&xml.replace("SingleSignOnService", "X")), MetadataError::NoSignIn);
    assert_eq!(
        read(&xml.replace("use=\"signing\"", "use=\"encryption\"")),
        MetadataError::NoSigningCertificate
    );
    let saml1 = xml.replace("SAML:2.0:protocol", "SAML:1.1:protocol");
    assert_eq!(read(&saml1), MetadataError::NotOneIdentityProvider { count: 0 });
    let page = read("<html><body>Sign in to Wi-Fi</body></html>");
    assert_eq!(page, MetadataError::NotEntityDescriptor { found: "html".to_owned() });
    let broken = xml.replace(&TENANT.certificate().to_base64(), "AAAA");
    assert_eq!(read(&broken), MetadataError::Certificate(CertificateError::NotX509));
    assert_eq!(read(&format!("<!DOCTYPE x>{xml}")), MetadataError::Xml(XmlFault::DocumentType));
    let large = xml.replace(ISSUER, &"x".repeat(2 * 1024 * 1024));
    assert!(matches!(read(&large), MetadataError::Xml(XmlFault::TooLarge { .. })));
}

#[test]
fn a_certificate_is_the_same_in_every_form() {
    let certificate = TENANT.certificate();
    let pem = certificate.to_pem();
    assert!(pem.lines().all(|line| line.len() <= 64), "lines as every vendor's form takes them");
    for (form, read) in [
        ("DER", Certificate::from_der(certificate.der())),
        ("PEM", Certificate::from_pem(&pem)),
        ("PEM from Windows", Certificate::from_pem(&format!("Bag\r\n{}", pem.replace('\n', "\r\n")))),
        ("base64 in lines", Certificate::from_base64(&certificate.to_base64().replace('A', "A\n "))),
        ("JSON", Ok(serde_json::from_str(&serde_json::to_string(certificate).unwrap()).unwrap())),
    ] {
        assert_eq!(read.as_ref(), Ok(certificate), "{form}");
    }
    assert!(certificate.subject().contains("CN=Sentry SSO"), "{}", certificate.subject());
    assert!(certificate.not_before() < certificate.not_after());
    assert_eq!(format!("{certificate:?}"), format!("Certificate({})", certificate.thumbprint()));
}

#[test]
fn what_is_no_certificate_is_refused() {
    let der = TENANT.certificate().der();
    assert_eq!(Certificate::from_der(&der[..der.len() - 1]), Err(CertificateError::NotX509));
    assert_eq!(Certificate::from_der(&[der, &[0]].concat()), Err(CertificateError::NotX509), "more follows");
    assert_eq!(Certificate::from_der(&vec![0; 65_537]), Err(CertificateError::TooLarge));
    assert_eq!(Certificate::from_base64("not base64!"), Err(CertificateError::NotBase64));
    assert_eq!(Certificate::from_pem("MIIC"), Err(CertificateError::NoPemBlock));
}
