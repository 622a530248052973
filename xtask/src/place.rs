//! Where things are.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The working tree and its build directory.
pub(crate) struct Place {
    top: PathBuf,
    target: PathBuf,
}

impl Place {
    /// The tree this tool was built from.
    pub(crate) fn find() -> Self {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf();
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| top.join("target"), |target| top.join(target));
        Self { top, target }
    }

    /// The top of the tree.
    pub(crate) fn top(&self) -> &Path {
        &self.top
    }

    /// The interface's package.
    pub(crate) fn ui(&self) -> PathBuf {
        self.top.join("ui")
    }

    /// A place below the build directory.
    pub(crate) fn target(&self, below: &str) -> PathBuf {
        self.target.join(below)
    }

    /// A built program of the given profile directory (`debug`, `release`).
    pub(crate) fn program(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}
