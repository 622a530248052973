//! `cargo xtask corpus DIR`: holds what the tutorial reader reads against hand-read truth.
//!
//! The tutorials and the comparison (`score.py`, beside the folder) are data from elsewhere and no part of the tree. Where the
//! folder does not exist the task says so and ends well: nothing else depends on it.

use crate::{place::Place, task_error::TaskError, tool::Tool};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

/// Options of `corpus`.
#[derive(clap::Args)]
pub(crate) struct CorpusOptions {
    /// Folder with tutorials, `truth.jsonl` and `plain/`
    folder: PathBuf,
}

/// Reads every page and prints one table for Markdown and one for copied text.
pub(crate) fn corpus(place: &Place, options: &CorpusOptions) -> Result<(), TaskError> {
    let folder = &options.folder;
    if !folder.is_dir() {
        println!("{} does not exist: nothing was scored.", folder.display());
        return Ok(());
    }
    Tool::cargo(place).words("build -p doorward-cli").run()?;
    let program = place.program("debug", "doorward");
    let score = folder.join("..").join("score.py");
    for (name, below, end) in
        [("Markdown", folder.clone(), "md"), ("Plain text", folder.join("plain"), "txt")]
    {
        let truth = below.join("truth.jsonl");
        if !truth.is_file() {
            println!("{} does not exist: {name} was not scored.", truth.display());
            continue;
        }
        let pages = pages(&below, end)?;
        let started = Instant::now();
        let output = Command::new(&program)
            .args(["catalog", "read", "--json"])
            .args(&pages)
            .stderr(Stdio::inherit())
            .output()
            .map_err(|cause| TaskError::File { path: program.clone(), cause })?;
        println!("{name}: {} pages in {:.2} s (debug build)", pages.len(), started.elapsed().as_secs_f64());
        let read = place.target(&format!("corpus-{end}.jsonl"));
        fs::write(&read, output.stdout).map_err(|cause| TaskError::File { path: read.clone(), cause })?;
        Tool::new("python3").arg(&score).arg(&read).arg(&truth).run()?;
    }
    Ok(())
}

/// Tutorials of a folder: the given ending, and the seeds whatever theirs is.
fn pages(folder: &Path, end: &str) -> Result<Vec<PathBuf>, TaskError> {
    let entries =
        fs::read_dir(folder).map_err(|cause| TaskError::File { path: folder.to_path_buf(), cause })?;
    let mut pages: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let seed = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("seed-"));
            path.is_file() && (seed || path.extension().is_some_and(|found| found == end))
        })
        .collect();
    pages.sort();
    Ok(pages)
}
