//! From a reading to a recipe. What was read without doubt goes in; what is doubtful becomes a question with its
//! candidates and its place, and the recipe is not finished before each is answered. Nothing is guessed.

use crate::{
    builtin::plain,
    pattern::Pattern,
    recipe::{
        Arrival, ArrivalKind, CertificateForm, Claim, FieldRecipe, Initiator, Paste, Placeholder, Recipe,
        RecipeError, Required, Signs, Source, SourceKind, VendorStep, VendorValue,
    },
    tutorial::{self, AppConfig, Copied, Facts, FieldFacts, Guide, Reading, Starter, Way},
};
use doorward_domain::SamlField;
use serde::Serialize;
use std::collections::BTreeMap;

/// A question to the admin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// What the answer is for, for example `identifier` or `app`.
    pub field: String,
    /// What it may be; the first is what was read.
    pub candidates: Vec<String>,
    /// Why it is asked.
    pub why: String,
    /// Line of the source, counted from 1; 0 when it is about the page as a whole.
    #[serde(rename = "where")]
    pub line: usize,
}

/// A recipe under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// As far as it is known.
    pub recipe: Recipe,
    /// What is still open.
    pub questions: Vec<Question>,
}

/// A recipe cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DraftError {
    /// No SAML guide.
    #[error("this is a guide of the kind {0:?}; recipes are for SAML")]
    Kind(Guide),
    /// An answer to a question that was not asked.
    #[error("nothing asks for “{0}”")]
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
    let id: String = id.trim_end_matches('-').chars().take(60).collect();
    if id.is_empty() { "application".to_owned() } else { id }
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
        let mut draft = Self { recipe: basis(facts, name), questions: Vec::new() };
        let read = [
            (SamlField::Identifier, Some(&facts.identifier)),
            (SamlField::ReplyUrl, Some(&facts.reply_url)),
            (SamlField::SignOnUrl, Some(&facts.sign_on_url)),
            (SamlField::RelayState, facts.relay_state.as_ref()),
            (SamlField::LogoutUrl, facts.logout_url.as_ref()),
        ];
        let both = facts.sso_initiated.len() > 1;
        for (field, read) in read {
            draft.field(field, read, both, reading);
        }
        draft.doubts(reading);
        Ok(draft)
    }

    fn field(&mut self, field: SamlField, read: Option<&FieldFacts>, both: bool, reading: &Reading) {
        let name = fact_name(field);
        let Some(read) = read.filter(|read| read.required) else {
            let required = Required::Never;
            self.recipe.field.insert(field, FieldRecipe { required, ..FieldRecipe::default() });
            return;
        };
        let required = match field {
            SamlField::Identifier | SamlField::ReplyUrl => Required::Always,
            SamlField::SignOnUrl => Required::ServiceProvider,
            SamlField::RelayState | SamlField::LogoutUrl => Required::Never,
        };
        let _ = both;
        let mut own = FieldRecipe { required, later: read.from_app, ..FieldRecipe::default() };
        let mut unfit = Vec::new();
        for value in read.patterns.iter().chain(&read.fixed) {
            match pattern_of(value, &reading.facts.placeholders) {
                Ok(pattern) => {
                    self.describe(&pattern);
                    own.patterns.push(pattern);
                }
                Err(why) => unfit.push((value.clone(), why)),
            }
        }
        self.recipe.field.insert(field, own);
        for (value, why) in unfit {
            self.ask(name, vec![value], &why, 0);
        }
    }

    fn describe(&mut self, pattern: &Pattern) {
        for name in pattern.placeholders() {
            let label = name.replace(['_', '-'], " ").to_lowercase();
            let product = &self.recipe.product;
            self.recipe.placeholder.entry(name.to_owned()).or_insert_with(|| Placeholder {
                label: capital(&label),
                hint: format!("Your {label} at {product}"),
                example: "acme".to_owned(),
            });
        }
    }

    fn doubts(&mut self, reading: &Reading) {
        for doubt in &reading.doubts {
            // What comes from the application later is not a question now; people and claims have words, not values.
            let later = doubt.why.contains("fetched from the application");
            if later || matches!(doubt.fact, "copies" | "claims" | "sso_initiated" | "provisioning") {
                continue;
            }
            let line = doubt.line;
            self.ask(doubt.fact, doubt.candidates.clone(), &doubt.why, line);
        }
    }

    fn ask(&mut self, field: &str, candidates: Vec<String>, why: &str, line: usize) {
        if let Some(known) = self.questions.iter_mut().find(|known| known.field == field) {
            for candidate in candidates {
                if !known.candidates.contains(&candidate) {
                    known.candidates.push(candidate);
                }
            }
            return;
        }
        self.questions.push(Question { field: field.to_owned(), candidates, why: why.to_owned(), line });
    }

    /// Answers a question. `identifier`, `reply_url` and the other fields take a value or a pattern, or nothing at all;
    /// `app` takes a name, `jit` `true` or `false`, `certificate` a form.
    ///
    /// # Errors
    /// What was not asked, or does not fit.
    pub fn answer(&mut self, field: &str, value: &str) -> Result<(), DraftError> {
        let at = self.questions.iter().position(|question| question.field == field);
        let at = at.ok_or_else(|| DraftError::NotAsked(field.to_owned()))?;
        let value = value.trim();
        let unfit = |why: &str| DraftError::Unfit {
            field: field.to_owned(),
            value: value.to_owned(),
            why: why.to_owned(),
        };
        if let Some(saml) = SamlField::ALL.into_iter().find(|saml| fact_name(*saml) == field) {
            let patterns = if value.is_empty() {
                Vec::new()
            } else {
                let pattern = pattern_of(value, &[]).map_err(|why| unfit(&why))?;
                self.describe(&pattern);
                vec![pattern]
            };
            self.recipe.field.entry(saml).or_default().patterns = patterns;
        } else {
            match field {
                "app" if !value.is_empty() => {
                    value.clone_into(&mut self.recipe.product);
                    self.recipe.id = short_id(value);
                    self.recipe.gallery = vec![value.to_owned()];
                }
                "jit" => {
                    self.recipe.arrival.kind = match value {
                        "true" | "yes" => ArrivalKind::JustInTime,
                        "false" | "no" => ArrivalKind::ByHand,
                        _ => return Err(unfit("answer true or false")),
                    };
                }
                "certificate" => {
                    self.recipe.certificate = certificate_of(value).ok_or_else(|| unfit("no such form"))?
                }
                _ => return Err(unfit("it takes no such answer")),
            }
        }
        self.questions.remove(at);
        Ok(())
    }

    /// The finished recipe.
    ///
    /// # Errors
    /// The questions that are still open.
    pub fn finish(self) -> Result<Recipe, Vec<Question>> {
        if self.questions.is_empty() { Ok(self.recipe) } else { Err(self.questions) }
    }
}

