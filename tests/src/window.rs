//! The real window, seen and touched as a person does: by role and name.

mod axe;
mod life;
mod touch;

use crate::{machine::Machine, trouble::Trouble};
use fantoccini::{
    Client, ClientBuilder,
    elements::{Element, ElementRef},
    error::CmdError,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long something may take to appear: the directory's delay and a slow machine included.
pub const PATIENCE: Duration = Duration::from_secs(45);
/// How often to look.
const GLANCE: Duration = Duration::from_millis(80);
/// Finds elements by role and name.
const FIND: &str = include_str!("window/find.js");
/// Waits for two frames and the end of every animation that can be seen and has one: a spinner has none, and what lies under a
/// closed fold stands still.
const REST: &str = r#"
const done = arguments[arguments.length - 1];
const frame = () => new Promise((next) => setTimeout(next, 34));
const seen = (one) => one.effect?.target?.checkVisibility() ?? false;
const ending = () => document.getAnimations().filter((one) => seen(one) && Number.isFinite(one.effect.getComputedTiming().endTime));
frame().then(() => Promise.allSettled(ending().map((one) => one.finished))).then(frame).then(() => done(true));
"#;
/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An open window of the console.
pub struct Window {
    client: Client,
}

/// What a thing on the screen is called.
#[derive(Debug, Clone, Copy)]
pub enum Name<'a> {
    /// Exactly this.
    Is(&'a str),
    /// Begins with this.
    Begins(&'a str),
    /// Has this somewhere.
    Has(&'a str),
}

impl<'a> From<&'a str> for Name<'a> {
    fn from(text: &'a str) -> Self {
        Self::Is(text)
    }
}

impl Name<'_> {
    fn question(self) -> (&'static str, String) {
        match self {
            Self::Is(text) => ("is", text.to_owned()),
            Self::Begins(text) => ("begins", text.to_owned()),
            Self::Has(text) => ("has", text.to_owned()),
        }
    }
}

/// WebKit says of an element that went while it was handed out that it is stale, by one of two error codes.
fn is_gone(error: &CmdError) -> bool {
    error.is_stale_element_reference() || error.to_string().contains("Stale element found")
}

impl Window {
    /// Opens the console on a machine.
    ///
    /// # Errors
    /// When the program does not start or shows no window.
    pub async fn open(machine: &Machine) -> Result<Self, Trouble> {
        let options = json!({
            "browserName": "wry",
            "tauri:options": { "application": Machine::program() },
        });
        let Value::Object(capabilities) = options else { unreachable!("written above as an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(machine.driver())
            .await?;
        Ok(Self { client })
    }

    /// Closes it as a person does.
    ///
    /// # Errors
    /// When it is not there any more.
    pub async fn close(self) -> Result<(), Trouble> {
        Ok(self.client.close().await?)
    }

    /// All things of a role and name that can be seen.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn all(&self, role: &str, name: Name<'_>) -> Result<Vec<Element>, Trouble> {
        let (how, text) = name.question();
        let found = match self.client.execute(FIND, vec![json!(role), json!(how), json!(text)]).await {
            // Drawn anew between the look and the answer: what was seen is gone, and the next look sees what stands there.
            Err(error) if is_gone(&error) => return Ok(Vec::new()),
            found => found?,
        };
        let found = found.as_array().cloned().unwrap_or_default();
        let ids = found.iter().filter_map(|element| element[ELEMENT].as_str());
        Ok(ids
            .map(|id| Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned())))
            .collect())
    }

    /// Whether such a thing can be seen now.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn shows(&self, role: &str, name: impl Into<Name<'_>>) -> Result<bool, Trouble> {
        Ok(!self.all(role, name.into()).await?.is_empty())
    }

    /// The first such thing, once it can be seen.
    ///
    /// # Errors
    /// [`Trouble::Absent`] with what the page shows instead.
    pub async fn find(&self, role: &str, name: impl Into<Name<'_>>) -> Result<Element, Trouble> {
        let name = name.into();
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(element) = self.all(role, name).await?.into_iter().next() {
                return Ok(element);
            }
            if Instant::now() > end {
                return Err(self.absent(format!("{role} {name:?}")).await);
            }
            sleep(GLANCE).await;
        }
    }

    /// Waits until words can be read somewhere on the page.
    ///
    /// # Errors
    /// [`Trouble::Absent`] with what the page shows instead.
    pub async fn reads(&self, words: &str) -> Result<(), Trouble> {
        let end = Instant::now() + PATIENCE;
        while !self.text().await?.contains(words) {
            if Instant::now() > end {
                return Err(self.absent(format!("the words “{words}”")).await);
            }
            sleep(GLANCE).await;
        }
        Ok(())
    }

    /// Everything that can be read on the page.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn text(&self) -> Result<String, Trouble> {
        let text = self.client.execute("return document.body.innerText", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// What a script in the page returns: for what a person cannot see, such as the fences around the page.
    ///
    /// # Errors
    /// When the window does not answer, or the script throws.
    pub async fn run(&self, script: &str) -> Result<Value, Trouble> {
        Ok(self.client.execute(script, vec![]).await?)
    }

    /// What a script hands to its last argument, a function, when it is done.
    ///
    /// # Errors
    /// As [`Window::run`].
    pub async fn run_until_done(&self, script: &str) -> Result<Value, Trouble> {
        Ok(self.client.execute_async(script, vec![]).await?)
    }

    /// Waits until what moves and fades has come to rest, so that no picture or scan meets a colour half way.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn rests(&self) -> Result<(), Trouble> {
        self.client.execute_async(REST, vec![]).await.map(|_| ()).map_err(Trouble::from)
    }

    /// The picture of the window, PNG.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn picture(&self) -> Result<Vec<u8>, Trouble> {
        Ok(self.client.screenshot().await?)
    }

    /// Title of the document in the window.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn title(&self) -> Result<String, Trouble> {
        Ok(self.client.title().await?)
    }

    async fn absent(&self, wanted: String) -> Trouble {
        let page = self.text().await.unwrap_or_else(|trouble| format!("(unreadable: {trouble})"));
        Trouble::Absent { wanted, within: PATIENCE, page }
    }
}
