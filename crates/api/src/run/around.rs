//! Reading a run's surroundings for a preview, and the finding about a journal that was altered.

use super::OpenRun;
use crate::{
    Console, contract::WireError, convert::directory_failure, directory::TenantDirectory, session::Session,
};
use doorward_domain::RunId;
use doorward_onboarding::{Page, Snapshot, Surroundings, TenantRules, ports::Directory};
use doorward_store::{Integrity, Profile};
use std::sync::Arc;
use uuid::Uuid;

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
        let before = self.load(id, session)?;
        let seen = &before.memory.snapshot;
        // All of it at the same time, and what is asked at the same time travels in one batch.
        let directory = session.directory.gathering();
        let around = Surroundings::read(&directory, &before.recipe, &before.answers, seen, pages);
        let (run, facts, around) = futures::future::join3(
            self.look_by(id, session, &directory),
            facts(session, &directory, seen),
            around,
        )
        .await;
        let (mut run, (rules, eligible)) = (run?, facts?);
        let around = around.map_err(directory_failure)?;
        let mut snapshot = run.memory.snapshot.clone();
        snapshot.around.rules = rules;
        snapshot.rights.eligible = eligible;
        snapshot.surround(&around, &run.recipe, &run.answers, pages);
        snapshot.look_at_owners(&session.directory).await.map_err(directory_failure)?;
        run = self.change(id, session, |run| run.memory.snapshot = snapshot.clone())?;
        Ok(run)
    }
}

/// The tenant's rules and the account's eligible roles; what is known from an earlier look is not read again.
async fn facts(
    session: &Session,
    directory: &TenantDirectory,
    before: &Snapshot,
) -> Result<(TenantRules, Option<Vec<Uuid>>), WireError> {
    let known = before.around.rules.policy_read || before.around.rules.has_p1.is_some();
    let rules = async {
        if known {
            return Ok(before.around.rules.clone());
        }
        let documents =
            futures::future::try_join(directory.document(POLICY, &[]), directory.document(LICENCES, &[]));
        documents.await.map(|(policy, licences)| TenantRules::read(policy.as_ref(), licences.as_ref()))
    };
    let eligible = async {
        let filter = format!("principalId eq '{}'", session.account.object_id);
        let found = directory.document(ELIGIBLE, &[("$filter", filter.as_str())]).await?;
        Ok(found.map(|found| {
            let rows = found["value"].as_array().cloned().unwrap_or_default();
            rows.iter().filter_map(|row| row["roleDefinitionId"].as_str()?.parse().ok()).collect()
        }))
    };
    futures::future::try_join(rules, eligible).await.map_err(directory_failure)
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
