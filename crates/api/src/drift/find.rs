//! Which run somebody means who names an application.

use crate::{
    Console,
    contract::{ErrorCode, WireError},
    convert::store_error,
    run::OpenRun,
    session::Session,
};

impl Console {
    /// The last run that made or took over the named application: by run id, object id, client id, display name or recipe,
    /// in this order.
    pub(crate) fn find_run(&self, session: &Session, named: &str) -> Result<OpenRun, WireError> {
        let named = named.trim();
        let mut runs: Vec<OpenRun> = Vec::new();
        for row in self.store.journal().runs().list(session.account.tenant).map_err(store_error)? {
            if let Ok(run) = self.load(row.id, session)
                && run.memory.known.service_principal.is_some()
            {
                runs.push(run);
            }
        }
        runs.sort_by_key(|run| std::cmp::Reverse(run.row.updated));
        let is = |text: &str| text.eq_ignore_ascii_case(named);
        let by_id = |run: &&OpenRun| {
            let known = &run.memory.known;
            is(&run.row.id.to_string())
                || known.service_principal.is_some_and(|id| is(&id.to_string()))
                || known.application.is_some_and(|id| is(&id.to_string()))
                || known.app.is_some_and(|id| is(&id.to_string()))
        };
        let found = runs
            .iter()
            .find(by_id)
            .or_else(|| runs.iter().find(|run| is(&run.row.name)))
            .or_else(|| runs.iter().find(|run| is(&run.row.recipe) || is(&run.recipe.product)));
        found.cloned().ok_or_else(|| {
            let known: Vec<&str> = runs.iter().map(|run| run.row.name.as_str()).take(5).collect();
            let text = format!("No onboarding made from here goes by “{named}”.");
            let error = WireError::new(ErrorCode::NotFound, text).field("application");
            match known.as_slice() {
                [] => error.hint("Nothing was onboarded from this profile in this tenant yet."),
                known => error.hint(format!("Known here: {}.", known.join(", "))),
            }
        })
    }
}
