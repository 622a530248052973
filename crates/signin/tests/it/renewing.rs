//! One account's tokens over time.

use crate::{
    server::{Answer, Server, refuse, tokens, tokens_for, tokens_with},
    signer,
    world::{Dice, Hands, context, sign_in},
};
use doorward_signin::{
    AccountKey, AccountTokens, CacheSettings, Feature, SealingChoice, SignInError, TokenCache, Wanted,
    missing_scopes,
};
use secrecy::ExposeSecret;
use serde_json::json;
use std::sync::Arc;
use time::Duration;

struct Scene {
    server: Server,
    clock: Hands,
    cache: TokenCache,
    key: AccountKey,
    tokens: AccountTokens,
}

/// Somebody signed in a moment ago, with tokens marked `first`.
async fn scene() -> Scene {
    let (server, clock) = (Server::start().await, Hands::new());
    server.token_answers([tokens("first")]);
    let signed_in = sign_in(&server, &clock).await.unwrap();
    let settings = CacheSettings::new("/nonexistent", SealingChoice::Memory, Arc::new(Dice));
    let (cache, _) = TokenCache::open(settings).await.unwrap();
    let key = cache.add(signed_in).await.unwrap();
    let tokens = cache.tokens(key, &context(&clock)).unwrap();
    Scene { server, clock, cache, key, tokens }
}

impl Scene {
    async fn bearer(&self, renew: bool) -> Result<String, SignInError> {
        self.tokens.bearer(renew).await.map(|token| token.expose_secret().to_owned())
    }

    fn renewals(&self) -> Vec<String> {
        let forms = self.server.forms();
        forms.iter().filter_map(|form| form.get("refresh_token").cloned()).collect()
    }
}

#[tokio::test]
async fn a_fresh_token_costs_no_request() {
    let scene = scene().await;
    assert_eq!(scene.bearer(false).await.unwrap(), "at-s3cret-first");
    scene.clock.turn(Duration::minutes(54));
    assert_eq!(scene.bearer(false).await.unwrap(), "at-s3cret-first");
    assert!(scene.renewals().is_empty());
}

#[tokio::test]
async fn five_minutes_before_the_end_it_is_renewed_with_the_rotated_refresh_token() {
    let scene = scene().await;
    scene.server.token_answers([tokens("second"), tokens("third")]);
    scene.clock.turn(Duration::minutes(56));
    assert_eq!(scene.bearer(false).await.unwrap(), "at-s3cret-second");
    scene.clock.turn(Duration::minutes(56));
    assert_eq!(scene.bearer(false).await.unwrap(), "at-s3cret-third");
    assert_eq!(
        scene.renewals(),
        ["rt-s3cret-first", "rt-s3cret-second"],
        "each renewal uses the latest token"
    );
    let scope = &scene.server.forms()[1]["scope"];
    assert!(scope.contains("offline_access") && scope.contains("https://graph.example/User.Read"), "{scope}");
}

#[tokio::test]
async fn twenty_who_ask_at_once_cause_one_renewal() {
    let scene = scene().await;
    scene.server.token_answers([tokens("second")]);
    scene.clock.turn(Duration::hours(1));
    let asked = (0..20).map(|_| scene.bearer(false));
    for token in futures::future::join_all(asked).await {
        assert_eq!(token.unwrap(), "at-s3cret-second");
    }
    assert_eq!(scene.renewals().len(), 1);
}

#[tokio::test]
async fn a_token_the_server_refused_is_replaced_although_it_looks_fresh() {
    let scene = scene().await;
    scene.server.token_answers([tokens("second")]);
    let asked = (0..4).map(|_| scene.bearer(true));
    for token in futures::future::join_all(asked).await {
        assert_eq!(token.unwrap(), "at-s3cret-second");
    }
    assert_eq!(scene.renewals().len(), 1, "four requests failed together; one renewal serves them all");
}

#[tokio::test]
async fn an_ended_session_asks_for_a_new_sign_in() {
    for number in [50173, 700_082, 70043, 50076] {
        let scene = scene().await;
        scene.server.token_answers([refuse("invalid_grant", number)]);
        scene.clock.turn(Duration::hours(2));
        let error = scene.bearer(false).await.unwrap_err();
        assert_eq!((error.code(), error.aadsts()), ("sign_in_again", Some(number)));
        assert!(!format!("{error:?} {error}").contains("s3cret"));
    }
}

#[tokio::test]
async fn a_lost_network_is_bridged_while_the_old_token_lives() {
    let scene = scene().await;
    scene.server.token_answers([Answer::Cut, Answer::Cut, tokens("second")]);
    scene.clock.turn(Duration::minutes(57));
    assert_eq!(scene.bearer(false).await.unwrap(), "at-s3cret-first", "three minutes are left");
    scene.clock.turn(Duration::minutes(10));
    assert_eq!(scene.bearer(false).await.unwrap_err().code(), "unreachable", "now it has ended");
    assert_eq!(scene.bearer(false).await.unwrap(), "at-s3cret-second", "and the session is not lost");
}

