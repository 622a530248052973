//! Run, test, measure and generate.
#![allow(clippy::print_stdout)]

mod generate;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for path in generate::write(&top)? {
        println!("wrote {path}");
    }
    Ok(())
}
