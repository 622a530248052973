//! Collecting results. Every check begins as skipped, so forgetting one refuses the response.

use crate::{Check, CheckCode, Facts, Outcome, Status, Verdict, Warning};
use std::collections::BTreeMap;

/// Longest value shown, characters.
const SHOWN: usize = 300;

/// Results so far.
#[derive(Default)]
pub(super) struct Report {
    results: BTreeMap<CheckCode, Check>,
    claims: Option<Facts>,
    status: Option<Status>,
    assertion_id: Option<String>,
    warnings: Vec<Warning>,
}

impl Report {
    /// The check holds; `found` is worth showing.
    pub(super) fn pass(&mut self, code: CheckCode, found: Option<&str>) {
        self.put(Check { code, outcome: Outcome::Passed, expected: None, found: found.map(shown) });
    }

    /// The check does not hold.
    pub(super) fn fail(&mut self, code: CheckCode, expected: &str, found: &str) {
        self.put(Check {
            code,
            outcome: Outcome::Failed,
            expected: Some(shown(expected)),
            found: Some(shown(found)),
        });
    }

    /// The check is an exact comparison of an optional value.
    pub(super) fn compare(&mut self, code: CheckCode, expected: &str, found: Option<&str>) {
        if found == Some(expected) {
            self.pass(code, found);
        } else {
            self.fail(code, expected, found.unwrap_or("missing"));
        }
    }

    /// The check holds or fails with one remark.
    pub(super) fn judge(&mut self, code: CheckCode, expected: &str, result: Result<Option<String>, String>) {
        match result {
            Ok(found) => self.pass(code, found.as_deref()),
            Err(found) => self.fail(code, expected, &found),
        }
    }

    pub(super) fn claim(&mut self, facts: Facts) {
        self.claims = Some(facts);
    }

    pub(super) fn status(&mut self, status: Status) {
        self.status = Some(status);
    }

    pub(super) fn assertion_id(&mut self, id: &str) {
        self.assertion_id = Some(id.to_owned());
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// The first result of a check stands, unless a later one is worse.
    fn put(&mut self, check: Check) {
        let failed = self.results.get(&check.code).is_some_and(|earlier| earlier.outcome == Outcome::Failed);
        if !failed {
            self.results.insert(check.code, check);
        }
    }

    /// Accepts when every check passed and a person is named by a certificate that is trusted.
    pub(super) fn verdict(mut self) -> Verdict {
        let checks: Vec<Check> = CheckCode::ALL
            .iter()
            .map(|&code| {
                let skipped = Check { code, outcome: Outcome::Skipped, expected: None, found: None };
                self.results.remove(&code).unwrap_or(skipped)
            })
            .collect();
        let proven = self.claims.as_ref().is_some_and(|facts| facts.signed_by.is_some());
        let accepted = proven && checks.iter().all(|check| check.outcome == Outcome::Passed);
        let (facts, unverified) = if accepted { (self.claims, None) } else { (None, self.claims) };
        Verdict {
            accepted,
            checks,
            facts,
            unverified,
            status: self.status,
            assertion_id: self.assertion_id,
            warnings: self.warnings,
        }
    }
}

/// Controls the terminal, turns the direction of writing, or is not seen at all.
fn unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A value fit for showing: short and without control characters.
pub(super) fn shown(value: &str) -> String {
    let mut letters = value.chars();
    let mut text: String =
        letters.by_ref().take(SHOWN).map(|letter| if unseen(letter) { ' ' } else { letter }).collect();
    if letters.next().is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_that_nobody_made_refuses() {
        let mut report = Report::default();
        for &code in &CheckCode::ALL[1..] {
            report.pass(code, None);
        }
        let verdict = report.verdict();
        assert!(!verdict.accepted, "well_formed was never checked");
        assert_eq!(verdict.checks.len(), CheckCode::ALL.len());
        assert_eq!(verdict.checks[0].outcome, Outcome::Skipped);
    }

    #[test]
    fn a_failure_is_not_forgotten_by_a_later_success() {
        let mut report = Report::default();
        report.fail(CheckCode::Issuer, "a", "b");
        report.pass(CheckCode::Issuer, None);
        assert_eq!(report.verdict().failures().count(), 1);
    }

    #[test]
    fn long_and_controlling_values_are_tamed() {
        let text = shown(&format!("a\u{1b}{}", "x".repeat(400)));
        assert_eq!(text.chars().count(), SHOWN + 1);
        assert!(text.starts_with("a x") && text.ends_with('…'));
    }
}
