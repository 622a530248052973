//! What survives a restart, and what a reset takes away.

use crate::harness::{Graph, Tenant, id};
use reqwest::Method;
use serde_json::Value;

#[tokio::test]
async fn a_restart_keeps_objects_keys_and_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.json");
    let first = Tenant::saved_in(file.clone()).await;
    let graph = first.admin().await;
    let (application, _) = graph.instantiate("Sentry", "Sentry").await;
    let (token, login) = (graph.token.clone(), first.login().to_owned());
    let tenant_id = first.tenant_id().to_owned();
    first.practice.stop().await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "keys and passwords are for the owner only");
    }

    let second = Tenant::saved_in(file).await;
    assert_eq!(second.tenant_id(), tenant_id);
    assert_eq!(second.login(), login, "the same port, so that pasted addresses stay right");
    let graph = Graph { tenant: &second, token };
    let found = graph.get(&format!("/applications/{}", id(&application))).await;
    assert_eq!(found.status, 200, "the token and the application are still there: {}", found.body);
}

#[tokio::test]
async fn a_reset_starts_anew() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    graph.instantiate("Sentry", "Sentry").await;
    let before = tenant.control(Method::GET, "/state", Value::Null).await.body;
    tenant.practice.reset().await;
    let after = tenant.control(Method::GET, "/state", Value::Null).await.body;
    assert_eq!(after["applications"].as_u64(), before["applications"].as_u64().map(|count| count - 1));
    assert_eq!(graph.get("/me").await.status, 401, "old tokens are gone");
    let told = tenant.practice.current_welcome();
    assert_ne!(told.accounts[0].password, tenant.practice.welcome().accounts[0].password);
}

#[tokio::test]
async fn a_file_that_is_not_a_saved_tenant_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.json");
    std::fs::write(&file, "not ours").unwrap();
    let options = doorward_practice::Options { state_file: Some(file.clone()), ..crate::harness::options() };
    assert!(doorward_practice::serve(options).await.is_err());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "not ours", "somebody else's file is left alone");
}
