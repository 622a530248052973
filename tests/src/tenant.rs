//! A practice tenant of its own process, steered from outside: the test decides when it fails and who says yes.

use crate::{
    machine::Machine,
    person::Person,
    trouble::{Trouble, while_doing},
};
use serde::Deserialize;
use serde_json::Value;
use std::{process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// A running tenant; ends with the value.
pub struct Tenant {
    /// Where it listens, and who is in it.
    pub welcome: Welcome,
    http: reqwest::Client,
    _server: Child,
}

/// The line that `doorward practice serve --json` prints, as far as tests need it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Welcome {
    /// Sign-in service.
    pub login: String,
    /// Graph.
    pub graph: String,
    /// Client registration for the console.
    pub client_id: String,
    accounts: Vec<Account>,
    control: Control,
}

#[derive(Debug, Clone, Deserialize)]
struct Account {
    upn: String,
    password: String,
    roles: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Control {
    url: String,
    token: String,
}

impl Tenant {
    /// Starts one and waits until it listens.
    ///
    /// # Errors
    /// When the program does not start or does not say where it listens.
    pub async fn start() -> Result<Self, Trouble> {
        let mut server = Command::new(Machine::terminal())
            .args(["practice", "serve", "--json", "--lag", "300"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(while_doing("starting `doorward practice serve`"))?;
        let line = match server.stdout.take() {
            Some(output) => {
                let mut lines = BufReader::new(output).lines();
                let line = timeout(Duration::from_secs(60), lines.next_line()).await;
                line.ok().and_then(Result::ok).flatten()
            }
            None => None,
        };
        let unready = |why: String| Trouble::Unready(format!("the practice tenant said no welcome: {why}"));
        let line = line.ok_or_else(|| unready("no line within a minute".to_owned()))?;
        let welcome = serde_json::from_str(&line).map_err(|error| unready(error.to_string()))?;
        let http = reqwest::Client::builder().no_proxy().build();
        let http = http.map_err(|error| unready(error.to_string()))?;
        Ok(Self { welcome, http, _server: server })
    }

    /// The first account whose roles satisfy `wanted`.
    ///
    /// # Errors
    /// When there is none.
    pub fn account(&self, wanted: impl Fn(&[String]) -> bool) -> Result<Person, Trouble> {
        let found = self.welcome.accounts.iter().find(|account| wanted(&account.roles));
        let found = found.ok_or_else(|| Trouble::Unready("no account has such roles".to_owned()))?;
        Ok(Person { upn: found.upn.clone(), password: found.password.clone() })
    }

    /// Asks its control interface: `method` is `GET`, `POST` or `DELETE`.
    ///
    /// # Errors
    /// When it does not answer, or says no.
    pub async fn control(&self, method: &str, path: &str, body: Value) -> Result<Value, Trouble> {
        let failed = |why: String| Trouble::Unready(format!("{method} {path}: {why}"));
        let method =
            reqwest::Method::from_bytes(method.as_bytes()).map_err(|error| failed(error.to_string()))?;
        let url = format!("{}{path}", self.welcome.control.url);
        let mut request = self.http.request(method, url).bearer_auth(&self.welcome.control.token);
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.map_err(|error| failed(error.to_string()))?;
        let status = answer.status();
        let text = answer.text().await.map_err(|error| failed(error.to_string()))?;
        if !status.is_success() {
            return Err(failed(format!("{status} {text}")));
        }
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }
}
