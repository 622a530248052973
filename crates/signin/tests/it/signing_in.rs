//! From the code to a proven account, and everything that can stand in between.

use crate::{
    server::{Answer, Server, refuse, tokens, tokens_with},
    signer::{self, CLIENT, TENANT},
    world::{Hands, authority, context, sign_in},
};
use doorward_signin::{
    DeviceFlow, Feature, IdTokenFault, ProtocolFault, SignInError, TenantChoice, UnreachableReason,
    scopes_for,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn a_person_enters_the_code_and_is_signed_in() {
    let server = Server::start().await;
    server.token_answers([refuse("authorization_pending", 70016), tokens("first")]);
    let scopes = scopes_for(&[Feature::SignIn]);
    let pending = DeviceFlow::start(&context(&Hands::new()), &authority(&server), &scopes).await.unwrap();
    assert_eq!(pending.user_code, "ABCD-EFGH");
    assert_eq!(pending.verification_uri.path(), "/device");
    assert_eq!(pending.expires_in.as_secs(), 60);

    let signed_in = pending.wait(CancellationToken::new()).await.unwrap();
    assert_eq!(signed_in.account.upn, "alex@contoso.com");
    assert_eq!(signed_in.account.tenant.to_string(), TENANT);
    assert!(signed_in.granted.iter().any(|scope| scope.ends_with("/User.Read")));
    assert!(!format!("{signed_in:?}").contains("s3cret"), "tokens are never printed");

    let form = &server.forms()[0];
    assert_eq!(form["grant_type"], "urn:ietf:params:oauth:grant-type:device_code");
    assert_eq!((form["client_id"].as_str(), form["device_code"].as_str()), (CLIENT, "dc-s3cret"));
    let ids = server.request_ids();
    assert!(
        ids.len() >= 4 && ids.iter().all(|id| id.len() == 36),
        "each request has an id of its own: {ids:?}"
    );
}

#[tokio::test]
async fn each_refusal_ends_in_its_own_reaction_and_keeps_its_ids() {
    let table = [
        ("authorization_declined", 50199, "declined"),
        ("expired_token", 70020, "code_expired"),
        ("invalid_grant", 53003, "blocked_by_policy"),
        ("invalid_grant", 65001, "consent_required"),
        ("invalid_client", 7_000_218, "client_misconfigured"),
        ("bad_verification_code", 70018, "refused"),
    ];
    for (error, number, code) in table {
        let server = Server::start().await;
        server.token_answers([refuse(error, number)]);
        let refused = sign_in(&server, &Hands::new()).await.unwrap_err();
        assert_eq!(refused.code(), code, "{error} {number}");
        if let Some(refusal) = refused.refusal() {
            assert_eq!(refusal.aadsts, Some(number));
            assert_eq!(refusal.correlation_id.as_deref(), Some("correlation"), "support asks for it");
        }
    }
}

#[tokio::test]
async fn a_cut_connection_and_a_guest_network_are_waited_out() {
    let server = Server::start().await;
    let portal = Answer::Elsewhere("http://127.0.0.1:9/login".into());
    server.token_answers([Answer::Cut, portal, tokens("after the storm")]);
    let signed_in = sign_in(&server, &Hands::new()).await.unwrap();
    assert_eq!(signed_in.account.name, "Alex Admin");
    assert_eq!(server.forms().len(), 3, "each failure was followed by another try, none by a redirect");
}

#[tokio::test]
async fn a_guest_network_at_the_start_is_named_as_such() {
    let server = Server::start().await;
    server.devicecode_answers(Answer::Html);
    let Err(SignInError::Unreachable(lost)) = sign_in(&server, &Hands::new()).await else {
        panic!("a page instead of JSON is network trouble")
    };
    assert_eq!((lost.host.as_str(), lost.reason), ("127.0.0.1", UnreachableReason::NotJson));
}

#[tokio::test]
async fn a_host_that_is_not_there_is_named() {
    let server = Server::start().await;
    let mut nowhere = authority(&server);
    nowhere.login = "http://127.0.0.1:9".parse().unwrap();
    let error = DeviceFlow::start(&context(&Hands::new()), &nowhere, &[]).await.unwrap_err();
    let SignInError::Unreachable(lost) = error else { panic!("nobody listens there: {error:?}") };
    assert_eq!(lost.reason, UnreachableReason::Connection);
}

#[tokio::test]
async fn a_host_without_the_tls_it_should_speak_is_named_as_such() {
    let server = Server::start().await;
    let mut secure = authority(&server);
    let port = server.url.port().unwrap();
    secure.login = format!("https://127.0.0.1:{port}").parse().unwrap();
    let error = DeviceFlow::start(&context(&Hands::new()), &secure, &[]).await.unwrap_err();
    let SignInError::Unreachable(lost) = error else { panic!("{error:?}") };
    assert_eq!(lost.reason, UnreachableReason::Tls, "{}", lost.detail);
}

#[tokio::test]
async fn a_service_that_is_briefly_out_of_order_is_waited_out() {
    let server = Server::start().await;
    server.token_answers([refuse("temporarily_unavailable", 90033), tokens("later")]);
    sign_in(&server, &Hands::new()).await.unwrap();
}

#[tokio::test]
async fn an_unknown_tenant_is_told_before_any_code_is_shown() {
    let server = Server::start().await;
    server.discovery_answers(refuse("invalid_tenant", 90002));
    let mut other = authority(&server);
    other.tenant = TenantChoice::Domain("nobody.example".into());
    let error = DeviceFlow::start(&context(&Hands::new()), &other, &[]).await.unwrap_err();
    let SignInError::TenantUnknown { tenant, .. } = error else { panic!("{error:?}") };
    assert_eq!(tenant, "nobody.example");
}

#[tokio::test]
async fn a_domain_leads_to_its_tenant_id() {
    let server = Server::start().await;
    let mut contoso = authority(&server);
    contoso.tenant = TenantChoice::Domain("contoso.com".into());
    let found = contoso.discover(&context(&Hands::new())).await.unwrap();
    assert_eq!(found.tenant.map(|id| id.to_string()).as_deref(), Some(TENANT));
}

#[tokio::test]
async fn another_tenants_answer_is_refused() {
    let server = Server::start().await;
    let elsewhere = "eeeeeeee-0000-4000-8000-000000000005";
    let mut claims = signer::claims();
    claims["tid"] = json!(elsewhere);
    claims["iss"] = json!(signer::issuer(elsewhere));
    server.discovery_answers(Answer::Json(
        200,
        json!({ "issuer": signer::issuer("{tenantid}"), "jwks_uri": server.url.join("keys").unwrap() }),
    ));
    server.token_answers([Answer::Json(200, tokens_with("x", 3600, &signer::sign(&claims)))]);
    let error = sign_in(&server, &Hands::new()).await.unwrap_err();
    assert_eq!(error.code(), "other_tenant", "the consultant must not land in the wrong tenant: {error:?}");
}

#[tokio::test]
async fn a_forged_identity_is_refused() {
    let server = Server::start().await;
    let mut forged = signer::sign(&signer::claims());
    forged.truncate(forged.len() - 8);
    forged.push_str("AAAAAAAA");
    server.token_answers([Answer::Json(200, tokens_with("x", 3600, &forged))]);
    let error = sign_in(&server, &Hands::new()).await.unwrap_err();
    assert_eq!(error, SignInError::Protocol(ProtocolFault::IdToken(IdTokenFault::Signature)));
}

#[tokio::test]
async fn nobody_is_sent_to_a_strange_page_with_a_code() {
    let server = Server::start().await;
    server.devicecode_answers(Answer::Json(
        200,
        json!({ "device_code": "d", "user_code": "U", "verification_uri": "https://evil.example/device", "expires_in": 60 }),
    ));
    let error = sign_in(&server, &Hands::new()).await.unwrap_err();
    assert_eq!(error, SignInError::Protocol(ProtocolFault::VerificationHost { host: "evil.example".into() }));
}
