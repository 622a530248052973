//! Errors explained from the configuration of a run's application.

use crate::{
    Console,
    contract::{
        ErrorCode, RunRef, WireError,
        saml::{ExplainText, ExplanationView, Explanations},
    },
    convert::store_error,
    run::{OpenRun, parse_run},
};
use doorward_access::{Configuration, Explanation};
use doorward_domain::SamlField;
use serde::Serialize;
use std::sync::Arc;

/// Where Entra takes the NameID from unless told otherwise.
const NAME_ID_SOURCE: &str = "user.userprincipalname";

impl Console {
    /// Says what an error of Entra or a SAML status means. Without a run nobody needs to be signed in.
    ///
    /// # Errors
    /// What loading the run brings.
    pub async fn explain(self: &Arc<Self>, request: ExplainText) -> Result<Explanations, WireError> {
        let configuration = match &request.run {
            Some(run) => {
                let session = self.signed_in().await?;
                configuration(&self.load(parse_run(run)?, &session)?)
            }
            None => Configuration::default(),
        };
        Ok(Explanations { explanations: explained(&request.text, &configuration) })
    }

    /// The run behind an application of the present tenant, by run id, object id, client id, display name or recipe.
    ///
    /// # Errors
    /// `not_found` when there is none; `not_signed_in`.
    pub async fn run_of_application(self: &Arc<Self>, name: &str) -> Result<RunRef, WireError> {
        let session = self.signed_in().await?;
        Ok(RunRef { run: self.find_run(&session, name)?.row.id.to_string() })
    }

    /// What is known here about an application of the present tenant that was onboarded under this name; the one worked on
    /// last, when there are several.
    ///
    /// # Errors
    /// `not_found` when there is none; `not_signed_in`.
    pub async fn application_named(self: &Arc<Self>, name: &str) -> Result<Configuration, WireError> {
        let session = self.signed_in().await?;
        let runs = self.store.journal().runs().list(session.account.tenant).map_err(store_error)?;
        let wanted = name.trim().to_lowercase();
        let run = runs.iter().filter(|run| run.name.to_lowercase() == wanted).max_by_key(|run| run.updated);
        let run = run.ok_or_else(|| {
            WireError::new(ErrorCode::NotFound, format!("No application “{name}” was onboarded from here."))
                .hint("Name a JSON file with its settings instead.")
        })?;
        Ok(configuration(&self.load(run.id, &session)?))
    }
}

/// Explanations in the form of the contract.
pub(crate) fn explained(text: &str, configuration: &Configuration) -> Vec<ExplanationView> {
    doorward_access::explain(text, configuration).into_iter().map(view).collect()
}

/// What the run knows about its application, as the tenant was last read.
pub(crate) fn configuration(run: &OpenRun) -> Configuration {
    let snapshot = &run.memory.snapshot;
    let application = snapshot.application.as_ref();
    let principal = snapshot.principal.as_ref();
    let filled = run.answers.fill(&run.recipe);
    // Before the application exists, what is going to be written stands for what is.
    let held = |held: Option<&Vec<String>>, field: SamlField| {
        held.cloned().unwrap_or_else(|| filled.value(field).map(str::to_owned).into_iter().collect())
    };
    Configuration {
        application: Some(run.row.name.clone()),
        app_id: run.memory.known.app.map(|app| app.to_string()),
        tenant_id: Some(run.row.tenant.to_string()),
        tenant_domain: snapshot.preferred_domain().map(str::to_owned),
        identifiers: held(application.map(|own| &own.identifiers), SamlField::Identifier),
        reply_urls: held(application.map(|own| &own.reply_urls), SamlField::ReplyUrl),
        sign_on_url: principal.and_then(|own| own.sign_on_url.clone()),
        active_certificate: principal.and_then(|own| own.active_certificate).map(|active| active.to_string()),
        certificates: principal.map(|own| own.certificates.len()),
        enabled: principal.map(|own| own.enabled),
        assignment_required: principal.map(|own| own.assignment_required),
        assigned: principal.map(|_| snapshot.assigned.iter().map(|one| one.principal.name.clone()).collect()),
        // As the recipe wants it set, else what Entra takes by itself; what was tuned in the portal cannot be read.
        name_id_source: Some(run.recipe.name_id.clone().unwrap_or_else(|| NAME_ID_SOURCE.to_owned())),
    }
}

fn view(explanation: Explanation) -> ExplanationView {
    let sides = explanation.sides;
    ExplanationView {
        code: explanation.code,
        known: explanation.known,
        what: explanation.what,
        place: key(&explanation.place),
        subject: sides.as_ref().map(|sides| sides.subject.clone()),
        departs_at: sides.as_ref().and_then(|sides| u32::try_from(sides.departs_at?).ok()),
        actual: sides.as_ref().and_then(|sides| sides.actual.clone()),
        expected: sides.map(|sides| sides.expected).unwrap_or_default(),
        action: key(&explanation.next.action),
        action_value: explanation.next.value,
        advice: explanation.next.text,
        link: explanation.link,
        person: explanation.person,
        correlation_id: explanation.correlation_id,
        trace_id: explanation.trace_id,
        timestamp: explanation.timestamp,
    }
}

/// The name of a value as it travels.
pub(crate) fn key<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
