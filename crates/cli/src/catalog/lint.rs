//! `doorward catalog lint FILE…`

use super::{args::Lint, bytes};
use crate::output::{Failure, Output};
use doorward_catalog::lint::{Weight, lint as look_over};
use serde_json::json;
use std::process::ExitCode;

/// Looks each file over. Ends with 1 when a recipe cannot be used.
pub(super) fn lint(wanted: &Lint, output: Output) -> Result<ExitCode, Failure> {
    let mut code = ExitCode::SUCCESS;
    for path in &wanted.files {
        let bytes = bytes(path)?;
        let text = String::from_utf8_lossy(&bytes);
        let findings = look_over(&text);
        output.line(&json!({ "file": path.display().to_string(), "findings": findings }));
        if findings.is_empty() {
            output.say(format!("{}: nothing found", path.display()));
        }
        for finding in &findings {
            let weight = if finding.weight == Weight::Error { "error" } else { "warning" };
            output.say(format!("{}:{}: {weight}: {}", path.display(), finding.line, finding.what));
            output.say(format!("  next: {}", finding.remedy));
        }
        if findings.iter().any(|finding| finding.weight == Weight::Error) {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}
