//! One list as you type: one's own recipes, those built in, the tenant's gallery, the tenant's applications. What is
//! cached answers at once; an old gallery is read again beside it.

use super::own;
use crate::{
    Console,
    contract::{CatalogHit, CatalogView, HitSource, Moment, SearchText, WireError, search::InstanceView},
    convert::store_error,
    session::Session,
};
use doorward_catalog::{Recipe, builtin, for_gallery_name};
use doorward_domain::{SsoMode, TemplateId};
use doorward_store::{ApplicationRow, TemplateRow};
use std::{collections::BTreeMap, path::Path, sync::Arc};

/// Rows in an answer.
const HITS: usize = 40;

type Instances = BTreeMap<TemplateId, Vec<InstanceView>>;

impl Console {
    /// Searches recipes, the gallery and the tenant's applications as you type. Without a session: the recipes.
    ///
    /// # Errors
    /// `profile_trouble` when the profile cannot be read; a gallery that cannot be read is told in the answer.
    pub async fn catalog_search(self: &Arc<Self>, request: SearchText) -> Result<CatalogView, WireError> {
        let mut list = List::new(&request.text);
        let own = own::all_in(&self.recipes())?;
        list.recipes(&own, HitSource::Own);
        if let Some(session) = self.current().await {
            self.tenants_part(&session, &mut list).await?;
        }
        list.recipes(builtin(), HitSource::BuiltIn);
        Ok(list.view())
    }

    async fn tenants_part(
        self: &Arc<Self>,
        session: &Arc<Session>,
        list: &mut List,
    ) -> Result<(), WireError> {
        let gallery = self.gallery_key(session)?;
        list.trouble = self.gallery_synced(session, &gallery).await.err();
        let cache = self.store.cache();
        let templates = cache.templates(&gallery);
        list.as_of = templates.synced_at().map_err(store_error)?.map(Moment::from);
        let applications = cache.applications();
        let tenant = session.account.tenant;
        list.total += templates.count().map_err(store_error)? as usize;
        list.total += applications.count(tenant).map_err(store_error)? as usize;
        let made = applications.made_from_templates(tenant).map_err(store_error)?;
        let instances = instances(made);
        list.templates(templates.search(&list.text, HITS).map_err(store_error)?, &instances);
        list.applications(applications.search(tenant, &list.text, HITS).map_err(store_error)?);
        Ok(())
    }
}

/// The list without a profile: one's own recipes in this folder, and those built in.
///
/// # Errors
/// `profile_trouble` when the folder is there and cannot be read.
pub fn recipes_only(folder: &Path, text: &str) -> Result<CatalogView, WireError> {
    let mut list = List::new(text);
    list.recipes(&own::all_in(folder)?, HitSource::Own);
    list.recipes(builtin(), HitSource::BuiltIn);
    Ok(list.view())
}

fn instances(rows: Vec<ApplicationRow>) -> Instances {
    let mut instances = Instances::new();
    for row in rows {
        if let Some(template) = row.template {
            let view =
                InstanceView { service_principal_id: row.service_principal.to_string(), name: row.name };
            instances.entry(template).or_default().push(view);
        }
    }
    instances
}

/// The list while it is put together.
struct List {
    text: String,
    words: Vec<String>,
    hits: Vec<(u8, CatalogHit)>,
    total: usize,
    as_of: Option<Moment>,
    trouble: Option<WireError>,
}

impl List {
    fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        let words = split(&text);
        Self { text, words, hits: Vec::new(), total: 0, as_of: None, trouble: None }
    }

    /// How well a name fits: 0 is the name itself, 3 what only the publisher or a part of a word brought.
    fn place(&self, name: &str) -> u8 {
        let (folded, typed) = (name.trim().to_lowercase(), self.text.to_lowercase());
        let own = split(name);
        match () {
            () if folded == typed => 0,
            () if folded.starts_with(&typed) => 1,
            () if self.words.iter().all(|word| own.iter().any(|part| part.starts_with(word))) => 2,
            () => 3,
        }
    }

    fn recipes(&mut self, recipes: &[Recipe], source: HitSource) {
        self.total += recipes.len();
        for recipe in recipes {
            let shown = |hit: &CatalogHit| {
                hit.recipe.as_deref() == Some(&recipe.id)
                    && (hit.sources.contains(&source) || hit.sources.contains(&HitSource::Own))
            };
            let names =
                std::iter::once(&recipe.product).chain(std::iter::once(&recipe.id)).chain(&recipe.gallery);
            let best = names.map(|name| self.place(name)).min().unwrap_or(3);
            let contains = recipe.product.to_lowercase().contains(&self.text.to_lowercase());
            if best == 3 && !contains || self.hits.iter().any(|(_, hit)| shown(hit)) {
                continue;
            }
            self.hits.push((best, recipe_hit(recipe, source)));
        }
    }

    fn templates(&mut self, rows: Vec<TemplateRow>, instances: &Instances) {
        for row in rows.into_iter().filter(|row| row.id != TemplateId::NON_GALLERY) {
            let recipe = for_gallery_name(&row.name).map(|recipe| recipe.id.clone());
            let mut sources = vec![HitSource::Gallery];
            if recipe.is_some() {
                sources.insert(0, HitSource::BuiltIn);
            }
            let hit = CatalogHit {
                sources,
                publisher: row.publisher,
                description: row.description,
                modes: row.modes.into_iter().filter_map(mode_word).collect(),
                recipe,
                template_id: Some(row.id.to_string()),
                service_principal_id: None,
                instances: instances.get(&row.id).cloned().unwrap_or_default(),
                name: row.name,
            };
            self.hits.push((self.place(&hit.name), hit));
        }
    }

    fn applications(&mut self, rows: Vec<ApplicationRow>) {
        for row in rows {
            let hit = CatalogHit {
                sources: vec![HitSource::Application],
                publisher: String::new(),
                description: String::new(),
                modes: row.mode.into_iter().collect(),
                recipe: None,
                template_id: row.template.map(|id| id.to_string()),
                service_principal_id: Some(row.service_principal.to_string()),
                instances: Vec::new(),
                name: row.name,
            };
            self.hits.push((self.place(&hit.name), hit));
        }
    }

    fn view(mut self) -> CatalogView {
        let typed = !self.text.is_empty();
        self.hits.sort_by_cached_key(|(place, hit)| {
            let place = if typed { *place } else { 0 };
            (place, order(hit), hit.name.to_lowercase())
        });
        let hits = self.hits.into_iter().take(HITS).map(|(_, hit)| hit).collect();
        CatalogView {
            hits,
            total: u32::try_from(self.total).unwrap_or(u32::MAX),
            as_of: self.as_of,
            trouble: self.trouble,
        }
    }
}

/// Of names that fit equally well: what leads furthest comes first.
fn order(hit: &CatalogHit) -> u8 {
    match hit.sources.first() {
        Some(HitSource::Own) => 0,
        Some(HitSource::BuiltIn) => 1,
        Some(HitSource::Gallery) => 2,
        Some(HitSource::Application) | None => 3,
    }
}

fn recipe_hit(recipe: &Recipe, source: HitSource) -> CatalogHit {
    CatalogHit {
        sources: vec![source],
        name: recipe.product.clone(),
        publisher: String::new(),
        description: recipe.arrival.text.clone(),
        modes: vec!["saml".to_owned()],
        recipe: Some(recipe.id.clone()),
        template_id: None,
        service_principal_id: None,
        instances: Vec::new(),
    }
}

fn mode_word(mode: SsoMode) -> Option<String> {
    serde_json::to_value(mode).ok().and_then(|value| value.as_str().map(str::to_owned))
}

fn split(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