#[tokio::test]
async fn a_caller_who_goes_away_does_not_lose_the_rotated_token() {
    let scene = scene().await;
    scene.server.token_answers([tokens("second")]);
    let asked = scene.tokens.clone();
    let caller = tokio::spawn(async move { asked.bearer(true).await });
    tokio::task::yield_now().await;
    caller.abort();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(5);
    while scene.renewals().is_empty() && std::time::Instant::now() < deadline {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    scene.server.token_answers([tokens("third")]);
    scene.bearer(true).await.unwrap();
    let renewals = scene.renewals();
    assert_eq!(renewals.len(), 2, "the renewal ran although nobody waited for it");
    assert!(
        !renewals[1..].contains(&"rt-s3cret-first".to_owned()),
        "a spent token is not sent again: {renewals:?}"
    );
}

#[tokio::test]
async fn short_lived_tokens_are_not_renewed_at_every_call() {
    let scene = scene().await;
    scene.server.token_answers([tokens_for("short", 60)]);
    scene.bearer(true).await.unwrap();
    scene.clock.turn(Duration::seconds(30));
    assert_eq!(scene.bearer(false).await.unwrap(), "at-s3cret-short");
}

#[tokio::test]
async fn after_signing_out_no_token_is_handed_out() {
    let scene = scene().await;
    scene.cache.remove(scene.key).await.unwrap();
    assert_eq!(scene.bearer(false).await.unwrap_err().code(), "sign_in_again");
    assert!(scene.cache.accounts().is_empty());
}

const DEMANDED: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1795341600"}}}"#;

fn demanding() -> Wanted {
    Wanted { renew: true, claims: Some(DEMANDED.to_owned()), ..Wanted::default() }
}

#[tokio::test]
async fn every_request_says_that_claims_challenges_are_understood() {
    let scene = scene().await;
    scene.server.token_answers([tokens("second")]);
    scene.bearer(true).await.unwrap();
    for form in scene.server.forms() {
        assert!(form["claims"].contains(r#""xms_cc":{"values":["cp1"]}"#), "{form:?}");
    }
}

#[tokio::test]
async fn a_claims_challenge_is_answered_silently_where_the_tenant_allows_it() {
    let scene = scene().await;
    scene.server.token_answers([tokens("second")]);
    let asked = (0..4).map(|_| scene.tokens.token(demanding()));
    for token in futures::future::join_all(asked).await {
        assert_eq!(token.unwrap().expose_secret(), "at-s3cret-second");
    }
    let forms = scene.server.forms();
    assert_eq!(scene.renewals().len(), 1, "four challenged requests, one renewal");
    assert!(
        forms[1]["claims"].contains("nbf") && forms[1]["claims"].contains("cp1"),
        "{}",
        forms[1]["claims"]
    );
}

#[tokio::test]
async fn a_claims_challenge_that_needs_a_person_is_handed_on() {
    let scene = scene().await;
    scene.server.token_answers([refuse("interaction_required", 50076)]);
    let SignInError::ClaimsRequired { claims, refusal } = scene.tokens.token(demanding()).await.unwrap_err()
    else {
        panic!("the next sign-in has to carry the claims")
    };
    assert_eq!(claims, DEMANDED);
    assert_eq!(refusal.aadsts, Some(50076));
    assert_eq!(
        scene.bearer(false).await.unwrap(),
        "at-s3cret-first",
        "the session itself is not thrown away"
    );
}

#[tokio::test]
async fn claims_that_the_tenant_names_at_renewal_are_handed_on_too() {
    let scene = scene().await;
    let claims = r#"{"access_token":{"capolids":{"essential":true,"values":["p1"]}}}"#;
    scene.server.token_answers([Answer::Json(
        400,
        json!({ "error": "interaction_required", "error_codes": [50076], "error_description": "AADSTS50076: MFA.", "claims": claims }),
    )]);
    let SignInError::ClaimsRequired { claims: wanted, .. } = scene.bearer(true).await.unwrap_err() else {
        panic!("Entra said what it wants")
    };
    assert_eq!(wanted, claims);
}

#[tokio::test]
async fn a_session_born_from_a_code_can_be_blocked_at_renewal() {
    let scene = scene().await;
    scene.server.token_answers([refuse("invalid_grant", 530_033)]);
    let error = scene.bearer(true).await.unwrap_err();
    assert_eq!(error.code(), "blocked_by_policy", "the browser is the way then");
}

#[tokio::test]
async fn further_permissions_that_are_granted_cost_no_sign_in() {
    let scene = scene().await;
    let mut wider = tokens_with("wide", 3600, &signer::sign(&signer::claims()));
    wider["scope"] =
        json!("openid https://graph.example/User.Read https://graph.example/Application.ReadWrite.All");
    scene.server.token_answers([Answer::Json(200, wider)]);
    let wanted = || Wanted {
        scopes: missing_scopes(&[Feature::Onboard], &scene.tokens.granted()),
        ..Wanted::default()
    };
    assert_eq!(scene.tokens.token(wanted()).await.unwrap().expose_secret(), "at-s3cret-wide");
    let scope = &scene.server.forms()[1]["scope"];
    assert!(scope.contains("https://graph.example/Application.ReadWrite.All"), "{scope}");
    assert!(wanted().scopes.is_empty(), "and it is known from now on");
    scene.tokens.token(wanted()).await.unwrap();
    assert_eq!(scene.renewals().len(), 1);
}

#[tokio::test]
async fn further_permissions_that_are_not_granted_are_named() {
    let wanted = |scene: &Scene| Wanted {
        scopes: missing_scopes(&[Feature::Onboard], &scene.tokens.granted()),
        ..Wanted::default()
    };
    let refused = scene().await;
    refused.server.token_answers([refuse("invalid_grant", 65001)]);
    let left_out = scene().await;
    left_out.server.token_answers([tokens("narrow")]);
    for scene in [refused, left_out] {
        let SignInError::ConsentRequired { scopes, .. } =
            scene.tokens.token(wanted(&scene)).await.unwrap_err()
        else {
            panic!("nobody has consented")
        };
        assert!(scopes.contains(&"Application.ReadWrite.All".to_owned()), "{scopes:?}");
        scene.bearer(false).await.expect("reading goes on");
    }
}
