//! What applications send to the SAML endpoint beside a plain request: demands Entra refuses, signatures, logouts; and
//! what a Response says about groups.

use crate::{
    harness::{Graph, Tenant},
    onboarding::{USER_PASSWORD, onboard},
};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::DeflateEncoder};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::json;
use std::io::Write;
use url::form_urlencoded::Serializer;

const ENTITY: &str = "https://sentry.io/saml/metadata/acme/";

/// A request with further attributes and elements.
fn xml(attributes: &str, inside: &str) -> String {
    format!(
        "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_4fee3b046395c4e751011e97f8900b52\" Version=\"2.0\" IssueInstant=\"2026-11-20T09:00:00Z\" {attributes}><Issuer xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">{ENTITY}</Issuer>{inside}</samlp:AuthnRequest>"
    )
}

fn packed(xml: &str) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(xml.as_bytes()).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

fn query(xml: &str) -> String {
    Serializer::new(String::new()).append_pair("SAMLRequest", &packed(xml)).finish()
}

fn endpoint(tenant: &Tenant) -> String {
    format!("{}/{}/saml2", tenant.login(), tenant.tenant_id())
}

async fn refused(tenant: &Tenant, upn: &str, query: &str) -> Option<u32> {
    let url = format!("{}?{query}", endpoint(tenant));
    tenant.visitor().open(&url, upn, USER_PASSWORD).await.unwrap().aadsts
}

fn response(encoded: &str) -> String {
    String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap()
}

#[tokio::test]
async fn demands_entra_does_not_meet_have_their_numbers() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let done = onboard(&graph).await;
    let context = |comparison: &str, class: &str| {
        xml(
            "",
            &format!(
                "<samlp:RequestedAuthnContext Comparison=\"{comparison}\"><AuthnContextClassRef xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">urn:oasis:names:tc:SAML:2.0:ac:classes:{class}</AuthnContextClassRef></samlp:RequestedAuthnContext>"
            ),
        )
    };
    let upn = done.upn.as_str();
    assert_eq!(refused(&tenant, upn, &query(&context("exact", "X509"))).await, Some(75_011));
    assert_eq!(refused(&tenant, upn, &query(&context("minimum", "Password"))).await, Some(75_011));
    assert_eq!(refused(&tenant, upn, &query(&context("exact", "Password"))).await, None, "a password it was");
    let scoping = xml("", "<samlp:Scoping ProxyCount=\"1\"/>");
    assert_eq!(refused(&tenant, upn, &query(&scoping)).await, Some(900_236));
    let format =
        xml("", "<samlp:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos\"/>");
    assert_eq!(refused(&tenant, upn, &query(&format)).await, Some(75_016));

    let passive = format!("{}?{}", endpoint(&tenant), query(&xml("IsPassive=\"true\"", "")));
    let page = tenant.http.get(passive).send().await.unwrap().text().await.unwrap();
    let carried = page.split("name=\"SAMLResponse\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    assert!(
        response(carried.unwrap()).contains("status:NoPassive"),
        "nobody is signed in, and no page is shown"
    );
}

#[tokio::test]
async fn an_application_may_demand_signed_requests() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let done = onboard(&graph).await;
    let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let certificate = CertificateParams::default().self_signed(&pair).unwrap();
    let demand = json!({
        "requestSignatureVerification": { "isSignedRequestRequired": true },
        "keyCredentials": [{
            "type": "AsymmetricX509Cert", "usage": "Verify", "key": STANDARD.encode(certificate.der()),
        }],
    });
    let path = format!("/applications/{}", done.application);
    let changed = graph.patch(&path, demand).await;
    assert_eq!(changed.status, 204, "{}", changed.body);
    let plain = query(&xml("", ""));
    assert_eq!(refused(&tenant, &done.upn, &plain).await, Some(76_021));

    let message = format!("{plain}&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256");
    let key = RsaKeyPair::from_pkcs8(&pair.serialize_der()).unwrap();
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    let signature =
        Serializer::new(String::new()).append_pair("Signature", &STANDARD.encode(&signature)).finish();
    assert_eq!(refused(&tenant, &done.upn, &format!("{message}&{signature}")).await, None);
    let spoiled = format!("{}&{signature}", message.replace("SigAlg", "RelayState=x&SigAlg"));
    assert_eq!(refused(&tenant, &done.upn, &spoiled).await, Some(75_005), "signed for another relay state");
}

/// The attributes of a sign-on, as the XML tells them.
async fn told(tenant: &Tenant, upn: &str) -> String {
    let url = format!("{}?{}", endpoint(tenant), query(&xml("", "")));
    let landing = tenant.visitor().open(&url, upn, USER_PASSWORD).await.unwrap();
    response(&landing.saml_response.unwrap_or_else(|| panic!("{}", landing.text)))
}

