//! What the assertion is to carry: claims, name identifier, what is signed.

use super::{
    super::{claims as reader, facts::Facts, headings::Part, markup::pattern, page::Page, witness},
    Notes,
};
use regex::Regex;
use std::sync::LazyLock;

/// Words that claims of one's own are to be made.
static CUSTOM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:custom|additional|extra|more|further|required|these|following)\b.{0,30}\b(?:claim|attribute)s?\b",
    )
});

pub(super) fn claims(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
    let mut found = reader::claims(page, parts);
    // A table of claims may have the name identifier among them.
    let at = found.iter().position(|(claim, _)| reader::names_the_id(&claim.name) && claim.source.is_some());
    let in_table = at.map(|at| found.remove(at));
    for (claim, line) in &found {
        let sure = if claim.source.is_some() { 94 } else { 60 };
        notes.place("claims", &claim.name, *line, (0, 0), sure);
        if let Some(unknown) = claim.source.as_deref().and_then(reader::unknown_attribute) {
            notes.doubt("claims", "Entra has no attribute of this name", vec![unknown.to_owned()], *line);
        }
        if claim.source.is_none() {
            notes.doubt(
                "claims",
                "the value of a claim comes from the application",
                vec![claim.name.clone()],
                *line,
            );
        }
    }
    let wanted = page.lines.iter().zip(parts).find(|(line, part)| {
        let lower = line.text.to_ascii_lowercase();
        matches!(part, Part::Entra | Part::Overview)
            && (lower.contains("add claim")
                || lower.contains("add attribute")
                || lower.contains("group claim")
                || (lower.contains("claim") || lower.contains("attribute")) && CUSTOM.is_match(&lower)
                || lower.contains("shown for that row"))
    });
    if let (true, Some((line, _))) = (found.is_empty(), wanted) {
        notes.doubt("claims", "the page speaks of claims to add, and none was found", Vec::new(), line.line);
    }
    facts.claims = found.into_iter().map(|(claim, _)| claim).collect();
    let carried: Vec<&str> = facts.claims.iter().filter_map(|claim| claim.source.as_deref()).collect();
    if let Some((attribute, line)) = witness::attribute(page, parts, &carried) {
        notes.doubt(
            "claims",
            "a step names an attribute, and no claim was read to carry it",
            vec![attribute],
            line,
        );
    }
    name_id(facts, page, parts, notes);
    if let (Some((claim, line)), None) = (in_table, &facts.name_id) {
        let source = claim.source.unwrap_or_default();
        notes.place("name_id", &source, line, (0, 0), 70);
        notes.doubt("name_id", "it stands in a table of claims", vec![source.clone()], line);
        facts.name_id = Some(source);
    }
    if let Some((option, line)) = reader::signing_option(page) {
        notes.place("signing_option", &option, line, (0, 0), 95);
        facts.signing_option = Some(option);
    }
}

fn name_id(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
    if let Some(reader::NameId { source, line, others }) = reader::name_id(page, parts) {
        if !others.is_empty() {
            let candidates = std::iter::once(source.clone()).chain(others).collect();
            notes.doubt("name_id", "the page names more than one attribute for it", candidates, line);
        }
        notes.place("name_id", &source, line, (0, 0), 70);
        // Whoever signs in is known there by it: never taken over unseen.
        notes.doubt("name_id", "the application knows people by it", vec![source.clone()], line);
        if !source.to_ascii_lowercase().starts_with("user.") {
            notes.doubt(
                "name_id",
                "a function is named, and not the attribute that it takes",
                vec![source.clone()],
                line,
            );
        }
        facts.name_id = Some(source);
    } else if let Some(line) = reader::speaks_of_name_id(page, parts) {
        notes.doubt(
            "name_id",
            "a step speaks of the user identifier, and no attribute was read",
            Vec::new(),
            line,
        );
    }
}
