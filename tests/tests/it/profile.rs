//! The profile is in somebody else's hands: another process holds the journal.

use crate::count::Count;
use doorward_tests::{Desk, desk::Pace, desk::Said};
use rusqlite::Connection;
use serde_json::json;
use std::time::{Duration, Instant};

/// Writes of others are waited for as long.
const PATIENCE: Duration = Duration::from_secs(5);

fn lock(desk: &Desk) -> Connection {
    let connection = Connection::open(desk.profile().join("journal.db")).unwrap();
    connection.busy_timeout(Duration::from_secs(20)).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    connection
}

fn assert_told(said: &Said, took: Duration) {
    assert_eq!((said.code, said.error()), (Some(1), "profile_trouble"), "{}", said.errors);
    let message = said.result()["error"].to_string();
    assert!(
        message.contains("journal.db") && message.contains("nother pro"),
        "the cause is named: {message}"
    );
    assert!(took >= PATIENCE, "it is waited for: {took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_another_process_holds_is_waited_for_and_then_named() {
    let desk = Desk::set_up(Pace { lag_ms: 150, latency_ms: 0 }).await.unwrap();
    let before = Count::of(&desk).await;
    let held = lock(&desk);
    let begin = Instant::now();
    let said = desk.run(desk.onboarding("held")).await.unwrap();
    assert_told(&said, begin.elapsed());
    before.assert_same(&desk, "the journal was held").await;
    drop(held);
    let said = desk.run(desk.onboarding("held")).await.unwrap();
    before.assert_one_more(&desk, &said, "the journal was free again").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_is_taken_in_mid_run_loses_nothing_and_makes_nothing_twice() {
    let desk = Desk::set_up(Pace { lag_ms: 150, latency_ms: 0 }).await.unwrap();
    let before = Count::of(&desk).await;
    let slow = json!({ "name": "slow", "count": 1, "milliseconds": 2500, "path": "instantiate" });
    desk.control("POST", "/faults", slow).await.unwrap();
    let run = desk.run(desk.onboarding("taken"));
    let take = async {
        // While the tenant makes the application, and nothing is written down.
        while !desk.between.has_seen("/instantiate") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
        (lock(&desk), Instant::now())
    };
    let (said, (held, begin)) = tokio::join!(run, take);
    assert_told(&said.unwrap(), begin.elapsed());
    drop(held);
    let said = desk.run(desk.onboarding("taken")).await.unwrap();
    before.assert_one_more(&desk, &said, "the journal was free again").await;
}

/// Somebody who waits less long than five seconds is let through, and nobody hears of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_short_hold_is_waited_out() {
    let desk = Desk::set_up(Pace { lag_ms: 150, latency_ms: 0 }).await.unwrap();
    let before = Count::of(&desk).await;
    let held = lock(&desk);
    let free = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        drop(held);
    };
    let (said, ()) = tokio::join!(desk.run(desk.onboarding("short")), free);
    before.assert_one_more(&desk, &said.unwrap(), "held for two seconds").await;
}

/// The file is no database any more. The command line says so, rebuilds it, and knows the application again by its mark.
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_is_lost_is_rebuilt_from_the_tenant() {
    let desk = Desk::set_up(Pace { lag_ms: 150, latency_ms: 0 }).await.unwrap();
    let said = desk.run(desk.onboarding("lost")).await.unwrap();
    let run = said.result()["run"].as_str().unwrap().to_owned();
    let journal = desk.profile().join("journal.db");
    std::fs::write(&journal, "no database any more, ".repeat(400)).unwrap();
    let before = Count::of(&desk).await;

    let said = desk.run(desk.onboarding("another")).await.unwrap();
    assert_eq!((said.code, said.error()), (Some(1), "not_signed_in"), "nobody is known: {}", said.errors);
    let said = desk.run(desk.command(&["journal", "rebuild", "--json"])).await.unwrap();
    assert_eq!((said.code, &said.result()["searched"]), (Some(0), &json!(false)), "{}", said.errors);
    assert!(std::path::Path::new(said.result()["setAside"].as_str().unwrap()).exists());
    desk.sign_in().await.unwrap();
    let said = desk.run(desk.command(&["journal", "rebuild", "--json"])).await.unwrap();
    let found = &said.result()["found"];
    assert_eq!((&found[0]["name"], &found[1]), (&json!("lost"), &json!(null)));
    assert_eq!(found[0]["mark"], json!(run[..8]));
    let said = desk.run(desk.command(&["status", "lost", "--json"])).await.unwrap();
    assert_eq!(said.code, Some(0), "it stands as it was found: {}", said.result());
    before.assert_same(&desk, "all of this only read").await;
}
