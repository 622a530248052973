//! Page 2, with its live checks in words.

use super::OpenRun;
use crate::{
    contract::pages::{ClaimsView, FieldBox, FieldCheck, FieldState, Piece, PlaceholderBox, UrlsPage},
    convert::field_key,
};
use doorward_catalog::{Expected, FieldState as Judged, Filled, FilledField, UrlProblem};
use doorward_domain::SamlField;
use doorward_saml::{Finding, Grade, Known, Lint, LintCode, lint};

/// `others` are the names of other applications, as they were last seen.
pub(super) fn page(run: &OpenRun, claims: Option<ClaimsView>, others: Vec<Known>) -> UrlsPage {
    let filled = run.answers.fill(&run.recipe);
    let clash = clash(run, &filled, others);
    UrlsPage {
        placeholders: choices(run)
            .into_iter()
            .chain(run.recipe.placeholder.iter().map(|(name, placeholder)| {
                let value = run.answers.placeholders.get(name).cloned().unwrap_or_default();
                PlaceholderBox {
                    name: name.clone(),
                    label: placeholder.label.clone(),
                    hint: placeholder.hint.clone(),
                    example: placeholder.example.clone(),
                    options: Vec::new(),
                    problem: placeholder_problem(&value),
                    value,
                }
            }))
            .collect(),
        claims,
        problems: u8::try_from(filled.problems().count()).unwrap_or(u8::MAX),
        fields: filled.fields.iter().map(|field| field_box(field, run, clash.as_ref())).collect(),
    }
}

/// One box per choice that the proposed patterns leave, for example between regions.
fn choices(run: &OpenRun) -> Vec<PlaceholderBox> {
    let mut boxes: Vec<PlaceholderBox> = Vec::new();
    for pattern in run.recipe.field.values().flat_map(|field| &field.patterns) {
        for (name, options) in pattern.choices() {
            if boxes.iter().any(|known| known.name == name) {
                continue;
            }
            let answered = run.answers.placeholders.get(&name).filter(|value| options.contains(value));
            let first = options.first().cloned().unwrap_or_default();
            boxes.push(PlaceholderBox {
                label: options.join(" or "),
                hint: format!("Which of them {} uses for you.", run.recipe.product),
                example: first.clone(),
                options: options.to_vec(),
                value: answered.cloned().unwrap_or(first),
                problem: None,
                name,
            });
        }
    }
    boxes
}

fn placeholder_problem(value: &str) -> Option<String> {
    let value = value.trim();
    let wrong = value.chars().find(|letter| letter.is_whitespace() || "/?#&<>".contains(*letter))?;
    let shown = if wrong.is_whitespace() { "a space".to_owned() } else { format!("“{wrong}”") };
    Some(format!("Only this one part of the address belongs here, without {shown}."))
}

/// The typed Identifier against those of other applications: what the last look at the tenant found, and what was seen
/// before, so that nobody has to wait for a preview to hear of it.
fn clash(run: &OpenRun, filled: &Filled, seen: Vec<Known>) -> Option<Finding> {
    let identifier = filled.value(SamlField::Identifier)?.to_owned();
    let own = run.memory.snapshot.application.as_ref();
    if own.is_some_and(|own| own.identifiers.contains(&identifier)) {
        return None;
    }
    let looked = run.memory.snapshot.same_identifier.iter();
    let looked = looked.map(|owner| Known { application: owner.clone(), identifier: identifier.clone() });
    let others = looked.chain(seen).collect();
    let findings = lint(&Lint { fields: vec![(SamlField::Identifier, identifier)], others });
    let clashes = |finding: &Finding| matches!(finding.code, LintCode::Taken | LintCode::AlmostTaken);
    // The gravest comes first.
    findings.into_iter().find(clashes)
}

