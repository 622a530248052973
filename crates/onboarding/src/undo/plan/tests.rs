use super::*;
use crate::undo::FormerField;
use doorward_domain::{AppId, ServicePrincipal, SigningCertificate};
use time::macros::datetime;
use uuid::Uuid;

const ID: ObjectId = ObjectId(Uuid::from_u128(7));
const OLD: Thumbprint = Thumbprint([1; 20]);
const NEW: Thumbprint = Thumbprint([2; 20]);

fn certificate(thumbprint: Thumbprint) -> SigningCertificate {
    SigningCertificate {
        thumbprint,
        subject: "CN=Sentry".to_owned(),
        starts: datetime!(2026-01-01 0:00 UTC),
        ends: datetime!(2029-01-01 0:00 UTC),
        der: None,
    }
}

fn present(certificates: &[Thumbprint], active: Thumbprint) -> Present {
    let principal = ServicePrincipal {
        id: ID,
        app_id: AppId(Uuid::nil()),
        name: "Sentry".to_owned(),
        template: None,
        enabled: true,
        assignment_required: false,
        mode: None,
        sign_on_url: None,
        relay_state: None,
        notification_emails: Vec::new(),
        names: Vec::new(),
        reply_urls: Vec::new(),
        app_roles: Vec::new(),
        active_certificate: Some(active),
        certificates: certificates.iter().copied().map(certificate).collect(),
    };
    Present { principal: Some(principal), ..Present::default() }
}

/// A renewal: certificate made, then activated in place of `before`.
fn renewal(before: &[Thumbprint]) -> Vec<Deed> {
    let record = FormerField {
        field: Field::ActiveCertificate,
        before: before.iter().map(ToString::to_string).collect(),
        after: vec![NEW.to_string()],
        raw: None,
    };
    let activated = Done::Fields { object: ObjectKind::ServicePrincipal, id: ID, records: vec![(2, record)] };
    let made = Done::Certificate { thumbprint: Some(NEW), subject: "CN=Sentry".to_owned() };
    vec![
        Deed { step: StepId::ActivateCertificate, first: 2, done: activated },
        Deed { step: StepId::AddCertificate, first: 1, done: made },
    ]
}

fn states(plan: &UndoPlan) -> Vec<(StepId, UndoState)> {
    plan.steps.iter().map(|step| (step.id, step.state)).collect()
}

#[test]
fn a_renewal_is_taken_back_with_the_former_certificate_first() {
    let run = RunId(Uuid::nil());
    let plan = plan_undo(run, &renewal(&[OLD]), &present(&[OLD, NEW], NEW), None);
    assert_eq!(
        states(&plan),
        [(StepId::ActivateCertificate, UndoState::Todo), (StepId::AddCertificate, UndoState::Todo)]
    );
    assert_eq!(plan.steps[0].changes[0].to, [OLD.to_string()]);
}

#[test]
fn the_only_certificate_is_never_removed() {
    let plan = plan_undo(RunId(Uuid::nil()), &renewal(&[]), &present(&[NEW], NEW), None);
    assert!(states(&plan).iter().all(|(_, state)| *state == UndoState::Stays));
    assert!(plan.steps.iter().all(|step| step.note.is_some()), "each says why");
}

#[test]
fn an_active_certificate_is_not_removed_by_itself() {
    let only = Some(StepId::AddCertificate);
    let plan = plan_undo(RunId(Uuid::nil()), &renewal(&[OLD]), &present(&[OLD, NEW], NEW), only);
    assert_eq!(states(&plan), [(StepId::AddCertificate, UndoState::Stays)]);
    assert!(plan.steps[0].note.as_ref().unwrap().contains("activate_certificate"));
}

#[test]
fn a_certificate_that_others_made_active_stays_theirs() {
    let other = Thumbprint([3; 20]);
    let plan = plan_undo(RunId(Uuid::nil()), &renewal(&[OLD]), &present(&[OLD, NEW, other], other), None);
    assert_eq!(
        states(&plan),
        [(StepId::ActivateCertificate, UndoState::Stays), (StepId::AddCertificate, UndoState::Todo)],
        "ours is not in use any more, so it may go; which one is active is theirs to say"
    );
}

#[test]
fn what_the_run_made_takes_everything_in_it_along() {
    let mut deeds = renewal(&[]);
    let made = Done::Application { id: Some(ID), service_principal: Some(ID), marker: "m".to_owned() };
    deeds.push(Deed { step: StepId::Instantiate, first: 0, done: made });
    let plan = plan_undo(RunId(Uuid::nil()), &deeds, &present(&[NEW], NEW), None);
    let covered = plan.steps.iter().filter(|step| step.state == UndoState::Covered).count();
    assert_eq!((covered, plan.steps.last().unwrap().state), (2, UndoState::Todo));
}
