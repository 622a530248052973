//! Declares the commands to Tauri, so that each needs a permission, and makes sure that there is a page to embed.
//!
//! The names come from `commands.txt`, which `cargo xtask gen` derives from the contract: a build script cannot ask the
//! contract itself without compiling the whole console a second time.

use std::{error::Error, fs, path::Path};

/// What the window shows when the program was built before its pages were.
const NOT_BUILT: &str = r#"<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Doorward</title></head>
  <body><main><h1>The pages are not built yet</h1><p>Run <code>cargo xtask run</code>: it builds them and starts the window.</p></main></body>
</html>
"#;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=commands.txt");
    println!("cargo:rerun-if-changed=../ui/dist");
    let page = Path::new("../ui/dist/index.html");
    if !page.exists() {
        fs::create_dir_all("../ui/dist")?;
        fs::write(page, NOT_BUILT)?;
    }
    let names = fs::read_to_string("commands.txt")?;
    let names: Vec<&'static str> = names.lines().map(|name| &*name.to_owned().leak()).collect();
    let manifest = tauri_build::AppManifest::new().commands(names.leak());
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
