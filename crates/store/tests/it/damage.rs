//! Files that are broken, empty, foreign or from the future.

use crate::scene::{NOW, RUN, Scene, TENANT, application, entry, scribble};
use doorward_store::{Damage, DatabaseFile, Profile, StoreError};
use rusqlite::Connection;
use std::fs;

/// A closed profile with something in both databases.
fn used() -> Scene {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    for _ in 0..200 {
        profile.journal().entries().append(&entry("create", "waiting")).unwrap();
    }
    let rows: Vec<_> = (1..300).map(|object| application(TENANT, object, "Sentry")).collect();
    profile.cache().applications().replace_all(TENANT, &rows, NOW).unwrap();
    scene
}

fn assert_rebuilt(scene: &Scene, expected: impl FnOnce(&StoreError) -> bool, story: &str) {
    let profile = scene.open();
    let rebuilt = profile.report().cache_rebuilt.as_ref().expect(story);
    assert!(expected(&rebuilt.cause), "{story}: {:?}", rebuilt.cause);
    assert_eq!(rebuilt.at, NOW);
    assert!(profile.cache().applications().list(TENANT).unwrap().rows.is_empty(), "{story}: begun anew");
    assert_eq!(
        profile.journal().entries().of_run(RUN).unwrap().len(),
        200,
        "{story}: the journal is untouched"
    );
    drop(profile);
    assert!(scene.open().report().cache_rebuilt.is_none(), "{story}: told once");
}

fn damage(error: &StoreError) -> Option<&Damage> {
    match error {
        StoreError::Damaged { damage, .. } => Some(damage),
        _ => None,
    }
}

#[test]
fn a_broken_cache_is_set_aside_and_begun_anew() {
    let garbage = used();
    let text = b"not a database at all, but long enough to have a header of a hundred bytes and more to be read by it";
    fs::write(garbage.file("cache.db"), text).unwrap();
    assert_rebuilt(&garbage, |error| damage(error) == Some(&Damage::NotADatabase), "garbage");
    assert_eq!(
        fs::read(garbage.file("cache.damaged.db")).unwrap(),
        text,
        "the old file can still be looked at"
    );

    let empty = used();
    fs::write(empty.file("cache.db"), b"").unwrap();
    assert_rebuilt(&empty, |error| damage(error) == Some(&Damage::Empty), "zero bytes");

    let pages = used();
    scribble(&pages.file("cache.db"), 8192);
    assert_rebuilt(&pages, |error| matches!(damage(error), Some(Damage::Pages(_))), "broken pages");

    let short = used();
    let bytes = fs::read(short.file("cache.db")).unwrap();
    fs::write(short.file("cache.db"), &bytes[..bytes.len() / 2]).unwrap();
    assert_rebuilt(&short, |error| damage(error).is_some(), "cut short");
}

#[test]
fn a_cache_that_was_deleted_needs_no_word() {
    let scene = used();
    fs::remove_file(scene.file("cache.db")).unwrap();
    assert!(scene.open().report().cache_rebuilt.is_none(), "a person may delete the cache");
}

#[test]
fn a_newer_cache_is_set_aside() {
    let scene = used();
    scene.raw("cache.db").pragma_update(None, "user_version", 99).unwrap();
    assert_rebuilt(&scene, |error| matches!(error, StoreError::Newer { found: 99, .. }), "newer");
}

fn assert_untouched(scene: &Scene, expected: impl FnOnce(&StoreError) -> bool, story: &str) {
    let path = scene.file("journal.db");
    let before = fs::read(&path).ok();
    let error = Profile::open(&scene.directory(), NOW).expect_err(story);
    assert!(expected(&error), "{story}: {error:?}");
    assert!(fs::read(&path).ok() == before, "{story}: not one byte is changed");
}

#[test]
fn a_broken_journal_is_refused_and_left_alone() {
    let garbage = used();
    fs::write(garbage.file("journal.db"), "x".repeat(5000)).unwrap();
    assert_untouched(&garbage, |error| damage(error) == Some(&Damage::NotADatabase), "garbage");

    let empty = used();
    fs::write(empty.file("journal.db"), b"").unwrap();
    assert_untouched(&empty, |error| damage(error) == Some(&Damage::Empty), "zero bytes");

    let pages = used();
    scribble(&pages.file("journal.db"), 8192);
    assert_untouched(&pages, |error| matches!(damage(error), Some(Damage::Pages(_))), "broken pages");

    let foreign = used();
    fs::remove_file(foreign.file("journal.db")).unwrap();
    foreign.raw("journal.db").execute_batch("CREATE TABLE bookmarks (url)").unwrap();
    assert_untouched(&foreign, |error| damage(error) == Some(&Damage::Foreign), "another program's");
}

#[test]
fn a_journal_lost_beside_its_log_is_not_begun_anew() {
    let scene = used();
    fs::remove_file(scene.file("journal.db")).unwrap();
    fs::write(scene.file("journal.db-wal"), [7; 4000]).unwrap();
    assert_untouched(&scene, |error| damage(error) == Some(&Damage::Missing), "missing");
}

#[test]
fn a_newer_journal_is_refused_with_both_numbers() {
    let scene = used();
    scene.raw("journal.db").pragma_update(None, "user_version", 99).unwrap();
    assert_untouched(
        &scene,
        |error| {
            matches!(error, StoreError::Newer { file: DatabaseFile::Journal, found: 99, supported: 3 })
                && error.to_string() == "journal.db has version 99; this program knows versions up to 3"
        },
        "newer",
    );
}

#[test]
fn a_log_that_was_not_written_back_survives_refusal() {
    let scene = used();
    let profile = scene.open();
    profile.journal().entries().append(&entry("create", "proved")).unwrap();
    // Copied while open: the newest entry stands in the log only.
    let copy = Scene::new();
    fs::create_dir_all(copy.directory()).unwrap();
    for name in ["journal.db", "journal.db-wal"] {
        fs::copy(scene.file(name), copy.file(name)).unwrap();
    }
    drop(profile);
    scribble(&copy.file("journal.db"), 8192);
    let log = fs::read(copy.file("journal.db-wal")).unwrap();
    assert!(!log.is_empty(), "the entry is in the log");
    assert_untouched(&copy, |error| matches!(damage(error), Some(Damage::Pages(_))), "broken with a log");
    assert!(fs::read(copy.file("journal.db-wal")).unwrap() == log, "the log may hold the only good copy");
}

#[test]
fn a_link_in_place_of_the_journal_is_not_followed() {
    #[cfg(unix)]
    {
        let scene = used();
        let elsewhere = scene.home.path().join("elsewhere.db");
        fs::rename(scene.file("journal.db"), &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, scene.file("journal.db")).unwrap();
        assert_untouched(&scene, |error| matches!(error, StoreError::NotAFile { .. }), "link");
    }
}

#[test]
fn a_broken_value_is_named_by_its_table() {
    let scene = used();
    let raw: Connection = scene.raw("cache.db");
    raw.execute("UPDATE applications SET app_id = 'nonsense'", []).unwrap();
    let error = scene.open().cache().applications().list(TENANT).unwrap_err();
    assert!(matches!(error, StoreError::Unreadable { table: "applications", .. }), "{error:?}");
}
