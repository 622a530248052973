//! The five boxes: names and values that the steps were not seen to ask for.

use super::super::{
    fields::{Asked, Fields},
    headings::Part,
    leads::{NAME, field_of, whole_name},
    markup::pattern,
    page::{Kind, Line, Page},
    step::FROM_ENTRA,
    values,
};
use doorward_domain::SamlField;
use regex::Regex;
use std::{collections::BTreeSet, sync::LazyLock};

static ACTUAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:actual|real|correct)\b[^.]{0,120}|(?:values?|urls?|identifier) (?:is|are)(?: not|n't)[^.]{0,40}",
    )
});

/// Words that a value is only an example of its form.
pub(crate) static UNREAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:not|n't|n’t) (?:the )?real"));

/// Doubts what the steps were read to ask for.
pub(crate) fn check(page: &Page, parts: &[Part], fields: &mut Fields) {
    notes(page, parts, fields);
    beside(page, parts, fields);
    unknown(page, parts, fields);
    tables(page, fields);
    nothing(page, fields);
}

/// A table that sets the vendor's names beside Entra's: what it names is to be carried over, though no step says so.
fn tables(page: &Page, fields: &mut Fields) {
    let mut entra: Option<usize> = None;
    for line in page.lines.iter().filter(|line| line.kind == Kind::Row) {
        if line.cells.iter().any(|cell| SIDES.is_match(&cell.text) && whole_name(&cell.text).is_none()) {
            entra = Some(line.table);
        } else if entra == Some(line.table) || entra.is_some() && !line.header {
            for field in line.cells.iter().filter_map(|cell| whole_name(&cell.text)) {
                if fields.get(&field).is_none_or(|asked| !asked.required) {
                    doubt(fields, field, "a table sets it beside a value of the vendor's", Some(line));
                }
            }
        }
    }
}

static SIDES: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:entra|azure)\b"));

fn doubt(fields: &mut Fields, field: SamlField, why: &'static str, line: Option<&Line>) {
    let asked = fields.entry(field).or_insert_with(|| Asked {
        line: line.map_or(0, |line| line.line),
        span: line.map_or(0..0, |line| line.span.clone()),
        ..Asked::default()
    });
    if !asked.doubts.contains(&why) {
        asked.doubts.push(why);
    }
}

/// The note that names the values which are not real must name fields with patterns.
fn notes(page: &Page, parts: &[Part], fields: &mut Fields) {
    for (line, part) in page.lines.iter().zip(parts) {
        if matches!(part, Part::App | Part::AppUser | Part::Test | Part::End | Part::EntraUser | Part::Assign)
        {
            continue;
        }
        if !UNREAL.is_match(&line.text) {
            continue;
        }
        let named: Vec<SamlField> = ACTUAL
            .find_iter(&line.text)
            .flat_map(|stretch| {
                NAME.find_iter(stretch.as_str())
                    .filter_map(|name| field_of(name.as_str()))
                    .collect::<Vec<_>>()
            })
            .collect();
        for field in named {
            match fields.get_mut(&field) {
                Some(asked) if asked.values.is_empty() && !asked.from_app => {
                    asked.doubts.push("a note calls its value a pattern, and none was found");
                }
                Some(asked) if asked.values.iter().any(|value| !values::has_place(&value.text)) => {
                    asked
                        .doubts
                        .push("a note says that its value is not real, and nothing in it is to be replaced");
                }
                Some(_) => {}
                // A note that names a field which no step asks for: often a slip of the page, so it is only said.
                None => doubt(fields, field, "a note names it, and no step asks for it", Some(line)),
            }
        }
    }
}

pub(super) static PORTAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)basic saml configuration|domain and urls?|set[- ]?up single sign-on with saml")
});
static FOREIGN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)schemas\.|nameid-format|login\.microsoftonline|sts\.windows|graph\.microsoft|(?:portal|entra|learn|docs|support)\.(?:azure|microsoft)|urn:oasis|urn:oid",
    )
});

/// Lines that a mention of the portal reaches, outside the portal's own part of the page.
const REACH: usize = 10;

/// A value that stands beside the name of a box and was taken up for no box.
fn beside(page: &Page, parts: &[Part], fields: &mut Fields) {
    let known: Vec<String> =
        fields.values().flat_map(|asked| &asked.values).map(|value| plain(&value.text)).collect();
    let mut reach = 0usize;
    for (index, (line, part)) in page.lines.iter().zip(parts).enumerate() {
        reach = match (line.kind, *part) {
            (Kind::Heading(_), Part::Entra | Part::Overview | Part::Intro | Part::Other) => usize::MAX,
            (Kind::Heading(_), _) => 0,
            _ if PORTAL.is_match(&line.text) => reach.max(REACH),
            _ => reach.saturating_sub(usize::from(reach < usize::MAX)),
        };
        if reach == 0 || line.kind != Kind::Text || LATER.is_match(&line.text) {
            continue;
        }
        let named: BTreeSet<SamlField> =
            NAME.find_iter(&line.text).filter_map(|name| field_of(name.as_str())).collect();
        if named.is_empty() {
            continue;
        }
        unasked(line, fields);
        let below = page.lines[index + 1..].iter().take(2).take_while(|next| {
            matches!(next.kind, Kind::Text | Kind::Code | Kind::Row) && !NAME.is_match(&next.text)
        });
        let lost = std::iter::once(line).chain(below).any(|line| {
            loose(line)
                .any(|value| !FOREIGN.is_match(&value) && !known.iter().any(|known| plain(&value) == *known))
        });
        if lost {
            for field in named {
                doubt(fields, field, "a value beside its name was not taken up", Some(line));
            }
        }
    }
}

