//! Page 3: a signing certificate, active, and who is warned before it ends.

use super::{Action, Change, FieldChange, Ground, Step, StepId, urls::patch_step};
use crate::{
    field::{Field, ObjectKind},
    mark,
    page::Page,
};
use doorward_domain::{ServicePrincipal, SigningCertificate};
use time::{Duration, OffsetDateTime};

/// The longest that Entra allows is three years; a day less keeps clear of clocks that differ.
/// Source: Graph documentation of `servicePrincipal: addTokenSigningCertificate`.
const LIFE: Duration = Duration::days(3 * 365 - 1);

pub(super) fn steps(ground: &Ground<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    if active(ground).is_none_or(|certificate| certificate.ends <= ground.now) {
        match ready(ground) {
            Some(certificate) => steps.push(activate(ground, Some(certificate))),
            None => {
                steps.push(add(ground));
                steps.push(activate(ground, None));
            }
        }
    }
    let emails = ground.answers.emails.clone().unwrap_or_else(|| vec![ground.account.to_owned()]);
    let emails: Vec<String> =
        emails.iter().map(|mail| mail.trim().to_owned()).filter(|mail| !mail.is_empty()).take(5).collect();
    let change = FieldChange::keep(Field::Emails, emails);
    steps.extend(patch_step(ground, StepId::NotificationEmails, Page::Certificate, vec![change]));
    steps
}

fn active<'a>(ground: &Ground<'a>) -> Option<&'a SigningCertificate> {
    let principal = ground.snapshot.principal.as_ref()?;
    let thumbprint = principal.active_certificate?;
    principal.certificates.iter().find(|certificate| certificate.thumbprint == thumbprint)
}

/// One that was added but not activated: this run's own, or the newest valid one.
fn ready<'a>(ground: &Ground<'a>) -> Option<&'a SigningCertificate> {
    let principal: &ServicePrincipal = ground.snapshot.principal.as_ref()?;
    let valid = |certificate: &&SigningCertificate| certificate.ends > ground.now;
    let own = ground.known.certificate;
    principal
        .certificates
        .iter()
        .filter(valid)
        .find(|certificate| Some(certificate.thumbprint) == own)
        .or_else(|| principal.certificates.iter().find(valid))
}

pub(crate) fn subject(ground: &Ground<'_>) -> String {
    mark::subject(&ground.answers.application_name(ground.recipe), &ground.mark())
}

fn add(ground: &Ground<'_>) -> Step {
    // A tenant's rule may allow less; a day less than it says keeps clear of clocks that differ.
    let longest = ground.snapshot.around.rules.longest_life(ground.now).map(|life| life - Duration::DAY);
    let life = longest.map_or(LIFE, |longest| LIFE.min(longest)).max(Duration::DAY);
    let ends = (ground.now + life).replace_time(time::Time::MIDNIGHT);
    let subject = subject(ground);
    Step {
        id: StepId::AddCertificate,
        page: Page::Certificate,
        changes: vec![change(ground, "keyCredentials", None, format!("{subject}, until {}", date(ends)))],
        action: Action::AddCertificate { subject, ends },
        intent: "Make a signing certificate".to_owned(),
        depends_on: if ground.known.service_principal.is_none() { vec![StepId::Instantiate] } else { Vec::new() },
        undo: "Entra has no request that removes a signing certificate; an inactive one can be deleted in the portal."
            .to_owned(),
        undoable: false,
    }
}

fn activate(ground: &Ground<'_>, certificate: Option<&SigningCertificate>) -> Step {
    let thumbprint = certificate.map(|certificate| certificate.thumbprint.to_string());
    let shown = thumbprint.clone().unwrap_or_else(|| "the new certificate".to_owned());
    let former = active(ground).map(|certificate| certificate.thumbprint.to_string());
    let changed = change(ground, Field::ActiveCertificate.graph_name(), former, shown);
    Step {
        id: StepId::ActivateCertificate,
        page: Page::Certificate,
        action: Action::Activate { thumbprint },
        intent: "Make it the active certificate".to_owned(),
        changes: vec![changed],
        depends_on: if certificate.is_none() { vec![StepId::AddCertificate] } else { Vec::new() },
        undo: "Make the former certificate active again.".to_owned(),
        undoable: true,
    }
}

fn change(ground: &Ground<'_>, field: &str, from: Option<String>, to: String) -> Change {
    let name = ground.answers.application_name(ground.recipe);
    Change::between(ObjectKind::ServicePrincipal, name, field, from.into_iter().collect(), vec![to])
}

fn date(at: OffsetDateTime) -> String {
    at.date().to_string()
}
