//! `doorward catalog …`: tutorials read, recipes made, found, shown and looked over. Needs no account and no tenant, but
//! for what the tenant itself knows; only an address makes `read` and `import` speak to anybody else.

pub(crate) mod args;
mod import;
mod lint;
mod read;
mod recipes;
mod search;

use crate::output::{Failure, Output};
use args::CatalogCommand;
use doorward_api::contract::{ErrorCode, WireError};
use std::{io::Read as _, path::Path, process::ExitCode};

pub(crate) async fn catalog(command: CatalogCommand, output: Output) -> Result<ExitCode, Failure> {
    match command {
        CatalogCommand::Read(wanted) => read::read(&wanted, output).await,
        CatalogCommand::Import(wanted) => import::import(wanted, output).await,
        CatalogCommand::Search(wanted) => search::search(&wanted, output).await,
        CatalogCommand::Remove(wanted) => recipes::remove(&wanted, output),
        CatalogCommand::Show(wanted) => recipes::show(&wanted, output),
        CatalogCommand::Lint(wanted) => lint::lint(&wanted, output),
    }
}

/// The bytes of a file, or of standard input; no more than any tutorial has.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, WireError> {
    let limit = doorward_catalog::tutorial::MOST_BYTES as u64 + 1;
    let mut read = Vec::new();
    let outcome = if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut read)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut read))
    };
    outcome.map(|_| read).map_err(|error| {
        WireError::new(ErrorCode::InvalidInput, format!("{} cannot be read.", path.display()))
            .details(error.to_string())
    })
}
