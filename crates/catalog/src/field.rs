//! A recipe, filled: what each SAML field would hold, and how it fares.

use crate::{
    pattern::{Departure, Pattern, Piece},
    recipe::{FieldRecipe, Initiator, Recipe, Required},
    rules::{self, UrlProblem},
};
use doorward_domain::SamlField;
use std::collections::BTreeMap;

/// All fields of a recipe with an admin's answers put in.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// In the portal's order; only fields the recipe uses, or that were typed by hand.
    pub fields: Vec<FilledField>,
}

/// What a recipe is filled with.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// Answers by placeholder; a choice such as `{eu|us}` is answered under `eu|us`.
    pub placeholders: &'a BTreeMap<String, String>,
    /// Fields typed by hand.
    pub overrides: &'a BTreeMap<SamlField, String>,
    /// Which of several patterns a field follows, as written; absent: the first.
    pub patterns: &'a BTreeMap<SamlField, String>,
    /// Who starts the sign-on.
    pub initiator: Initiator,
}

/// One field, filled.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledField {
    /// Which.
    pub field: SamlField,
    /// As the recipe has it.
    pub recipe: FieldRecipe,
    /// The value; empty when there is none yet. A pattern that lacks answers is not a value.
    pub value: String,
    /// Which text came from which placeholder.
    pub pieces: Vec<Piece>,
    /// Typed by hand.
    pub overridden: bool,
    /// Must be filled before saving.
    pub required: bool,
    /// How it fares.
    pub status: FieldStatus,
}

/// How a field fares.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldStatus {
    /// The judgement.
    pub state: FieldState,
    /// Where the value departs from the recipe's pattern.
    pub departure: Option<Departure>,
    /// Which rule of Entra it breaks.
    pub problem: Option<UrlProblem>,
    /// A value that would be right.
    pub suggestion: Option<String>,
}

/// The judgement on a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldState {
    /// Can be written.
    Ok,
    /// Nothing there.
    Empty,
    /// Departs from the pattern; can be written, since vendors do change their addresses.
    Departs,
    /// Cannot be written.
    Bad,
}

impl Filled {
    /// Fills a recipe.
    #[must_use]
    pub fn new(recipe: &Recipe, inputs: Inputs<'_>) -> Self {
        let Inputs { overrides, initiator, .. } = inputs;
        let answers: BTreeMap<String, String> =
            inputs.placeholders.iter().map(|(name, value)| (name.clone(), value.trim().to_owned())).collect();
        let fields = SamlField::ALL
            .into_iter()
            .filter(|field| recipe.field.contains_key(field) || overrides.contains_key(field))
            .filter(|field| *field != SamlField::SignOnUrl || initiator == Initiator::ServiceProvider)
            .map(|field| {
                let mut own = recipe.field.get(&field).cloned().unwrap_or_default();
                let chosen = inputs.patterns.get(&field);
                // The chosen one becomes the one that is proposed.
                if let Some(at) =
                    chosen.and_then(|text| own.patterns.iter().position(|one| one.to_string() == *text))
                {
                    own.patterns[..=at].rotate_right(1);
                }
                fill_one(field, own, &answers, overrides.get(&field), initiator)
            })
            .collect();
        Self { fields }
    }

    /// The value of a field; `None` when it is empty or not used.
    #[must_use]
    pub fn value(&self, field: SamlField) -> Option<&str> {
        self.fields
            .iter()
            .find(|filled| filled.field == field)
            .map(|filled| filled.value.as_str())
            .filter(|v| !v.is_empty())
    }

    /// Fields that stand in the way of saving.
    pub fn problems(&self) -> impl Iterator<Item = &FilledField> {
        self.fields.iter().filter(|field| match field.status.state {
            FieldState::Bad => true,
            FieldState::Empty => field.required,
            FieldState::Ok | FieldState::Departs => false,
        })
    }
}

fn fill_one(
    field: SamlField,
    recipe: FieldRecipe,
    answers: &BTreeMap<String, String>,
    typed: Option<&String>,
    initiator: Initiator,
) -> FilledField {
    let proposed = recipe.patterns.first().and_then(|pattern| pattern.pieces(answers));
    let proposal: Option<String> =
        proposed.as_ref().map(|pieces| pieces.iter().map(|piece| piece.text.as_str()).collect());
    let (value, pieces) = match typed {
        Some(text) => {
            let text = text.trim().to_owned();
            (text.clone(), vec![Piece { text, placeholder: None }])
        }
        None => (proposal.clone().unwrap_or_default(), proposed.unwrap_or_default()),
    };
    let required = !recipe.later
        && match recipe.required {
            Required::Always => true,
            Required::ServiceProvider => initiator == Initiator::ServiceProvider,
            Required::Never => false,
        };
    let status = judge(field, &recipe.patterns, &value, proposal);
    FilledField { field, recipe, value, pieces, overridden: typed.is_some(), required, status }
}

fn judge(field: SamlField, patterns: &[Pattern], value: &str, proposal: Option<String>) -> FieldStatus {
    if value.is_empty() {
        return FieldStatus {
            state: FieldState::Empty,
            departure: None,
            problem: None,
            suggestion: proposal,
        };
    }
    let departure = departs(patterns, value);
    let problem = rules::problem(field, value);
    let state = match (&problem, &departure) {
        (Some(_), _) => FieldState::Bad,
        (None, Some(_)) => FieldState::Departs,
        (None, None) => FieldState::Ok,
    };
    let mended = departure.as_ref().and_then(|_| mend(patterns, value));
    let suggestion = mended.or(proposal).filter(|better| better != value && state != FieldState::Ok);
    FieldStatus { state, departure, problem, suggestion }
}

