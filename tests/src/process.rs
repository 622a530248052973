//! The window's processes, as the system shows them.

use crate::{
    machine::Machine,
    trouble::{Trouble, while_doing},
};
use std::{fs, path::Path};

/// The process of a machine's window. Only the window of that machine can match: nobody else uses its temporary profile.
///
/// # Errors
/// When there is none.
pub(crate) fn of_window(machine: &Machine) -> Result<u32, Trouble> {
    let program = Machine::program();
    let program =
        program.canonicalize().map_err(while_doing(format!("looking for {}", program.display())))?;
    let mark = format!("DOORWARD_PROFILE={}", machine.profile().display());
    let mut all = all().into_iter();
    all.find(|process| runs(*process, &program, mark.as_bytes()))
        .ok_or_else(|| Trouble::Unready("no process of the console uses this profile".to_owned()))
}

/// Peak resident memory of a process and all its descendants, in KiB (`VmHWM` of `/proc/PID/status`, added up).
pub(crate) fn peak_with_descendants(process: u32) -> u64 {
    let all: Vec<(u32, Option<u32>)> = all().into_iter().map(|process| (process, parent(process))).collect();
    let mut family = vec![process];
    let mut next = 0;
    while let Some(member) = family.get(next).copied() {
        family.extend(all.iter().filter(|(_, parent)| *parent == Some(member)).map(|(process, _)| *process));
        next += 1;
    }
    family.into_iter().filter_map(|member| status(member, "VmHWM:")).sum()
}

fn all() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn runs(process: u32, program: &Path, mark: &[u8]) -> bool {
    let place = Path::new("/proc").join(process.to_string());
    let environment = fs::read(place.join("environ")).unwrap_or_default();
    fs::read_link(place.join("exe")).is_ok_and(|exe| exe == program)
        && environment.split(|byte| *byte == 0).any(|variable| variable == mark)
}

fn parent(process: u32) -> Option<u32> {
    u32::try_from(status(process, "PPid:")?).ok()
}

fn status(process: u32, key: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    line.split_whitespace().next()?.parse().ok()
}
