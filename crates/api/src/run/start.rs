//! How a run begins: from a gallery entry, a recipe, an application that is there, or a name alone.

use super::memory::{Memory, page_name};
use crate::{
    Console,
    catalog::{material::named, own},
    contract::{ErrorCode, RunView, WireError, run::RunStart},
    convert::{directory_failure, store_error},
    session::Session,
};
use doorward_catalog::{Recipe, builtin, for_gallery_name, plain};
use doorward_domain::{ObjectId, RunId, TemplateId};
use doorward_onboarding::{Answers, Page, ports::Directory};
use doorward_store::RunRow;
use std::sync::Arc;

/// What a run is made from.
pub(super) struct Basis {
    pub(super) template: TemplateId,
    /// Name of the gallery entry, or of the product where there is none.
    pub(super) product: String,
    pub(super) recipe: Recipe,
    pub(super) adopt: Option<ObjectId>,
}

impl Console {
    /// Starts an onboarding. Nothing is changed in the directory.
    ///
    /// # Errors
    /// `not_found` when there is no such entry, recipe or application; what reading the tenant brings.
    pub async fn run_start(self: &Arc<Self>, request: RunStart) -> Result<RunView, WireError> {
        let session = self.signed_in().await?;
        let basis = self.basis(&session, &request).await?;
        let run = self.open_run(&session, basis)?;
        self.look(run, &session).await?;
        self.run_view(run, &session)
    }

    /// Begins a run as [`Console::run_start`] does, without looking at the tenant for it yet: whoever goes on with
    /// `whole_preview` looks once.
    ///
    /// # Errors
    /// As [`Console::run_start`].
    pub async fn run_begin(self: &Arc<Self>, request: RunStart) -> Result<RunView, WireError> {
        let session = self.signed_in().await?;
        let basis = self.basis(&session, &request).await?;
        let run = self.open_run(&session, basis)?;
        self.run_view(run, &session)
    }

