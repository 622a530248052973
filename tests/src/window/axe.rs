//! The accessibility scanner, run inside the window.

use super::Window;
use crate::trouble::{Trouble, while_doing};
use serde_json::Value;
use std::{fs, path::Path, time::Duration};
use tokio::time::sleep;

/// Longer than any transition of the interface.
const BLEND: Duration = Duration::from_millis(800);

/// axe-core, as the interface's own tests use it.
const SCANNER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");

/// Runs every rule and keeps what a person would stumble over. Left out are the guards that Fluent's focus management sets at
/// the ends of a group: focus never rests on one, it is passed on at once, so the rule against hidden things that take focus
/// does not fit them.
const SCAN: &str = r#"
const done = arguments[arguments.length - 1];
axe.run({ exclude: ["[data-tabster-dummy]"] }, { resultTypes: ["violations"] }).then(
  ({ violations }) => done(violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, nodes }) => ({
      id, impact, help,
      nodes: nodes.slice(0, 5).map((node) => `${node.html.slice(0, 200)} | ${(node.failureSummary ?? "").replace(/\s+/g, " ")}`),
    }))),
  (error) => done(String(error)),
);
"#;

impl Window {
    /// Scans the page as it is now.
    ///
    /// # Errors
    /// [`Trouble::Barriers`] with every serious or critical finding; `place` says which page it was.
    pub async fn scan(&self, place: &str) -> Result<(), Trouble> {
        let present = self.client.execute("return typeof window.axe === 'object'", vec![]).await?;
        if present != Value::Bool(true) {
            let scanner = fs::read_to_string(Path::new(SCANNER)).map_err(while_doing("reading axe-core"))?;
            self.client.execute(&scanner, vec![]).await?;
        }
        let mut findings = self.client.execute_async(SCAN, vec![]).await?;
        if findings.as_array().is_some_and(|found| !found.is_empty()) {
            // Colours blend when a button becomes usable. What a person would stumble over is still there a moment later.
            sleep(BLEND).await;
            findings = self.client.execute_async(SCAN, vec![]).await?;
        }
        let Some(findings) = findings.as_array() else {
            return Err(barriers(place, format!("the scanner itself failed: {findings}")));
        };
        if findings.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = findings.iter().map(line).collect();
        Err(barriers(place, lines.join("\n")))
    }
}

fn barriers(place: &str, findings: String) -> Trouble {
    Trouble::Barriers { place: place.to_owned(), findings }
}

fn line(finding: &Value) -> String {
    let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let nodes = finding["nodes"].as_array().cloned().unwrap_or_default();
    let nodes: Vec<String> =
        nodes.iter().filter_map(|node| Some(format!("\n    {}", node.as_str()?))).collect();
    format!("{} ({}): {}{}", text("id"), text("impact"), text("help"), nodes.concat())
}