async fn groups(graph: &Graph<'_>, user: &str, names: std::ops::Range<usize>) {
    for number in names {
        let body = json!({
            "displayName": format!("Crowd {number}"), "mailEnabled": false,
            "mailNickname": format!("crowd{number}"), "securityEnabled": true,
            "members@odata.bind": [format!("https://graph.microsoft.com/v1.0/users/{user}")],
        });
        let made = graph.post("/groups", body).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }
}

#[tokio::test]
async fn group_claims_follow_the_registration_and_end_at_150() {
    let tenant = Tenant::start().await;
    let scopes = format!("{} Group.ReadWrite.All", crate::harness::SCOPES);
    let graph = tenant.sign_in(0, &scopes).await;
    let done = onboard(&graph).await;
    let claim = "ws/2008/06/identity/claims/groups\"";
    assert!(!told(&tenant, &done.upn).await.contains(claim), "no groups unless asked for");
    groups(&graph, &done.user, 0..2).await;
    let path = format!("/applications/{}", done.application);
    let changed = graph.patch(&path, json!({ "groupMembershipClaims": "SecurityGroup" })).await;
    assert_eq!(changed.status, 204, "{}", changed.body);
    assert!(told(&tenant, &done.upn).await.contains(claim));
    groups(&graph, &done.user, 2..151).await;
    let crowded = told(&tenant, &done.upn).await;
    assert!(!crowded.contains(claim), "too many groups are left out entirely");
    assert!(crowded.contains("claims/groups.link\""), "and a pointer stands in their place");
}

#[tokio::test]
async fn logging_out_ends_the_session_and_answers_by_redirect() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let done = onboard(&graph).await;
    let body = json!({ "web": { "logoutUrl": "https://sentry.io/saml/sls/acme/" } });
    assert_eq!(graph.patch(&format!("/applications/{}", done.application), body).await.status, 204);
    let logout = format!(
        "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_out1\" Version=\"2.0\" IssueInstant=\"2026-11-20T09:00:00Z\"><Issuer xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">{ENTITY}</Issuer></samlp:LogoutRequest>"
    );
    let url = format!("{}?{}&RelayState=r-1", endpoint(&tenant), query(&logout));
    let answer = tenant.http.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 302);
    let to = answer.headers()["location"].to_str().unwrap();
    assert!(to.starts_with("https://sentry.io/saml/sls/acme/?SAMLResponse="), "{to}");
    assert!(to.contains("RelayState=r-1") && to.contains("&Signature="), "{to}");
    assert!(answer.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"), "the session is over");
}

#[tokio::test]
async fn my_apps_shows_what_is_assigned() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let done = onboard(&graph).await;
    let page =
        tenant.visitor().open(&format!("{}/myapps", tenant.login()), &done.upn, USER_PASSWORD).await.unwrap();
    assert_eq!(page.title, "My Apps");
    assert!(page.text.contains("Sentry"), "{}", page.text);
    assert!(!page.text.contains("BambooHR"), "nobody assigned that one: {}", page.text);
}

#[tokio::test]
async fn policies_shape_claims_and_signatures() {
    let tenant = Tenant::start().await;
    let scopes =
        format!("{} Policy.Read.All Policy.ReadWrite.ApplicationConfiguration", crate::harness::SCOPES);
    let graph = tenant.sign_in(0, &scopes).await;
    let done = onboard(&graph).await;
    let attach = async |kind: &str, holder: &str, definition: serde_json::Value| {
        let body = json!({ "displayName": "Test", "definition": [definition.to_string()] });
        let made = graph.post(&format!("/policies/{kind}"), body).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let id = made.body["id"].as_str().unwrap();
        let link = json!({ "@odata.id": format!("{}/v1.0/policies/{kind}/{id}", tenant.login()) });
        let linked = graph.post(&format!("{holder}/{kind}/$ref"), link).await;
        assert_eq!(linked.status, 204, "{}", linked.body);
    };
    let claims = json!({ "ClaimsMappingPolicy": {
        "Version": 1,
        "IncludeBasicClaimSet": "false",
        "ClaimsSchema": [
            { "Source": "user", "ID": "displayname", "SamlClaimType": "urn:example:who" },
            { "Source": "user", "ID": "mail", "SamlClaimType": "http://schemas.microsoft.com/identity/claims/tenantid" },
        ],
    } });
    attach("claimsMappingPolicies", &format!("/servicePrincipals/{}", done.instance), claims).await;
    let both =
        json!({ "TokenIssuancePolicy": { "Version": 1, "TokenResponseSigningPolicy": "ResponseAndToken" } });
    attach("tokenIssuancePolicies", &format!("/applications/{}", done.application), both).await;
    let said = told(&tenant, &done.upn).await;
    assert!(said.contains("urn:example:who") && said.contains("B.Simon"), "{said}");
    assert!(!said.contains("claims/emailaddress"), "the basic claims were left out");
    assert!(said.contains(tenant.tenant_id()), "a restricted claim stays what it is");
    assert_eq!(said.matches("SignatureValue>").count() / 2, 2, "Response and assertion are signed");
}
