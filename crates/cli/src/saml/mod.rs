//! `doorward saml …`: the SAML toolkit in a terminal, without a tenant and (but for metadata by address) without network.

pub(crate) mod args;
mod check;
mod decode;
mod lint;
mod metadata;
mod source;

use crate::output::{Failure, Output};
use args::SamlCommand;
use std::process::ExitCode;

pub(crate) use source::read as read_source;

pub(crate) async fn saml(command: SamlCommand, output: Output) -> Result<ExitCode, Failure> {
    match command {
        SamlCommand::Check(wanted) => check::check(&wanted, output),
        SamlCommand::Decode(wanted) => decode::decode(&wanted, output),
        SamlCommand::Lint(wanted) => lint::lint(&wanted, output),
        SamlCommand::Metadata(wanted) => metadata::metadata(&wanted, output).await,
    }
}
