//! Run, test, measure and generate: `cargo xtask --help`.
//!
//! Decides in which order things happen and says what it is doing; the work is done by cargo, npm and the system's package
//! manager. It changes nothing outside the tree except by the system's package manager and `cargo install`, and names
//! each such command before it runs it.
#![allow(clippy::print_stdout)]

mod bench;
mod clients;
mod corpus;
mod fuzz;
mod generate;
mod place;
mod report;
mod run;
mod setup;
mod task_error;
mod test;
mod tool;
mod tour;
mod ui;

use clap::{Parser, Subcommand};
use place::Place;
use task_error::TaskError;

/// Run, test, measure and generate Doorward.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up what is missing, build, and open the console
    Run(run::RunOptions),
    /// Set up what the tests need and run all of them
    Test(test::TestOptions),
    /// Measure the release build
    Bench(bench::BenchOptions),
    /// Score the tutorial reader against hand-read truth
    Corpus(corpus::CorpusOptions),
    /// Throw spoiled messages at what reads untrusted bytes, for a bounded time
    Fuzz(fuzz::FuzzOptions),
    /// Write the files that are derived from the contract
    Gen(generate::GenerateOptions),
    /// Only set up what is missing
    Setup(setup::SetupOptions),
}

fn main() -> Result<(), TaskError> {
    let place = Place::find();
    match Arguments::parse().task {
        Task::Run(options) => run::run(&place, &options),
        Task::Test(options) => test::test(&place, &options),
        Task::Bench(options) => bench::bench(&place, &options),
        Task::Corpus(options) => corpus::corpus(&place, &options),
        Task::Fuzz(options) => fuzz::fuzz(&place, &options),
        Task::Gen(options) => generate::generate(&place, &options),
        Task::Setup(options) => setup::setup(&place, &options),
    }
}
