//! A damaged journal: gone without, and rebuilt from what can still be read of it.

use crate::scene::{ADMIN, NOW, RUN, Scene, TENANT, account, entry, run, scribble, tenant};
use doorward_domain::RunId;
use doorward_store::{Damage, Integrity, Profile, Rescue, StoreError};
use serde_json::json;
use std::fs;
use uuid::Uuid;

/// A closed profile with a journal of many pages.
fn used() -> Scene {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    let journal = profile.journal();
    journal.accounts().upsert(&account(0xad, "adele@contoso.com")).unwrap();
    journal.settings().set("theme", &json!("dark")).unwrap();
    for number in 0..150 {
        let mut other = run(RunId(Uuid::from_u128(0x1000 + number)));
        other.answers = json!({ "note": "x".repeat(400) });
        journal.runs().insert(&other).unwrap();
    }
    for _ in 0..400 {
        journal.entries().append(&entry("create", "waiting")).unwrap();
    }
    scene
}

fn damage_of(scene: &Scene) -> Damage {
    match Profile::open(&scene.directory(), NOW) {
        Err(StoreError::Damaged { damage, .. }) => damage,
        other => panic!("not damaged: {other:?}"),
    }
}

fn look(scene: &Scene) -> Profile {
    Profile::open_to_look(&scene.directory(), NOW, damage_of(scene)).unwrap()
}

fn size(scene: &Scene) -> usize {
    usize::try_from(fs::metadata(scene.file("journal.db")).unwrap().len()).unwrap()
}

fn rebuilt(scene: &Scene) -> (Profile, Rescue) {
    let profile = look(scene);
    let rescue = profile.rebuild_journal(NOW).unwrap();
    (profile, rescue)
}

#[test]
fn one_can_look_around_without_the_journal_but_begin_nothing() {
    let scene = used();
    scribble(&scene.file("journal.db"), 8192);
    let before = fs::read(scene.file("journal.db")).unwrap();
    let profile = look(&scene);
    assert!(matches!(profile.damage(), Some(Damage::Pages(_))));

    let journal = profile.journal();
    journal.tenants().upsert(&tenant(TENANT)).expect("a sign-in is taken for this process");
    journal.accounts().upsert(&account(0xad, "adele@contoso.com")).expect("and its account");
    let refused = [
        journal.runs().insert(&run(RUN)).unwrap_err(),
        journal.entries().append(&entry("create", "intent")).unwrap_err(),
    ];
    for error in refused {
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    }
    drop(profile);
    assert!(fs::read(scene.file("journal.db")).unwrap() == before, "not one byte is changed");
    assert!(matches!(damage_of(&scene), Damage::Pages(_)), "and it is still refused");
}

#[test]
fn what_can_be_read_of_a_broken_journal_comes_along() {
    let scene = used();
    // The second half is garbage: some tables lie there, others are cut in their middle.
    scribble(&scene.file("journal.db"), size(&scene) / 2);
    let broken = fs::read(scene.file("journal.db")).unwrap();
    let shown = look(&scene).journal().runs().list(TENANT).unwrap().len();
    let (profile, rescue) = rebuilt(&scene);
    assert!(!rescue.is_whole());
    assert_eq!(shown, rescue.kept("runs"), "what comes along could be looked at before");
    assert!(fs::read(&rescue.set_aside).unwrap() == broken, "kept for whoever can do more");
    assert_eq!(profile.damage(), None, "the profile is an ordinary one again");

    let journal = profile.journal();
    let runs = journal.runs().list(TENANT).unwrap();
    assert_eq!(runs.len(), rescue.kept("runs"));
    let lines = journal.entries().of_run(RUN).unwrap();
    assert_eq!(lines.len(), rescue.kept("journal"));
    assert!(
        !runs.is_empty() && lines.len() < 400,
        "some is kept, and the damage reached the lines: {rescue:?}"
    );
    assert!(runs.iter().all(|run| run.tenant == TENANT), "every row is one that was written");
    journal.runs().insert(&run(RunId(Uuid::from_u128(9)))).expect("new work is taken");
    drop(profile);
    let again = scene.open();
    assert_eq!(
        again.journal().runs().list(TENANT).unwrap().len(),
        runs.len() + 1,
        "and found at the next start"
    );
}

