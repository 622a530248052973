//! A desk with a terminal: a tenant in a process of its own, something between, a profile, and a person who is signed in.

use crate::{
    between::Between,
    machine::Machine,
    trouble::{Trouble, while_doing},
};
use serde_json::{Value, json};
use std::{
    fs,
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// No command takes longer.
const PATIENCE: Duration = Duration::from_secs(240);

/// How slow the tenant is.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Until new objects are visible.
    pub lag_ms: u64,
    /// Until an answer comes.
    pub latency_ms: u64,
}

/// A desk; everything on it ends with the value.
pub struct Desk {
    /// What stands between the terminal and the tenant.
    pub between: Between,
    welcome: Value,
    http: reqwest::Client,
    folder: TempDir,
    token: Option<String>,
    _tenant: Child,
}

/// What a command said.
#[derive(Debug, Clone)]
pub struct Said {
    /// Exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// Lines of standard output.
    pub lines: Vec<Value>,
    /// Standard error.
    pub errors: String,
}

impl Said {
    /// The last line, the result.
    #[must_use]
    pub fn result(&self) -> &Value {
        self.lines.last().unwrap_or(&Value::Null)
    }

    /// The error code, where it failed.
    #[must_use]
    pub fn error(&self) -> &str {
        self.result()["error"]["code"].as_str().unwrap_or_default()
    }
}

impl Desk {
    /// Starts a tenant and signs in as its first account.
    ///
    /// # Errors
    /// When a program does not start, or the sign-in does not come to its end.
    pub async fn set_up(pace: Pace) -> Result<Self, Trouble> {
        let folder = tempfile::tempdir().map_err(while_doing("making a folder"))?;
        fs::write(folder.path().join("passphrase"), "four unrelated little words\n")
            .map_err(while_doing("writing a passphrase"))?;
        let (lag, latency) = (pace.lag_ms.to_string(), pace.latency_ms.to_string());
        let mut tenant = Command::new(Machine::terminal())
            .args(["practice", "serve", "--json", "--lag", &lag, "--latency", &latency])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(while_doing("starting `doorward practice serve`"))?;
        let welcome = first_line(&mut tenant).await?;
        let between = Between::before(welcome["graph"].as_str().unwrap_or_default()).await?;
        let http = reqwest::Client::builder().no_proxy().build();
        let http = http.map_err(|error| Trouble::Unready(error.to_string()))?;
        let mut desk = Self { between, welcome, http, folder, token: None, _tenant: tenant };
        desk.sign_in().await?;
        desk.token = Some(desk.own_token().await?);
        Ok(desk)
    }

