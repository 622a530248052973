//! The window and its edges.

use crate::{commands, desk::Desk, error::WindowError};
use tauri::{
    App, AppHandle, Builder, Manager, RunEvent, Url, WebviewWindowBuilder, webview::NewWindowResponse,
};

/// Opens the window and stays until it is closed.
///
/// # Errors
/// When the system gives no window or no web view.
pub(crate) fn run() -> Result<(), WindowError> {
    let desk = Desk::begin();
    let mut builder = Builder::default();
    if std::env::var_os("DOORWARD_PROFILE").is_none() {
        // One window per person. With a profile of its own a second one may run beside it; the lock in the profile
        // keeps two windows off the same one.
        builder =
            builder.plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| come_forward(app)));
    }
    let app = builder
        .manage(desk)
        .invoke_handler(commands::handler())
        .setup(|app| Ok(open(app)?))
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if matches!(event, RunEvent::Exit) {
            tauri::async_runtime::block_on(app.state::<Desk>().close());
        }
    });
    Ok(())
}

/// Draws the window, and takes the console up as soon as it is open.
fn open(app: &App) -> Result<(), WindowError> {
    let config = app.config().app.windows.first().ok_or(WindowError::NoMainWindow)?;
    WebviewWindowBuilder::from_config(app, config)?
        .on_navigation(is_own_page)
        .on_new_window(|_url, _features| NewWindowResponse::Deny)
        .build()?;
    let app = app.handle().clone();
    tauri::async_runtime::spawn(async move {
        // A failure is kept for no one: the page's first command meets it again and shows it.
        let _ = app.state::<Desk>().console(&app).await;
    });
    Ok(())
}

/// The page may move within itself only; everything else opens in the person's browser, by a command that knows the address.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Windows serves the program's own pages under this name.
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

fn come_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(text: &str) -> bool {
        is_own_page(&Url::parse(text).expect("a test's own address"))
    }

    #[test]
    fn the_page_stays_at_home() {
        assert!(allowed("tauri://localhost/index.html"), "its own pages are allowed");
        for away in [
            "https://login.microsoftonline.com/",
            "https://tauri.localhost.example.com/",
            "tauri://elsewhere/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "javascript:alert(1)",
            "about:blank",
        ] {
            assert!(!allowed(away), "{away} must not replace the console's page");
        }
    }
}
