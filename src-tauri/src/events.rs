//! What the console tells, carried to the page; and the window's title, which follows the session.

use doorward_api::{
    Console,
    contract::{Event, Moment, Nothing, SessionView, Tag},
};
use std::{sync::Arc, time::SystemTime};
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::broadcast::error::RecvError;

/// The name under which the page listens.
const NAME: &str = "doorward";

/// Starts carrying events until the console is gone.
pub(crate) fn forward(app: AppHandle, console: &Arc<Console>) {
    let mut events = console.events();
    let console = Arc::clone(console);
    tauri::async_runtime::spawn(async move {
        retitle(&app, &console).await;
        loop {
            let event = match events.recv().await {
                Ok(event) => event,
                Err(RecvError::Lagged(_)) => everything_stale(),
                Err(RecvError::Closed) => break,
            };
            let titled = concerns_session(&event);
            // The only failure is a window that is already gone; there is nobody left to tell.
            let _ = app.emit(NAME, &event);
            if titled {
                retitle(&app, &console).await;
            }
        }
    });
}

/// When the page was too slow to take every event, it reads all again rather than showing an old state for good.
fn everything_stale() -> Event {
    Event::Stale {
        tags: vec![
            Tag::Session,
            Tag::Applications,
            Tag::Runs,
            Tag::Gallery,
            Tag::People,
            Tag::Settings,
            Tag::Practice,
        ],
        at: Moment(SystemTime::now().into()),
    }
}

fn concerns_session(event: &Event) -> bool {
    match event {
        Event::SignIn { session, .. } => session.is_some(),
        Event::Stale { tags, .. } => tags.contains(&Tag::Session),
        Event::Run { .. } | Event::Proof { .. } => false,
    }
}

/// Puts the tenant's kind into the window's title, so that a practice window is never taken for a real one.
async fn retitle(app: &AppHandle, console: &Arc<Console>) {
    if let Ok(session) = console.session(Nothing {}).await
        && let Some(window) = app.get_webview_window("main")
    {
        let _ = window.set_title(title(&session));
    }
}

fn title(session: &SessionView) -> &'static str {
    match &session.tenant {
        Some(tenant) if tenant.practice => "Doorward — Practice",
        _ => "Doorward",
    }
}