/// The departure of the pattern that fits furthest; `None` when one fits whole or there is none to fit.
fn departs(patterns: &[Pattern], value: &str) -> Option<Departure> {
    let mut furthest: Option<Departure> = None;
    for pattern in patterns {
        match pattern.read(value) {
            Ok(_) => return None,
            Err(departure) if furthest.as_ref().is_none_or(|best| departure.at > best.at) => {
                furthest = Some(departure);
            }
            Err(_) => {}
        }
    }
    furthest
}

/// What is most often meant: one slash more or less at the end, or `https` for `http`.
fn mend(patterns: &[Pattern], value: &str) -> Option<String> {
    let secure = value.strip_prefix("http://").map(|rest| format!("https://{rest}"));
    let tries = [
        Some(format!("{value}/")),
        value.strip_suffix('/').map(str::to_owned),
        secure.clone(),
        secure.map(|text| format!("{text}/")),
    ];
    tries.into_iter().flatten().find(|text| patterns.iter().any(|pattern| pattern.read(text).is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;

    fn sentry(overrides: &[(SamlField, &str)]) -> Filled {
        let recipe = builtin().iter().find(|recipe| recipe.id == "sentry").unwrap();
        let placeholders = BTreeMap::from([("ORGANIZATION_SLUG".to_owned(), " acme ".to_owned())]);
        let overrides = overrides.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
        filled(recipe, &placeholders, &overrides, Initiator::ServiceProvider)
    }

    fn filled(
        recipe: &Recipe,
        placeholders: &BTreeMap<String, String>,
        overrides: &BTreeMap<SamlField, String>,
        initiator: Initiator,
    ) -> Filled {
        Filled::new(recipe, Inputs { placeholders, overrides, patterns: &BTreeMap::new(), initiator })
    }

    #[test]
    fn one_of_several_patterns_is_followed_when_it_is_chosen() {
        let mut recipe = builtin().iter().find(|recipe| recipe.id == "sentry").unwrap().clone();
        let own = recipe.field.get_mut(&SamlField::ReplyUrl).unwrap();
        own.patterns.push("https://{de|us}.sentry.io/acs/<ORGANIZATION_SLUG>/".parse().unwrap());
        let placeholders = BTreeMap::from([
            ("ORGANIZATION_SLUG".to_owned(), "acme".to_owned()),
            ("de|us".to_owned(), "us".to_owned()),
        ]);
        let patterns = BTreeMap::from([(SamlField::ReplyUrl, own.patterns[1].to_string())]);
        let inputs = Inputs {
            placeholders: &placeholders,
            overrides: &BTreeMap::new(),
            patterns: &patterns,
            initiator: Initiator::ServiceProvider,
        };
        let filled = Filled::new(&recipe, inputs);
        assert_eq!(filled.value(SamlField::ReplyUrl), Some("https://us.sentry.io/acs/acme/"));
        assert_eq!(filled.problems().count(), 0);
    }

    #[test]
    fn one_answer_fills_all_fields() {
        let filled = sentry(&[]);
        assert_eq!(filled.value(SamlField::Identifier), Some("https://sentry.io/saml/metadata/acme/"));
        assert_eq!(filled.value(SamlField::ReplyUrl), Some("https://sentry.io/saml/acs/acme/"));
        assert_eq!(filled.value(SamlField::SignOnUrl), Some("https://sentry.io/organizations/acme/"));
        assert_eq!(filled.problems().count(), 0);
    }

    #[test]
    fn a_departing_value_is_kept_named_and_mended() {
        let filled = sentry(&[(SamlField::ReplyUrl, "https://sentry.io/saml/acs/acme")]);
        let field = filled.fields.iter().find(|field| field.field == SamlField::ReplyUrl).unwrap();
        assert_eq!(field.status.state, FieldState::Departs);
        assert_eq!(field.status.suggestion.as_deref(), Some("https://sentry.io/saml/acs/acme/"));
        assert_eq!(field.value, "https://sentry.io/saml/acs/acme", "what was typed stays");
    }

    #[test]
    fn what_entra_refuses_blocks() {
        let filled = sentry(&[(SamlField::ReplyUrl, "http://sentry.io/saml/acs/acme/")]);
        let problem = filled.problems().next().unwrap();
        assert_eq!(problem.status.problem, Some(UrlProblem::NotHttps));
        assert_eq!(problem.status.suggestion.as_deref(), Some("https://sentry.io/saml/acs/acme/"));
    }

    #[test]
    fn without_the_answer_required_fields_wait() {
        let recipe = builtin().iter().find(|recipe| recipe.id == "segment").unwrap();
        let filled = filled(recipe, &BTreeMap::new(), &BTreeMap::new(), Initiator::IdentityProvider);
        let waiting: Vec<_> = filled.problems().map(|field| field.field).collect();
        assert_eq!(waiting, [SamlField::Identifier, SamlField::ReplyUrl]);
    }

    #[test]
    fn what_the_vendor_hands_out_later_does_not_block() {
        let recipe = builtin().iter().find(|recipe| recipe.id == "sequr").unwrap();
        let filled = filled(recipe, &BTreeMap::new(), &BTreeMap::new(), Initiator::ServiceProvider);
        assert_eq!(filled.problems().count(), 0, "relay state comes later");
        assert!(filled.fields.iter().any(|field| field.field == SamlField::RelayState && field.recipe.later));
    }
}
