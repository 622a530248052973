//! Other Linux systems: says exactly what to type, and changes nothing.

use super::Need;
use crate::{
    task_error::TaskError,
    tool::{Tool, which},
};

/// A family of systems and what to type there.
struct Family {
    name: &'static str,
    run: &'static str,
    test: &'static str,
}

const FAMILIES: [Family; 3] = [
    Family {
        name: "Fedora",
        run: "sudo dnf install gcc pkgconf webkit2gtk4.1-devel",
        test: "sudo dnf install xorg-x11-server-Xvfb webkit2gtk-driver dbus-daemon gnome-keyring",
    },
    Family {
        name: "Arch",
        run: "sudo pacman -S --needed base-devel webkit2gtk-4.1",
        test: "sudo pacman -S --needed xorg-server-xvfb dbus gnome-keyring",
    },
    Family {
        name: "openSUSE",
        run: "sudo zypper install gcc pkgconf webkit2gtk3-devel",
        test: "sudo zypper install xorg-x11-server-Xvfb webkit2gtk-4_1-injected-bundles dbus-1-daemon gnome-keyring",
    },
];

/// Programs without which the window cannot be driven.
const DRIVERS: [&str; 4] = ["Xvfb", "WebKitWebDriver", "dbus-run-session", "gnome-keyring-daemon"];

/// Looks whether what is needed can be found.
///
/// # Errors
/// `Missing` with the commands for the best-known systems.
pub(super) fn check(need: Need) -> Result<(), TaskError> {
    let library = Tool::new("pkg-config").words("--exists webkit2gtk-4.1").quietly();
    let mut missing = Vec::new();
    if !library.is_some_and(|output| output.status.success()) {
        missing.push("WebKitGTK 4.1 with its headers (webkit2gtk-4.1)");
    }
    if need == Need::Test {
        missing.extend(DRIVERS.into_iter().filter(|program| which(program).is_none()));
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(TaskError::Missing(message(&missing, need)))
}

fn message(missing: &[&str], need: Need) -> String {
    let mut text = format!("missing here: {}. Install it and try again:", missing.join(", "));
    for family in &FAMILIES {
        text.push_str(&format!("\n  {:<9} {}", family.name, family.run));
        if need == Need::Test {
            text.push_str(&format!("\n            {}", family.test));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_what_is_missing_and_what_to_type() {
        let text = message(&["Xvfb"], Need::Test);
        assert!(text.contains("Xvfb") && text.contains("dnf install"), "a person can act on it: {text}");
        assert!(
            !message(&["x"], Need::Run).contains("gnome-keyring"),
            "opening the window needs no test tools"
        );
    }
}