static FILLS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:(?:[a-z]|\d{1,2})[.)]\s+)?(?:in|for|as|into|under) "));
static SOME_BOX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:[a-z]|\d{1,2})[.)]\s+)?(?:in|for|as|into|under) (?:the |your )?([^,:.]{2,60}?)\s*(?:text[- ]?box|field|box|input)?,? (?:please )?(?:type|enter|use|provide|put|specify|paste|set|fill)\b",
    )
});

/// The name of the box, where a step begins with it and says to fill it.
pub(crate) fn box_of(text: &str) -> Option<&str> {
    if !FILLS.is_match(text) {
        return None;
    }
    SOME_BOX.captures(text).and_then(|found| found.get(1)).map(|name| name.as_str())
}

/// A box of the portal whose name is not known, with a value: one of those that nothing was read for may be meant.
fn unknown(page: &Page, parts: &[Part], fields: &mut Fields) {
    let mut section = false;
    let mut found: Option<usize> = None;
    for (index, (line, part)) in page.lines.iter().zip(parts).enumerate() {
        match line.kind {
            Kind::Heading(_) => section = false,
            Kind::Text if *part == Part::Entra || *part == Part::Overview => {
                section = PORTAL.is_match(&line.text) || section && !LEAVES.is_match(&line.text);
            }
            _ => {}
        }
        if !section || line.kind != Kind::Text || box_of(&line.text).is_none_or(|name| NAME.is_match(name)) {
            continue;
        }
        let below = page.lines[index + 1..].iter().take(2).take_while(|next| {
            matches!(next.kind, Kind::Text | Kind::Code | Kind::Row) && !NAME.is_match(&next.text)
        });
        let lost = std::iter::once(line).chain(below).any(|line| {
            loose(line).any(|value| !FOREIGN.is_match(&value))
                || line.codes().any(|(_, code)| !code.contains(' '))
        });
        if lost {
            found = found.or(Some(index));
        }
    }
    let Some(line) = found.and_then(|index| page.lines.get(index)) else { return };
    for field in [SamlField::Identifier, SamlField::ReplyUrl, SamlField::SignOnUrl] {
        if fields.get(&field).is_none_or(|asked| !asked.required) {
            doubt(fields, field, "the section asks for a box whose name is not known", Some(line));
        }
    }
}

/// Steps of the portal behind those of the section: certificate, claims, the values for the application.
static LEAVES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)signing certificate|user attributes|saml assertions|set ?up .{1,60} section|\bsave\b|configuration section, click",
    )
});

/// A box that a step names by its proper name, in a sentence that copies nothing, and that no step was seen to ask for.
fn unasked(line: &Line, fields: &mut Fields) {
    let fills = FILLED.is_match(&line.text) && !FROM_ENTRA.is_match(&line.text);
    if READY.is_match(&line.text) || COPIES.is_match(&line.text) && !fills {
        return;
    }
    for name in NAME.find_iter(&line.text) {
        let proper = name.as_str().starts_with(|letter: char| letter.is_ascii_uppercase());
        let before = line.text[..name.start()].trim_end_matches([' ', '*', '"', '“']);
        let other = OTHER.is_match(before);
        if let Some(field) = field_of(name.as_str()).filter(|_| proper && !other)
            && !fields.contains_key(&field)
        {
            doubt(fields, field, "a step names it, and none was seen to ask for it", Some(line));
        }
    }
}

/// A box is filled, whatever is copied for it.
static FILLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:text ?box|field|box)\W{0,3},? (?:please )?(?:enter|type|provide|put|use|insert|add|paste)\b",
    )
});
static COPIES: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bcop(?:y|ied)\b|\bpast|\bsend\b|\btest\b"));
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:entra|azure|ad|id|user|unique|name|provider|idp|policy|change|password)$")
});
static LATER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\bexamples?\b|e\.\s?g\.|such as|for instance|\bissuer\b|\bclaim\b|\battribute")
});

/// Addresses of a line, whatever they are for.
fn loose(line: &Line) -> impl Iterator<Item = String> {
    let mut found: Vec<String> =
        values::values(line, 0..line.text.len()).into_iter().map(|value| value.text).collect();
    found.extend(
        line.cells.iter().filter(|cell| values::looks_typed(&cell.text)).map(|cell| cell.text.clone()),
    );
    found.into_iter().filter(|text| values::looks_typed(text) && text.len() > 8)
}

fn plain(text: &str) -> String {
    text.trim_matches(['`', '/', '.', ' ']).to_ascii_lowercase()
}

static READY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)pre-?\s?(?:integrated|configured|populated|filled)|auto-? ?(?:matically )?populate|(?:not|n't) (?:have|need) to|no need to|no steps?|upload metadata|metadata file",
    )
});

/// The portal's section is there, and no box of it was read.
fn nothing(page: &Page, fields: &mut Fields) {
    if fields.values().any(|asked| asked.required) {
        return;
    }
    let Some(line) = page.lines.iter().find(|line| PORTAL.is_match(&line.text)) else { return };
    if page.lines.iter().any(|line| READY.is_match(&line.text)) {
        return;
    }
    for field in [SamlField::Identifier, SamlField::ReplyUrl, SamlField::SignOnUrl] {
        doubt(fields, field, "the page speaks of the section, and no box of it was found", Some(line));
    }
}
