//! Why the window could not come up.

/// The program ends with this; a person reads it in the terminal or the system's log.
#[derive(thiserror::Error)]
pub(crate) enum WindowError {
    /// Tauri could not start: no display, no web view, or a broken bundle.
    #[error("Doorward could not open its window: {0}")]
    Tauri(#[from] tauri::Error),
    /// The program was built without the window called `main`.
    #[error("Doorward was built without its main window")]
    NoMainWindow,
}

/// `main` prints errors through `Debug`; people should get the sentence.
impl std::fmt::Debug for WindowError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, formatter)
    }
}
