//! Looks a recipe file over: each finding has its line, what is wrong and what to do.

use crate::recipe::{Initiator, Recipe, RecipeError, Required};
use crate::rules;
use doorward_domain::SamlField;
use serde::Serialize;
use std::collections::BTreeMap;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Whether the recipe can be used all the same.
    pub weight: Weight,
    /// Line of the file, counted from 1; 0 when it is about the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The recipe cannot be used.
    Error,
    /// The recipe can be used, and somebody will stumble.
    Warning,
}

/// Looks a file over; empty means that nothing was found.
#[must_use]
pub fn lint(text: &str) -> Vec<Finding> {
    match Recipe::parse(text) {
        Ok(recipe) => Look { text, found: Vec::new() }.whole(&recipe),
        Err(error) => vec![unreadable(text, &error)],
    }
}

fn unreadable(text: &str, error: &RecipeError) -> Finding {
    let (line, remedy) = match error {
        RecipeError::Form(cause) => {
            let line =
                cause.span().map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            (line, "Write the file as docs/recipe.schema.json describes it.".to_owned())
        }
        RecipeError::Pattern(_) => {
            (0, "Write placeholders as <NAME> and alternatives as {one|other}.".to_owned())
        }
        RecipeError::Format(_) => (line_of(text, "format"), "Write format = 1.".to_owned()),
        RecipeError::Undescribed(name) => (
            line_of(text, &format!("<{name}>")),
            format!("Add a [placeholder.{name}] section with label, hint and example."),
        ),
        RecipeError::Unwritable(_) => {
            (0, "Report this: the program wrote a file that it cannot read.".to_owned())
        }
    };
    let what = match error {
        RecipeError::Form(cause) => cause.message().to_owned(),
        other => other.to_string(),
    };
    Finding { weight: Weight::Error, line, what, remedy }
}

fn line_of(text: &str, words: &str) -> usize {
    text.lines().position(|line| line.contains(words)).map_or(0, |at| at + 1)
}

struct Look<'a> {
    text: &'a str,
    found: Vec<Finding>,
}

impl Look<'_> {
    fn whole(mut self, recipe: &Recipe) -> Vec<Finding> {
        self.names(recipe);
        self.fields(recipe);
        self.placeholders(recipe);
        self.found.sort_by_key(|finding| finding.line);
        self.found
    }

    fn add(&mut self, weight: Weight, words: &str, what: String, remedy: &str) {
        let line = line_of(self.text, words);
        self.found.push(Finding { weight, line, what, remedy: remedy.to_owned() });
    }

    fn names(&mut self, recipe: &Recipe) {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if recipe.id.is_empty() || !recipe.id.chars().all(plain) {
            self.add(
                Weight::Error,
                "id =",
                format!("id “{}” is not a short name", recipe.id),
                "Use small letters, digits and hyphens only.",
            );
        }
        if recipe.product.trim().is_empty() {
            self.add(
                Weight::Error,
                "product",
                "the product has no name".to_owned(),
                "Write the product's name.",
            );
        }
        if recipe.started_by.is_empty() {
            self.add(
                Weight::Error,
                "started_by",
                "nobody can start the sign-on".to_owned(),
                "Name service_provider, identity_provider or both.",
            );
        }
    }

    fn fields(&mut self, recipe: &Recipe) {
        let answers: BTreeMap<String, String> =
            recipe.placeholder.keys().map(|name| (name.clone(), "acme".to_owned())).collect();
        for (field, own) in &recipe.field {
            let section = format!("[field.{}]", crate::draft::fact_name(*field));
            for pattern in &own.patterns {
                let filled = pattern.fill(&answers).unwrap_or_default();
                if let Some(problem) = rules::problem(*field, &filled) {
                    self.add(
                        Weight::Warning,
                        &pattern.to_string(),
                        format!("Entra would refuse “{filled}”: {problem:?}"),
                        "Compare the pattern with what the vendor shows.",
                    );
                }
            }
            if own.later && own.required == Required::Always {
                self.add(
                    Weight::Warning,
                    &section,
                    "the field is required and only known later".to_owned(),
                    "A field that comes later never blocks; leave required out.",
                );
            }
        }
        let starts = recipe.started_by.contains(&Initiator::ServiceProvider);
        let sign_on = recipe
            .field
            .get(&SamlField::SignOnUrl)
            .is_some_and(|own| own.required != Required::Never || !own.patterns.is_empty());
        if starts && recipe.started_by.len() == 1 && !sign_on {
            self.add(
                Weight::Warning,
                "started_by",
                "only the application starts the sign-on, and there is no Sign-on URL".to_owned(),
                "Add [field.sign_on_url].",
            );
        }
    }

    fn placeholders(&mut self, recipe: &Recipe) {
        let patterns = recipe.field.values().flat_map(|field| &field.patterns);
        let links = recipe.vendor.iter().filter_map(|step| step.link.as_ref());
        let used: Vec<&str> = patterns.chain(links).flat_map(|pattern| pattern.placeholders()).collect();
        for (name, own) in &recipe.placeholder {
            let section = format!("[placeholder.{name}]");
            if !used.contains(&name.as_str()) {
                self.add(
                    Weight::Warning,
                    &section,
                    format!("placeholder {name} is described but not used"),
                    "Use it in a pattern, or remove the section.",
                );
            }
            if own.label.trim().is_empty() {
                self.add(
                    Weight::Warning,
                    &section,
                    format!("placeholder {name} has no label"),
                    "Write what the box is called.",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEQUR: &str = include_str!("../recipes/sequr.toml");

    #[test]
    fn the_built_in_recipes_are_clean() {
        for text in [SEQUR, include_str!("../recipes/sentry.toml"), include_str!("../recipes/segment.toml")] {
            assert_eq!(lint(text), [], "a recipe of ours");
        }
    }

    #[test]
    fn a_slip_is_named_with_its_line_and_a_remedy() {
        let broken = SEQUR.replace("required = \"never\"", "required = \"nevr\"");
        let found = lint(&broken);
        assert_eq!(found[0].line, broken.lines().position(|line| line.contains("nevr")).unwrap() + 1);
        let unused = format!("{SEQUR}\n[placeholder.ORG]\nlabel = \"Org\"\nhint = \"\"\nexample = \"\"\n");
        assert!(lint(&unused)[0].what.contains("not used"));
        let naked = SEQUR.replace(
            "https://login.sequr.io\"]\nrequired = \"always\"",
            "https://<ORG>.sequr.io\"]\nrequired = \"always\"",
        );
        assert!(lint(&naked)[0].remedy.contains("[placeholder.ORG]"));
    }
}
