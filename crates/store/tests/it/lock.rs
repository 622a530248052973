//! One window per profile.

use crate::scene::Scene;
use doorward_store::{LockError, ProfileLock};
use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

const CHILD: &str = "DOORWARD_STORE_TEST_LOCK";

#[test]
fn the_second_one_learns_who_holds_it() {
    let scene = Scene::new();
    let first = ProfileLock::acquire(&scene.directory()).unwrap();
    let refused = ProfileLock::acquire(&scene.directory()).unwrap_err();
    assert!(matches!(refused, LockError::Held { pid: Some(pid) } if pid == std::process::id()));
    drop(first);
    ProfileLock::acquire(&scene.directory()).expect("given back when dropped");
}

#[test]
fn a_dead_holders_lock_is_free() {
    let scene = Scene::new();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "lock::holder", "--ignored", "--nocapture"])
        .env(CHILD, scene.directory())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.ends_with("holding")), "the child got the lock");
    let refused = ProfileLock::acquire(&scene.directory()).unwrap_err();
    assert!(matches!(refused, LockError::Held { pid: Some(pid) } if pid == child.id()));

    child.kill().unwrap();
    child.wait().unwrap();
    ProfileLock::acquire(&scene.directory()).expect("nothing is left to clean up after a crash");
}

#[test]
#[ignore = "the other process of a_dead_holders_lock_is_free"]
fn holder() {
    let directory = std::env::var_os(CHILD).expect("started by its parent only");
    let _lock = ProfileLock::acquire(directory.as_ref()).unwrap();
    writeln!(std::io::stdout(), "holding").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(60));
}
