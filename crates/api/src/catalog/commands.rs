//! The catalog's commands: reading sources, making recipes of them, keeping and handing out recipes.

use super::{
    fetch_page,
    material::{Material, answer, named, text_of, toml},
    own, reading,
};
use crate::{
    Console,
    contract::{
        CatalogReading, CatalogSource, ErrorCode, Nothing, RecipeRef, RecipeView, SavedFile, WireError,
        catalog::{CatalogAnswers, CatalogDraft, CatalogSave, ReadAs},
    },
    convert::directory_failure,
};
use doorward_catalog::{
    Recipe, TemplateUri, TemplateUse, draft::Draft, from_application, from_template, lint::lint,
};
use doorward_domain::{ObjectId, TemplateId};
use doorward_graph::resource::ConfigurationUri;
use doorward_onboarding::ports::Directory;
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

impl Console {
    /// Where one's own recipes lie.
    pub(crate) fn recipes(&self) -> PathBuf {
        self.profile.join("recipes")
    }

    /// Reads a source. Keeps nothing; an address is fetched because this is asked.
    ///
    /// # Errors
    /// `invalid_input` for what cannot be used, with the reason; `unreachable` for an address without an answer;
    /// `not_found` for entries and applications that are not there.
    pub async fn catalog_read(self: &Arc<Self>, request: CatalogSource) -> Result<CatalogReading, WireError> {
        match request {
            CatalogSource::Text { text, name } => self.read_text(text, name),
            CatalogSource::Address { address } => {
                let text = text_of(&fetch_page(&address).await?)?;
                self.read_text(text, Some(address.trim().to_owned()))
            }
            CatalogSource::Template { template_id } => self.read_template(&template_id).await,
            CatalogSource::Application { service_principal_id } => {
                self.read_application(&service_principal_id).await
            }
        }
    }

    fn read_text(&self, text: String, name: Option<String>) -> Result<CatalogReading, WireError> {
        let text = text_of(text.as_bytes())?;
        let material = Material::of(&text)?;
        let draft = material.draft(name.as_deref(), None)?;
        Ok(CatalogReading {
            read_as: material.read_as(),
            facts: reading::facts(&material, &text),
            product: draft.recipe.product.clone(),
            draft: self.draft_view(&draft, &BTreeMap::new())?,
            tutorial: None,
            name,
            text,
        })
    }

    async fn read_template(self: &Arc<Self>, id: &str) -> Result<CatalogReading, WireError> {
        let session = self.signed_in().await?;
        let id: TemplateId = id.parse().map_err(|_| {
            WireError::new(ErrorCode::InvalidInput, "This is not a gallery entry.").field("templateId")
        })?;
        let found = session.directory.template(id).await.map_err(directory_failure)?;
        let template =
            found.ok_or_else(|| WireError::new(ErrorCode::NotFound, "The gallery has no such entry."))?;
        // The beta carries no promise: where it is silent, the entry's name and modes are what there is.
        let details = session.directory.graph.template_details(id).await.unwrap_or_default();
        let tutorial = details.informational_urls.and_then(|urls| urls.single_sign_on_documentation_url);
        let uris: Vec<TemplateUri> =
            details.configuration_uris.into_iter().filter_map(template_uri).collect();
        let draft = Draft::from(from_template(&template, &uris));
        self.reading_of(ReadAs::Gallery, draft, template.name, tutorial)
    }

    async fn read_application(self: &Arc<Self>, id: &str) -> Result<CatalogReading, WireError> {
        let session = self.signed_in().await?;
        let id: ObjectId = id.parse().map_err(|_| {
            WireError::new(ErrorCode::InvalidInput, "This is not an object id.").field("servicePrincipalId")
        })?;
        let gone = || WireError::new(ErrorCode::NotFound, "This application is not there (any more).");
        let directory = &session.directory;
        let principal = directory.service_principal(id).await.map_err(directory_failure)?.ok_or_else(gone)?;
        let application = directory.application_of(principal.app_id).await.map_err(directory_failure)?;
        let application = application.ok_or_else(|| {
            WireError::new(ErrorCode::NotFound, "Its registration belongs to another tenant.")
                .hint("Make the recipe from its vendor's tutorial or metadata.")
        })?;
        let draft = Draft::from(from_application(&application, &principal));
        self.reading_of(ReadAs::Application, draft, principal.name, None)
    }

    /// What the tenant holds becomes a recipe at once; its file is the text that goes on.
    fn reading_of(
        &self,
        read_as: ReadAs,
        draft: Draft,
        name: String,
        tutorial: Option<String>,
    ) -> Result<CatalogReading, WireError> {
        Ok(CatalogReading {
            read_as,
            text: toml(&draft.recipe)?,
            name: Some(name),
            product: draft.recipe.product.clone(),
            facts: Vec::new(),
            draft: self.draft_view(&draft, &BTreeMap::new())?,
            tutorial,
        })
    }

