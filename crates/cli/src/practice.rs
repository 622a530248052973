//! `doorward practice serve`.

use crate::{
    args::Serve,
    output::{Failure, Output},
};
use doorward_api::{
    Machine,
    contract::{ErrorCode, WireError},
    practice_tenant::{Options, StartError, serve as start},
};
use std::{process::ExitCode, time::Duration};

pub(crate) async fn serve(wanted: Serve, output: Output) -> Result<ExitCode, Failure> {
    let machine = Machine::default();
    let mut options = Options::new(machine.clock, machine.random);
    options.port = wanted.port;
    options.state_file = wanted.state;
    options.lag = Duration::from_millis(wanted.lag);
    options.latency = Duration::from_millis(wanted.latency);
    options.clock_offset_ms = wanted.clock;
    options.seed = wanted.seed;
    options.size.users = wanted.users;
    options.size.applications = wanted.apps;
    options.size.groups = wanted.groups;
    options.record = wanted.record.or(options.record);
    options.tls = wanted.tls;
    options.tls_names = wanted.tls_names;
    let practice = start(options).await.map_err(|error| match &error {
        StartError::Listen { .. } => WireError::new(ErrorCode::InvalidInput, error.to_string())
            .hint("Choose another port.")
            .field("port"),
        StartError::Tls(_) => WireError::new(ErrorCode::InvalidInput, error.to_string())
            .hint("Compare the names for the certificate.")
            .field("tls-name"),
        _ => WireError::new(ErrorCode::ProfileTrouble, error.to_string()),
    })?;
    let welcome = practice.welcome();
    output.line(welcome);
    output.say(format!("The practice tenant listens at {}.", welcome.login));
    output.say(format!("Tenant {} ({}), client {}.", welcome.domain, welcome.tenant_id, welcome.client_id));
    output.say("Accounts (nothing here is real):");
    for account in &welcome.accounts {
        let roles = if account.roles.is_empty() { "no role".to_owned() } else { account.roles.join(", ") };
        output.say(format!("  {}  {}  {roles}", account.upn, account.password));
    }
    output.say(format!("Control: {} with bearer token {}", welcome.control.url, welcome.control.token));
    if let Some(file) = &welcome.ca_file {
        output.say(format!("Clients must trust the authority in {}.", file.display()));
    }
    output.say("Press Ctrl+C to stop.");
    interrupted().await;
    practice.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Resolves when the program is asked to end.
pub(crate) async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
