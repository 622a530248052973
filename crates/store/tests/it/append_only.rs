//! What was done to a directory stays written, whoever holds the file.

use crate::scene::{NOW, RUN, Scene, TENANT, entry, minutes};
use doorward_domain::RunId;
use doorward_store::{EvidenceRow, Integrity, StoreError};
use serde_json::json;
use uuid::Uuid;

fn evidence(id: u128, accepted: bool) -> EvidenceRow {
    EvidenceRow {
        id: Uuid::from_u128(id),
        run: RUN,
        kind: "sp_initiated".into(),
        configuration: "5e1f".into(),
        accepted,
        at: NOW,
        verdict: json!([{ "code": "audience", "passed": accepted }]),
    }
}

#[test]
fn a_run_tells_where_each_of_its_steps_stands() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    let journal = profile.journal().entries();
    let phases =
        [("create", "intent"), ("create", "accepted"), ("certificate", "intent"), ("create", "proved")];
    let sequences: Vec<i64> =
        phases.iter().map(|(step, phase)| journal.append(&entry(step, phase)).unwrap()).collect();
    assert_eq!(sequences, [1, 2, 3, 4], "entries are counted from 1 without gaps");

    let rows = journal.of_run(RUN).unwrap();
    assert_eq!(rows.iter().map(|row| row.sequence).collect::<Vec<_>>(), sequences);
    assert_eq!((rows[0].detail.clone(), rows[0].at), (json!({ "marker": "dw-1" }), NOW));
    assert_eq!(journal.latest(RUN, "create").unwrap().unwrap().phase, "proved");
    assert_eq!(journal.latest(RUN, "assign").unwrap(), None, "a step that never began has no entry");
    let standing: Vec<_> =
        journal.latest_of_each(RUN).unwrap().into_iter().map(|row| (row.step, row.phase)).collect();
    assert_eq!(
        standing,
        [("certificate".into(), "intent".into()), ("create".into(), "proved".into())],
        "a resuming run sees at once that the certificate has an intent and no outcome"
    );
}

#[test]
fn activity_shows_the_newest_first() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    for minute in 0..5 {
        let mut line = entry("create", "waiting");
        line.at = minutes(minute);
        profile.journal().entries().append(&line).unwrap();
    }
    let recent = profile.journal().entries().recent(TENANT, 2).unwrap();
    assert_eq!(recent.iter().map(|row| row.at).collect::<Vec<_>>(), [minutes(4), minutes(3)]);
}

#[test]
fn no_statement_changes_what_is_written() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    profile.journal().entries().append(&entry("create", "intent")).unwrap();
    profile.journal().evidence().insert(&evidence(1, false)).unwrap();

    let raw = scene.raw("journal.db");
    for attempt in [
        "UPDATE journal SET phase = 'proved'",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT run, 1, step, 'proved', at, detail, request_id, hash FROM journal",
        "INSERT INTO journal SELECT run, 7, step, phase, at, detail, request_id, hash FROM journal",
        "UPDATE evidence SET accepted = 1",
        "DELETE FROM evidence",
        "INSERT OR REPLACE INTO evidence SELECT 1, id, run, kind, configuration, 1, at, verdict FROM evidence",
    ] {
        assert!(raw.execute(attempt, []).is_err(), "must be refused: {attempt}");
    }
    assert_eq!(profile.journal().entries().of_run(RUN).unwrap()[0].phase, "intent");
    assert!(!profile.journal().evidence().latest(RUN).unwrap().unwrap().accepted);
}

#[test]
fn evidence_is_added_never_replaced() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    let table = profile.journal().evidence();
    assert_eq!(table.latest(RUN).unwrap(), None);
    table.insert(&evidence(1, false)).unwrap();
    table.insert(&evidence(2, true)).unwrap();
    assert_eq!(table.of_run(RUN).unwrap(), [evidence(1, false), evidence(2, true)]);
    assert_eq!(table.latest(RUN).unwrap(), Some(evidence(2, true)), "same moment, the later insert counts");
    assert!(matches!(table.insert(&evidence(1, true)), Err(StoreError::Invalid { .. })));
}

#[test]
fn nothing_is_written_for_a_run_that_does_not_exist() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    let mut stray = entry("create", "intent");
    stray.run = RunId(Uuid::from_u128(0xdead));
    assert!(matches!(
        profile.journal().entries().append(&stray),
        Err(StoreError::Orphan { table: "journal" })
    ));
}

#[test]
fn a_removed_run_leaves_its_journal_behind() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    profile.journal().entries().append(&entry("create", "proved")).unwrap();
    assert!(profile.journal().runs().remove(RUN).unwrap());
    assert_eq!(profile.journal().runs().get(RUN).unwrap(), None, "the run is out of every list");
    assert!(profile.journal().runs().list(TENANT).unwrap().is_empty());
    assert_eq!(profile.journal().entries().of_run(RUN).unwrap().len(), 1, "what it did stays");
    assert!(!profile.journal().runs().remove(RUN).unwrap(), "removing twice is told");
}

#[test]
fn a_journal_altered_past_the_program_is_told() {
    let tamper = |sql: &str| {
        let scene = Scene::new();
        let profile = scene.open_with_run();
        let journal = profile.journal().entries();
        for phase in ["intent", "accepted", "proved"] {
            journal.append(&entry("create", phase)).unwrap();
        }
        assert_eq!(journal.verify(RUN).unwrap(), Integrity::Whole);
        let raw = scene.raw("journal.db");
        raw.execute_batch("DROP TRIGGER journal_keeps_text; DROP TRIGGER journal_keeps_rows; DROP TRIGGER journal_in_order;")
            .unwrap();
        raw.execute_batch(sql).unwrap();
        journal.verify(RUN).unwrap()
    };
    assert_eq!(
        tamper("UPDATE journal SET phase = 'failed' WHERE sequence = 2"),
        Integrity::Altered { sequence: 2 }
    );
    assert_eq!(tamper("DELETE FROM journal WHERE sequence = 3"), Integrity::Cut { expected: 3 });
    assert_eq!(tamper("DELETE FROM journal WHERE sequence = 1"), Integrity::Altered { sequence: 2 });
    assert_eq!(
        tamper("UPDATE journal SET hash = NULL, detail = '{\"marker\":\"other\"}' WHERE sequence = 3"),
        Integrity::Altered { sequence: 3 },
        "a hash taken away does not hide the change: the last link is kept apart"
    );
}