    /// The profile.
    #[must_use]
    pub fn profile(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    /// The folder that holds the profile, and room for files.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Signs in as the first account.
    ///
    /// # Errors
    /// When it does not come to its end.
    pub async fn sign_in(&self) -> Result<(), Trouble> {
        self.sign_in_as(0).await
    }

    /// Signs in as the account of that index.
    ///
    /// # Errors
    /// When it does not come to its end.
    pub async fn sign_in_as(&self, account: usize) -> Result<(), Trouble> {
        let mut child = self
            .command(&["signin", "--json"])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(while_doing("signing in"))?;
        let line = first_line(&mut child).await?;
        let code = line["userCode"].as_str().unwrap_or_default();
        let account = json!({ "account": self.welcome["accounts"][account]["upn"] });
        self.control("POST", &format!("/device-codes/{code}/approve"), account).await?;
        let status = timeout(PATIENCE, child.wait()).await;
        match status {
            Ok(Ok(status)) if status.success() => Ok(()),
            other => Err(Trouble::Unready(format!("signing in ended as {other:?}"))),
        }
    }

    /// A command of the terminal that sees this desk and nothing else.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(Machine::terminal());
        command
            .args(arguments)
            .env("DOORWARD_PROFILE", self.profile())
            .env("DOORWARD_PASSPHRASE_FILE", self.folder.path().join("passphrase"))
            .env("DOORWARD_LOGIN_URL", self.welcome["login"].as_str().unwrap_or_default())
            .env("DOORWARD_GRAPH_URL", &self.between.origin)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("DOORWARD_BROWSER")
            .env_remove("DOORWARD_FAULT_POINT")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        if let Some(id) = self.welcome["clientId"].as_str() {
            command.env("DOORWARD_CLIENT_ID", id);
        }
        command
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// When it does not start, or not end.
    pub async fn run(&self, mut command: Command) -> Result<Said, Trouble> {
        let output = timeout(PATIENCE, command.stdout(Stdio::piped()).output()).await;
        let output = output.map_err(|_| Trouble::Unready("a command did not end".to_owned()))?;
        let output = output.map_err(while_doing("running the terminal"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap_or_default()).collect();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok(Said { code: output.status.code(), lines, errors })
    }

    /// Runs a command to its end and tells when each line came.
    ///
    /// # Errors
    /// When it does not start, or not end.
    pub async fn run_timed(&self, mut command: Command) -> Result<(Said, Vec<Instant>), Trouble> {
        let mut child =
            command.stdout(Stdio::piped()).spawn().map_err(while_doing("running the terminal"))?;
        let output = child.stdout.take().ok_or_else(|| Trouble::Unready("no output".to_owned()))?;
        let mut reader = BufReader::new(output).lines();
        let (mut lines, mut times) = (Vec::new(), Vec::new());
        while let Ok(Some(line)) = reader.next_line().await {
            times.push(Instant::now());
            lines.push(serde_json::from_str(&line).unwrap_or_default());
        }
        let output = child.wait_with_output().await.map_err(while_doing("running the terminal"))?;
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok((Said { code: output.status.code(), lines, errors }, times))
    }

    /// Onboards Sentry under a name, without a proof. The name makes runs on one desk independent of one another.
    #[must_use]
    pub fn onboarding(&self, name: &str) -> Command {
        let slug = format!("ORGANIZATION_SLUG={name}");
        let user = format!("test.{name}");
        self.command(&[
            "onboard",
            "sentry",
            "--set",
            &slug,
            "--name",
            name,
            "--new-user",
            &user,
            "--no-proof",
            "--yes",
            "--wait",
            "12",
            "--json",
        ])
    }

    /// The plan of the same onboarding; nothing is done.
    #[must_use]
    pub fn onboarding_plan(&self, name: &str) -> Command {
        let mut command = self.onboarding(name);
        command.arg("--plan");
        command
    }

    /// The same command where no file may grow beyond so many kibibytes: a full disk, for this process alone.
    #[must_use]
    pub fn limited(&self, command: &Command, kibibytes: u64) -> Command {
        let command = command.as_std();
        let environment = self.command(&[]);
        let mut shell = Command::new("bash");
        let script = format!("trap '' XFSZ; ulimit -f {kibibytes}; exec \"$0\" \"$@\"");
        shell.args(["-c", &script]).arg(command.get_program()).args(command.get_args());
        for (name, value) in environment.as_std().get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        shell.stdin(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        shell
    }

    /// The reply URLs of the application in a receipt, as the tenant publishes them to its state.
    pub async fn reply_urls(&self, receipt: &Value) -> Vec<String> {
        let id = receipt["application"]["applicationId"].as_str().unwrap_or_default();
        let found = self.graph("GET", &format!("/applications/{id}"), Value::Null).await;
        let uris = found["web"]["redirectUris"].as_array().cloned().unwrap_or_default();
        uris.iter().filter_map(|uri| uri.as_str().map(str::to_owned)).collect()
    }

    /// Asks the tenant's Graph as another program of the same admin would; `Null` for a body where there is none.
    pub async fn graph(&self, method: &str, path: &str, body: Value) -> Value {
        let (Some(token), Ok(method)) =
            (self.token.as_deref(), reqwest::Method::from_bytes(method.as_bytes()))
        else {
            return Value::Null;
        };
        let url = format!("{}/v1.0{path}", self.welcome["graph"].as_str().unwrap_or_default());
        let mut request = self.http.request(method, url).bearer_auth(token);
        if !body.is_null() {
            request = request.json(&body);
        }
        match request.send().await {
            Ok(answer) => answer.json().await.unwrap_or_default(),
            Err(_) => Value::Null,
        }
    }

    /// Everything that Graph lists, in full: what "as before" is measured by.
    pub async fn shown(&self) -> Value {
        let mut all = json!({});
        for set in ["applications", "servicePrincipals", "users", "groups"] {
            let list = self.graph("GET", &format!("/{set}?$top=999"), Value::Null).await;
            let mut rows = Vec::new();
            for row in list["value"].as_array().into_iter().flatten() {
                let path = format!("/{set}/{}", row["id"].as_str().unwrap_or_default());
                let mut object = self.graph("GET", &path, Value::Null).await;
                if set == "servicePrincipals" {
                    for part in ["appRoleAssignedTo", "owners?$select=id"] {
                        let list = self.graph("GET", &format!("{path}/{part}"), Value::Null).await;
                        object[part] = list["value"].clone();
                    }
                }
                rows.push(object);
            }
            rows.sort_by_key(|row| row["id"].to_string());
            all[set] = rows.into();
        }
        all
    }

    /// A token for what the test itself asks and does, by device code.
    async fn own_token(&self) -> Result<String, Trouble> {
        let failed = |error: reqwest::Error| Trouble::Unready(format!("a token for the test: {error}"));
        let base = format!(
            "{}/{}/oauth2/v2.0",
            self.welcome["login"].as_str().unwrap_or_default(),
            self.welcome["tenantId"].as_str().unwrap_or_default()
        );
        let client = self.welcome["clientId"].as_str().unwrap_or_default();
        let scope = "openid https://graph.microsoft.com/Application.ReadWrite.All https://graph.microsoft.com/AppRoleAssignment.ReadWrite.All https://graph.microsoft.com/Directory.Read.All";
        let form = [("client_id", client), ("scope", scope)];
        let start = self.http.post(format!("{base}/devicecode")).form(&form).send().await.map_err(failed)?;
        let start: Value = start.json().await.map_err(failed)?;
        let code = start["user_code"].as_str().unwrap_or_default();
        let account = json!({ "account": self.welcome["accounts"][0]["upn"] });
        self.control("POST", &format!("/device-codes/{code}/approve"), account).await?;
        let form = [
            ("client_id", client),
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", start["device_code"].as_str().unwrap_or_default()),
        ];
        let token = self.http.post(format!("{base}/token")).form(&form).send().await.map_err(failed)?;
        let token: Value = token.json().await.map_err(failed)?;
        token["access_token"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| Trouble::Unready(format!("no token for the test: {token}")))
    }

    /// Asks the tenant's control interface.
    ///
    /// # Errors
    /// When it does not answer, or says no.
    pub async fn control(&self, method: &str, path: &str, body: Value) -> Result<Value, Trouble> {
        let failed = |error: reqwest::Error| Trouble::Unready(format!("{method} {path}: {error}"));
        let verb = reqwest::Method::from_bytes(method.as_bytes());
        let verb = verb.map_err(|error| Trouble::Unready(error.to_string()))?;
        let url = format!("{}{path}", self.welcome["control"]["url"].as_str().unwrap_or_default());
        let token = self.welcome["control"]["token"].as_str().unwrap_or_default();
        let mut request = self.http.request(verb, url).bearer_auth(token);
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.and_then(reqwest::Response::error_for_status).map_err(failed)?;
        Ok(answer.json().await.unwrap_or_default())
    }
}

async fn first_line(child: &mut Child) -> Result<Value, Trouble> {
    let output = child.stdout.take().ok_or_else(|| Trouble::Unready("no output".to_owned()))?;
    let mut lines = BufReader::new(output).lines();
    let line = timeout(Duration::from_secs(60), lines.next_line()).await.ok().and_then(Result::ok).flatten();
    // What comes later is read to its end, so that the program never meets a closed pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    let line = line.ok_or_else(|| Trouble::Unready("no first line within a minute".to_owned()))?;
    serde_json::from_str(&line).map_err(|error| Trouble::Unready(error.to_string()))
}
