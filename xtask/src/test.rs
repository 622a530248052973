//! `cargo xtask test`: everything that must hold, in the order in which it is cheapest to fail.
//!
//! All cargo parts select the whole workspace, so that shared crates are compiled once with one set of features, and all
//! of them compile through clippy's driver, which is the compiler with more lints: a separate `cargo clippy` would
//! read every dependency a second time, ten minutes on a cold machine.

use crate::{clients, place::Place, report::Report, setup, task_error::TaskError, tool::Tool, ui};

/// Everything at once: libraries, programs and tests.
const COMPILE: &str = "build --workspace --all-targets --features xtask/contract";

/// Options of `test`.
#[derive(clap::Args)]
pub(crate) struct TestOptions {
    /// Only one part of it
    #[arg(long, value_enum)]
    only: Option<Only>,
}

/// A part of the tests.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    /// Formatting and lints
    Lint,
    /// The interface: types, lints, tests
    Ui,
    /// Rust unit and integration tests
    Rust,
    /// Other people's clients against the practice tenant
    Clients,
    /// The real window
    E2e,
}

/// Runs the tests and prints an account; goes on after a failure so that one run tells all.
pub(crate) fn test(place: &Place, options: &TestOptions) -> Result<(), TaskError> {
    let wanted = |part| options.only.is_none_or(|only| only == part);
    setup::prepare(place, setup::Need::Test)?;
    clients::forget(place)?;
    let mut report = Report::default();
    // The window embeds the built pages, so that every cargo part below compiles against the real ones.
    report.part("Interface: build", || ui::build(place));
    if wanted(Only::Lint) {
        lint(place, &mut report);
    }
    if wanted(Only::Ui) {
        interface(place, &mut report);
    }
    if wanted(Only::Rust) {
        rust(place, &mut report);
    }
    if wanted(Only::Clients) {
        other_clients(place, &mut report);
    }
    if wanted(Only::E2e) {
        window(place, &mut report);
    }
    let whole = options.only.is_none();
    if whole || clients::recordings(place).is_dir() {
        report.part("Contract: recorded bodies against Microsoft's types", || {
            clients::build(place)?;
            clients::contract(place, whole)
        });
    }
    report.close()
}

fn lint(place: &Place, report: &mut Report) {
    report.part("Rust: format", || Tool::cargo(place).words("fmt --all -- --check").run());
    report.part("Rust: compile everything, with lints", || strict(place).words(COMPILE).run());
}

/// Cargo with clippy's driver for our own crates, every warning an error: what `cargo clippy -- -D warnings` sets up, with
/// the code generated as well. The words between underlines are the driver's own way to part its arguments.
fn strict(place: &Place) -> Tool {
    let lints = "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__";
    Tool::cargo(place).env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver").env("CLIPPY_ARGS", lints)
}

fn interface(place: &Place, report: &mut Report) {
    report.part("Interface: types", || Tool::npm(place).words("run --silent check").run());
    report.part("Interface: lints", || Tool::npm(place).words("run --silent lint").run());
    report.part("Interface: tests", || Tool::npm(place).words("run --silent test").run());
}

fn rust(place: &Place, report: &mut Report) {
    report.part("Rust: compile everything, with lints", || strict(place).words(COMPILE).run());
    report.part("Generated files are up to date", || {
        Tool::new(place.program("debug", "generate")).words("--check").run()
    });
    report.part("Rust: unit and integration tests", || {
        strict(place)
            .words("test --workspace --features xtask/contract --lib --bins --test it --no-fail-fast")
            .env(clients::RECORD, clients::recordings(place))
            .run()
    });
    report.part("Rust: examples in the documentation", || {
        strict(place).words("test --workspace --features xtask/contract --doc --quiet").run()
    });
}

fn other_clients(place: &Place, report: &mut Report) {
    report.part("Clients: compile", || {
        strict(place).words(COMPILE).run()?;
        clients::build(place)
    });
    report.part("Clients: stories", || clients::stories(place));
}

fn window(place: &Place, report: &mut Report) {
    if !cfg!(target_os = "linux") {
        println!(
            "The end-to-end test drives the window through WebKitWebDriver, which exists on Linux only: left out here."
        );
        return;
    }
    report.part("Window: compile", || strict(place).words(COMPILE).run());
    report.part("Window: end to end", || {
        strict(place)
            .words("test --workspace --features xtask/contract --test window -- --nocapture --test-threads=1")
            .env(clients::RECORD, clients::recordings(place))
            .env("DOORWARD_WINDOW", place.program("debug", "doorward-window"))
            .run()
    });
    println!("Pictures of every page: {}", place.target("e2e").display());
}
