//! Searching the gallery, people and groups: from the cache as you type.

use crate::{
    Console,
    contract::{
        Event, GalleryHit, GalleryView, Moment, SearchText, Tag, WireError,
        search::{GroupView, GroupsView, InstanceView, PeopleView, PersonView},
    },
    convert::{graph_error, store_error},
    session::Session,
};
use doorward_catalog::for_gallery_name;
use doorward_store::TemplateRow;
use std::{collections::BTreeMap, sync::Arc};
use time::{Duration, OffsetDateTime};

const HITS: usize = 30;
/// The gallery changes slowly; after this time it is read again.
const GALLERY_LIFE: Duration = Duration::days(1);
/// A reading that failed is tried again after this time.
const RETRY: Duration = Duration::seconds(30);

impl Console {
    /// Searches the gallery as you type. The first search reads it whole; later ones ask the cache.
    ///
    /// # Errors
    /// What reading brings, when nothing is cached yet.
    pub async fn gallery_search(self: &Arc<Self>, request: SearchText) -> Result<GalleryView, WireError> {
        let session = self.signed_in().await?;
        let gallery = self.gallery_key(&session)?;
        self.gallery_synced(&session, &gallery).await?;
        let templates = self.store.cache().templates(&gallery);
        let found = templates.search(&request.text, HITS).map_err(store_error)?;
        let total = templates.count().map_err(store_error)?;
        let listed = self.store.cache().applications().list(session.account.tenant).map_err(store_error)?;
        let mut instances: BTreeMap<_, Vec<InstanceView>> = BTreeMap::new();
        for row in listed.rows {
            if let Some(template) = row.template {
                let view =
                    InstanceView { service_principal_id: row.service_principal.to_string(), name: row.name };
                instances.entry(template).or_default().push(view);
            }
        }
        let hits = found
            .into_iter()
            .map(|row| {
                let own = instances.get(&row.id).cloned().unwrap_or_default();
                hit(row, own)
            })
            .collect();
        let as_of = templates.synced_at().map_err(store_error)?.map(Moment::from);
        Ok(GalleryView { hits, total, as_of })
    }

    /// The gallery entry of exactly this name: from the cache where the gallery was read, else asked for by name. Reading a
    /// whole gallery for one entry takes many requests.
    ///
    /// # Errors
    /// What reading brings.
    pub(crate) async fn entry_named(
        &self,
        session: &Session,
        name: &str,
    ) -> Result<Option<TemplateRow>, WireError> {
        let gallery = self.gallery_key(session)?;
        let templates = self.store.cache().templates(&gallery);
        let rows = if templates.synced_at().map_err(store_error)?.is_some() {
            templates.search(name, HITS).map_err(store_error)?
        } else {
            let now = self.machine.clock.now();
            let found = session.directory.graph.gallery_named(name).await.map_err(graph_error)?;
            found.into_iter().map(|template| TemplateRow::new(template, now)).collect()
        };
        Ok(rows.into_iter().find(|row| row.name.eq_ignore_ascii_case(name)))
    }

    /// Searches people by name or address.
    ///
    /// # Errors
    /// What reading brings.
    pub async fn people_search(self: &Arc<Self>, request: SearchText) -> Result<PeopleView, WireError> {
        let session = self.signed_in().await?;
        let view = |name: String, upn: String, id: String| PersonView { id, name, upn };
        let cached = self.store.cache().people().search(session.account.tenant, &request.text, 20);
        let mut people: Vec<PersonView> = cached
            .map_err(store_error)?
            .into_iter()
            .map(|row| view(row.name, row.upn, row.id.to_string()))
            .collect();
        if people.len() < 5 {
            let fresh = session.directory.graph.people_like(&request.text).await;
            match fresh {
                Ok(found) => {
                    for person in found {
                        let id = person.id.to_string();
                        if !people.iter().any(|known| known.id == id) {
                            people.push(view(person.name, person.upn, id));
                        }
                    }
                }
                Err(error) if people.is_empty() => return Err(graph_error(error)),
                Err(_) => {}
            }
        }
        people.truncate(20);
        Ok(PeopleView { people })
    }