fn basis(facts: &Facts, name: Option<&str>) -> Recipe {
    let mut recipe = plain(&facts.app);
    recipe.id = short_id(&facts.app);
    recipe.gallery = vec![facts.app.clone()];
    recipe.source = Some(Source { kind: SourceKind::Tutorial, name: name.map(str::to_owned) });
    recipe.started_by = facts
        .sso_initiated
        .iter()
        .rev()
        .map(|who| match who {
            Starter::Sp => Initiator::ServiceProvider,
            Starter::Idp => Initiator::IdentityProvider,
        })
        .collect();
    if let Some(user) = &facts.test_user {
        recipe.test_user.clone_from(user);
    }
    recipe.arrival = arrival(facts);
    recipe.certificate = form_of(facts.certificate);
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
    recipe.vendor = vendor(facts);
    recipe
}

fn arrival(facts: &Facts) -> Arrival {
    let app = &facts.app;
    let automatic = facts.provisioning_all.contains(&Way::Automatic);
    let also = if automatic {
        format!(" {app} can also be filled ahead by automatic provisioning.")
    } else {
        String::new()
    };
    let (kind, text) = match (facts.jit, facts.provisioning) {
        (Some(true), _) | (_, Way::Jit) => {
            (ArrivalKind::JustInTime, format!("{app} makes the account at a person's first sign-on.{also}"))
        }
        (_, Way::ManualSupport) => (
            ArrivalKind::ByVendor,
            format!("{app}'s support has to create the person before the first sign-on.{also}"),
        ),
        (_, Way::ManualAdmin) => (
            ArrivalKind::ByHand,
            format!("An administrator of {app} creates the person before the first sign-on.{also}"),
        ),
        (_, Way::Automatic) => (
            ArrivalKind::ByHand,
            format!(
                "{app} is filled by automatic provisioning; until that is set up, create the person by hand."
            ),
        ),
        (_, Way::None) => (
            ArrivalKind::ByHand,
            format!("Find out from {app} whether people are created at their first sign-on or beforehand."),
        ),
    };
    Arrival { kind, text }
}

