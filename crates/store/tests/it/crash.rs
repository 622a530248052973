//! Power gone, process killed: what was acknowledged is there, and nothing is half there.

use crate::scene::{RUN, Scene, entry};
use serde_json::json;
use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

const CHILD: &str = "DOORWARD_STORE_TEST_WRITER";

#[test]
fn a_killed_writer_loses_nothing_it_was_told_is_written() {
    for round in 1..=5_usize {
        let scene = Scene::new();
        drop(scene.open_with_run());
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::writer", "--ignored", "--nocapture"])
            .env(CHILD, scene.home.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut acknowledged =
            BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).filter_map(|line| {
                // The test harness writes its own words before the first number.
                line.rsplit(' ').next()?.parse::<usize>().ok()
            });
        let reached = acknowledged.by_ref().find(|sequence| *sequence >= 20 * round);
        assert!(reached.is_some(), "the writer was under way when it was killed");
        child.kill().unwrap();
        child.wait().unwrap();
        let last = acknowledged.last().or(reached).unwrap();

        let profile = scene.open();
        let rows = profile.journal().entries().of_run(RUN).unwrap();
        assert!(rows.len() >= last, "{last} were acknowledged, {} are there", rows.len());
        assert!(rows.len() <= last + 1, "at most the one under way is there unacknowledged");
        for (row, sequence) in rows.iter().zip(1_i64..) {
            assert_eq!(row.sequence, sequence);
            assert_eq!(row.detail, payload(sequence), "every entry is whole");
        }
        assert!(profile.report().cache_rebuilt.is_none(), "a kill damages no file");
    }
}

#[test]
#[ignore = "the other process of a_killed_writer_loses_nothing_it_was_told_is_written"]
fn writer() {
    let home = std::env::var_os(CHILD).expect("started by its parent only");
    let directory = std::path::Path::new(&home).join("data").join("doorward");
    let profile = doorward_store::Profile::open(&directory, crate::scene::NOW).unwrap();
    for sequence in 1_i64..100_000 {
        let mut line = entry("create", "waiting");
        line.detail = payload(sequence);
        let written = profile.journal().entries().append(&line).unwrap();
        writeln!(std::io::stdout(), "{written}").unwrap();
    }
}

/// Larger than a page, so that an entry spans several.
fn payload(sequence: i64) -> serde_json::Value {
    json!({ "sequence": sequence, "filler": "x".repeat(6000) })
}
