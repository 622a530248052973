//! Changing fields: read what is there now, merge, write only what differs, wait until it shows.
//!
//! The directory offers no precondition for these objects, so an update can get lost between a read and a write. It is
//! noticed when the change is read back: neither the old nor the wanted values are there. Then it is merged again.

use super::{
    ApplyFailure, Done, Scene,
    target::{Look, Object, Target, folder},
    watch::{Haste, Wait},
};
use crate::{
    field::{Field, ObjectKind},
    known::{Adoption, Known},
    plan::{Action, FieldChange, Request, Step},
    ports::DirectoryError,
    undo::{Former, FormerField},
};
use doorward_domain::{ObjectId, ServicePrincipal};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// Merging and writing again ends here: somebody writes the same fields all the time.
const TRIES: u32 = 5;
/// A proof that nobody waits for.
const NO_HURRY: Duration = Duration::from_secs(4);

/// Changes that go in one request.
struct Patch<'s, 'w, 'a> {
    scene: &'s Scene<'w, 'a>,
    object: ObjectKind,
    id: ObjectId,
    /// Indices of the steps.
    steps: Vec<usize>,
    targets: Vec<Target>,
    request_id: Option<String>,
}

/// Carries the patch steps of a task out: in one request, or one by one where the directory refuses them together.
pub(super) async fn run(scene: &Scene<'_, '_>) -> Vec<Result<Done, ApplyFailure>> {
    let all: Vec<usize> = (0..scene.steps.len()).collect();
    let failure = match together(scene, &all).await {
        Ok(done) => return done.into_iter().map(Ok).collect(),
        Err(failure) => failure,
    };
    let refused =
        matches!(failure, ApplyFailure::Directory(DirectoryError::Refused { status: 400..=499, .. }));
    if !refused || all.len() < 2 {
        return all.iter().map(|_| Err(failure.clone())).collect();
    }
    let mut outcomes = Vec::new();
    for index in all {
        let one = together(scene, &[index]).await;
        outcomes.push(one.and_then(|mut done| done.pop().ok_or(ApplyFailure::Odd("a proof"))));
    }
    outcomes
}

async fn together(scene: &Scene<'_, '_>, steps: &[usize]) -> Result<Vec<Done>, ApplyFailure> {
    let known = scene.work.known().await;
    let mut targets = Vec::new();
    let mut object = ObjectKind::ServicePrincipal;
    for index in steps {
        let Some(step) = scene.steps.get(*index) else { continue };
        let fields = wanted(step, &known)?;
        object = fields.first().map_or(object, |change| change.field.object());
        targets.extend(fields.into_iter().map(|change| {
            let written = known.written.get(&change.field).cloned().unwrap_or_default();
            Target::new(*index, step, change, written)
        }));
    }
    let id = match object {
        ObjectKind::Application => known.application,
        _ => known.service_principal,
    };
    let id = id.ok_or(ApplyFailure::Missing("the application"))?;
    let mut patch = Patch { scene, object, id, steps: steps.to_vec(), targets, request_id: None };
    patch.carry_out(&known).await?;
    Ok(steps.iter().map(|index| patch.done(*index)).collect())
}

fn wanted(step: &Step, known: &Known) -> Result<Vec<FieldChange>, ApplyFailure> {
    match &step.action {
        Action::Patch { fields, .. } => Ok(fields.clone()),
        Action::Activate { thumbprint } => {
            let own = || known.certificate.map(|thumbprint| thumbprint.to_string());
            let wanted = thumbprint.clone().or_else(own).ok_or(ApplyFailure::Missing("the certificate"))?;
            Ok(vec![FieldChange::set(Field::ActiveCertificate, Some(&wanted))])
        }
        _ => Ok(Vec::new()),
    }
}

