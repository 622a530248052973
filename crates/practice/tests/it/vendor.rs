//! The page that plays the vendor: a certificate pasted by hand, the relay state it makes up, a certificate that is not
//! the active one.

use crate::{
    harness::{Graph, Tenant, id},
    onboarding::{Onboarded, USER_PASSWORD, onboard},
};
use serde_json::json;

async fn verify_key(graph: &Graph<'_>, instance: &str) -> String {
    let keys = graph.get(&format!("/servicePrincipals/{instance}?$select=keyCredentials")).await.body;
    let keys = keys["keyCredentials"].as_array().unwrap();
    keys.iter().find(|key| key["usage"] == "Verify").unwrap()["key"].as_str().unwrap().to_owned()
}

async fn paste(tenant: &Tenant, done: &Onboarded, certificate: &str) -> String {
    let login = format!("{}/{}/saml2", tenant.login(), tenant.tenant_id());
    let url = format!("{}/vendor/{}/configure", tenant.login(), done.app_id);
    let form = [("login_url", login.as_str()), ("certificate", certificate)];
    tenant.http.post(url).form(&form).send().await.unwrap().text().await.unwrap()
}

fn relay_state(page: &str) -> &str {
    page.split_once("id=\"relay-state\">").unwrap().1.split('<').next().unwrap()
}

#[tokio::test]
async fn the_vendor_makes_up_a_relay_state_once_and_gets_it_back() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let done = onboard(&graph).await;
    let key = verify_key(&graph, &done.instance).await;
    let page = paste(&tenant, &done, &key).await;
    let made_up = relay_state(&page).to_owned();
    assert!(made_up.starts_with("sentry-"), "{made_up}");
    let again = paste(&tenant, &done, &key).await;
    assert_eq!(relay_state(&again), made_up, "it may have been pasted into the tenant already");

    let settings = json!({ "loginUrl": null, "samlSingleSignOnSettings": { "relayState": made_up } });
    assert_eq!(graph.patch(&format!("/servicePrincipals/{}", done.instance), settings).await.status, 204);
    let launcher = format!("{}/api/signin/{}?tenantId={}", tenant.login(), done.app_id, tenant.tenant_id());
    let landing = tenant.visitor().open(&launcher, &done.upn, USER_PASSWORD).await.unwrap();
    assert_eq!(landing.title, "Signed in to Sentry", "{}", landing.text);
    assert!(landing.text.contains("the one the vendor made up"), "{}", landing.text);
}

#[tokio::test]
async fn a_certificate_of_another_application_is_refused_by_name_of_the_check() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let done = onboard(&graph).await;
    let other = graph.get("/servicePrincipals?$filter=displayName eq 'Box'").await;
    let foreign = verify_key(&graph, id(&other.rows()[0])).await;
    paste(&tenant, &done, &foreign).await;
    let start = format!("{}/vendor/{}/start", tenant.login(), done.app_id);
    let landing = tenant.visitor().open(&start, &done.upn, USER_PASSWORD).await.unwrap();
    assert_eq!((landing.status, landing.title.as_str()), (403, "Sentry refused the sign-on"));
    assert!(landing.text.contains("Failed signed by active certificate"), "{}", landing.text);
}

#[tokio::test]
async fn nonsense_in_the_settings_is_told_and_changes_nothing() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let done = onboard(&graph).await;
    let page = paste(&tenant, &done, "not a certificate").await;
    assert!(page.contains("The certificate cannot be read"), "{page}");
    let vendor = format!("{}/vendor/{}", tenant.login(), done.app_id);
    let away = tenant
        .visitor()
        .configure_vendor(&vendor, "https://login.microsoftonline.com/x/federationmetadata.xml")
        .await;
    assert!(away.is_err(), "the practice tenant opens no connection to anywhere");
    let landing = tenant.visitor().open(&vendor, "", "").await.unwrap();
    assert!(landing.text.contains("not set up on this side yet"), "{}", landing.text);
}
