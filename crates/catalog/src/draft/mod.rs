//! From a reading to a recipe. What was read without doubt goes in; what is doubtful becomes a question with its
//! candidates and its place, and the recipe is not finished before each is answered. Nothing is guessed.

mod question;
mod regions;
mod value;
mod words;

pub use crate::tutorial::fact_name;
pub use question::{Question, Takes};

use crate::{
    builtin::plain,
    pattern::Pattern,
    recipe::{
        Claim, FieldRecipe, Initiator, Placeholder, Recipe, RecipeError, Required, Signs, Source, SourceKind,
    },
    tutorial::{Copied, Doubt, Facts, FieldFacts, Guide, Reading, Starter, Way},
};
use doorward_domain::SamlField;
use question::{certificate_of, claims_of, copied_of, question, saml_field, starter_of, way_of};
use std::collections::BTreeMap;

pub(crate) use value::pattern_of;

/// A recipe under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// As far as it is known.
    pub recipe: Recipe,
    /// What is still open.
    pub questions: Vec<Question>,
    /// What was read; absent for sources that leave no doubt.
    facts: Option<Facts>,
    copies: Vec<Copied>,
}

/// A recipe cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DraftError {
    /// No SAML guide.
    #[error("this is a guide of the kind {0:?}; recipes are for SAML")]
    Kind(Guide),
    /// An answer under a name that no question can have.
    #[error("no question is called “{0}”")]
    NotAsked(String),
    /// An answer that its question cannot take.
    #[error("“{value}” cannot be {field}: {why}")]
    Unfit {
        /// The question.
        field: String,
        /// The answer.
        value: String,
        /// What is wrong with it.
        why: String,
    },
    /// The recipe does not hold together.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
}

/// What questions are about beside the SAML fields.
const OTHERS: [&str; 10] = [
    "app",
    "kind",
    "sso_initiated",
    "provisioning",
    "certificate",
    "copies",
    "claims",
    "name_id",
    "signing_option",
    "test_user",
];

/// A short name for commands, from a product's name.
#[must_use]
pub fn short_id(product: &str) -> String {
    let mut id = String::new();
    for letter in product.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            id.push(letter);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id: String = id.chars().take(60).collect();
    let id = id.trim_end_matches('-');
    if id.is_empty() { "application".to_owned() } else { id.to_owned() }
}

impl From<Recipe> for Draft {
    /// A recipe that leaves nothing open.
    fn from(recipe: Recipe) -> Self {
        Self { recipe, questions: Vec::new(), facts: None, copies: Vec::new() }
    }
}

impl Draft {
    /// Drafts a recipe from a reading; `name` is the file or the address it was read from.
    ///
    /// # Errors
    /// [`DraftError::Kind`] for guides that are not about SAML.
    pub fn from_reading(reading: &Reading, name: Option<&str>) -> Result<Self, DraftError> {
        let facts = &reading.facts;
        if facts.kind != Guide::Saml {
            return Err(DraftError::Kind(facts.kind));
        }
        let mut draft = Self {
            recipe: basis(facts, name),
            questions: Vec::new(),
            facts: Some(facts.clone()),
            copies: facts.copies.clone(),
        };
        let read = [
            (SamlField::Identifier, Some(&facts.identifier)),
            (SamlField::ReplyUrl, Some(&facts.reply_url)),
            (SamlField::SignOnUrl, Some(&facts.sign_on_url)),
            (SamlField::RelayState, facts.relay_state.as_ref()),
            (SamlField::LogoutUrl, facts.logout_url.as_ref()),
        ];
        for (field, read) in read {
            draft.field(field, read, facts);
        }
        for doubt in &reading.doubts {
            draft.doubt(doubt, facts);
        }
        regions::fold(&mut draft.recipe.field);
        draft.vendor();
        Ok(draft)
    }

