//! The whole onboarding by raw Graph calls, up to a sign-on that the vendor accepts.

use crate::harness::{Graph, Tenant, id};
use serde_json::{Value, json};

const ACS: &str = "https://sentry.io/saml/acs/acme/";
const ENTITY: &str = "https://sentry.io/saml/metadata/acme/";
const PASSWORD: &str = "Xq7-mLw2-Zt9r-Kp4v";

/// What an onboarding leaves behind.
pub(crate) struct Onboarded {
    pub(crate) application: String,
    pub(crate) instance: String,
    pub(crate) app_id: String,
    pub(crate) user: String,
    pub(crate) upn: String,
    pub(crate) thumbprint: String,
}

pub(crate) const USER_PASSWORD: &str = PASSWORD;

/// Sentry, from the gallery to an assigned test user.
pub(crate) async fn onboard(graph: &Graph<'_>) -> Onboarded {
    let (application, instance) = graph.instantiate("Sentry", "Sentry").await;
    let (app, sp) = (id(&application).to_owned(), id(&instance).to_owned());
    let mode = graph
        .patch(&format!("/servicePrincipals/{sp}"), json!({ "preferredSingleSignOnMode": "saml" }))
        .await;
    assert_eq!(mode.status, 204, "{}", mode.body);
    let urls = json!({ "identifierUris": [ENTITY], "web": { "redirectUris": [ACS], "redirectUriSettings": [{ "uri": ACS, "index": 0 }] } });
    assert_eq!(graph.patch(&format!("/applications/{app}"), urls).await.status, 204);
    let sign_on = json!({ "loginUrl": "https://sentry.io/organizations/acme/", "notificationEmailAddresses": ["idm@larkfield.example"] });
    assert_eq!(graph.patch(&format!("/servicePrincipals/{sp}"), sign_on).await.status, 204);
    let thumbprint = certify(graph, &sp).await;
    let (user, upn) = add_user(graph).await;
    assign(graph, &sp, &user, &instance).await;
    let app_id = application["appId"].as_str().unwrap().to_owned();
    Onboarded { application: app, instance: sp, app_id, user, upn, thumbprint }
}

async fn certify(graph: &Graph<'_>, sp: &str) -> String {
    let path = format!("/servicePrincipals/{sp}/addTokenSigningCertificate");
    let made = graph.post(&path, json!({ "displayName": "CN=Sentry SSO" })).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let thumbprint = made.body["thumbprint"].as_str().unwrap().to_owned();
    let active = json!({ "preferredTokenSigningKeyThumbprint": thumbprint });
    assert_eq!(graph.patch(&format!("/servicePrincipals/{sp}"), active).await.status, 204);
    thumbprint
}

async fn add_user(graph: &Graph<'_>) -> (String, String) {
    let upn = format!("b.simon@{}", graph.tenant.practice.welcome().domain);
    let made = graph
        .post(
            "/users",
            json!({
                "accountEnabled": true, "displayName": "B.Simon", "mailNickname": "b.simon", "givenName": "B.",
                "surname": "Simon", "userPrincipalName": upn,
                "passwordProfile": { "password": PASSWORD, "forceChangePasswordNextSignIn": false },
            }),
        )
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert!(made.body.get("passwordProfile").is_none(), "a password never comes back");
    (id(&made.body).to_owned(), upn)
}

async fn assign(graph: &Graph<'_>, sp: &str, user: &str, instance: &Value) {
    let roles = instance["appRoles"].as_array().unwrap();
    let role = roles.iter().find(|role| role["displayName"] == "User").unwrap();
    let body = json!({ "principalId": user, "resourceId": sp, "appRoleId": role["id"] });
    let made = graph.post(&format!("/servicePrincipals/{sp}/appRoleAssignedTo"), body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.body["principalType"], "User");
    let again = graph.post(&format!("/servicePrincipals/{sp}/appRoleAssignedTo"), body).await;
    assert_eq!((again.status.as_u16(), again.code()), (400, "Request_BadRequest"));
    assert_eq!(again.body["error"]["message"], "Permission being assigned already exists on the object");
}

