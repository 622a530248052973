//! The console's commands, each as a Tauri command of the same name.
//!
//! Nothing is written twice: the contract's list is expanded into the functions and into their registration. Each takes
//! one argument, `request`, and yields the contract's response or its error.
#![allow(missing_docs)]

use crate::desk::Desk;
// Every module of the contract, so that a new one needs no line here.
use doorward_api::{commands as api, contract::*};
use tauri::{AppHandle, State, ipc::Invoke};

macro_rules! expand {
    ($($(#[$doc:meta])* $name:ident($request:path) -> $response:path, reads [$($read:ident),*], stales [$($stale:ident),*];)*) => {
        $(
            $(#[$doc])*
            #[tauri::command]
            async fn $name(app: AppHandle, desk: State<'_, Desk>, request: $request) -> Result<$response, WireError> {
                api::$name(desk.console(&app).await?, request).await
            }
        )*

        /// Hands a call of the page to the command it names.
        pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}
doorward_api::for_each_command!(expand);