    /// Searches groups by name.
    ///
    /// # Errors
    /// What reading brings.
    pub async fn groups_search(self: &Arc<Self>, request: SearchText) -> Result<GroupsView, WireError> {
        let session = self.signed_in().await?;
        let found = session.directory.graph.groups_like(&request.text).await.map_err(graph_error)?;
        let groups = found
            .into_iter()
            .map(|group| GroupView {
                id: group.id.to_string(),
                name: group.name,
                description: group.description,
            })
            .collect();
        Ok(GroupsView { groups })
    }

    /// Galleries differ by cloud, not by tenant; the practice tenant has one of its own.
    pub(crate) fn gallery_key(&self, session: &Session) -> Result<String, WireError> {
        let row = self.tenant_row(session)?;
        Ok(if row.practice { format!("practice {}", row.tenant.id) } else { row.graph_url })
    }

    /// The gallery is cached afterwards. The first time it is waited for; an old one is read again beside what goes on.
    ///
    /// # Errors
    /// What reading brings, when nothing is cached yet; it is not tried again with every letter that is typed.
    pub(crate) async fn gallery_synced(
        self: &Arc<Self>,
        session: &Arc<Session>,
        gallery: &str,
    ) -> Result<(), WireError> {
        let synced = || self.store.cache().templates(gallery).synced_at().map_err(store_error);
        let fresh = |at: OffsetDateTime| self.machine.clock.now() - at < GALLERY_LIFE;
        match synced()? {
            Some(at) if fresh(at) => return Ok(()),
            Some(_) => {
                self.gallery_refreshed(session, gallery);
                return Ok(());
            }
            None => {}
        }
        let mut tried = self.gallery.lock().await;
        if synced()?.is_some() {
            return Ok(());
        }
        let now = self.machine.clock.now();
        if let Some((at, error)) = tried.get(gallery).filter(|(at, _)| now - *at < RETRY) {
            tracing::debug!(%at, "the gallery is not tried again yet");
            return Err(error.clone());
        }
        let outcome = self.gallery_read(session, gallery).await;
        match &outcome {
            Ok(()) => tried.remove(gallery),
            Err(error) => tried.insert(gallery.to_owned(), (now, error.clone())),
        };
        outcome
    }

    /// Reads an old gallery again in the background, one at a time; an old one is better than none.
    fn gallery_refreshed(self: &Arc<Self>, session: &Arc<Session>, gallery: &str) {
        let (console, session, gallery) = (Arc::clone(self), Arc::clone(session), gallery.to_owned());
        tokio::spawn(async move {
            let Ok(mut tried) = console.gallery.try_lock() else { return };
            let now = console.machine.clock.now();
            if tried.get(&gallery).is_some_and(|(at, _)| now - *at < RETRY) {
                return;
            }
            match console.gallery_read(&session, &gallery).await {
                Ok(()) => {
                    tried.remove(&gallery);
                    console.tell(Event::Stale { tags: vec![Tag::Gallery], at: now.into() });
                }
                Err(error) => {
                    tracing::info!(code = ?error.code, "the gallery is not read again");
                    tried.insert(gallery, (now, error));
                }
            }
        });
    }

    async fn gallery_read(&self, session: &Session, gallery: &str) -> Result<(), WireError> {
        let found = session.directory.graph.gallery().await.map_err(graph_error)?;
        let now = self.machine.clock.now();
        let rows: Vec<TemplateRow> =
            found.into_iter().map(|template| TemplateRow::new(template, now)).collect();
        self.store.cache().templates(gallery).replace_all(now, &rows).map_err(store_error)
    }
}

/// Galleries whose reading failed, when, and why.
pub(crate) type GalleryTries = BTreeMap<String, (OffsetDateTime, WireError)>;

fn hit(row: TemplateRow, instances: Vec<InstanceView>) -> GalleryHit {
    let mode = |mode| serde_json::to_value(mode).ok().and_then(|value| value.as_str().map(str::to_owned));
    GalleryHit {
        template_id: row.id.to_string(),
        recipe: for_gallery_name(&row.name).map(|recipe| recipe.id.clone()),
        name: row.name,
        publisher: row.publisher,
        description: row.description,
        modes: row.modes.into_iter().filter_map(mode).collect(),
        instances,
    }
}
