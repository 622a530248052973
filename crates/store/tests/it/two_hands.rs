//! Two windows, or a window and a terminal, on one profile.

use crate::scene::{RUN, Scene, TENANT, entry, minutes, run};
use doorward_domain::RunId;
use doorward_store::{DatabaseFile, StoreError};
use serde_json::json;
use std::{
    thread,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Callers share a profile between threads and send its errors back from them.
const _: () = {
    const fn shared<T: Send + Sync + 'static>() {}
    shared::<doorward_store::Profile>();
    shared::<StoreError>();
    shared::<doorward_store::LockError>();
};

#[test]
fn the_second_save_of_the_same_reading_is_refused() {
    let scene = Scene::new();
    let (window, terminal) = (scene.open_with_run(), scene.open());
    let mut here = window.journal().runs().get(RUN).unwrap().unwrap();
    let mut there = terminal.journal().runs().get(RUN).unwrap().unwrap();

    here.page = "certificate".into();
    here.updated = minutes(1);
    window.journal().runs().save(&mut here).unwrap();
    assert_eq!(here.revision, 1, "the row can be saved again as it is");

    there.answers = json!({ "ORGANIZATION_SLUG": "other" });
    let error = terminal.journal().runs().save(&mut there).unwrap_err();
    assert!(matches!(error, StoreError::Stale { run: RUN, yours: 0, stored: 1 }), "{error:?}");
    assert_eq!(there.revision, 0, "the refused row is as it was");
    assert_eq!(terminal.journal().runs().get(RUN).unwrap(), Some(here), "the first save stands");
}

#[test]
fn saving_a_run_that_is_gone_is_told() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    let mut row = run(RUN);
    profile.journal().runs().remove(RUN).unwrap();
    assert!(matches!(profile.journal().runs().save(&mut row), Err(StoreError::NoSuchRun { run: RUN })));
    let mut never = run(RunId(Uuid::from_u128(99)));
    assert!(matches!(profile.journal().runs().save(&mut never), Err(StoreError::NoSuchRun { .. })));
}

#[test]
fn two_writers_interleave_without_a_gap() {
    let scene = Scene::new();
    drop(scene.open_with_run());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let profile = scene.open();
                for _ in 0..50 {
                    profile.journal().entries().append(&entry("create", "waiting")).unwrap();
                }
            });
        }
    });
    let rows = scene.open().journal().entries().of_run(RUN).unwrap();
    assert!(rows.iter().map(|row| row.sequence).eq(1..=100), "100 entries, counted without gap or double");
}

#[test]
fn eight_first_openings_at_once_make_one_profile() {
    let scene = Scene::new();
    thread::scope(|scope| {
        for id in 1..=8 {
            let scene = &scene;
            scope.spawn(move || {
                let profile = scene.open();
                assert!(profile.report().cache_rebuilt.is_none(), "none sees another's half-made file");
                profile.journal().tenants().upsert(&crate::scene::tenant(TENANT)).unwrap();
                profile.journal().runs().insert(&run(RunId(Uuid::from_u128(id)))).unwrap();
            });
        }
    });
    assert_eq!(scene.open().journal().runs().list(TENANT).unwrap().len(), 8);
}

#[test]
fn a_short_lock_is_waited_out_and_a_long_one_is_named() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    let other = scene.raw("journal.db");
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(profile.journal().runs().get(RUN).unwrap().is_some(), "reading never waits for a writer");

    let began = Instant::now();
    let error = profile.journal().entries().append(&entry("create", "intent")).unwrap_err();
    assert!(matches!(error, StoreError::Busy { file: DatabaseFile::Journal }), "{error:?}");
    assert!(began.elapsed() >= Duration::from_secs(4), "the other gets time to finish");

    thread::scope(|scope| {
        let waiting = scope.spawn(|| profile.journal().entries().append(&entry("create", "intent")));
        thread::sleep(Duration::from_millis(300));
        other.execute_batch("COMMIT").unwrap();
        assert_eq!(
            waiting.join().unwrap().unwrap(),
            1,
            "written as soon as the other is done, and only once"
        );
    });
}