#[tokio::test]
async fn sentry_goes_from_the_gallery_to_a_sign_on_the_vendor_accepts() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let done = onboard(&graph).await;

    let mirrored = graph.get(&format!("/servicePrincipals/{}", done.instance)).await.body;
    assert_eq!(mirrored["replyUrls"], json!([ACS]), "the service principal mirrors its application");
    assert_eq!(mirrored["servicePrincipalNames"], json!([ENTITY, done.app_id]));

    let visitor = tenant.visitor();
    let vendor = format!("{}/vendor/{}", tenant.login(), done.app_id);
    let metadata = format!(
        "{}/{}/federationmetadata/2007-06/federationmetadata.xml?appid={}",
        tenant.login(),
        tenant.tenant_id(),
        done.app_id
    );
    let before = visitor.open(&vendor, "", "").await.unwrap();
    assert!(
        before.text.contains("not set up on this side yet"),
        "the vendor says what is missing: {}",
        before.text
    );
    visitor.configure_vendor(&vendor, &metadata).await.unwrap();

    let launcher = format!("{}/api/signin/{}?tenantId={}", tenant.login(), done.app_id, tenant.tenant_id());
    let landing = visitor.open(&launcher, &done.upn, PASSWORD).await.unwrap();
    assert_eq!(landing.status, 200, "{}", landing.text);
    assert_eq!(landing.title, "Signed in to Sentry", "{}", landing.text);
    assert!(landing.text.contains(&done.upn), "the vendor greets the person by name: {}", landing.text);
    assert!(!landing.text.contains("Failed"), "{}", landing.text);
}

#[tokio::test]
async fn without_a_sign_on_url_the_identity_provider_begins() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let done = onboard(&graph).await;
    let path = format!("/servicePrincipals/{}", done.instance);
    let settings = json!({ "loginUrl": null, "samlSingleSignOnSettings": { "relayState": "sentry-42" } });
    assert_eq!(graph.patch(&path, settings).await.status, 204);
    let visitor = tenant.visitor();
    let metadata = format!(
        "{}/{}/federationmetadata/2007-06/federationmetadata.xml?appid={}",
        tenant.login(),
        tenant.tenant_id(),
        done.app_id
    );
    visitor.configure_vendor(&format!("{}/vendor/{}", tenant.login(), done.app_id), &metadata).await.unwrap();
    let launcher = format!("{}/api/signin/{}?tenantId={}", tenant.login(), done.app_id, tenant.tenant_id());
    let landing = visitor.open(&launcher, &done.upn, PASSWORD).await.unwrap();
    assert_eq!(landing.title, "Signed in to Sentry", "{}", landing.text);
    assert!(landing.text.contains("sentry-42"), "the relay state travels along: {}", landing.text);
}

#[tokio::test]
async fn undo_takes_everything_away_again() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let before = tenant.control(reqwest::Method::GET, "/state", Value::Null).await.body;
    let done = onboard(&graph).await;
    let listed = graph.get(&format!("/servicePrincipals/{}/appRoleAssignedTo", done.instance)).await;
    let assignment = id(&listed.rows()[0]).to_owned();
    let path = format!("/servicePrincipals/{}/appRoleAssignedTo/{assignment}", done.instance);
    assert_eq!(graph.delete(&path).await.status, 204);
    assert_eq!(graph.delete(&format!("/users/{}", done.user)).await.status, 204);
    assert_eq!(graph.delete(&format!("/applications/{}", done.application)).await.status, 204);
    let after = tenant.control(reqwest::Method::GET, "/state", Value::Null).await.body;
    for kind in ["applications", "servicePrincipals", "users", "assignments"] {
        assert_eq!(after[kind], before[kind], "as many {kind} as before");
    }
    let bin = graph.get("/directory/deletedItems/microsoft.graph.application").await;
    assert_eq!(id(&bin.rows()[0]), done.application, "soft-deleted, so it can come back");
    let sp = graph.get(&format!("/servicePrincipals/{}", done.instance)).await;
    assert_eq!(sp.status, 404, "the service principal went with its application");
}
