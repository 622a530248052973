//! People: who tests, and who comes to exist at a first sign-on.

use super::super::{
    headings::Part,
    markup::pattern,
    page::{Kind, Page},
};
use regex::Regex;
use std::sync::LazyLock;

/// A line that speaks of somebody who tests.
pub(crate) fn tester(page: &Page) -> Option<usize> {
    let text = page.lines.iter().filter(|line| matches!(line.kind, Kind::Text | Kind::Note));
    text.into_iter().find(|line| TESTER.is_match(&line.text)).map(|line| line.line)
}

static TESTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:test|pilot) (?:user|person|account|colleague|employee|member)s?\b|\b(?:user|person|account|colleague) (?:to|who) tests?\b",
    )
});

/// A line that speaks of making people at their first sign-on in the words of the trade.
pub(crate) fn first_sign_on(page: &Page, parts: &[Part]) -> Option<usize> {
    page.lines
        .iter()
        .zip(parts)
        .find(|(line, part)| {
            !matches!(part, Part::End | Part::Test)
                && JUST_IN_TIME
                    .find(&line.text)
                    .is_some_and(|found| !DENIED.is_match(&line.text[..found.start()]))
        })
        .map(|(line, _)| line.line)
}

static JUST_IN_TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)just[-‑–\s]*in[-‑–\s]*time|\bjit\b|\bauto[- ]?(?:create|provision)|create users? (?:if|on|at|when)|(?:not|n['’]t|no) (?:necessary|need|have)(?: to)? (?:be )?(?:create|provision|add)",
    )
});
static DENIED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:\bno|not|n't|without)\b[^.]{0,40}$"));
