//! Every version ever released opens in this one. `fixtures/` holds each version's schema and some rows as they were; a
//! file there is never edited once its version is out, and a new version brings its own.

use crate::scene::{NOW, RUN, Scene, TENANT, entry};
use doorward_domain::TemplateId;
use doorward_store::Integrity;
use rusqlite::Connection;
use std::{collections::BTreeSet, fs, path::Path};
use uuid::Uuid;

const NAMES: [&str; 2] = ["journal", "cache"];

fn version(connection: &Connection) -> u32 {
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// Every table, index and trigger with its text, spacing apart.
fn schema(connection: &Connection) -> BTreeSet<String> {
    let mut statement = connection
        .prepare("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema")
        .unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|row| row.unwrap().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn current(scene: &Scene, name: &str) -> (u32, BTreeSet<String>) {
    drop(scene.open());
    let raw = scene.raw(&format!("{name}.db"));
    (version(&raw), schema(&raw))
}

/// A profile whose database of this name is of an old version, with rows; the other one is new.
fn old(name: &str, version: u32) -> Scene {
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/fixtures/{name}-v{version}.sql"));
    let sql = fs::read_to_string(&fixture).unwrap_or_else(|error| panic!("{name} {version}: {error}"));
    let scene = Scene::new();
    fs::create_dir_all(scene.directory()).unwrap();
    let raw = scene.raw(&format!("{name}.db"));
    raw.execute_batch(&sql).unwrap();
    assert_eq!(self::version(&raw), version, "the fixture says which version it is");
    scene
}

#[test]
fn every_old_version_becomes_the_current_one() {
    for name in NAMES {
        let (newest, expected) = current(&Scene::new(), name);
        for version in 1..=newest {
            let scene = old(name, version);
            let profile = scene.open();
            assert!(
                profile.report().cache_rebuilt.is_none(),
                "{name} {version} is migrated, not thrown away"
            );
            let copied = profile.report().journal_copy.is_some();
            assert_eq!(copied, name == "journal" && version < newest, "an older journal is copied first");
            drop(profile);
            let raw = scene.raw(&format!("{name}.db"));
            assert_eq!(self::version(&raw), newest);
            assert_eq!(schema(&raw), expected, "{name}: version {version}, migrated, is what a new one is");
        }
    }
}

#[test]
fn what_an_old_journal_held_is_still_there() {
    let (newest, _) = current(&Scene::new(), "journal");
    for version in 1..=newest {
        let scene = old("journal", version);
        let profile = scene.open();
        let journal = profile.journal();
        assert_eq!(journal.tenants().get(TENANT).unwrap().unwrap().tenant.domains[0].name, "contoso.com");
        assert_eq!(journal.accounts().current().unwrap().unwrap().account.upn, "ada@contoso.com");
        assert_eq!(journal.settings().get("theme").unwrap(), Some("dark".into()));
        let run = journal.runs().get(RUN).unwrap().unwrap();
        assert_eq!((run.answers["ORGANIZATION_SLUG"].as_str(), run.revision), (Some("acme"), 4));
        assert_eq!(journal.entries().of_run(RUN).unwrap().len(), 2);
        assert_eq!(journal.entries().verify(RUN).unwrap(), Integrity::Whole);
        journal.entries().append(&entry("create", "undone")).unwrap();
        assert_eq!(
            journal.entries().verify(RUN).unwrap(),
            Integrity::Whole,
            "the chain begins where older entries end, and covers them"
        );
        assert!(journal.evidence().latest(RUN).unwrap().unwrap().accepted);
    }
}

#[test]
fn what_an_old_cache_held_is_still_found() {
    let (newest, _) = current(&Scene::new(), "cache");
    for version in 1..=newest {
        let scene = old("cache", version);
        let profile = scene.open();
        let cache = profile.cache();
        let list = cache.applications().list(TENANT).unwrap();
        assert_eq!((list.rows[0].name.as_str(), list.listed), ("Sentry", Some(NOW)));
        let found = cache.applications().search(TENANT, "sen", 5).unwrap();
        assert_eq!(found.len(), 1, "older applications are found by their words");
        assert_eq!(cache.people().search(TENANT, "britta", 5).unwrap().len(), 1);
        let found = cache.templates("graph.microsoft.com").search("functional", 5).unwrap();
        assert_eq!(found[0].id, TemplateId(Uuid::from_u128(1)), "the old rows are in the index");
    }
}
