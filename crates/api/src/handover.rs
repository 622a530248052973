//! Filling the hand-over document.

use crate::{
    Console,
    contract::WireError,
    convert::store_error,
    proof::{evidence_view, rests_on_log},
    run::{OpenRun, RunFacts, idp_values, receipt, vendor_steps},
    session::Session,
};
use doorward_domain::RunId;
use doorward_onboarding::{Handover, HandoverOpenItem};
use std::sync::Arc;
use time::{OffsetDateTime, macros::format_description};

type Pairs = Vec<(String, String)>;

impl Console {
    pub(crate) fn handover(&self, id: RunId, session: &Arc<Session>) -> Result<Handover, WireError> {
        let run = self.load(id, session)?;
        let tenant = self.tenant_row(session)?;
        let evidence = self.evidence_of(id)?;
        let journal = self.store.journal().entries().of_run(id).map_err(store_error)?;
        let now = self.machine.clock.now();
        let facts = RunFacts {
            run: &run,
            account: &session.account.upn,
            now,
            evidence: &evidence,
            journal: &journal,
            working: None,
            password_waits: self.password_waits(id),
        };
        let last = evidence.iter().find(|row| !rests_on_log(row)).map(|row| evidence_view(row, &run));
        let proof = match &last {
            None => "Sign-on has not been tested yet.".to_owned(),
            Some(view) if view.outdated => {
                format!("Tested at {}; settings were changed since, so test again.", moment(view.at.0))
            }
            Some(view) => format!("Tested at {}. {}", moment(view.at.0), view.summary),
        };
        Ok(Handover {
            application: run.row.name.clone(),
            tenant: tenant.tenant.name.clone(),
            tenant_id: tenant.tenant.id.to_string(),
            practice: tenant.practice,
            by: session.account.upn.clone(),
            at: moment(now),
            proof,
            proved: facts.proved(),
            fields: fields(&run),
            vendor: vendor(&run, session),
            certificate: certificate(&run),
            people: people(&run),
            objects: objects(&run),
            done: receipt(&journal)
                .into_iter()
                .map(|line| (moment(line.at.0), line.text, line.request_id.unwrap_or_default()))
                .collect(),
            checks: last
                .map(|view| view.checks)
                .unwrap_or_default()
                .into_iter()
                .map(|check| (check.code.replace('_', " "), check.passed, check.found.unwrap_or_default()))
                .collect(),
            open: facts
                .open_items()
                .into_iter()
                .map(|item| HandoverOpenItem { text: item.text, place: place(item.page) })
                .collect(),
            steps: vendor_steps(&run, session, &tenant).into_iter().map(|step| step.text).collect(),
        })
    }
}

fn place(page: crate::contract::Page) -> String {
    use crate::contract::Page;
    match page {
        Page::Application => "page Application",
        Page::Urls => "page URLs",
        Page::Certificate => "page Certificate",
        Page::TestUser => "page Test user",
        Page::Assignment => "page Assignment",
        Page::ApplicationSide => "page Application side",
        Page::TestSso => "page Test SSO",
        Page::Done => "page Done",
    }
    .to_owned()
}

fn moment(at: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    at.to_offset(time::UtcOffset::UTC).format(form).unwrap_or_default()
}

fn pair(name: &str, value: impl ToString) -> (String, String) {
    (name.to_owned(), value.to_string())
}

fn fields(run: &OpenRun) -> Pairs {
    let filled = run.answers.fill(&run.recipe);
    let used = filled.fields.iter().filter(|field| !field.value.is_empty());
    used.map(|field| pair(field.field.portal_name(), &field.value)).collect()
}

fn vendor(run: &OpenRun, session: &Session) -> Pairs {
    let Some(values) = idp_values(run, session) else { return Vec::new() };
    vec![
        pair("Login URL", values.login_url),
        pair("Microsoft Entra Identifier", values.identifier),
        pair("Logout URL", values.logout_url),
        pair("App Federation Metadata URL", values.metadata_url),
    ]
}

fn certificate(run: &OpenRun) -> Pairs {
    let Some(principal) = &run.memory.snapshot.principal else { return Vec::new() };
    let active =
        principal.certificates.iter().find(|one| Some(one.thumbprint) == principal.active_certificate);
    let Some(active) = active else { return Vec::new() };
    vec![
        pair("Thumbprint", active.thumbprint),
        pair("Valid until", active.ends.date()),
        pair("Warned before it ends", principal.notification_emails.join(", ")),
    ]
}

fn people(run: &OpenRun) -> Pairs {
    let snapshot = &run.memory.snapshot;
    let mut pairs = Vec::new();
    if let Some(person) = &snapshot.person {
        pairs.push(pair("Test user", format!("{} ({})", person.name, person.upn)));
    }
    for assigned in &snapshot.assigned {
        pairs.push(pair("Assigned", &assigned.principal.name));
    }
    pairs.push(pair("How people arrive", &run.recipe.arrival.text));
    pairs
}

fn objects(run: &OpenRun) -> Pairs {
    let known = &run.memory.known;
    let mut pairs = Vec::new();
    if let Some(id) = known.application {
        pairs.push(pair("Application object id", id));
    }
    if let Some(id) = known.app {
        pairs.push(pair("Application (client) id", id));
    }
    if let Some(id) = known.service_principal {
        pairs.push(pair("Service principal object id", id));
    }
    pairs
}
