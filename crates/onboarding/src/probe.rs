//! The console as a service provider for a moment: a reply URL on the local computer, registered beside the vendor's
//! for the length of a Test SSO and taken away afterwards, even when a crash lies between.
//!
//! For a sign-on that the application starts, the local reply URL stands last and is asked for by name. For one that
//! Entra starts there is no request that could name it: it becomes the default, and the Sign-on URL, which would send
//! people to the vendor first, is set aside.

use crate::{
    apply::{ApplyFailure, Engine},
    field::{Field, ObjectKind},
    known::Known,
    plan::{Change, Request, StepId},
    ports::{Entry, Phase, Stage},
    snapshot::Snapshot,
};
use doorward_domain::{Application, RunId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Who starts the sign-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeKind {
    /// The application.
    ServiceProvider,
    /// Entra.
    IdentityProvider,
}

/// A local reply URL and what was set aside for it. Kept with the run before anything is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// Who starts the sign-on.
    pub kind: ProbeKind,
    /// On the local computer, for example `http://localhost:41233/acs`.
    pub reply_url: String,
    /// The Sign-on URL that was set aside.
    pub set_aside: Option<String>,
}

impl Probe {
    /// What will change while the test runs, and be put back.
    #[must_use]
    pub fn changes(&self, snapshot: &Snapshot) -> Vec<Change> {
        let name = snapshot.application.as_ref().map(|own| own.name.clone()).unwrap_or_default();
        let kept = snapshot.application.as_ref().map(|own| own.reply_urls.clone()).unwrap_or_default();
        let to = kept.iter().cloned().chain([self.reply_url.clone()]).collect();
        let mut changes = vec![Change::between(
            ObjectKind::Application,
            name.clone(),
            Field::ReplyUrls.graph_name(),
            kept,
            to,
        )];
        if let Some(url) = self.set_aside.as_ref().filter(|_| self.kind == ProbeKind::IdentityProvider) {
            changes.push(Change::between(
                ObjectKind::ServicePrincipal,
                name,
                Field::SignOnUrl.graph_name(),
                vec![url.clone()],
                Vec::new(),
            ));
        }
        changes
    }

    fn with(&self, application: &Application) -> Vec<String> {
        let others = application.reply_urls.iter().filter(|url| **url != self.reply_url).cloned();
        match self.kind {
            ProbeKind::ServiceProvider => others.chain([self.reply_url.clone()]).collect(),
            ProbeKind::IdentityProvider => [self.reply_url.clone()].into_iter().chain(others).collect(),
        }
    }
}

