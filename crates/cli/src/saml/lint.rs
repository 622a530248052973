//! `doorward saml lint`.

use super::args::LintFields;
use crate::output::{Failure, Output, usage};
use doorward_catalog::{Departure, Expected, Pattern, builtin};
use doorward_domain::SamlField;
use doorward_saml::{Finding, Grade, Known, Lint, LintCode};
use serde_json::json;
use std::process::ExitCode;

pub(super) fn lint(wanted: &LintFields, output: Output) -> Result<ExitCode, Failure> {
    let typed = [
        (SamlField::Identifier, &wanted.identifier),
        (SamlField::ReplyUrl, &wanted.reply_url),
        (SamlField::SignOnUrl, &wanted.sign_on_url),
        (SamlField::RelayState, &wanted.relay_state),
        (SamlField::LogoutUrl, &wanted.logout_url),
    ];
    let fields: Vec<(SamlField, String)> =
        typed.into_iter().filter_map(|(field, value)| Some((field, value.clone()?))).collect();
    if fields.is_empty() {
        return Err(usage("Name at least one field, for example --identifier."));
    }
    let patterns = patterns(wanted)?;
    let others = wanted.others.iter().map(|text| known(text)).collect();
    let input = Lint { fields, others };
    let mut findings = doorward_saml::lint(&input);
    for (field, value) in &input.fields {
        findings.extend(departure(*field, value, &patterns));
    }
    findings.sort_by_key(|finding| (finding.grade, finding.field, finding.code));
    let good = !findings.iter().any(|finding| finding.grade == Grade::Error);
    output.line(&json!({ "ok": good, "findings": findings }));
    tell(&findings, output);
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

type Patterns = Vec<(SamlField, Vec<Pattern>)>;

fn patterns(wanted: &LintFields) -> Result<Patterns, Failure> {
    let mut patterns: Patterns = Vec::new();
    if let Some(name) = &wanted.recipe {
        let recipe =
            builtin().iter().find(|recipe| recipe.id == *name || recipe.product.eq_ignore_ascii_case(name));
        let recipe = recipe.ok_or_else(|| {
            let ids: Vec<&str> = builtin().iter().map(|recipe| recipe.id.as_str()).collect();
            usage(format!("There is no recipe “{name}”; there are: {}.", ids.join(", ")))
        })?;
        patterns.extend(recipe.field.iter().map(|(field, own)| (*field, own.patterns.clone())));
    }
    for text in &wanted.patterns {
        let (field, pattern) =
            text.split_once('=').ok_or_else(|| usage("Give a pattern as FIELD=PATTERN."))?;
        let field: SamlField = serde_json::from_value(json!(field.trim().replace('-', "_")))
            .map_err(|_| usage(format!("“{field}” is no SAML field.")))?;
        let pattern: Pattern = pattern.parse().map_err(|error| usage(format!("“{pattern}”: {error}")))?;
        patterns.push((field, vec![pattern]));
    }
    Ok(patterns)
}

fn known(text: &str) -> Known {
    // A name never looks like the scheme of an address.
    let named = text.split_once('=').filter(|(name, _)| !name.contains(':'));
    let (application, identifier) = named.unwrap_or(("another application", text));
    Known { application: application.to_owned(), identifier: identifier.to_owned() }
}

/// The departure from the pattern that fits furthest; none when one of them fits whole.
fn departure(field: SamlField, value: &str, patterns: &Patterns) -> Option<Finding> {
    let own: Vec<&Pattern> =
        patterns.iter().filter(|(of, _)| *of == field).flat_map(|(_, patterns)| patterns).collect();
    let tries: Vec<Result<_, Departure>> = own.iter().map(|pattern| pattern.read(value)).collect();
    if tries.iter().any(Result::is_ok) {
        return None;
    }
    let (pattern, departure) = own
        .iter()
        .zip(tries)
        .filter_map(|(pattern, tried)| Some((pattern, tried.err()?)))
        .max_by_key(|(_, one)| one.at)?;
    let wanted = match &departure.expected {
        Expected::Text(text) => format!("“{text}”"),
        Expected::Placeholder(name) => format!("a value for {name}"),
        Expected::End => "nothing more".to_owned(),
    };
    let at = departure.at;
    Some(Finding {
        field,
        code: LintCode::Pattern,
        grade: Grade::Warning,
        at: Some(at),
        message: format!("Departs from {pattern} at character {at}; expected there: {wanted}."),
        suggestion: None,
    })
}

fn tell(findings: &[Finding], output: Output) {
    if findings.is_empty() {
        output.say("Nothing to remark.");
    }
    for finding in findings {
        let mark = match finding.grade {
            Grade::Error => "✗",
            Grade::Warning => "!",
            Grade::Note => "·",
        };
        output.say(format!("{mark} {}: {}", finding.field.portal_name(), finding.message));
        if let Some(better) = &finding.suggestion {
            output.say(format!("    perhaps {better}"));
        }
    }
}
