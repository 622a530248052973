//! `doorward undo`, `status` and `--plan-file` as scripts call them: what they print, what they change, how they end.

use crate::count::Count;
use doorward_tests::{Desk, desk::Pace, desk::Said};
use serde_json::{Value, json};
use std::{fs, path::PathBuf, time::Duration};

async fn desk() -> Desk {
    Desk::set_up(Pace { lag_ms: 150, latency_ms: 0 }).await.unwrap()
}

async fn onboarded(desk: &Desk, name: &str) -> Said {
    let said = desk.run(desk.onboarding(name)).await.unwrap();
    assert_eq!(said.code, Some(3), "{}", said.errors);
    said
}

async fn say(desk: &Desk, arguments: &[&str]) -> Said {
    desk.run(desk.command(arguments)).await.unwrap()
}

fn principal(said: &Said) -> String {
    format!("/servicePrincipals/{}", said.result()["application"]["servicePrincipalId"].as_str().unwrap())
}

/// Lists lag behind single objects; both have settled after this.
async fn settled() {
    tokio::time::sleep(Duration::from_millis(800)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_looked_at_agreed_to_and_taken_back_to_the_byte() {
    let desk = desk().await;
    let before = desk.shown().await;
    let run = onboarded(&desk, "back").await.result()["run"].as_str().unwrap().to_owned();
    settled().await;
    let during = desk.shown().await;
    assert_ne!(during, before, "the onboarding did something");

    let plan = say(&desk, &["undo", "latest", "--plan", "--json"]).await;
    assert_eq!(plan.code, Some(0), "{}", plan.errors);
    assert_eq!(plan.result()["run"], run.as_str());
    assert!(plan.result()["steps"].as_array().unwrap().iter().any(|step| step["state"] == "todo"));
    let nobody = say(&desk, &["undo", "latest", "--json"]).await;
    assert_eq!((nobody.code, nobody.error()), (Some(2), "invalid_input"), "nobody agreed: {}", nobody.errors);
    assert_eq!(desk.shown().await, during, "looking and asking change nothing");

    let back = say(&desk, &["undo", "latest", "--yes", "--json"]).await;
    assert_eq!(back.code, Some(0), "{}", back.errors);
    assert!(!back.result()["steps"].as_array().unwrap().is_empty());
    assert!(
        back.lines.iter().any(|line| line["event"] == "step" && line["phase"] == "proved"),
        "each step is told as it goes: {:?}",
        back.lines
    );
    settled().await;
    assert_eq!(desk.shown().await, before, "byte for byte what Graph showed before");

    let nothing = say(&desk, &["undo", &run, "--yes", "--json"]).await;
    assert_eq!(
        (nothing.code, &nothing.result()["steps"]),
        (Some(0), &json!([])),
        "there is nothing left to do"
    );
    let latest = say(&desk, &["undo", "latest", "--yes", "--json"]).await;
    assert_eq!((latest.code, latest.error()), (Some(1), "not_found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_step_is_taken_back_and_what_names_nothing_is_wrong_usage() {
    let desk = desk().await;
    let said = onboarded(&desk, "step").await;
    let run = said.result()["run"].as_str().unwrap();
    for wrong in [
        vec!["undo", "not-a-run", "--yes", "--json"],
        vec!["undo", run, "--step", "nonsense", "--yes", "--json"],
        vec!["undo"],
        vec!["undo", run, "--nonsense"],
    ] {
        assert_eq!(say(&desk, &wrong).await.code, Some(2), "{wrong:?}");
    }
    let unknown = say(&desk, &["undo", "11111111-2222-3333-4444-555555555555", "--yes", "--json"]).await;
    assert_eq!((unknown.code, unknown.error()), (Some(1), "not_found"));
    let back = say(&desk, &["undo", run, "--step", "assign", "--yes", "--json"]).await;
    assert_eq!(back.code, Some(0), "{}", back.errors);
    settled().await;
    let assigned = desk.graph("GET", &format!("{}/appRoleAssignedTo", principal(&said)), Value::Null).await;
    assert_eq!(assigned["value"], json!([]), "nobody is assigned any more");
    let again = say(&desk, &["undo", run, "--step", "assign", "--yes", "--json"]).await;
    assert_eq!((again.code, again.error()), (Some(1), "not_found"), "it is back already: {}", again.errors);
    let more = desk.run(desk.onboarding("step")).await.unwrap();
    assert_eq!(more.code, Some(3), "the run goes on where it stands: {}", more.errors);
    let assigned = desk.graph("GET", &format!("{}/appRoleAssignedTo", principal(&said)), Value::Null).await;
    assert_eq!(assigned["value"].as_array().unwrap().len(), 1, "assigned again, once");
}

#[tokio::test(flavor = "multi_thread")]
async fn status_tells_what_differs_and_mends_it_only_when_told_to() {
    let desk = desk().await;
    let said = onboarded(&desk, "drift").await;
    let same = say(&desk, &["status", "drift", "--json"]).await;
    assert_eq!((same.code, &same.result()["state"]), (Some(0), &json!("same")), "{}", same.errors);

    let change = json!({ "loginUrl": "https://evil.example/", "preferredSingleSignOnMode": "password" });
    desk.graph("PATCH", &principal(&said), change).await;
    settled().await;
    let drifted = say(&desk, &["status", "drift", "--json"]).await;
    assert_eq!((drifted.code, &drifted.result()["state"]), (Some(4), &json!("drifted")));
    let differences = drifted.result()["differences"].as_array().unwrap();
    let of = |field: &str| differences.iter().find(|one| one["field"] == field).unwrap();
    assert_eq!(of("loginUrl")["actual"], json!(["https://evil.example/"]));
    assert_eq!(of("loginUrl")["expected"], json!(["https://sentry.io/organizations/drift/"]));
    assert_eq!(of("preferredSingleSignOnMode")["actual"], json!(["password"]));
    assert_eq!(differences.len(), 2, "nothing else is said to differ: {differences:?}");

    let plan = say(&desk, &["status", "drift", "--mend", "--plan", "--json"]).await;
    assert_eq!(plan.code, Some(4));
    let nobody = say(&desk, &["status", "drift", "--mend", "--json"]).await;
    assert_eq!((nobody.code, nobody.error()), (Some(2), "invalid_input"), "nobody agreed");
    let held = desk.graph("GET", &principal(&said), Value::Null).await;
    assert_eq!(held["loginUrl"], "https://evil.example/", "looking and asking change nothing");

    let mended = say(&desk, &["status", "drift", "--mend", "--yes", "--json"]).await;
    assert_eq!((mended.code, &mended.result()["state"]), (Some(0), &json!("same")), "{}", mended.errors);
    let held = desk.graph("GET", &principal(&said), Value::Null).await;
    assert_eq!(
        (held["loginUrl"].as_str(), held["preferredSingleSignOnMode"].as_str()),
        (Some("https://sentry.io/organizations/drift/"), Some("saml"))
    );

    let unknown = say(&desk, &["status", "never heard of", "--json"]).await;
    assert_eq!((unknown.code, unknown.error()), (Some(1), "not_found"));
    assert_eq!(say(&desk, &["status", "drift", "--plan"]).await.code, Some(2), "--plan belongs to --mend");
    let id = said.result()["application"]["applicationId"].as_str().unwrap();
    desk.graph("DELETE", &format!("/applications/{id}"), Value::Null).await;
    settled().await;
    let gone = say(&desk, &["status", "drift", "--json"]).await;
    assert_eq!((gone.code, &gone.result()["state"]), (Some(4), &json!("gone")), "{}", gone.errors);
}

async fn saved(desk: &Desk, name: &str, change: impl FnOnce(&mut Value)) -> PathBuf {
    let said = desk.run(desk.onboarding_plan(name)).await.unwrap();
    assert_eq!(said.code, Some(0), "{}", said.errors);
    let mut plan = said.result().clone();
    change(&mut plan);
    let file = desk.folder().join(format!("{name}.plan.json"));
    fs::write(&file, plan.to_string()).unwrap();
    file
}

async fn apply(desk: &Desk, file: &std::path::Path) -> Said {
    let file = file.to_str().unwrap();
    say(desk, &["onboard", "--plan-file", file, "--no-proof", "--yes", "--json"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_plan_is_applied_once_however_often_it_is_given() {
    let desk = desk().await;
    let before = Count::of(&desk).await;
    let file = saved(&desk, "saved", |_| ()).await;
    before.assert_same(&desk, "making a plan changes nothing").await;
    let first = apply(&desk, &file).await;
    before.assert_one_more(&desk, &first, "the saved plan").await;
    let second = apply(&desk, &file).await;
    before.assert_one_more(&desk, &second, "the saved plan once more").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_plan_is_refused_when_the_tenant_has_moved_on_and_what_moved_is_said() {
    let desk = desk().await;
    let file = saved(&desk, "moved", |_| ()).await;
    desk.graph("POST", "/applications", json!({ "displayName": "moved" })).await;
    settled().await;
    let before = Count::of(&desk).await;
    let said = apply(&desk, &file).await;
    assert_eq!((said.code, said.error()), (Some(5), "tenant_moved"), "{}", said.errors);
    let moved: Vec<&Value> = said.lines.iter().filter(|line| line["event"] == "moved").collect();
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert_eq!((&moved[0]["field"], &moved[0]["planned"]), (&json!("tenant.sameName"), &json!([])));
    assert!(moved[0]["now"][0].as_str().unwrap().starts_with("moved ("));
    before.assert_same(&desk, "the tenant moved on").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_plan_of_this_tenant_is_refused_and_changes_nothing() {
    let desk = desk().await;
    let before = Count::of(&desk).await;
    let file =
        saved(&desk, "other", |plan| plan["tenantId"] = json!("8adf8e6e-67b2-4cf2-a259-e3dc5476c621")).await;
    let other = apply(&desk, &file).await;
    assert_eq!((other.code, other.error()), (Some(1), "wrong_account"), "{}", other.errors);
    let file = saved(&desk, "edited", |plan| {
        plan["steps"][0]["requests"][0]["path"] = json!("/applicationTemplates/evil/instantiate");
    })
    .await;
    let edited = apply(&desk, &file).await;
    assert_eq!((edited.code, edited.error()), (Some(1), "plan_changed"), "{}", edited.errors);
    let file = saved(&desk, "old", |plan| plan["madeAt"] = json!("2001-01-01T00:00:00Z")).await;
    let old = apply(&desk, &file).await;
    assert_eq!((old.code, old.error()), (Some(1), "plan_changed"), "{}", old.errors);
    let garbage = desk.folder().join("garbage.json");
    for text in
        ["", "{", "null", "[]", "{\"format\":\"doorward-plan/1\"}", "\u{0}\u{1}", &"[".repeat(100_000)]
    {
        fs::write(&garbage, text).unwrap();
        let said = apply(&desk, &garbage).await;
        assert_eq!((said.code, said.error()), (Some(2), "invalid_input"), "{text:.20}: {}", said.errors);
    }
    let missing = apply(&desk, &desk.folder().join("missing.json")).await;
    assert_eq!(missing.code, Some(2), "{}", missing.errors);
    let both = say(&desk, &["onboard", "sentry", "--plan-file", "x.json"]).await;
    assert_eq!(both.code, Some(2), "a plan file names everything: {}", both.errors);
    before.assert_same(&desk, "no plan of this tenant").await;
}
