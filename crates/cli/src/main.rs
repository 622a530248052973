//! The contract in a terminal.
//!
//! Every command prints words for people, or with `--json` one JSON object per line, the result last. Exit codes: 0 done
//! (and, for `onboard`, proven), 1 failed, 2 wrong usage, 3 onboarded but not proven, 4 `status` found a difference, 5 a saved
//! plan was refused because the tenant has moved on.
#![allow(clippy::print_stdout)]

mod args;
mod browser;
mod catalog;
mod explain;
mod journal;
mod onboard;
mod output;
mod plan;
mod practice;
mod progress;
mod receipt;
mod register;
mod saml;
mod signin;
mod status;
mod target;
mod undo;

use args::{Command, Doorward, JournalCommand, PracticeCommand};
use clap::Parser;
use output::{Failure, Output};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Doorward::parse();
    let filter = EnvFilter::try_from_env("DOORWARD_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let output = Output { json: arguments.json };
    let outcome = match arguments.command {
        Command::Signin(wanted) => signin::sign_in(wanted, output).await,
        Command::Register(wanted) => register::register(wanted, output).await,
        Command::Signout => signin::sign_out(output).await,
        Command::Whoami => signin::who_am_i(output).await,
        Command::Onboard(wanted) => onboard::onboard(wanted, output).await,
        Command::Saml { command } => saml::saml(command, output).await,
        Command::Catalog { command } => catalog::catalog(command, output).await,
        Command::Explain(wanted) => explain::explain(&wanted, output).await,
        Command::Undo(wanted) => undo::undo(wanted, output).await,
        Command::Status(wanted) => status::status(wanted, output).await,
        Command::Journal { command: JournalCommand::Rebuild } => journal::rebuild(output).await,
        Command::Practice { command: PracticeCommand::Serve(wanted) } => {
            practice::serve(wanted, output).await
        }
    };
    match outcome {
        Ok(code) => code,
        Err(Failure { error, code }) => {
            output.error(&error);
            code
        }
    }
}
