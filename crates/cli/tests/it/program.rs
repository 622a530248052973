//! The binary, with a profile of its own.

use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

/// A command of the binary that sees neither the person's profile nor a display or a session bus.
pub(crate) fn doorward(profile: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doorward"));
    command.args(arguments).env("DOORWARD_PROFILE", profile).stdin(Stdio::null());
    for name in [
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "DBUS_SESSION_BUS_ADDRESS",
        "XDG_RUNTIME_DIR",
        "DOORWARD_BROWSER",
        "DOORWARD_LOGIN_URL",
        "DOORWARD_GRAPH_URL",
        "DOORWARD_PASSPHRASE_FILE",
    ] {
        command.env_remove(name);
    }
    command
}

/// Runs it to its end.
pub(crate) fn run(profile: &Path, arguments: &[&str]) -> Output {
    doorward(profile, arguments).output().unwrap()
}

/// The last line of its output, as JSON.
pub(crate) fn last_line(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text
        .lines()
        .last()
        .unwrap_or_else(|| panic!("no output; {}", String::from_utf8_lossy(&output.stderr)));
    serde_json::from_str(line).unwrap()
}

/// A practice tenant in a process of its own.
pub(crate) struct Tenant {
    child: Child,
    pub(crate) welcome: Value,
}

impl Tenant {
    pub(crate) fn start(profile: &Path) -> Self {
        let arguments = ["practice", "serve", "--json", "--lag", "200"];
        let mut child = doorward(profile, &arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, welcome: serde_json::from_str(&line).unwrap() }
    }

    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.welcome.pointer(pointer).and_then(Value::as_str).unwrap()
    }

    /// Asks the control interface.
    pub(crate) fn control(&self, method: reqwest::Method, path: &str, body: &Value) -> Value {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let http = reqwest::Client::builder().no_proxy().build().unwrap();
            let url = format!("{}{path}", self.text("/control/url"));
            let mut request = http.request(method.clone(), url).bearer_auth(self.text("/control/token"));
            if method != reqwest::Method::GET {
                request = request.json(body);
            }
            let answer = request.send().await.unwrap().error_for_status().unwrap();
            answer.json().await.unwrap_or(Value::Null)
        })
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