    /// An unfinished run that the same beginning has led to; of several the one under `name`, else the latest.
    ///
    /// # Errors
    /// As [`Console::run_start`].
    pub async fn run_unfinished(
        self: &Arc<Self>,
        request: &RunStart,
        name: Option<&str>,
    ) -> Result<Option<RunView>, WireError> {
        let session = self.signed_in().await?;
        let basis = self.basis(&session, request).await?;
        let mut rows = self.store.journal().runs().list_open(session.account.tenant).map_err(store_error)?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.updated));
        for row in rows {
            let named = name.is_none_or(|name| row.name.eq_ignore_ascii_case(name.trim()));
            let Ok(run) = self.load(row.id, &session) else { continue };
            if named && run.template() == basis.template && run.recipe == basis.recipe {
                return self.run_view(row.id, &session).map(Some);
            }
        }
        Ok(None)
    }

    pub(super) async fn basis(
        self: &Arc<Self>,
        session: &Arc<Session>,
        request: &RunStart,
    ) -> Result<Basis, WireError> {
        let adopt = request.adopt.as_deref().map(|id| object_id(id, "adopt")).transpose()?;
        let recipe = request.recipe.as_deref().map(|name| named(&self.recipes(), name)).transpose()?;
        let file = request.file.as_deref().map(parsed).transpose()?;
        let recipe = file.or(recipe.map(|(recipe, _)| recipe));
        if let Some(id) = &request.template_id {
            let id: TemplateId = id.parse().map_err(|_| {
                WireError::new(ErrorCode::InvalidInput, "This is not a gallery entry.").field("templateId")
            })?;
            let product = self.entry_name(session, id).await?;
            let recipe = match recipe {
                Some(recipe) => recipe,
                None => self.recipe_for(&product)?,
            };
            return Ok(Basis { template: id, product, recipe, adopt });
        }
        if let Some(recipe) = recipe {
            return Ok(Basis { adopt, ..self.basis_of(session, recipe).await? });
        }
        if let Some(id) = adopt {
            let principal = session.directory.service_principal(id).await.map_err(directory_failure)?;
            let principal = principal.ok_or_else(|| {
                WireError::new(ErrorCode::NotFound, "This application is not there (any more).")
            })?;
            let template = principal.template.unwrap_or(TemplateId::NON_GALLERY);
            return Ok(Basis {
                template,
                recipe: self.recipe_for(&principal.name)?,
                product: principal.name,
                adopt,
            });
        }
        let product = request.product.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let product = product.ok_or_else(|| {
            WireError::new(ErrorCode::InvalidInput, "An application needs a name.").field("product")
        })?;
        Ok(Basis {
            template: TemplateId::NON_GALLERY,
            product: product.to_owned(),
            recipe: plain(product),
            adopt: None,
        })
    }

    /// The recipe's own gallery entry where the tenant's gallery has it, else the one for applications of no gallery.
    async fn basis_of(self: &Arc<Self>, session: &Arc<Session>, recipe: Recipe) -> Result<Basis, WireError> {
        for name in &recipe.gallery {
            let found = self.entry_named(session, name.trim()).await?;
            if let Some(row) = found.filter(|row| row.modes.contains(&doorward_domain::SsoMode::Saml)) {
                return Ok(Basis { template: row.id, product: row.name, recipe, adopt: None });
            }
        }
        let product = recipe.product.clone();
        Ok(Basis { template: TemplateId::NON_GALLERY, product, recipe, adopt: None })
    }

    /// The name of a gallery entry, from the cache where it is there.
    async fn entry_name(
        self: &Arc<Self>,
        session: &Arc<Session>,
        id: TemplateId,
    ) -> Result<String, WireError> {
        let gallery = self.gallery_key(session)?;
        if let Some(row) = self.store.cache().templates(&gallery).get(id).map_err(store_error)? {
            return Ok(row.name);
        }
        let template = session.directory.template(id).await.map_err(directory_failure)?;
        let template =
            template.ok_or_else(|| WireError::new(ErrorCode::NotFound, "The gallery has no such entry."))?;
        Ok(template.name)
    }

    /// The recipe that belongs to a gallery entry: one's own, one built in, or what any SAML application needs.
    pub(super) fn recipe_for(&self, entry: &str) -> Result<Recipe, WireError> {
        let belongs = |recipe: &Recipe| recipe.gallery.iter().any(|name| name.eq_ignore_ascii_case(entry));
        let own = own::all_in(&self.recipes())?.into_iter().find(belongs);
        Ok(own.or_else(|| for_gallery_name(entry).cloned()).unwrap_or_else(|| plain(entry)))
    }

    /// Puts a new run into the profile.
    pub(super) fn open_run(&self, session: &Session, basis: Basis) -> Result<RunId, WireError> {
        let answers = Answers { adopt: basis.adopt, ..Answers::default() };
        let memory = Memory {
            template: Some(basis.template),
            product: basis.product,
            recipe: kept(&basis.recipe),
            ..Memory::default()
        };
        let id = RunId(self.machine.random.uuid());
        let row = self.row(session, id, &basis.recipe, &answers, &memory);
        self.store.journal().runs().insert(&row).map_err(store_error)?;
        Ok(row.id)
    }

    /// A run that stands at its first page.
    pub(super) fn row(
        &self,
        session: &Session,
        id: RunId,
        recipe: &Recipe,
        answers: &Answers,
        memory: &Memory,
    ) -> RunRow {
        let now = self.machine.clock.now();
        RunRow {
            id,
            tenant: session.account.tenant,
            account: session.account.object_id,
            name: answers.application_name(recipe),
            recipe: recipe.id.clone(),
            page: page_name(Page::Application),
            state: "open".to_owned(),
            answers: serde_json::to_value(answers).unwrap_or_default(),
            known: serde_json::to_value(memory).unwrap_or_default(),
            created: now,
            updated: now,
            finished: None,
            revision: 0,
        }
    }
}

/// A run keeps its own copy of a recipe that may change or go: every one that is not built in.
pub(super) fn kept(recipe: &Recipe) -> Option<Recipe> {
    let builtin = builtin().iter().any(|known| known == recipe);
    (!builtin && *recipe != plain(&recipe.product)).then(|| recipe.clone())
}

fn parsed(text: &str) -> Result<Recipe, WireError> {
    Recipe::parse(text).map_err(|error| {
        WireError::new(ErrorCode::InvalidInput, "The recipe cannot be used.")
            .field("file")
            .details(error.to_string())
    })
}

fn object_id(text: &str, field: &str) -> Result<ObjectId, WireError> {
    text.parse()
        .map_err(|_| WireError::new(ErrorCode::InvalidInput, "This is not an object id.").field(field))
}