impl Engine<'_> {
    /// Registers the local reply URL and waits until sign-ons can use it.
    ///
    /// # Errors
    /// As the engine's other changes. Whatever was changed by then is named in `known.probe` and is put back by
    /// [`Engine::remove_probe`].
    pub async fn register_probe(
        &self,
        run: RunId,
        known: &mut Known,
        probe: Probe,
    ) -> Result<(), ApplyFailure> {
        let (application, principal) = ids(known)?;
        known.probe = Some(probe.clone());
        self.write_down(run, StepId::RegisterProbe, Phase::Intent, json!({ "probe": probe }), known).await?;
        self.observer.step(StepId::RegisterProbe, Stage::Sending);
        let held = self.until(1, || self.directory.application(application)).await?;
        self.patch_reply_urls(&held, &probe.with(&held)).await?;
        if probe.kind == ProbeKind::IdentityProvider && probe.set_aside.is_some() {
            let request =
                Request::patch(format!("/servicePrincipals/{principal}"), json!({ "loginUrl": null }));
            self.send_when_grown(|| self.directory.send(&request)).await?;
        }
        self.observer.step(StepId::RegisterProbe, Stage::Settling);
        self.until(1, || async {
            let Some(shown) = self.directory.service_principal(principal).await? else { return Ok(None) };
            let there = shown.reply_urls.contains(&probe.reply_url);
            let cleared = probe.kind == ProbeKind::ServiceProvider || shown.sign_on_url.is_none();
            Ok((there && cleared).then_some(()))
        })
        .await?;
        self.write_down(run, StepId::RegisterProbe, Phase::Proved, json!({ "text": text(&probe) }), known)
            .await?;
        self.observer.step(StepId::RegisterProbe, Stage::Proved);
        Ok(())
    }

    /// Takes the local reply URL away and puts back what was set aside. Does nothing when no test left one behind.
    ///
    /// # Errors
    /// As the engine's other changes; `known.probe` stays until it has worked.
    pub async fn remove_probe(&self, run: RunId, known: &mut Known) -> Result<(), ApplyFailure> {
        let Some(probe) = known.probe.clone() else { return Ok(()) };
        let (application, principal) = ids(known)?;
        self.write_down(run, StepId::RemoveProbe, Phase::Intent, json!({ "probe": probe }), known).await?;
        if let Some(held) = self.directory.application(application).await? {
            let kept: Vec<String> =
                held.reply_urls.iter().filter(|url| **url != probe.reply_url).cloned().collect();
            if kept != held.reply_urls {
                self.patch_reply_urls(&held, &kept).await?;
            }
            if let Some(url) = probe.set_aside.as_ref().filter(|_| probe.kind == ProbeKind::IdentityProvider)
            {
                let request =
                    Request::patch(format!("/servicePrincipals/{principal}"), json!({ "loginUrl": url }));
                self.send_when_grown(|| self.directory.send(&request)).await?;
            }
            self.until(1, || async {
                let shown = self.directory.application(application).await?;
                Ok(shown.filter(|own| !own.reply_urls.contains(&probe.reply_url)).map(|_| ()))
            })
            .await?;
        }
        known.probe = None;
        let detail = json!({ "text": "The local reply URL was taken away again" });
        self.write_down(run, StepId::RemoveProbe, Phase::Proved, detail, known).await
    }

    async fn patch_reply_urls(&self, held: &Application, wanted: &[String]) -> Result<(), ApplyFailure> {
        let mut body = json!({});
        Field::ReplyUrls.write(wanted, &mut body);
        let request = Request::patch(format!("/applications/{}", held.id), body);
        self.send_when_grown(|| self.directory.send(&request)).await.map(|_| ())
    }

    async fn write_down(
        &self,
        run: RunId,
        step: StepId,
        phase: Phase,
        detail: Value,
        known: &Known,
    ) -> Result<(), ApplyFailure> {
        let entry = Entry { step, phase, at: self.clock.now(), detail, request_id: None };
        Ok(self.journal.write(run, entry, known).await?)
    }
}

fn ids(known: &Known) -> Result<(doorward_domain::ObjectId, doorward_domain::ObjectId), ApplyFailure> {
    let application = known.application.ok_or(ApplyFailure::Missing("the application"))?;
    let principal = known.service_principal.ok_or(ApplyFailure::Missing("the service principal"))?;
    Ok((application, principal))
}

fn text(probe: &Probe) -> String {
    format!("{} registered for the length of a test", probe.reply_url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorward_domain::{AppId, ObjectId};
    use uuid::Uuid;

    fn application(urls: &[&str]) -> Application {
        Application {
            id: ObjectId(Uuid::nil()),
            app_id: AppId(Uuid::nil()),
            name: "Sentry".to_owned(),
            template: None,
            identifiers: Vec::new(),
            reply_urls: urls.iter().map(|url| (*url).to_owned()).collect(),
            logout_url: None,
        }
    }

    #[test]
    fn the_vendors_reply_url_stays_the_default_unless_entra_starts() {
        let local = "http://localhost:41233/acs".to_owned();
        let held = application(&["https://sentry.io/saml/acs/acme/"]);
        let probe = |kind| Probe { kind, reply_url: local.clone(), set_aside: None };
        assert_eq!(probe(ProbeKind::ServiceProvider).with(&held)[0], "https://sentry.io/saml/acs/acme/");
        assert_eq!(probe(ProbeKind::IdentityProvider).with(&held)[0], local);
    }

    #[test]
    fn registering_twice_lists_it_once() {
        let local = "http://localhost:41233/acs".to_owned();
        let held = application(&["https://sentry.io/saml/acs/acme/", &local]);
        let probe = Probe { kind: ProbeKind::ServiceProvider, reply_url: local, set_aside: None };
        assert_eq!(probe.with(&held).len(), 2);
    }
}
