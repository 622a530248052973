//! What a text turns out to be, and the recipe that follows from it.

use super::own;
use crate::contract::{ErrorCode, WireError, catalog::ReadAs};
use doorward_catalog::{
    MetadataFacts, Recipe, RecipeError,
    draft::{Draft, DraftError},
    from_metadata,
    tutorial::{self, ReadError, Reading},
};
use doorward_saml::{Entity, RoleKind};
use std::collections::BTreeMap;

/// A text, understood.
pub enum Material {
    /// A sign-on tutorial.
    Tutorial(Box<Reading>),
    /// The metadata of a service provider.
    Metadata(Box<Entity>),
    /// A recipe file.
    Recipe(Box<Recipe>),
}

impl Material {
    /// Tells what a text is. Metadata is known by its root element, a recipe by its first key.
    ///
    /// # Errors
    /// `invalid_input` for what is none of the three, with the reason; another language is named.
    pub fn of(text: &str) -> Result<Self, WireError> {
        let start: String = text.chars().take(4096).collect();
        if start.contains("EntityDescriptor") || start.contains("EntitiesDescriptor") {
            return entity(text.trim().as_bytes()).map(|entity| Self::Metadata(Box::new(entity)));
        }
        if text.lines().take(80).any(is_format) {
            let recipe = Recipe::parse(text).map_err(|error| no_recipe(&error))?;
            return Ok(Self::Recipe(Box::new(recipe)));
        }
        let reading = tutorial::read(text.as_bytes()).map_err(|error| refused(&error))?;
        Ok(Self::Tutorial(Box::new(reading)))
    }

    /// The word for it.
    pub fn read_as(&self) -> ReadAs {
        match self {
            Self::Tutorial(_) => ReadAs::Tutorial,
            Self::Metadata(_) => ReadAs::Metadata,
            Self::Recipe(_) => ReadAs::Recipe,
        }
    }

    /// The recipe that follows, with its questions. `name` is the file or the address it was read from.
    ///
    /// # Errors
    /// `invalid_input` when it is no guide to SAML.
    pub fn draft(&self, name: Option<&str>, product: Option<&str>) -> Result<Draft, WireError> {
        let product = product.map(str::trim).filter(|product| !product.is_empty());
        let mut draft = match self {
            Self::Tutorial(reading) => {
                Draft::from_reading(reading, name).map_err(|error| undraftable(&error))?
            }
            Self::Metadata(entity) => from_metadata(&facts(entity)?, product, name).into(),
            Self::Recipe(recipe) => Draft::from(Recipe::clone(recipe)),
        };
        if let Some(product) = product {
            draft.name(product);
        }
        Ok(draft)
    }
}

fn is_format(line: &str) -> bool {
    line.strip_prefix("format").is_some_and(|rest| rest.trim_start().starts_with('='))
}

/// The text of some bytes, as readings count its lines and places.
///
/// # Errors
/// `invalid_input` for what is too large, empty, or no text.
pub fn text_of(bytes: &[u8]) -> Result<String, WireError> {
    tutorial::text(bytes).map_err(|error| refused(&error))
}

/// Answers in the order of the questions; what does not fit is told by question.
pub fn answer(draft: &mut Draft, answers: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut problems = BTreeMap::new();
    for (field, value) in answers {
        match draft.answer(field, value) {
            Ok(()) => {}
            Err(DraftError::Unfit { why, .. }) => {
                problems.insert(field.clone(), why);
            }
            Err(other) => {
                problems.insert(field.clone(), other.to_string());
            }
        }
    }
    problems
}

/// A recipe as it is kept: its file, checked.
///
/// # Errors
/// `internal` when it does not read back as itself.
pub fn toml(recipe: &Recipe) -> Result<String, WireError> {
    recipe.to_toml().map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))
}

fn entity(bytes: &[u8]) -> Result<Entity, WireError> {
    let entity = Entity::parse(bytes).map_err(|error| unfit(error.to_string()))?;
    match entity.role(RoleKind::ServiceProvider) {
        Some(_) => Ok(entity),
        None => Err(unfit(format!("{} describes no service provider", entity.id))),
    }
}

