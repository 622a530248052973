//! The marks that a run leaves on what it makes. Decides how they are written and how they are read again: by whoever looks for
//! a creation whose answer was lost, and by whoever has lost the journal.

use doorward_domain::{RunId, ServicePrincipal, Thumbprint};

/// Letters of a mark: the first eight of the run's id.
const LENGTH: usize = 8;

/// A short mark that only this run leaves on what it creates.
#[must_use]
pub fn mark_of(run: RunId) -> String {
    run.to_string().chars().take(LENGTH).collect()
}

/// The name that both objects bear until they are found again: unique to the run, so that a lost answer can be looked up.
pub(crate) fn working_name(name: &str, mark: &str) -> String {
    let short: String = name.chars().take(90).collect();
    format!("{short} (being set up, {mark})")
}

/// The subject of a run's signing certificate.
pub(crate) fn subject(name: &str, mark: &str) -> String {
    let name: String = name
        .chars()
        .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '.'))
        .take(40)
        .collect();
    format!("CN={name} sign-on {mark}")
}

/// What a run left on an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The run's mark.
    pub mark: String,
    /// The application's name, without the mark.
    pub name: String,
    /// The newest certificate with this mark.
    pub certificate: Option<Thumbprint>,
}

impl Marked {
    /// Reads the marks on an application; `None` where no run left any. An application that is still being set up bears the mark
    /// in its name, any other one in the certificate that the run made.
    #[must_use]
    pub fn on(principal: &ServicePrincipal) -> Option<Self> {
        let certificate = principal
            .certificates
            .iter()
            .filter_map(|one| Some((one, in_subject(&one.subject)?)))
            .max_by_key(|(one, _)| one.ends);
        if let Some((name, mark)) = in_name(&principal.name) {
            let own = certificate.filter(|(_, other)| *other == mark).map(|(one, _)| one.thumbprint);
            return Some(Self { mark: mark.to_owned(), name: name.to_owned(), certificate: own });
        }
        let (certificate, mark) = certificate?;
        Some(Self {
            mark: mark.to_owned(),
            name: principal.name.clone(),
            certificate: Some(certificate.thumbprint),
        })
    }
}

fn in_name(name: &str) -> Option<(&str, &str)> {
    let (name, rest) = name.rsplit_once(" (being set up, ")?;
    Some((name, is_mark(rest.strip_suffix(')')?)?))
}

fn in_subject(subject: &str) -> Option<&str> {
    is_mark(subject.strip_prefix("CN=")?.rsplit_once(" sign-on ")?.1)
}

fn is_mark(text: &str) -> Option<&str> {
    let fits = text.len() == LENGTH && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    fits.then_some(text)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use doorward_domain::{AppId, ObjectId, SigningCertificate};
    use time::macros::datetime;
    use uuid::Uuid;

    pub(crate) fn principal(name: &str, subjects: &[&str]) -> ServicePrincipal {
        let certificate = |(number, subject): (usize, &&str)| SigningCertificate {
            thumbprint: Thumbprint([u8::try_from(number).unwrap(); 20]),
            subject: (*subject).to_owned(),
            starts: datetime!(2026-01-01 0:00 UTC),
            ends: datetime!(2029-01-01 0:00 UTC) + time::Duration::days(i64::try_from(number).unwrap()),
            der: None,
        };
        ServicePrincipal {
            id: ObjectId(Uuid::nil()),
            app_id: AppId(Uuid::nil()),
            name: name.to_owned(),
            template: None,
            enabled: true,
            assignment_required: true,
            mode: None,
            sign_on_url: None,
            relay_state: None,
            notification_emails: Vec::new(),
            names: Vec::new(),
            reply_urls: Vec::new(),
            app_roles: Vec::new(),
            active_certificate: None,
            certificates: subjects.iter().enumerate().map(certificate).collect(),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mark = mark_of(RunId(Uuid::from_u128(0x3f9a_2c1b_u128 << 96)));
        assert_eq!(mark, "3f9a2c1b");
        for name in ["Sentry", "Acme (EU), north sign-on", "Ä".repeat(120).as_str()] {
            let half_made = Marked::on(&principal(&working_name(name, &mark), &[])).unwrap();
            assert_eq!((half_made.mark.as_str(), half_made.certificate), ("3f9a2c1b", None));
            assert!(name.starts_with(&half_made.name), "{}", half_made.name);
            let made = Marked::on(&principal(name, &[&subject(name, &mark)])).unwrap();
            assert_eq!((made.mark.as_str(), made.name.as_str()), ("3f9a2c1b", name));
            assert!(made.certificate.is_some());
        }
    }

    #[test]
    fn others_marks_are_none_of_ours() {
        for subject in [
            "CN=Microsoft Azure Federated SSO Certificate",
            "CN=Sentry sign-on 3F9A2C1B",
            "CN=x sign-on 3f9a2c1",
            "",
        ] {
            assert_eq!(Marked::on(&principal("Sentry", &[subject])), None, "{subject}");
        }
        assert_eq!(Marked::on(&principal("Sentry (being set up, soon)", &[])), None);
    }

    #[test]
    fn of_two_runs_the_later_certificate_tells() {
        let both = principal("Sentry", &["CN=Sentry sign-on 00000001", "CN=Sentry sign-on 00000002"]);
        let marked = Marked::on(&both).unwrap();
        assert_eq!((marked.mark.as_str(), marked.certificate), ("00000002", Some(Thumbprint([1; 20]))));
    }

    #[test]
    fn a_name_being_set_up_goes_before_a_certificate_of_another_run() {
        let both = principal("Sentry (being set up, 00000002)", &["CN=Sentry sign-on 00000001"]);
        let marked = Marked::on(&both).unwrap();
        assert_eq!(
            (marked.mark.as_str(), marked.name.as_str(), marked.certificate),
            ("00000002", "Sentry", None)
        );
    }
}