impl Patch<'_, '_, '_> {
    async fn carry_out(&mut self, known: &Known) -> Result<(), ApplyFailure> {
        for tries in 1..=TRIES {
            self.meet(&self.held().await?);
            if tries == 1 {
                self.refuse_foreign()?;
            }
            if self.targets.iter().any(Target::differs) {
                match self.write(known, tries == 1).await {
                    Ok(()) => {}
                    Err(failure) if tries < TRIES && may_try_again(&failure) => {
                        self.scene.work.collect_breath(tries).await?;
                        continue;
                    }
                    Err(failure) => return Err(failure),
                }
            }
            if self.settle(known, Instant::now()).await? {
                return Ok(());
            }
        }
        let restless = self.targets.iter().find(|target| target.differs());
        Err(restless.map_or(ApplyFailure::NotSettled, changed_meanwhile))
    }

    async fn held(&self) -> Result<Object, ApplyFailure> {
        let work = self.scene.work;
        Ok(match self.object {
            ObjectKind::Application => Object::Application(work.held_application(self.id).await?),
            _ => Object::Principal(Box::new(work.held_principal(self.id).await?)),
        })
    }

    fn meet(&mut self, held: &Object) {
        for target in &mut self.targets {
            target.meet(held.read(target.field()));
        }
    }

    /// What somebody else decided between the preview and now is shown, never overwritten.
    fn refuse_foreign(&self) -> Result<(), ApplyFailure> {
        if self.scene.work.makes_application || self.scene.has_begun() {
            return Ok(());
        }
        self.targets
            .iter()
            .find(|target| target.is_foreign())
            .map_or(Ok(()), |target| Err(changed_meanwhile(target)))
    }

    async fn write(&mut self, known: &Known, first: bool) -> Result<(), ApplyFailure> {
        if first {
            self.write_down(known).await?;
        }
        let mut body = json!({});
        for target in self.targets.iter().filter(|target| target.differs()) {
            target.field().write(&target.wanted, &mut body);
        }
        let request = Request::patch(format!("/{}/{}", folder(self.object), self.id), body);
        let sent = self.scene.work.send(&request).await;
        self.scene.work.wrote(self.object);
        self.request_id = sent?.request_id;
        for index in self.steps.clone() {
            self.accepted(index).await?;
        }
        Ok(())
    }

    /// The former values of the fields that differ; for an application that was there before this run, as Graph shows them.
    async fn write_down(&self, known: &Known) -> Result<(), ApplyFailure> {
        let document = match known.adoption {
            Adoption::Made => None,
            Adoption::TakenOver => {
                let path = format!("/{}/{}", folder(self.object), self.id);
                self.scene.work.engine.directory.document(&path, &[]).await?
            }
        };
        for index in &self.steps {
            let Some(step) = self.scene.steps.get(*index) else { continue };
            let differing = self.of(*index).filter(|target| target.differs());
            let fields: Vec<FormerField> = differing
                .map(|target| FormerField {
                    field: target.field(),
                    before: target.held.clone(),
                    after: target.wanted.clone(),
                    raw: document.as_ref().map(|document| target.field().raw(document)),
                })
                .collect();
            if fields.is_empty() {
                continue;
            }
            let former = Former::Fields { object: self.object, id: self.id, fields };
            // From now on these values may stand there because of this run.
            let written: Vec<(Field, Vec<String>)> = self
                .of(*index)
                .map(|target| {
                    let earlier = target.written.iter().filter(|value| !target.change.wanted.contains(value));
                    (target.field(), target.change.wanted.iter().chain(earlier).cloned().collect())
                })
                .collect();
            self.scene.found(step.id, former, |known| known.written.extend(written)).await?;
        }
        Ok(())
    }

    async fn accepted(&self, index: usize) -> Result<(), ApplyFailure> {
        let Some(step) = self.scene.steps.get(index) else { return Ok(()) };
        let fields: Vec<Field> = self.of(index).map(Target::field).collect();
        let values: Vec<&Vec<String>> = self.of(index).map(|target| &target.wanted).collect();
        let detail = json!({ "fields": fields, "values": values });
        let written: Vec<(Field, Vec<String>)> =
            self.of(index).map(|target| (target.field(), target.change.wanted.clone())).collect();
        self.scene
            .accepted(step.id, detail, self.request_id.as_deref(), |known| known.written.extend(written))
            .await?;
        if !self.mirrors() {
            self.scene.work.board.release(step.id);
        }
        Ok(())
    }

    /// Waits until both objects show it. `false`: somebody overwrote it.
    async fn settle(&self, known: &Known, since: Instant) -> Result<bool, ApplyFailure> {
        let unwritten = !self.targets.iter().any(Target::differs);
        // What was read before nothing was written still tells how things are.
        let since = if unwritten { since.checked_sub(NO_HURRY).unwrap_or(since) } else { since };
        let work = self.scene.work;
        let awaited = self.steps.iter().filter_map(|index| self.scene.steps.get(*index));
        let released = !self.mirrors() && awaited.clone().any(|step| work.is_awaited(step.id));
        let haste = if released && !unwritten { Haste::Later(NO_HURRY) } else { Haste::Now };
        let wait = Wait { since, agreeing: 1, haste };
        let own = async {
            match self.object {
                ObjectKind::Application => {
                    let look = |seen: &_| self.look(&Object::Application(Clone::clone(seen)));
                    work.watch_application(self.id, wait, look).await
                }
                _ => {
                    let look =
                        |seen: &ServicePrincipal| self.look(&Object::Principal(Box::new(seen.clone())));
                    work.watch_principal(self.id, wait, look).await
                }
            }
        };
        let wait = Wait { since, agreeing: 1, haste: Haste::Travels };
        let mirror = async {
            match known.service_principal.filter(|_| self.mirrors()) {
                Some(id) => work.watch_principal(id, wait, |seen| self.mirrored(seen)).await,
                None => Ok(()),
            }
        };
        let look = own.await?;
        if look == Look::Shows {
            mirror.await?;
        }
        Ok(look == Look::Shows)
    }

    /// What all fields show together; `None` while the news has not arrived.
    fn look(&self, seen: &Object) -> Option<Look> {
        let looks: Vec<Look> =
            self.targets.iter().map(|target| target.look(&seen.read(target.field()))).collect();
        if looks.contains(&Look::Overwritten) {
            return Some(Look::Overwritten);
        }
        (!looks.contains(&Look::Stale)).then_some(Look::Shows)
    }

    /// The service principal follows these fields of its registration; only then do sign-ons work.
    fn mirrors(&self) -> bool {
        self.targets.iter().any(|target| matches!(target.field(), Field::Identifiers | Field::ReplyUrls))
    }

    fn mirrored(&self, principal: &ServicePrincipal) -> Option<()> {
        let within = |target: &Target| match target.field() {
            Field::Identifiers => target.change.wanted.iter().all(|value| principal.names.contains(value)),
            Field::ReplyUrls => target.change.wanted.iter().all(|value| principal.reply_urls.contains(value)),
            _ => true,
        };
        self.targets.iter().all(within).then_some(())
    }

    fn of(&self, index: usize) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(move |target| target.step == index)
    }

    fn done(&self, index: usize) -> Done {
        let fields: Vec<Field> = self.of(index).map(Target::field).collect();
        let text: Vec<String> = self.of(index).map(text).collect();
        let detail: Value = json!({ "text": text.join("; "), "fields": fields });
        Done { detail, request_id: self.request_id.clone() }
    }
}

/// The next read tells whether it took effect, and merges with what is there then.
fn may_try_again(failure: &ApplyFailure) -> bool {
    match failure {
        ApplyFailure::Directory(DirectoryError::AnswerLost(_)) => true,
        ApplyFailure::Directory(DirectoryError::Refused { status: 409 | 412 | 423, conflict, .. }) => {
            !conflict
        }
        _ => false,
    }
}

fn changed_meanwhile(target: &Target) -> ApplyFailure {
    ApplyFailure::ChangedMeanwhile {
        field: target.field().portal_name(),
        planned: target.planned.clone(),
        found: target.held.clone(),
    }
}

fn text(target: &Target) -> String {
    let name = target.field().portal_name();
    match target.wanted.as_slice() {
        [thumbprint] if target.field() == Field::ActiveCertificate => {
            format!("Certificate {thumbprint} is active")
        }
        [] => format!("{name} emptied"),
        [mode] if target.field() == Field::Mode && mode == "saml" => format!("{name}: SAML"),
        values => format!("{name}: {}", values.join(", ")),
    }
}