fn field_box(field: &FilledField, run: &OpenRun, clash: Option<&Finding>) -> FieldBox {
    let product = &run.recipe.product;
    let mut check = check(field, product);
    if field.field == SamlField::Identifier
        && check.state != FieldState::Bad
        && let Some(clash) = clash
    {
        let also =
            if check.state == FieldState::Warn { format!(" {}", check.message) } else { String::new() };
        check.state = if clash.grade == Grade::Error { FieldState::Bad } else { FieldState::Warn };
        check.message = format!("{}{also}", clash.message);
    }
    FieldBox {
        field: field_key(field.field),
        vendor_label: field.recipe.vendor_label.clone(),
        pattern: field.recipe.patterns.first().map(ToString::to_string),
        patterns: several(run, field),
        value: field.value.clone(),
        pieces: field
            .pieces
            .iter()
            .map(|piece| Piece { text: piece.text.clone(), placeholder: piece.placeholder.clone() })
            .collect(),
        overridden: field.overridden,
        required: field.required,
        later: field.recipe.later,
        check,
    }
}

/// All patterns of a field in the recipe's order, where there are several.
fn several(run: &OpenRun, field: &FilledField) -> Vec<String> {
    let own = run.recipe.field.get(&field.field).map(|own| own.patterns.as_slice()).unwrap_or_default();
    if own.len() < 2 { Vec::new() } else { own.iter().map(ToString::to_string).collect() }
}

fn check(field: &FilledField, product: &str) -> FieldCheck {
    let status = &field.status;
    let departs_at = status.departure.as_ref().and_then(|departure| u32::try_from(departure.at).ok());
    let (state, message) = match status.state {
        Judged::Ok if field.recipe.patterns.is_empty() => (FieldState::Ok, "Looks right.".to_owned()),
        Judged::Ok => (FieldState::Ok, format!("Follows {product}'s pattern.")),
        Judged::Empty if field.recipe.later => {
            (FieldState::Empty, format!("{product} hands this out later; it stays an open item until then."))
        }
        Judged::Empty if field.required => (FieldState::Empty, "Needed before saving.".to_owned()),
        Judged::Empty => (FieldState::Empty, "May stay empty.".to_owned()),
        Judged::Bad => (FieldState::Bad, status.problem.as_ref().map(problem).unwrap_or_default()),
        Judged::Departs => (FieldState::Warn, departure(field, product)),
    };
    FieldCheck { state, message, departs_at, suggestion: status.suggestion.clone() }
}

fn departure(field: &FilledField, product: &str) -> String {
    let Some(departure) = &field.status.departure else { return String::new() };
    let expected = match &departure.expected {
        Expected::Text(text) if text == "/" => "a closing “/”".to_owned(),
        Expected::Text(text) => format!("“{}”", text.chars().take(40).collect::<String>()),
        Expected::Placeholder(name) => format!("a value for {name}"),
        Expected::End => "nothing more".to_owned(),
    };
    let consequence = match field.field {
        SamlField::ReplyUrl => " If it is wrong, sign-on fails with AADSTS50011.",
        SamlField::Identifier => " If it is wrong, sign-on fails with AADSTS700016.",
        _ => "",
    };
    format!(
        "Departs from the pattern at character {}: {product} expects {expected}.{consequence}",
        departure.at
    )
}

fn problem(problem: &UrlProblem) -> String {
    match problem {
        UrlProblem::Space(at) => format!("There is a space at character {at}."),
        UrlProblem::TooLong(longest) => format!("Entra takes at most {longest} characters."),
        UrlProblem::NotHttps => "Entra takes addresses that begin with https:// only.".to_owned(),
        UrlProblem::NoHost => "There is no host name after https://.".to_owned(),
        UrlProblem::Wildcard => {
            "A wildcard (*) does not work: the comparison at sign-on is exact.".to_owned()
        }
        UrlProblem::Forbidden(letter, at) => {
            format!("Entra does not take “{letter}” (character {at}) in a reply URL.")
        }
        UrlProblem::Fragment => "The part after # never reaches the application.".to_owned(),
        UrlProblem::Unfilled => "A placeholder in angle brackets was left standing.".to_owned(),
    }
}
