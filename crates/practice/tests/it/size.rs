//! A tenant made for size: lists end, filters find, the state is kept.

use crate::graph_applications::everything;
use crate::harness::{Tenant, id, options};
use doorward_practice::{Options, Size};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

#[tokio::test]
async fn a_crowd_is_walked_to_its_end_and_searched() {
    let size = Size { users: 1_500, applications: 60, groups: 40 };
    let tenant = Tenant::start_with(Options { size, ..options() }).await;
    let graph = everything(&tenant).await;
    let mut seen = BTreeSet::new();
    let mut page = graph.get("/users?$select=id&$top=400").await;
    loop {
        seen.extend(page.rows().iter().map(|user| id(user).to_owned()));
        let Some(next) = page.body["@odata.nextLink"].as_str().map(str::to_owned) else { break };
        page = graph.get(&next).await;
    }
    let counted = graph.eventual("/users/$count").await.body;
    assert_eq!(counted.as_u64().unwrap(), seen.len() as u64, "every person once");
    assert!(seen.len() > 1_500, "the small company is among them");
    let known = graph.get("/servicePrincipals?$top=1").await.body["value"][0].clone();
    let app_id = known["appId"].as_str().unwrap();
    let found = graph.get(&format!("/servicePrincipals?$filter=appId eq '{app_id}'")).await;
    assert_eq!(found.rows().len(), 1);
    let begun = graph.get("/users?$filter=startsWith(displayName,'Ada ')&$top=999").await;
    assert!(begun.rows().iter().all(|user| user["givenName"] == "Ada") && begun.rows().len() > 10);
    let ordered = graph.get("/users?$orderby=displayName desc&$top=2").await;
    assert!(ordered.rows()[0]["displayName"].as_str() >= ordered.rows()[1]["displayName"].as_str());
}

#[tokio::test]
async fn a_large_tenant_is_saved_when_it_stops() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tenant.json");
    let size = Size { users: 5_100, ..Size::default() };
    let tenant = Tenant::start_with(Options { size, state_file: Some(file.clone()), ..options() }).await;
    let graph = everything(&tenant).await;
    let made = graph.post("/applications", serde_json::json!({ "displayName": "Kept" })).await.body;
    assert!(!file.exists(), "writing it down after every change would stall it");
    tenant.practice.stop().await;
    let again = Tenant::start_with(Options { state_file: Some(file), ..options() }).await;
    let graph = everything(&again).await;
    assert_eq!(graph.get(&format!("/applications/{}", id(&made))).await.status, 200);
    let count = graph.eventual("/users/$count").await.body;
    assert!(count.as_u64().unwrap() > 5_100, "and so is the crowd");
}

/// Peak memory of this process in MiB, where the system tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

/// `cargo test --release -p doorward-practice --test it -- --ignored --nocapture hundred_thousand`
#[tokio::test]
#[ignore = "a measurement of the release build; its figures are in docs/PERFORMANCE.md"]
async fn a_hundred_thousand_people_are_there_in_ten_seconds_and_one_gibibyte() {
    let size = Size { users: 100_000, applications: 5_000, groups: 0 };
    let start = Instant::now();
    let tenant = Tenant::start_with(Options { size, ..options() }).await;
    let (took, memory) = (start.elapsed(), peak());
    println!("started in {took:?}, peak {memory:?} MiB");
    let graph = everything(&tenant).await;
    for path in [
        "/users",
        "/users?$top=999",
        "/users?$filter=startsWith(displayName,'Ada')",
        "/users?$filter=department eq 'Finance'",
        "/users?$search=\"displayName:sim\"",
        "/users?$count=true&$filter=endsWith(mail,'x')",
        "/users?$orderby=displayName",
        "/servicePrincipals?$filter=displayName eq 'nobody'",
        "/users/delta",
    ] {
        let mut best = Duration::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            assert_eq!(graph.eventual(path).await.status, 200, "{path}");
            best = best.min(start.elapsed());
        }
        println!("{best:>12.2?}  {path}");
        assert!(best < Duration::from_secs(1), "{path} takes {best:?}");
    }
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert!(memory.is_none_or(|peak| peak < 1_024), "{memory:?} MiB");
}