fn facts(entity: &Entity) -> Result<MetadataFacts, WireError> {
    let role = entity
        .role(RoleKind::ServiceProvider)
        .ok_or_else(|| unfit(format!("{} describes no service provider", entity.id)))?;
    let of = |service: &str| {
        let mut found: Vec<_> = role.endpoints.iter().filter(|one| one.service == service).collect();
        found.sort_by_key(|one| (!one.is_default, one.index));
        let mut found: Vec<String> = found.into_iter().map(|one| one.location.clone()).collect();
        found.dedup();
        found
    };
    Ok(MetadataFacts {
        entity_id: entity.id.clone(),
        reply_urls: of("AssertionConsumerService"),
        logout_url: of("SingleLogoutService").into_iter().next(),
        wants_assertions_signed: role.wants_assertions_signed,
    })
}

fn unfit(details: String) -> WireError {
    WireError::new(ErrorCode::InvalidInput, "This is not the metadata of a service provider.")
        .field("text")
        .details(details)
}

fn refused(error: &ReadError) -> WireError {
    let refused = WireError::new(ErrorCode::InvalidInput, format!("The page cannot be used: {error}."));
    match error {
        ReadError::NotATutorial => refused
            .hint("Give a page that says how to set up single sign-on, SAML metadata, or a recipe file."),
        ReadError::NotText => refused.hint("Save the page as text, HTML or Markdown."),
        _ => refused,
    }
    .field("text")
}

fn no_recipe(error: &RecipeError) -> WireError {
    WireError::new(ErrorCode::InvalidInput, "The recipe cannot be used.")
        .field("text")
        .hint("`doorward catalog lint` names the line and what to do.")
        .details(error.to_string())
}

fn undraftable(error: &DraftError) -> WireError {
    let text = match error {
        DraftError::Kind(_) => format!("No recipe can be made: {error}."),
        other => other.to_string(),
    };
    WireError::new(ErrorCode::InvalidInput, text).field("text")
}

/// A recipe by its short name or product: one's own first, then those built in. Tells whether it is one's own.
///
/// # Errors
/// `not_found`; `profile_trouble` when the folder cannot be read.
pub fn named(folder: &std::path::Path, name: &str) -> Result<(Recipe, bool), WireError> {
    let fits = |recipe: &&Recipe| {
        recipe.id.eq_ignore_ascii_case(name.trim()) || recipe.product.eq_ignore_ascii_case(name.trim())
    };
    let own = own::all_in(folder)?;
    let found = own.iter().find(fits).map(|recipe| (recipe.clone(), true));
    let builtin = || doorward_catalog::builtin().iter().find(fits).map(|recipe| (recipe.clone(), false));
    found.or_else(builtin).ok_or_else(|| {
        WireError::new(ErrorCode::NotFound, format!("There is no recipe “{name}”."))
            .hint("Look for it with `doorward catalog search`, or make one with `doorward catalog import`.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_file_is_known_as_one() {
        let text = doorward_catalog::builtin()[0].to_toml().unwrap();
        let material = Material::of(&text).unwrap();
        assert_eq!(material.read_as(), ReadAs::Recipe);
        assert_eq!(material.draft(None, None).unwrap().questions, []);
        let broken = text.replace("product", "prodcut");
        assert!(Material::of(&broken).err().unwrap().message.contains("recipe"), "not taken for a tutorial");
    }

    #[test]
    fn another_language_is_refused_by_its_name() {
        let page = "# Anleitung: Einmaliges Anmelden für Drachenwerk\n\nIn diesem Tutorial erfahren Sie, wie Sie \
            Drachenwerk mit Microsoft Entra ID integrieren. Wenn Sie die Anwendung integrieren, können Sie steuern, wer \
            Zugriff hat. Geben Sie in das Textfeld die URL ein und klicken Sie auf die Schaltfläche, um die \
            Einstellungen zu speichern. Wählen Sie dann den Benutzer aus, der sich anmelden soll.\n";
        let error = Material::of(page).err().unwrap();
        assert!(error.message.contains("German"), "{error:?}");
    }
}