    fn draft_view(
        &self,
        draft: &Draft,
        problems: &BTreeMap<String, String>,
    ) -> Result<CatalogDraft, WireError> {
        reading::draft(draft, problems, own::is_there(&self.recipes(), &draft.recipe.id))
    }

    /// The recipe that follows from a text and the answers given so far. Keeps nothing.
    ///
    /// # Errors
    /// `invalid_input` for a text that cannot be used.
    pub async fn catalog_draft(self: &Arc<Self>, request: CatalogAnswers) -> Result<CatalogDraft, WireError> {
        let (draft, problems) = drafted(&request)?;
        self.draft_view(&draft, &problems)
    }

    /// Keeps the finished recipe as one's own.
    ///
    /// # Errors
    /// `invalid_input` when a question is open (its name is the field), or the short name is taken and `replace` was not
    /// asked for; `profile_trouble` when it cannot be written.
    pub async fn catalog_save(self: &Arc<Self>, request: CatalogSave) -> Result<RecipeView, WireError> {
        let (draft, problems) = drafted(&request.draft)?;
        let recipe = draft.finish().map_err(|open| {
            let field = open.first().map(|question| question.field.clone()).unwrap_or_default();
            let why = problems.get(&field).cloned();
            let why = why.or_else(|| open.first().map(|question| question.why.clone()));
            let text = match open.len() {
                1 => "A question is still open.".to_owned(),
                open => format!("{open} questions are still open."),
            };
            WireError::new(ErrorCode::InvalidInput, text).field(&field).details(why.unwrap_or_default())
        })?;
        own::save_in(&self.recipes(), &recipe, request.replace)?;
        self.recipe_view(recipe, true)
    }

    /// A recipe, one's own or built in.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn catalog_show(self: &Arc<Self>, request: RecipeRef) -> Result<RecipeView, WireError> {
        let (recipe, own) = named(&self.recipes(), &request.recipe)?;
        self.recipe_view(recipe, own)
    }

    /// Removes one's own recipe. Runs that were made from it keep theirs.
    ///
    /// # Errors
    /// `not_found`; `invalid_input` for one that is built in.
    pub async fn catalog_remove(self: &Arc<Self>, request: RecipeRef) -> Result<Nothing, WireError> {
        let (recipe, own) = named(&self.recipes(), &request.recipe)?;
        if !own {
            let text = format!("{} comes with the program.", recipe.product);
            return Err(WireError::new(ErrorCode::InvalidInput, text)
                .hint("A recipe of your own under the same short name goes before it."));
        }
        own::remove_in(&self.recipes(), &recipe.id)?;
        Ok(Nothing {})
    }

    /// Writes a recipe to the downloads folder.
    ///
    /// # Errors
    /// `not_found`; `profile_trouble` when the file cannot be written.
    pub async fn catalog_export(self: &Arc<Self>, request: RecipeRef) -> Result<SavedFile, WireError> {
        let (recipe, _) = named(&self.recipes(), &request.recipe)?;
        self.save_file(&format!("{}.toml", recipe.id), toml(&recipe)?.as_bytes())
    }

    fn recipe_view(&self, recipe: Recipe, own: bool) -> Result<RecipeView, WireError> {
        let toml = toml(&recipe)?;
        let remarks = lint(&toml).into_iter().map(|finding| finding.what).collect();
        let file = own.then(|| own::place(&self.recipes(), &recipe.id).display().to_string());
        Ok(RecipeView { id: recipe.id, product: recipe.product, own, file, toml, remarks })
    }
}

/// An address as the gallery tells it; `None` for other ways to sign on than SAML.
fn template_uri(uri: ConfigurationUri) -> Option<TemplateUri> {
    if uri.applies_to_single_sign_on_mode.is_some_and(|mode| mode != "saml") {
        return None;
    }
    let of = match uri.usage.as_str() {
        "redirectUri" => TemplateUse::ReplyUrl,
        "identifierUri" => TemplateUse::Identifier,
        "loginUrl" => TemplateUse::SignOnUrl,
        "logoutUrl" => TemplateUse::LogoutUrl,
        _ => return None,
    };
    Some(TemplateUri { of, required: uri.is_required, values: uri.values, examples: uri.examples })
}

/// The draft with the answers given so far, and what is wrong with some of them.
fn drafted(request: &CatalogAnswers) -> Result<(Draft, BTreeMap<String, String>), WireError> {
    let text = text_of(request.text.as_bytes())?;
    let mut draft = Material::of(&text)?.draft(request.name.as_deref(), request.product.as_deref())?;
    let problems = answer(&mut draft, &request.answers);
    Ok((draft, problems))
}
