//! What passes between the two sides: values, the certificate's form, modes and attributes that no step was seen to take.

use super::{
    super::{
        exchange,
        facts::{CertificateForm, Copied},
        headings::Part,
        markup::pattern,
        page::{Kind, Line, Mark, Page},
    },
    boxes::PORTAL,
};
use regex::Regex;
use std::{collections::BTreeSet, sync::LazyLock};

/// Values of Entra that the page names among the steps and that were not read as copied.
pub(crate) fn copies(page: &Page, parts: &[Part], found: &BTreeSet<Copied>) -> BTreeSet<Copied> {
    page.lines
        .iter()
        .zip(parts)
        .filter(|(line, part)| {
            // A page without a heading above the application's steps leaves them in the part before.
            let stray = matches!(part, Part::EntraUser | Part::Assign | Part::AppUser | Part::Intro)
                && PASTES.is_match(&line.text);
            (stray || matches!(part, Part::App | Part::Entra | Part::Other))
                && !matches!(line.kind, Kind::Heading(_))
        })
        .flat_map(|(line, _)| {
            let cells: Vec<&str> = line.cells.iter().map(|cell| cell.text.as_str()).collect();
            exchange::mentioned(&format!("{} {}", line.text, cells.join(" ")))
        })
        .filter(|copied| !found.contains(copied))
        .collect()
}

static PASTES: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bpaste|\bcopied\b"));

/// A step that pastes a value of Entra whose name is not known, by its line.
pub(crate) fn unknown_copy(page: &Page, parts: &[Part]) -> Option<usize> {
    page.lines
        .iter()
        .zip(parts)
        .find(|(line, part)| {
            matches!(part, Part::App | Part::Entra | Part::Other)
                && line.kind == Kind::Text
                && (line.text.contains("uick") && unknown_of_several(&line.text)
                    || line.text.contains("aste") && unknown_pasted(&line.text)
                    || line.text.contains("opied") && unknown_copied(&line.text)
                    || unknown_marked(line))
        })
        .map(|(line, _)| line.line)
}

/// One of the values that the portal's window lists for copying.
fn unknown_of_several(text: &str) -> bool {
    let listed = QUICK.captures(text).and_then(|found| found.get(1));
    listed.is_some_and(|listed| {
        AND.split(listed.as_str()).map(str::trim).any(|name| name.len() > 3 && !understood(name))
    })
}

/// A value that is pasted at the application, by a name that sounds like one of Entra's.
fn unknown_pasted(text: &str) -> bool {
    let name = PASTED.captures(text).and_then(|found| found.get(1)).map(|name| name.as_str());
    name.is_some_and(|name| VALUE.is_match(name) && !understood(name)) && !PORTAL.is_match(text)
}

/// A value that was copied from Entra, in a sentence without any name that is known.
fn unknown_copied(text: &str) -> bool {
    FROM.is_match(text) && ADDRESS.is_match(text) && !understood(text)
}

/// A name in bold, as the portal's are, that is moved and that is no box it goes into.
fn unknown_marked(line: &Line) -> bool {
    SENT.is_match(&line.text)
        && line.marks.iter().any(|(range, mark)| {
            let name = line.text.get(range.clone()).unwrap_or_default();
            let before = line.text.get(..range.start).unwrap_or_default();
            *mark == Mark::Strong && VALUE.is_match(name) && !INTO.is_match(before) && !understood(name)
        })
        && !PORTAL.is_match(&line.text)
}

static SENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:copied|send|values?,? (?:of|which)|copy)\b[^.]{0,160}(?:previously|earlier|\bside\b|support|team|panel|azure|entra|portal)",
    )
});
static INTO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:in|into|to|for|under|on|as|from)(?: the| your)?(?: [a-z]+)?|^(?:[a-z][.)])?|[-*•])\W*$",
    )
});

static FROM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:copied|noted|saved|taken)\b[^.]{0,40}\b(?:from|in|on)\b[^.]{0,40}(?:azure|entra|portal)",
    )
});
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)ur[li]s?\b|address|endpoint|issuer|entity|identifier|\bvalues?\b"));

fn understood(name: &str) -> bool {
    NOT_NAMED.is_match(name) || !exchange::mentioned(name).is_empty() || !exchange::forms(name).is_empty()
}