    fn field(&mut self, field: SamlField, read: Option<&FieldFacts>, facts: &Facts) {
        let Some(read) = read.filter(|read| read.required) else {
            self.recipe.field.insert(field, FieldRecipe::default());
            return;
        };
        let required = match field {
            _ if read.from_app => Required::Never,
            SamlField::Identifier | SamlField::ReplyUrl if read.mode == Some(Starter::Sp) => {
                Required::ServiceProvider
            }
            SamlField::Identifier | SamlField::ReplyUrl => Required::Always,
            SamlField::SignOnUrl => Required::ServiceProvider,
            SamlField::RelayState | SamlField::LogoutUrl => Required::Never,
        };
        let mut own = FieldRecipe { required, later: read.from_app, ..FieldRecipe::default() };
        for value in read.patterns.iter().chain(&read.fixed) {
            match pattern_of(value, &facts.placeholders) {
                Ok(pattern) => {
                    own.patterns.push(pattern);
                }
                Err(why) => self.ask(question(fact_name(field), std::slice::from_ref(value), &why, 0, facts)),
            }
        }
        self.recipe.field.insert(field, own);
        describe(&mut self.recipe);
    }

    fn doubt(&mut self, doubt: &Doubt, facts: &Facts) {
        // What comes from the application later is asked for by the wizard when it is there.
        let later = saml_field(doubt.fact).and_then(|field| self.recipe.field.get(&field));
        if doubt.candidates.is_empty() && later.is_some_and(|own| own.later) {
            return;
        }
        self.ask(question(doubt.fact, &doubt.candidates, &doubt.why, doubt.line, facts));
    }

    fn ask(&mut self, question: Question) {
        match self.questions.iter_mut().find(|known| known.field == question.field) {
            Some(known) => {
                for candidate in question.candidates {
                    if !known.candidates.contains(&candidate) {
                        known.candidates.push(candidate);
                    }
                }
                if known.line == 0 {
                    known.line = question.line;
                }
            }
            None => self.questions.push(question),
        }
    }

    /// Answers a question, in the form that its [`Takes`] names. What is no question, or none any more, is set all the same,
    /// so that a script goes on working when a page or its reading gets clearer.
    ///
    /// # Errors
    /// A name that no question has, or a value that does not fit.
    pub fn answer(&mut self, field: &str, value: &str) -> Result<(), DraftError> {
        let field = if field == "jit" { "provisioning" } else { field };
        if saml_field(field).is_none() && !OTHERS.contains(&field) {
            return Err(DraftError::NotAsked(field.to_owned()));
        }
        let value = value.trim();
        self.put(field, value).map_err(|why| DraftError::Unfit {
            field: field.to_owned(),
            value: value.to_owned(),
            why,
        })?;
        self.questions.retain(|question| question.field != field);
        self.vendor();
        Ok(())
    }

    fn put(&mut self, field: &str, value: &str) -> Result<(), String> {
        let recipe = &mut self.recipe;
        if let Some(saml) = saml_field(field) {
            return self.put_patterns(saml, value);
        }
        match field {
            "app" if value.is_empty() => return Err("the application needs a name".to_owned()),
            "app" => self.rename(value),
            "sso_initiated" => {
                let starters = all_of(value, starter_of)?;
                if starters.is_empty() {
                    return Err("somebody has to start the sign-on".to_owned());
                }
                recipe.started_by = initiators(&starters);
            }
            "provisioning" => {
                let way = way_of(value).ok_or("there is no such way")?;
                let automatic =
                    self.facts.as_ref().is_some_and(|facts| facts.provisioning_all.contains(&Way::Automatic));
                recipe.arrival = words::arrival_by(&recipe.product, way, automatic);
            }
            "certificate" => recipe.certificate = certificate_of(value).ok_or("there is no such form")?,
            "copies" => self.copies = all_of(value, copied_of)?,
            "claims" => {
                if let Some(facts) = &self.facts {
                    recipe.claim = claims_of(value, facts)?;
                }
            }
            "name_id" => recipe.name_id = Some(value.to_owned()).filter(|value| !value.is_empty()),
            "signing_option" => {
                recipe.signs = match value {
                    "response_and_assertion" => Some(Signs::ResponseAndAssertion),
                    "assertion" | "" => None,
                    _ => return Err("answer response_and_assertion or assertion".to_owned()),
                }
            }
            "kind" if value != "saml" => {
                return Err("only a guide to SAML becomes a recipe".to_owned());
            }
            "test_user" if !value.is_empty() => value.clone_into(&mut recipe.test_user),
            // Anything else is a remark: that somebody has seen it is the answer.
            _ => {}
        }
        Ok(())
    }

