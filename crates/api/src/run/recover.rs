//! After a crash: what an earlier try of this run may have made is not somebody else's.

use crate::{Console, contract::WireError, convert::store_error};
use doorward_domain::RunId;
use doorward_onboarding::{Snapshot, StepId};
use serde_json::json;

impl Console {
    /// A person of the wanted user name counts as ours when the journal holds an intent of this run to make just this
    /// person, and no outcome. The step looks again before it adopts anybody.
    pub(super) fn recognise(&self, id: RunId, mut snapshot: Snapshot) -> Result<Snapshot, WireError> {
        let Some(person) = &snapshot.user_name_taken else { return Ok(snapshot) };
        let step = StepId::CreateUser.to_string();
        let journal = self.store.journal().entries().of_run(id).map_err(store_error)?;
        let meant = |value: &serde_json::Value| {
            let upn = value["upn"].as_str().unwrap_or_default();
            upn.eq_ignore_ascii_case(&person.upn) && value["name"] == json!(person.name)
        };
        let intended = journal
            .iter()
            .any(|row| row.step == step && row.phase == "intent" && meant(&row.detail["action"]));
        let last = journal.iter().rev().find(|row| row.step == step);
        let open = last.is_some_and(|row| match row.phase.as_str() {
            "intent" | "accepted" => true,
            "failed" => row.detail["open"] != json!(false),
            _ => false,
        });
        if intended && open {
            snapshot.user_name_taken = None;
        }
        Ok(snapshot)
    }
}