static QUICK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bcopy (?:the )?(.{3,200}?)(?: values?)? from (?:the )?quick reference"));
static AND: LazyLock<Regex> = LazyLock::new(|| pattern(r",|\band\b"));
static PASTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i:\bpaste(?: the)?(?: copied)?(?: values?)?(?: of)?(?: the)? )([A-Z][A-Za-z -]{3,40}?)(?i: values?)?(?:,| into| which| that| in the| from| copied|\.|$)",
    )
});
static VALUE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)ur[li]\b|address|identifier|issuer|entity|endpoint"));
/// What is no value of the portal's last step: certificates, keys, the application's own values, and words for them all.
static NOT_NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)certificate|metadata|thumbprint|\bkey\b|secret|token|client|application|tenant|e-?mail|service provider|assertion consumer|\bacs\b|audience|redirect|reply|consumer|^(?:the|values?|urls?|appropriate urls?|these|following)$",
    )
});

/// Modes that the page seems to speak of without words that were understood, by its line.
pub(crate) fn modes(page: &Page, parts: &[Part]) -> Option<usize> {
    page.lines
        .iter()
        .zip(parts)
        .find(|(line, part)| {
            matches!(part, Part::Scenario | Part::Intro | Part::Entra | Part::Overview)
                && line.kind == Kind::Text
                && MODES.is_match(&line.text)
        })
        .map(|(line, _)| line.line)
}

/// The page lists what is tried, or what the application supports, and no mode was read from it.
pub(crate) fn scenario(page: &Page, parts: &[Part]) -> Option<usize> {
    page.lines
        .iter()
        .zip(parts)
        .find(|(line, part)| **part == Part::Scenario && line.item && !BLOCKS.is_match(&line.text))
        .map(|(line, _)| line.line)
}

/// The two building blocks of the older scenario, and what is said of people.
static BLOCKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:adding|configuring|creating|add|configure)\b|provisioning|just.in.time|automat")
});

static MODES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:SP|IDP|IdP)\b\W{0,4}(?:and \W{0,2}(?:SP|IDP|IdP)\W{0,4})?(?:[a-z]+[- ]){0,2}(?i:mode|sso|sign-?on|flow|started|login)\b",
    )
});

/// Forms of the certificate that the steps name and that were not read.
pub(crate) fn certificates(page: &Page, parts: &[Part], found: &[CertificateForm]) -> Vec<CertificateForm> {
    let mut more: Vec<CertificateForm> = Vec::new();
    for (line, part) in page.lines.iter().zip(parts) {
        if line.kind == Kind::Text && matches!(part, Part::App | Part::Entra | Part::Other | Part::Overview) {
            for form in exchange::forms(&line.text) {
                if !found.contains(&form) && !more.contains(&form) {
                    more.push(form);
                }
            }
        }
    }
    more
}

/// Attributes of the directory that the portal's steps name and that no claim was read to carry; the first with its line.
/// Those of the name identifier have a reading of their own.
pub(crate) fn attribute(page: &Page, parts: &[Part], carried: &[&str]) -> Option<(String, usize)> {
    page.lines
        .iter()
        .zip(parts)
        .filter(|(line, part)| {
            !matches!(
                part,
                Part::Test | Part::End | Part::Assign | Part::AppUser | Part::EntraUser | Part::Gallery
            ) && !matches!(line.kind, Kind::Heading(_))
                && (!NAME_ID.is_match(&line.text) || ADDED.is_match(&line.text))
                && !line.cells.iter().any(|cell| NAME_ID.is_match(&cell.text))
        })
        .find_map(|(line, _)| {
            let cells = line.cells.iter().map(|cell| cell.text.as_str());
            std::iter::once(line.text.as_str()).chain(cells).find_map(|text| {
                let mut named = ATTRIBUTE.find_iter(text).map(|found| found.as_str());
                let lost = named.find(|name| {
                    !carried
                        .iter()
                        .any(|known| known.to_ascii_lowercase().contains(&name.to_ascii_lowercase()))
                });
                lost.map(|name| (name.to_owned(), line.line))
            })
        })
}

static NAME_ID: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:user|unique|name)[- ]?id(?:entifier)?\b|nameidentifier|\bdefault\b"));
static ADDED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\badd\b[^.]*\bdefault\b|\bclaims?\b[^.]*\b(?:value|filled) (?:is|from)"));
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\buser\.[a-z]{2}\w*"));