fn vendor(facts: &Facts) -> Vec<VendorStep> {
    let mut paste: Vec<Paste> = Vec::new();
    let mut add = |into: &str, value| paste.push(Paste { into: into.to_owned(), value });
    let all = facts.copies_generic;
    let has = |copied| facts.copies.contains(&copied) || all && copied != Copied::MetadataUrl;
    if has(Copied::LoginUrl) {
        add("Login URL", VendorValue::LoginUrl);
    }
    if has(Copied::EntraIdentifier) {
        add("Entity ID of the identity provider", VendorValue::EntraIdentifier);
    }
    if has(Copied::LogoutUrl) {
        add("Logout URL", VendorValue::LogoutUrl);
    }
    if has(Copied::MetadataUrl) || facts.certificate == tutorial::CertificateForm::MetadataXml {
        add("Metadata", VendorValue::MetadataUrl);
    }
    if !matches!(
        form_of(facts.certificate),
        None | Some(CertificateForm::MetadataUrl | CertificateForm::MetadataXml)
    ) {
        add("Certificate", VendorValue::Certificate);
    }
    let app = &facts.app;
    let text = match facts.app_config {
        AppConfig::SupportTeam => format!("Send these values to {app}'s support; they set up their side."),
        AppConfig::ExternalLink => {
            format!("Enter these values in {app}, as its own documentation describes.")
        }
        AppConfig::AdminSteps => format!(
            "Sign in to {app} as an administrator and enter these values in its settings for single sign-on."
        ),
    };
    vec![VendorStep { text, link: None, paste, collects: None }]
}

fn form_of(form: tutorial::CertificateForm) -> Option<CertificateForm> {
    use tutorial::CertificateForm as Read;
    match form {
        Read::Base64 | Read::Unspecified => Some(CertificateForm::Base64),
        Read::Raw => Some(CertificateForm::Raw),
        Read::Pem => Some(CertificateForm::Pem),
        Read::MetadataXml => Some(CertificateForm::MetadataXml),
        Read::MetadataUrl => Some(CertificateForm::MetadataUrl),
        Read::Thumbprint => Some(CertificateForm::Thumbprint),
        Read::None => None,
    }
}

fn certificate_of(value: &str) -> Option<Option<CertificateForm>> {
    match value.to_ascii_lowercase().replace(['_', '-', ' '], "").as_str() {
        "" | "none" => Some(None),
        "base64" => Some(Some(CertificateForm::Base64)),
        "raw" => Some(Some(CertificateForm::Raw)),
        "pem" => Some(Some(CertificateForm::Pem)),
        "metadataxml" => Some(Some(CertificateForm::MetadataXml)),
        "metadataurl" => Some(Some(CertificateForm::MetadataUrl)),
        "thumbprint" => Some(Some(CertificateForm::Thumbprint)),
        _ => None,
    }
}

/// Name of a field in questions and answers.
#[must_use]
pub fn fact_name(field: SamlField) -> &'static str {
    match field {
        SamlField::Identifier => "identifier",
        SamlField::ReplyUrl => "reply_url",
        SamlField::SignOnUrl => "sign_on_url",
        SamlField::RelayState => "relay_state",
        SamlField::LogoutUrl => "logout_url",
    }
}

