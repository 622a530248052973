//! Readings and drafts as the contract shows them.

use super::material::{Material, toml};
use crate::contract::{
    WireError,
    catalog::{CatalogDraft, QuestionTakes, QuestionView, ReadFact},
};
use doorward_catalog::{
    draft::{Draft, Takes},
    tutorial::Place,
};
use doorward_saml::{Entity, RoleKind};
use std::collections::BTreeMap;

/// What was read, in the order of the text.
pub(super) fn facts(material: &Material, text: &str) -> Vec<ReadFact> {
    match material {
        Material::Tutorial(reading) => {
            let mut facts: Vec<ReadFact> = reading.places.iter().map(|place| fact(place, text)).collect();
            facts.sort_by_key(|fact| fact.line);
            facts
        }
        Material::Metadata(entity) => metadata(entity, text),
        Material::Recipe(_) => Vec::new(),
    }
}

fn fact(place: &Place, text: &str) -> ReadFact {
    let (first, last) = place.span;
    let part = text.get(first..last).filter(|part| !part.is_empty());
    let (start, end) = part.map_or((0, 0), |part| {
        let begin = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let start = units(&text[begin..first]);
        (start, start + units(part.lines().next().unwrap_or_default()))
    });
    ReadFact {
        fact: place.fact.to_owned(),
        value: words(place.fact, &place.value),
        line: u32::try_from(place.line).unwrap_or_default(),
        start,
        end,
        confidence: place.confidence,
    }
}

/// `MetadataXml` is a name of this program's; `metadata_xml` is the word that recipes use.
fn words(fact: &str, value: &str) -> String {
    if !matches!(fact, "certificate" | "copies" | "provisioning") {
        return value.to_owned();
    }
    let mut out = String::new();
    for letter in value.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() && !out.ends_with(' ') {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or_default()
}

fn metadata(entity: &Entity, text: &str) -> Vec<ReadFact> {
    let mut facts = Vec::new();
    let mut add = |fact: &str, value: &str| {
        let found =
            text.lines().enumerate().find_map(|(line, words)| Some((line, words, words.find(value)?)));
        let (line, start) = found.map_or((0, 0), |(line, words, at)| {
            (u32::try_from(line + 1).unwrap_or_default(), units(&words[..at]))
        });
        let end = if line == 0 { 0 } else { start + units(value) };
        facts.push(ReadFact {
            fact: fact.to_owned(),
            value: value.to_owned(),
            line,
            start,
            end,
            confidence: 100,
        });
    };
    add("identifier", &entity.id);
    let Some(role) = entity.role(RoleKind::ServiceProvider) else { return facts };
    for endpoint in &role.endpoints {
        match endpoint.service.as_str() {
            "AssertionConsumerService" => add("reply_url", &endpoint.location),
            "SingleLogoutService" => add("logout_url", &endpoint.location),
            _ => {}
        }
    }
    for format in &role.name_id_formats {
        add("name_id_format", format);
    }
    facts
}

/// A draft with its open questions and what was wrong with answers.
pub(super) fn draft(
    draft: &Draft,
    problems: &BTreeMap<String, String>,
    taken: bool,
) -> Result<CatalogDraft, WireError> {
    Ok(CatalogDraft {
        id: draft.recipe.id.clone(),
        product: draft.recipe.product.clone(),
        toml: toml(&draft.recipe)?,
        questions: draft
            .questions
            .iter()
            .map(|question| QuestionView {
                field: question.field.clone(),
                takes: takes(question.takes),
                candidates: question.candidates.clone(),
                why: question.why.clone(),
                line: u32::try_from(question.line).unwrap_or_default(),
                problem: problems.get(&question.field).cloned(),
            })
            .collect(),
        taken,
    })
}

fn takes(takes: Takes) -> QuestionTakes {
    match takes {
        Takes::Patterns => QuestionTakes::Patterns,
        Takes::Text => QuestionTakes::Text,
        Takes::OneOf => QuestionTakes::OneOf,
        Takes::SomeOf => QuestionTakes::SomeOf,
        Takes::Claims => QuestionTakes::Claims,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_within_its_line() {
        let text = "first\nnäme 🙂 <b>https://x.example/</b>\n";
        let first = text.find("https").unwrap();
        let place = Place {
            fact: "reply_url",
            value: "https://x.example/".to_owned(),
            line: 2,
            span: (first, first + 18),
            confidence: 97,
        };
        let shown = fact(&place, text);
        let line: Vec<u16> = text.lines().nth(1).unwrap().encode_utf16().collect();
        let part = String::from_utf16(&line[shown.start as usize..shown.end as usize]).unwrap();
        assert_eq!(part, "https://x.example/", "counted as the window counts: in UTF-16 units");
    }

    #[test]
    fn names_of_this_programs_become_the_words_of_recipes() {
        assert_eq!(words("certificate", "MetadataXml"), "metadata_xml");
        assert_eq!(words("copies", "LoginUrl, EntraIdentifier"), "login_url, entra_identifier");
        assert_eq!(words("app", "KiteDesk"), "KiteDesk", "a name stays as it is");
    }
}