    fn put_patterns(&mut self, field: SamlField, value: &str) -> Result<(), String> {
        let mut patterns = Vec::new();
        for line in value.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let pattern = pattern_of(line, &[])?;
            patterns.push(pattern);
        }
        let own = self.recipe.field.entry(field).or_default();
        if patterns.is_empty() && own.required == Required::Always {
            // Nobody knows it yet: it stays open, and the wizard says so.
            own.required = Required::Never;
            own.later = true;
        }
        own.patterns = patterns;
        regions::fold(&mut self.recipe.field);
        describe(&mut self.recipe);
        Ok(())
    }

    fn rename(&mut self, product: &str) {
        product.clone_into(&mut self.recipe.product);
        self.recipe.id = short_id(product);
        self.recipe.gallery = vec![product.to_owned()];
        if let Some(facts) = &mut self.facts {
            product.clone_into(&mut facts.app);
            self.recipe.arrival = words::arrival(facts);
        }
    }

    fn vendor(&mut self) {
        let Some(facts) = &self.facts else { return };
        let later: Vec<SamlField> =
            self.recipe.field.iter().filter(|(_, own)| own.later).map(|(field, _)| *field).collect();
        self.recipe.vendor = words::vendor(facts, &self.copies, self.recipe.certificate, &later);
    }

    /// Says what the product is called; another name than the one that was read gives the recipe another short name too.
    pub fn name(&mut self, product: &str) {
        let product = product.trim();
        if !product.is_empty() {
            if product != self.recipe.product {
                self.rename(product);
            }
            self.questions.retain(|question| question.field != "app");
            self.vendor();
        }
    }

    /// The finished recipe.
    ///
    /// # Errors
    /// The questions that are still open.
    pub fn finish(self) -> Result<Recipe, Vec<Question>> {
        if self.questions.is_empty() { Ok(self.recipe) } else { Err(self.questions) }
    }
}

/// Gives each placeholder that the fields use a box, and forgets those that nothing uses any more.
pub(crate) fn describe(recipe: &mut Recipe) {
    let patterns = recipe.field.values().flat_map(|field| &field.patterns);
    let used: Vec<String> = patterns.flat_map(Pattern::placeholders).map(str::to_owned).collect();
    recipe.placeholder.retain(|name, _| used.contains(name));
    for name in used {
        let label = name.replace(['_', '-'], " ").to_lowercase();
        let hint = format!("Your {label} at {}", recipe.product);
        let own = Placeholder { label: capital(&label), hint, example: "acme".to_owned() };
        recipe.placeholder.entry(name).or_insert(own);
    }
}

fn all_of<T>(value: &str, read: fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    value
        .split([',', '\n'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(|word| read(word).ok_or_else(|| format!("“{word}” is none of the candidates")))
        .collect()
}

/// The application first, as everywhere.
fn initiators(starters: &[Starter]) -> Vec<Initiator> {
    let mut all = Vec::new();
    if starters.contains(&Starter::Sp) {
        all.push(Initiator::ServiceProvider);
    }
    if starters.contains(&Starter::Idp) {
        all.push(Initiator::IdentityProvider);
    }
    all
}

fn basis(facts: &Facts, name: Option<&str>) -> Recipe {
    let mut recipe = plain(&facts.app);
    recipe.id = short_id(&facts.app);
    recipe.gallery = vec![facts.app.clone()];
    recipe.source = Some(Source { kind: SourceKind::Tutorial, name: name.map(str::to_owned) });
    recipe.started_by = initiators(&facts.sso_initiated);
    if let Some(user) = &facts.test_user {
        recipe.test_user.clone_from(user);
    }
    recipe.arrival = words::arrival(facts);
    recipe.certificate = words::form_of(facts.certificate);
    recipe.name_id.clone_from(&facts.name_id);
    recipe.signs = facts.signing_option.as_ref().map(|_| Signs::ResponseAndAssertion);
    recipe.claim = facts
        .claims
        .iter()
        .map(|claim| Claim {
            name: claim.name.clone(),
            namespace: claim.namespace.clone(),
            source: claim.source.clone(),
        })
        .collect();
    recipe.placeholder = BTreeMap::new();
    recipe.field = BTreeMap::new();
    recipe
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
