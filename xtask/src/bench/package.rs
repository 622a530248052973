//! Size of the installer.

use crate::{place::Place, report::part, task_error::TaskError, tool::Tool};
use std::fs;

/// The bundler, asked for at measuring time only: nothing else needs it.
const BUNDLER: &str = "@tauri-apps/cli@^2";

/// Makes the `.deb` of the program built before, and prints its size.
pub(super) fn measure(place: &Place) -> Result<(), TaskError> {
    if !cfg!(target_os = "linux") {
        println!("The size of the .deb is measured on Linux only.");
        return Ok(());
    }
    part("Package: make the .deb of what was built", || {
        let bundler = format!("--package={BUNDLER}");
        let tool =
            Tool::npm(place).words("exec --yes").arg(bundler).words("-- tauri bundle --bundles deb --ci");
        tool.within(&place.top().join("src-tauri")).run()
    })?;
    let folder = place.target("release/bundle/deb");
    let files = fs::read_dir(&folder).map_err(|cause| TaskError::File { path: folder, cause })?;
    let sizes = files.flatten().filter(|file| file.path().extension().is_some_and(|kind| kind == "deb"));
    let size = sizes.filter_map(|file| file.metadata().ok()).map(|facts| facts.len()).max();
    let size = size.ok_or(TaskError::NoFigure("the .deb"))?;
    println!("\n{:<34}{:>9}.{} MiB", "installer (.deb)", size >> 20, ((size & 0xF_FFFF) * 10) >> 20);
    Ok(())
}
