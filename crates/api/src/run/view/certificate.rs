//! Page 3, and the values that Entra hands to the vendor.

use super::OpenRun;
use crate::{
    contract::pages::{CertificatePage, CertificateView, IdpValues},
    session::Session,
};
use doorward_domain::SigningCertificate;
use doorward_graph::metadata_url;
use doorward_onboarding::Page;
use doorward_saml::Certificate;
use time::OffsetDateTime;

pub(super) fn page(run: &OpenRun, session: &Session, now: OffsetDateTime) -> CertificatePage {
    let principal = run.memory.snapshot.principal.as_ref();
    let active = principal.and_then(|principal| principal.active_certificate);
    let view = |certificate: &SigningCertificate| CertificateView {
        thumbprint: certificate.thumbprint.to_string(),
        subject: certificate.subject.clone(),
        starts: certificate.starts.into(),
        ends: certificate.ends.into(),
        days_left: i32::try_from((certificate.ends - now).whole_days()).unwrap_or(i32::MAX),
        published: run.memory.snapshot.published.thumbprints.contains(&certificate.thumbprint),
    };
    let all = || principal.map(|principal| principal.certificates.as_slice()).unwrap_or_default();
    CertificatePage {
        active: all().iter().find(|certificate| Some(certificate.thumbprint) == active).map(view),
        others: all().iter().filter(|certificate| Some(certificate.thumbprint) != active).map(view).collect(),
        emails: run.answers.emails.clone().unwrap_or_else(|| vec![session.account.upn.clone()]),
        emails_problem: emails_problem(run, session, now),
        values: idp_values(run, session),
    }
}

fn emails_problem(run: &OpenRun, session: &Session, now: OffsetDateTime) -> Option<String> {
    let ground = run.ground(&session.account.upn, now);
    let plan = doorward_onboarding::plan_page(&ground, Page::Certificate);
    doorward_onboarding::readiness(&ground, &plan)
        .into_iter()
        .find(|finding| finding.field.as_deref() == Some("emails"))
        .map(|finding| finding.message)
}

/// What Entra hands to the vendor; `None` before the application exists. Formats: Graph facts, section 4.3. The entity ID
/// is read from the metadata where that was seen.
pub(crate) fn idp_values(run: &OpenRun, session: &Session) -> Option<IdpValues> {
    let app = run.memory.known.app?;
    let tenant = session.account.tenant;
    let login = session.login.as_str().trim_end_matches('/');
    let published = &run.memory.snapshot.published.entity_id;
    let identifier =
        if published.is_empty() { format!("https://sts.windows.net/{tenant}/") } else { published.clone() };
    Some(IdpValues {
        login_url: format!("{login}/{tenant}/saml2"),
        identifier,
        logout_url: format!("{login}/{tenant}/saml2"),
        metadata_url: metadata_url(&session.login, tenant, app),
        certificate: active(run).map(|certificate| certificate.to_pem()),
        thumbprint: run
            .memory
            .snapshot
            .principal
            .as_ref()
            .and_then(|principal| principal.active_certificate)
            .map(|thumbprint| thumbprint.to_string()),
    })
}

/// The active certificate itself, where the directory handed it out.
pub(crate) fn active(run: &OpenRun) -> Option<Certificate> {
    let principal = run.memory.snapshot.principal.as_ref()?;
    let thumbprint = principal.active_certificate?;
    let found = principal.certificates.iter().find(|certificate| certificate.thumbprint == thumbprint)?;
    Certificate::from_der(found.der.as_deref()?).ok()
}