#[test]
fn lines_behind_a_hole_are_not_passed_off_as_whole() {
    let scene = used();
    let path = scene.file("journal.db");
    let lines = {
        let raw = scene.raw("journal.db");
        raw.query_row("SELECT rootpage FROM sqlite_master WHERE name = 'journal'", [], |row| {
            row.get::<_, i64>(0)
        })
        .unwrap()
    };
    let lines = usize::try_from(lines).unwrap();
    // The root of the lines' own tree: nothing of them can be read, while their runs can.
    let mut bytes = fs::read(&path).unwrap();
    let page = (lines - 1) * 4096;
    bytes[page..page + 4096].fill(0xA5);
    fs::write(&path, bytes).unwrap();

    let (profile, rescue) = rebuilt(&scene);
    assert_eq!(rescue.kept("runs"), 151, "{rescue:?}");
    assert_eq!(rescue.kept("journal"), 0);
    let found = profile.journal().entries().verify(RUN).unwrap();
    assert_eq!(found, Integrity::Cut { expected: 400 }, "the run knows that its lines are missing");
    assert!(
        profile
            .journal()
            .accounts()
            .list_of(TENANT)
            .unwrap()
            .iter()
            .any(|row| row.account.object_id == ADMIN)
    );
}

#[test]
fn a_file_that_is_none_leaves_a_new_journal_with_the_present_sign_in() {
    for text in [String::new(), "no database at all, ".repeat(300)] {
        let scene = used();
        fs::write(scene.file("journal.db"), &text).unwrap();
        let profile = look(&scene);
        profile.journal().tenants().upsert(&tenant(TENANT)).unwrap();
        profile.journal().accounts().upsert(&account(0xad, "adele@contoso.com")).unwrap();
        let rescue = profile.rebuild_journal(NOW).unwrap();
        assert_eq!((rescue.kept("runs"), rescue.is_whole()), (0, false));
        assert_eq!(fs::read_to_string(&rescue.set_aside).unwrap(), text);
        drop(profile);
        let again = scene.open();
        let accounts = again.journal().accounts().list_of(TENANT).unwrap();
        assert_eq!(accounts.len(), 1, "whoever signed in meanwhile stays signed in");
    }
}

#[test]
fn the_log_beside_a_broken_journal_is_read_and_kept() {
    let scene = used();
    let profile = scene.open();
    profile.journal().settings().set("theme", &json!("light")).unwrap();
    let copy = Scene::new();
    fs::create_dir_all(copy.directory()).unwrap();
    for name in ["journal.db", "journal.db-wal"] {
        fs::copy(scene.file(name), copy.file(name)).unwrap();
    }
    drop(profile);
    scribble(&copy.file("journal.db"), size(&copy) - 8192);
    let log = fs::read(copy.file("journal.db-wal")).unwrap();
    let (profile, rescue) = rebuilt(&copy);
    assert_eq!(profile.journal().settings().get("theme").unwrap(), Some(json!("light")), "the newest value");
    let name = format!("{}-wal", rescue.set_aside.file_name().unwrap().to_str().unwrap());
    assert!(fs::read(rescue.set_aside.with_file_name(name)).unwrap() == log, "set aside with its log");
}

#[test]
fn a_crash_between_the_two_renames_is_finished_at_the_next_start() {
    let scene = used();
    fs::rename(scene.file("journal.db"), scene.file("journal.rebuilt")).unwrap();
    let profile = scene.open();
    assert_eq!(profile.journal().runs().list(TENANT).unwrap().len(), 151);
    assert!(!scene.file("journal.rebuilt").exists());
}

#[test]
fn an_unfinished_try_of_an_earlier_day_is_begun_anew() {
    let scene = used();
    scribble(&scene.file("journal.db"), 8192);
    fs::write(scene.file("journal.rebuilt"), "half").unwrap();
    fs::write(scene.file("journal.reading"), "half").unwrap();
    let (_, rescue) = rebuilt(&scene);
    assert!(rescue.set_aside.exists());
    assert!(!scene.file("journal.reading").exists() && !scene.file("journal.rebuilt").exists());
}

/// A try that was cut off in the middle of writing leaves SQLite's rollback journal beside its draft; played into the next
/// draft it would bring other pages into it.
#[test]
fn what_a_cut_off_try_left_to_roll_back_does_not_reach_the_new_file() {
    let scene = used();
    fs::copy(scene.file("journal.db"), scene.file("journal.rebuilt")).unwrap();
    let left = {
        let raw = scene.raw("journal.rebuilt");
        raw.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 2; BEGIN IMMEDIATE").unwrap();
        raw.execute("UPDATE runs SET name = name || ' again'", []).unwrap();
        fs::read(scene.file("journal.rebuilt-journal")).unwrap()
    };
    assert!(left.len() > 8192, "pages to roll back: {}", left.len());
    fs::write(scene.file("journal.rebuilt-journal"), left).unwrap();
    fs::write(scene.file("journal.db"), "no database at all, ".repeat(300)).unwrap();
    let (profile, rescue) = rebuilt(&scene);
    assert_eq!(rescue.kept("runs"), 0);
    assert!(profile.journal().tenants().list().unwrap().is_empty(), "nothing of the earlier try is in it");
    drop(profile);
    assert!(scene.open().journal().runs().list(TENANT).unwrap().is_empty(), "and it is sound");
}
