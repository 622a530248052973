//! `doorward saml …`: the SAML toolkit in a terminal. `preview` and `watch` look into the tenant that is signed in to; the rest
//! needs no tenant and (but for metadata by address) no network.

pub(crate) mod args;
mod check;
mod decode;
mod lint;
mod metadata;
mod preview;
mod source;
mod watch;

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
        SamlCommand::Preview(wanted) => preview::preview(wanted, output).await,
        SamlCommand::Watch(wanted) => watch::watch(wanted, output).await,
    }
}
