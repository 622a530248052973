//! The yardstick of `cargo xtask bench`: a Tauri window with one Fluent button and nothing behind it.
#![allow(unused_crate_dependencies)]

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("../xtask/bench/bare/tauri.conf.json"))
}
