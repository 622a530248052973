//! The readers of sign-on requests, by either binding: no input may panic or hang, and what is read writes back as it was.
#![no_main]

use doorward_saml::AuthnRequest;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let login = Url::parse("https://idp.example/saml2").expect("a fixed address");
    for request in [AuthnRequest::from_redirect(text), AuthnRequest::from_post(text)].into_iter().flatten() {
        let url = request.redirect_url(&login, None);
        let (_, written) = url.query_pairs().find(|(name, _)| name == "SAMLRequest").expect("it is there");
        let again = AuthnRequest::from_redirect(&written).expect("what is written reads back");
        assert_eq!((&again.id, &again.issuer, &again.acs), (&request.id, &request.issuer, &request.acs));
    }
});
