//! `doorward register`: Doorward's own client registration in the present tenant.

use crate::{
    args::Register,
    output::{Failure, Output},
};
use doorward_api::{
    Console, ConsoleOptions,
    contract::{
        ErrorCode, Nothing, PlanView, SessionView, Severity,
        registration::{RegistrationApply, RegistrationAsk, RegistrationView},
        session::TenantConfirmation,
    },
};
use serde_json::{Value, json};
use std::{
    io::{BufRead, IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

pub(crate) async fn register(wanted: Register, output: Output) -> Result<ExitCode, Failure> {
    let console = Console::open(ConsoleOptions::default()).await?;
    let outcome = carry_out(&console, &wanted, output).await;
    console.close().await;
    outcome
}

async fn carry_out(console: &Arc<Console>, wanted: &Register, output: Output) -> Result<ExitCode, Failure> {
    let ask = RegistrationAsk { name: wanted.name.clone().unwrap_or_default(), read_only: wanted.read_only };
    let view = console.registration_preview(ask.clone()).await?;
    show_plan(&view, output);
    let blocked = is_blocked(&view);
    if wanted.plan {
        output.line(&plan_line(&view, blocked));
        return Ok(if blocked { ExitCode::FAILURE } else { ExitCode::SUCCESS });
    }
    let session = console.session(Nothing {}).await?;
    if !blocked && !view.plan.steps.is_empty() && !agreed(&session, wanted.yes) {
        output.say("Nothing was written.");
        return Ok(ExitCode::FAILURE);
    }
    if !blocked && session.tenant.is_some_and(|tenant| tenant.confirmed.is_none()) {
        console.tenant_confirm(TenantConfirmation { tenant_id: view.tenant_id.clone() }).await?;
    }
    let done = write(console, &ask, view, (wanted.yes, output)).await?;
    if wanted.consent {
        output.say("Waiting for an administrator's consent in the browser.");
        console.registration_consent(ask).await?;
        output.say("Consent was given.");
    }
    output.line(&result_line(&done, wanted.consent));
    show_result(&done, output);
    Ok(ExitCode::SUCCESS)
}

fn is_blocked(view: &RegistrationView) -> bool {
    view.plan.findings.iter().any(|finding| finding.severity == Severity::Blocks)
}

/// How often `--yes` looks again where the directory changed between a preview and the write: it shows what is new to some of
/// its readers a moment before others.
const LOOKS: usize = 5;

/// Writes what was shown. Whoever said yes beforehand said it to the next preview too; it is shown as well.
async fn write(
    console: &Arc<Console>,
    ask: &RegistrationAsk,
    mut view: RegistrationView,
    (yes, output): (bool, Output),
) -> Result<RegistrationView, Failure> {
    for _ in 1..LOOKS {
        let plan = view.plan.hash.clone();
        match console.registration_apply(RegistrationApply { ask: ask.clone(), plan }).await {
            Err(error) if yes && error.code == ErrorCode::PlanChanged => {
                tokio::time::sleep(Duration::from_millis(300)).await;
                view = console.registration_preview(ask.clone()).await?;
                output.say("The directory changed in the meantime. This is the plan now:");
                show_plan(&view, output);
            }
            outcome => return Ok(outcome?),
        }
    }
    Ok(console.registration_apply(RegistrationApply { ask: ask.clone(), plan: view.plan.hash }).await?)
}

/// Asks on a terminal whether this is the right tenant; elsewhere the command itself is the answer.
fn agreed(session: &SessionView, yes: bool) -> bool {
    if yes || !std::io::stdin().is_terminal() {
        return true;
    }
    let tenant = session.tenant.as_ref().map(|tenant| format!("{} ({})", tenant.name, tenant.id));
    eprint!("Write this into {}? [y/N] ", tenant.unwrap_or_default());
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}

fn show_plan(view: &RegistrationView, output: Output) {
    let PlanView { steps, findings, .. } = &view.plan;
    if steps.is_empty() {
        output
            .say(format!("{} has a registration of Doorward, and it is as it should be.", view.tenant_name));
    }
    for step in steps {
        output.say(&step.intent);
        for change in &step.changes {
            for value in &change.removed {
                output.say(format!("  - {} {value}", change.field));
            }
            for value in &change.added {
                output.say(format!("  + {} {value}", change.field));
            }
        }
    }
    for finding in findings {
        let weight = if finding.severity == Severity::Blocks { "blocks" } else { "note" };
        output.say(format!("{weight}: {}", finding.message));
        if let Some(remedy) = &finding.remedy {
            output.say(format!("  {remedy}"));
        }
    }
}

fn show_result(view: &RegistrationView, output: Output) {
    let Some(client) = &view.client else { return };
    let how = if client.adopted { "found" } else { "made" };
    output.say(format!("Registration {how}: client id {}", client.client_id));
    output.say(format!("Sign-ins to {} use it from now on.", view.tenant_name));
    let admin: Vec<_> =
        view.scopes.iter().filter(|scope| scope.administrator).map(|scope| scope.name.as_str()).collect();
    if let (false, Some(uri)) = (admin.is_empty(), &view.admin_consent_uri) {
        output.say(format!("An administrator consents to {} here:\n  {uri}", admin.join(", ")));
    }
    output.say(format!("Then sign in with it: doorward signin --browser --tenant {}", view.tenant_id));
}

fn plan_line(view: &RegistrationView, blocked: bool) -> Value {
    json!({
        "steps": view.plan.steps,
        "findings": view.plan.findings,
        "blocked": blocked,
        "clientId": view.client.as_ref().map(|client| &client.client_id),
        "scopes": view.scopes,
    })
}

/// The registration as programs read it.
fn result_line(view: &RegistrationView, consented: bool) -> Value {
    let client = view.client.as_ref();
    json!({
        "clientId": client.map(|client| &client.client_id),
        "applicationId": client.map(|client| &client.application_id),
        "servicePrincipalId": client.and_then(|client| client.service_principal_id.as_ref()),
        "name": client.map(|client| &client.name),
        "adopted": client.is_some_and(|client| client.adopted),
        "tenant": { "id": view.tenant_id, "name": view.tenant_name },
        "scopes": view.scopes,
        "adminConsentUri": view.admin_consent_uri,
        "remembered": view.remembered,
        "consented": consented,
    })
}