/// A tutorial's value in the language of patterns: `[tenant name]` and `{tenant name}` become `<tenant_name>`, and a
/// placeholder that was written without brackets gets them.
fn pattern_of(value: &str, names: &[String]) -> Result<Pattern, String> {
    let mut out = String::new();
    let mut rest = value.trim();
    while let Some(open) = rest.find(['<', '[', '{']) {
        let close = match rest.as_bytes()[open] {
            b'<' => '>',
            b'[' => ']',
            _ => '}',
        };
        let Some(end) = rest[open..].find(close) else { break };
        let inner = &rest[open + 1..open + end];
        if close == '}' && inner.contains('|') {
            out.push_str(&rest[..=open + end]);
        } else {
            let name: String =
                inner
                    .trim()
                    .trim_matches(['{', '}', '<', '>', '[', ']'])
                    .chars()
                    .map(|letter| {
                        if letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-') {
                            letter
                        } else {
                            '_'
                        }
                    })
                    .collect();
            out.push_str(&rest[..open]);
            out.push('<');
            out.push_str(name.trim_matches('_'));
            out.push('>');
        }
        rest = rest[open + end + 1..].trim_start_matches(['}', ']']);
    }
    out.push_str(rest);
    if !out.contains('<') {
        for name in names {
            if let Some(at) = out.to_ascii_lowercase().find(&name.to_ascii_lowercase()) {
                let bracketed = format!("<{}>", &out[at..at + name.len()]);
                out.replace_range(at..at + name.len(), &bracketed);
                break;
            }
        }
    }
    out.parse::<Pattern>().map_err(|error| error.to_string())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Tutorial: Azure Active Directory integration with Kite Desk\n\n## Configure Azure AD single sign-on\n\n\
        1. On the **Kite Desk Domain and URLs** section, perform the following steps:\n\n\
        \ta. In the **Identifier** textbox, type the value: `kite-desk`\n\n\
        \tb. In the **Reply URL** textbox, type a URL using the following pattern: `https://<company name>.kite.example/acs`\n\n\
        1. On the **SAML Signing Certificate** section, click **Certificate (Base64)** and then save the file.\n\n\
        ## Create a Kite Desk test user\n\nKite Desk supports just-in-time provisioning.\n";

    #[test]
    fn a_clear_page_becomes_a_recipe_without_a_question() {
        let reading = tutorial::read(PAGE.as_bytes()).unwrap();
        let draft = Draft::from_reading(&reading, Some("kite.md")).unwrap();
        let open: Vec<&Question> =
            draft.questions.iter().filter(|question| question.field != "app").collect();
        assert!(open.is_empty(), "nothing is doubtful: {open:?}");
        let text = draft.recipe.to_toml().unwrap();
        let back = Recipe::parse(&text).unwrap();
        assert_eq!(
            back.field[&SamlField::ReplyUrl].patterns[0].to_string(),
            "https://<company_name>.kite.example/acs"
        );
        assert_eq!(back.arrival.kind, ArrivalKind::JustInTime);
        assert!(back.placeholder.contains_key("company_name"), "the blank became an underscore");
    }

    #[test]
    fn a_doubtful_value_is_asked_for_and_never_guessed() {
        let page = PAGE.replace("type the value: `kite-desk`", "type KiteDesk");
        let reading = tutorial::read(page.as_bytes()).unwrap();
        let mut draft = Draft::from_reading(&reading, None).unwrap();
        let question = draft.questions.iter().find(|question| question.field == "identifier").unwrap();
        assert_eq!(question.candidates, ["KiteDesk"]);
        assert!(draft.clone().finish().is_err(), "an open question holds the recipe back");
        draft.answer("identifier", "kite-desk").unwrap();
        assert_eq!(draft.recipe.field[&SamlField::Identifier].patterns[0].to_string(), "kite-desk");
        assert!(matches!(draft.answer("identifier", "x"), Err(DraftError::NotAsked(_))), "once is enough");
    }
}
