//! Reading a run's surroundings for a preview, and the finding about a journal that was altered.

use super::OpenRun;
use crate::{Console, contract::WireError, convert::directory_failure, session::Session};
use doorward_domain::RunId;
use doorward_onboarding::{Page, TenantRules, ports::Directory};
use doorward_store::{Integrity, Profile};
use std::sync::Arc;

const POLICY: &str = "/policies/defaultAppManagementPolicy";
const LICENCES: &str = "/subscribedSkus";
const ELIGIBLE: &str = "/roleManagement/directory/roleEligibilityScheduleInstances";

impl Console {
    /// Looks at the tenant and at what lies around, as far as the pages need it. What cannot be read stays unknown.
    pub(crate) async fn look_around(
        self: &Arc<Self>,
        id: RunId,
        session: &Arc<Session>,
        pages: &[Page],
    ) -> Result<OpenRun, WireError> {
        let mut run = self.look(id, session).await?;
        let mut snapshot = run.memory.snapshot.clone();
        let directory = &session.directory;
        snapshot.rights.account = Some(session.account.object_id);
        snapshot.rights.tenant = Some(session.account.tenant);
        if !snapshot.around.rules.policy_read && snapshot.around.rules.has_p1.is_none() {
            let (policy, licences) =
                futures::future::try_join(directory.document(POLICY, &[]), directory.document(LICENCES, &[]))
                    .await
                    .map_err(directory_failure)?;
            snapshot.around.rules = TenantRules::read(policy.as_ref(), licences.as_ref());
        }
        if snapshot.rights.eligible.is_none() && snapshot.rights.roles.is_some() {
            let filter = format!("principalId eq '{}'", session.account.object_id);
            let query = [("$filter", filter.as_str())];
            let found = directory.document(ELIGIBLE, &query).await.map_err(directory_failure)?;
            snapshot.rights.eligible = found.map(|found| {
                let rows = found["value"].as_array().cloned().unwrap_or_default();
                rows.iter().filter_map(|row| row["roleDefinitionId"].as_str()?.parse().ok()).collect()
            });
        }
        for page in pages {
            snapshot
                .look_around(directory, &run.recipe, &run.answers, *page)
                .await
                .map_err(directory_failure)?;
        }
        run = self.change(id, session, |run| run.memory.snapshot = snapshot.clone())?;
        Ok(run)
    }
}

/// What is wrong with a run's journal in this profile, if anything.
pub(crate) fn journal_finding(store: &Profile, run: RunId) -> Option<String> {
    match store.journal().entries().verify(run) {
        Ok(Integrity::Whole) => None,
        Ok(Integrity::Altered { sequence }) => {
            Some(format!("The journal was altered: entry {sequence} is not what Doorward wrote."))
        }
        Ok(Integrity::Cut { expected }) => {
            Some(format!("The journal was altered: it should reach to entry {expected}."))
        }
        Err(error) => Some(format!("The journal cannot be read whole: {error}.")),
    }
}
