//! Debian, Ubuntu and their relatives.

use super::Need;
use crate::{
    report::part,
    task_error::TaskError,
    tool::{Tool, which},
};
use std::path::Path;

/// To build and open the window.
const RUN: [&str; 3] = ["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];
/// To drive it without a display, with a session bus and a keyring of its own.
const TEST: [&str; 4] = ["xvfb", "webkit2gtk-driver", "dbus", "gnome-keyring"];
/// Where apt keeps what `apt-get update` read.
const LISTS: &str = "/var/lib/apt/lists";

/// Installs what is missing.
pub(super) fn prepare(need: Need) -> Result<(), TaskError> {
    let wanted = RUN.iter().chain(TEST.iter().filter(|_| need == Need::Test));
    let missing: Vec<&str> = wanted.copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let install = format!("apt-get install -y --no-install-recommends {}", missing.join(" "));
    part(&format!("System: install {} (apt)", missing.join(", ")), || {
        if lists_are_empty() {
            as_root("apt-get update -q")?.run()?;
        }
        as_root(&install)?.run().or_else(|_| {
            println!("apt knows an older state of the archive; reading it again.");
            as_root("apt-get update -q")?.run()?;
            as_root(&install)?.run()
        })
    })
}

fn is_installed(package: &str) -> bool {
    let query = Tool::new("dpkg-query").words("-W -f=${db:Status-Status}").arg(package).quietly();
    query.is_some_and(|output| output.stdout == b"installed")
}

fn lists_are_empty() -> bool {
    !Path::new(LISTS).read_dir().is_ok_and(|entries| entries.flatten().any(|entry| entry.path().is_file()))
}

/// A command of the system's, with sudo for everyone but root.
fn as_root(command: &str) -> Result<Tool, TaskError> {
    let id = Tool::new("id").words("-u").read()?;
    let tool = if id.trim() == "0" {
        Tool::new("env")
    } else if which("sudo").is_some() {
        Tool::new("sudo").arg("env")
    } else {
        return Err(TaskError::Missing(format!("as root, run: {command}")));
    };
    let tool = tool.arg("DEBIAN_FRONTEND=noninteractive").words(command);
    println!("  {}", tool.shown());
    Ok(tool)
}
