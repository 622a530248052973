//! Node.js, which builds the interface.

use crate::{task_error::TaskError, tool::Tool};

/// The oldest Node.js that the interface's build tool runs on.
const OLDEST: (u32, u32) = (20, 19);

/// Checks the version of Node.js on the path.
///
/// # Errors
/// `Missing` when there is none or it is too old.
pub(super) fn check() -> Result<(), TaskError> {
    let found = Tool::new("node").words("--version").quietly();
    let found = found.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    match found.as_deref().map(|text| (text, version(text))) {
        Some((_, Some(version))) if version >= OLDEST => Ok(()),
        Some((text, _)) => Err(missing(&format!("Node.js {text} is too old"))),
        None => Err(missing("Node.js is not installed")),
    }
}

fn missing(what: &str) -> TaskError {
    let (major, minor) = OLDEST;
    TaskError::Missing(format!(
        "{what}: install {major}.{minor} or newer from https://nodejs.org and try again"
    ))
}

/// `v20.19.4` → (20, 19).
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(version("v20.19.4"), Some((20, 19)));
        assert!(version("v20.9.0") < Some(OLDEST), "9 is less than 19, although it sorts after it as text");
        assert_eq!(version("20"), None, "anything but Node's own form is not guessed at");
    }
}
