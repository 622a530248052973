//! Pressing and typing.

use super::{GLANCE, Name, PATIENCE, Window};
use crate::trouble::Trouble;
use fantoccini::elements::Element;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

/// Roles of things that take text.
const FIELDS: [&str; 4] = ["textbox", "searchbox", "combobox", "spinbutton"];

impl Window {
    /// Presses a thing once it is there and enabled.
    ///
    /// # Errors
    /// [`Trouble::Absent`] when it does not appear, or stays greyed; the page's text then holds the reason it gives.
    pub async fn press(&self, role: &str, name: impl Into<Name<'_>>) -> Result<(), Trouble> {
        let name = name.into();
        let end = Instant::now() + PATIENCE;
        loop {
            for element in self.all(role, name).await? {
                if self.is_ready(&element).await.unwrap_or(false) && self.click(&element).await.is_ok() {
                    return Ok(());
                }
            }
            if Instant::now() > end {
                return Err(self.absent(format!("{role} {name:?}, ready to be pressed,")).await);
            }
            sleep(GLANCE).await;
        }
    }

    /// Waits until a thing is there and enabled, which a page's main button is once it knows what it would change.
    ///
    /// # Errors
    /// As [`Window::press`].
    pub async fn ready(&self, role: &str, name: impl Into<Name<'_>>) -> Result<(), Trouble> {
        let name = name.into();
        let end = Instant::now() + PATIENCE;
        loop {
            for element in self.all(role, name).await? {
                if self.is_ready(&element).await.unwrap_or(false) {
                    return Ok(());
                }
            }
            if Instant::now() > end {
                return Err(self.absent(format!("{role} {name:?}, enabled,")).await);
            }
            sleep(GLANCE).await;
        }
    }

    /// Replaces what is in a box.
    ///
    /// # Errors
    /// As [`Window::find`].
    pub async fn fill(&self, name: impl Into<Name<'_>>, text: &str) -> Result<(), Trouble> {
        let field = self.field(name.into()).await?;
        self.click(&field).await?;
        self.client.execute("arguments[0].select()", vec![json!(field)]).await?;
        Ok(field.send_keys(text).await?)
    }

    /// Drops a text file on a box, as a person drags one from a folder.
    ///
    /// # Errors
    /// As [`Window::find`].
    pub async fn drop_file(&self, name: impl Into<Name<'_>>, file: &str, text: &str) -> Result<(), Trouble> {
        const DROP: &str = "const held = new DataTransfer(); \
            held.items.add(new File([arguments[2]], arguments[1], { type: 'text/plain' })); \
            for (const kind of ['dragenter', 'dragover', 'drop']) \
                arguments[0].dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: held }))";
        let field = self.field(name.into()).await?;
        self.client.execute(DROP, vec![json!(field), json!(file), json!(text)]).await?;
        Ok(())
    }

    /// What is in a box.
    ///
    /// # Errors
    /// As [`Window::find`].
    pub async fn value(&self, name: impl Into<Name<'_>>) -> Result<String, Trouble> {
        let field = self.field(name.into()).await?;
        Ok(field.prop("value").await?.unwrap_or_default())
    }

    /// A box that can be typed into, whatever its kind.
    async fn field(&self, name: Name<'_>) -> Result<Element, Trouble> {
        let end = Instant::now() + PATIENCE;
        loop {
            for role in FIELDS {
                if let Some(element) = self.all(role, name).await?.into_iter().next() {
                    return Ok(element);
                }
            }
            if Instant::now() > end {
                return Err(self.absent(format!("a box {name:?}")).await);
            }
            sleep(GLANCE).await;
        }
    }

    async fn click(&self, element: &Element) -> Result<(), Trouble> {
        let target = json!(element);
        self.client.execute("arguments[0].scrollIntoView({ block: 'center' })", vec![target]).await?;
        Ok(element.click().await?)
    }

    async fn is_ready(&self, element: &Element) -> Result<bool, Trouble> {
        let script =
            "const e = arguments[0]; return !e.disabled && e.getAttribute('aria-disabled') !== 'true'";
        Ok(self.client.execute(script, vec![json!(element)]).await? == Value::Bool(true))
    }
}
