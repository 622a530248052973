//! `doorward signin`, `signout`, `whoami`.

use crate::{
    args::SignIn,
    output::{Failure, Output},
    practice::interrupted,
};
use doorward_api::{
    Console, ConsoleOptions,
    contract::{
        BrowserView, CodeView, ErrorCode, Event, Nothing, SessionView, SignInPhase, SignInStart, WireError,
        session::SealingKind,
    },
};
use serde_json::{Value, json};
use std::{process::ExitCode, sync::Arc};
use tokio::sync::broadcast::{Receiver, error::RecvError};

pub(crate) async fn sign_in(wanted: SignIn, output: Output) -> Result<ExitCode, Failure> {
    let console = Console::open(ConsoleOptions::default()).await?;
    let outcome = by_door(&console, wanted, output).await;
    console.close().await;
    outcome
}

async fn by_door(console: &Arc<Console>, wanted: SignIn, output: Output) -> Result<ExitCode, Failure> {
    let mut events = console.events();
    let purposes = wanted.purposes.iter().map(|purpose| purpose.meant()).collect();
    let target = SignInStart::Entra { tenant: wanted.tenant, cloud: wanted.cloud, purposes: Some(purposes) };
    if wanted.browser {
        let browser = console.signin_browser(target).await?;
        output.line(&json!({
            "authorizationUri": browser.authorization_uri,
            "redirectUri": browser.redirect_uri,
            "expiresIn": browser.expires_in,
        }));
        show_browser(console, &browser, output).await;
    } else {
        let code = console.signin_start(target).await?;
        output.line(&json!({
            "userCode": code.user_code,
            "verificationUri": code.verification_uri,
            "expiresIn": code.expires_in,
        }));
        show_code(&code, output);
        if wanted.open {
            console.signin_open(Nothing {}).await?;
        }
    }
    let session = tokio::select! {
        outcome = finished(console, &mut events) => outcome,
        () = interrupted() => Err(WireError::new(ErrorCode::Cancelled, "Sign-in was cancelled.")),
    }?;
    output.line(&account(&session));
    say_who(&session, output);
    if session.sealing.kind == SealingKind::Memory {
        let why = session.sealing.trouble.as_deref().unwrap_or("no keyring is used");
        eprintln!(
            "doorward: the session is not kept ({why}); name a passphrase file in DOORWARD_PASSPHRASE_FILE to keep it"
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens the browser where there is one. Where it cannot be started the address is there to be opened by hand.
async fn show_browser(console: &Arc<Console>, browser: &BrowserView, output: Output) {
    let opened = if browser_at_hand() { console.signin_open(Nothing {}).await.err() } else { None };
    if !browser_at_hand() || opened.is_some() {
        output.say("Open this address in a browser of this computer:");
    } else {
        output.say("Sign in with the browser. If it did not open, this is the address:");
    }
    output.say(format!("\n    {}\n", browser.authorization_uri));
    output.say(format!("Doorward waits for {} minutes.", browser.expires_in / 60));
    if let Some(error) = opened {
        eprintln!("doorward: {}", error.message);
    }
}

/// Somebody sits at this computer, or a program to open pages was named.
fn browser_at_hand() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DOORWARD_BROWSER") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn show_code(code: &CodeView, output: Output) {
    output.say(format!("Open {} and type the code", code.verification_uri));
    output.say(format!("\n    {}\n", code.user_code));
    output.say(format!(
        "It is good for {} minutes. Never enter a code that somebody else sent you.",
        code.expires_in / 60
    ));
}

/// Waits for the end of the sign-in under way.
pub(crate) async fn finished(
    console: &Arc<Console>,
    events: &mut Receiver<Event>,
) -> Result<SessionView, WireError> {
    loop {
        match events.recv().await {
            Ok(Event::SignIn { phase: SignInPhase::Done, session: Some(session) }) => return Ok(session),
            Ok(Event::SignIn { phase: SignInPhase::Done, session: None }) => {
                return console.session(Nothing {}).await;
            }
            Ok(Event::SignIn { phase: SignInPhase::Failed { error }, .. }) => return Err(error),
            Ok(Event::SignIn { phase: SignInPhase::Idle, .. }) => {
                return Err(WireError::new(ErrorCode::Cancelled, "Sign-in was cancelled."));
            }
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => {
                return Err(WireError::new(ErrorCode::Internal, "The console has gone."));
            }
        }
    }
}

pub(crate) async fn sign_out(output: Output) -> Result<ExitCode, Failure> {
    let console = Console::open(ConsoleOptions::default()).await?;
    let session = console.sign_out(Nothing {}).await?;
    output.line(&account(&session));
    output.say("Signed out. Browser sessions are not touched.");
    console.close().await;
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn who_am_i(output: Output) -> Result<ExitCode, Failure> {
    let console = Console::open(ConsoleOptions::default()).await?;
    let session = console.session(Nothing {}).await?;
    output.line(&account(&session));
    say_who(&session, output);
    console.close().await;
    Ok(if session.account.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn say_who(session: &SessionView, output: Output) {
    match (&session.account, &session.tenant) {
        (Some(account), Some(tenant)) => output.say(format!(
            "{} ({}) in {} – {}, tenant {}",
            account.name, account.upn, tenant.name, tenant.domain, tenant.id
        )),
        _ => output.say("Nobody is signed in."),
    }
}

/// The account as programs read it; all `null` when nobody is signed in.
fn account(session: &SessionView) -> Value {
    let account = session.account.as_ref();
    json!({
        "tenantId": account.map(|account| &account.tenant_id),
        "objectId": account.map(|account| &account.object_id),
        "upn": account.map(|account| &account.upn),
        "name": account.map(|account| &account.name),
        "tenant": session.tenant.as_ref().map(|tenant| json!({
            "id": tenant.id,
            "name": tenant.name,
            "domain": tenant.domain,
            "practice": tenant.practice,
        })),
    })
}
