//! Only the owner reads a profile.
#![cfg(unix)]

use crate::scene::{NOW, Scene, TENANT, application};
use doorward_store::{ModeRepaired, ProfileLock};
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn every_file_is_the_owners_alone_from_its_first_byte() {
    let scene = Scene::new();
    let _lock = ProfileLock::acquire(&scene.directory()).unwrap();
    let profile = scene.open_with_run();
    profile.cache().applications().upsert(&application(TENANT, 1, "Sentry")).unwrap();
    assert_eq!(mode(&scene.directory()), 0o700);
    let mut names = Vec::new();
    for entry in fs::read_dir(scene.directory()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        names.push(path.file_name().unwrap().to_string_lossy().into_owned());
    }
    for expected in
        ["journal.db", "journal.db-wal", "journal.db-shm", "cache.db", "cache.db-wal", "profile.lock"]
    {
        assert!(
            names.iter().any(|name| name == expected),
            "{expected} was among the files looked at: {names:?}"
        );
    }
    assert!(profile.report().modes_repaired.is_empty(), "nothing to mend in what we made ourselves");
}

#[test]
fn loosened_modes_are_mended_and_reported() {
    let scene = Scene::new();
    drop(scene.open());
    set_mode(&scene.directory(), 0o755);
    set_mode(&scene.file("journal.db"), 0o644);
    let mut repaired = scene.open().report().modes_repaired.clone();
    repaired.sort_by_key(|repair| repair.path.clone());
    assert_eq!(
        repaired,
        [
            ModeRepaired { path: scene.directory(), found: 0o755 },
            ModeRepaired { path: scene.file("journal.db"), found: 0o644 },
        ]
    );
    assert_eq!((mode(&scene.directory()), mode(&scene.file("journal.db"))), (0o700, 0o600));
    assert!(scene.open().report().modes_repaired.is_empty(), "mended for good");
}

#[test]
fn what_a_link_points_to_is_not_touched() {
    let scene = Scene::new();
    drop(scene.open());
    let outside = scene.home.path().join("outside");
    fs::write(&outside, "mine").unwrap();
    set_mode(&outside, 0o644);
    std::os::unix::fs::symlink(&outside, scene.file("link")).unwrap();
    let profile = doorward_store::Profile::open(&scene.directory(), NOW).unwrap();
    assert!(profile.report().modes_repaired.is_empty());
    assert_eq!(mode(&outside), 0o644);
}
