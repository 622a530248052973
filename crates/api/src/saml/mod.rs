//! SAML by hand: captured responses held against a run, typed fields looked at, a vendor's metadata read.

use crate::{
    Console,
    contract::{
        CheckView, ErrorCode, Severity, WireError,
        saml::{
            CapturedCheck, CapturedVerdict, LintFields, LintRemark, LintView, MetadataKey, MetadataText,
            MetadataView,
        },
    },
    convert::{field_key, store_error},
    explain::{configuration, explained, key},
    proof::Purpose,
    run::{OpenRun, active_certificate, parse_run},
    session::Session,
};
use doorward_domain::{ObjectId, SamlField};
use doorward_onboarding::forms_of;
use doorward_saml::{
    CheckCode, Entity, Expectation, Grade, Initiation, Known, Lint, Outcome, RoleKind, Use, Verdict, Warning,
    captured, check_captured, lint,
};
use std::{collections::BTreeSet, sync::Arc};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// Tolerated difference between the clocks.
const SKEW: Duration = Duration::minutes(3);

impl Console {
    /// Holds a pasted or dropped response against a run's configuration. Nobody is let in, and nothing is kept but the
    /// assertion's ID, so that a replay is named as such.
    ///
    /// # Errors
    /// `invalid_input` when the text holds no response, or the run lacks Identifier, Reply URL or certificate.
    pub async fn proof_check_captured(
        self: &Arc<Self>,
        request: CapturedCheck,
    ) -> Result<CapturedVerdict, WireError> {
        let session = self.signed_in().await?;
        let run = self.load(parse_run(&request.run)?, &session)?;
        let mut expectation = expectation(&run, &request, self.machine.clock.now())?;
        expectation.seen_ids = self.used_up(&expectation.issuer)?;
        let found = captured(request.text.as_bytes())
            .map_err(|error| invalid(format!("No response was found: {error}."), "text"))?;
        // Of several in a recording, the last one that went to this application, else the last.
        let ours = found.iter().rposition(|one| one.sent_to.as_deref() == Some(expectation.acs.as_str()));
        let at = ours.unwrap_or(found.len().saturating_sub(1));
        let Some(message) = found.into_iter().nth(at) else {
            return Err(invalid("No response was found.".to_owned(), "text"));
        };
        let verdict = check_captured(&message, &expectation);
        let mut view = captured_view(&verdict, message.sent_to, &run);
        self.say_replays(&run, &expectation.issuer, &verdict, &mut view)?;
        Ok(view)
    }

    /// Says plainly when an assertion was here before, and remembers an accepted one. A Test SSO used it up, so that it is
    /// refused; a look before this one is only worth knowing.
    fn say_replays(
        &self,
        run: &OpenRun,
        issuer: &str,
        verdict: &Verdict,
        view: &mut CapturedVerdict,
    ) -> Result<(), WireError> {
        let Some(id) = &verdict.assertion_id else { return Ok(()) };
        let Some(before) = self.used_before(issuer, id)? else {
            return self.take_assertion(run.row.id, verdict, Purpose::Look).map(|_| ());
        };
        let at = before.used.replace_nanosecond(0).unwrap_or(before.used);
        let at = at.format(&Rfc3339).unwrap_or_default();
        if before.captured {
            view.warnings.push(format!(
                "This very response was looked at before, on {at}. An application takes a response once; given again, it is a replay."
            ));
        } else {
            let replayed = verdict.reasons().iter().position(|(code, _)| *code == CheckCode::NotReplayed);
            if let Some(reason) = replayed.and_then(|place| view.reasons.get_mut(place)) {
                *reason = format!("A replay: the Test SSO of {at} used the assertion {id} up.");
            }
        }
        Ok(())
    }

    /// Looks at SAML fields as they are typed. Needs nobody signed in; where somebody is, the Identifier is also held against
    /// those of the tenant's applications as they were last seen.
    ///
    /// # Errors
    /// `invalid_input` for a field that is none; `profile_trouble`.
    pub async fn saml_lint(self: &Arc<Self>, request: LintFields) -> Result<LintView, WireError> {
        let mut fields = Vec::new();
        for (name, value) in request.fields {
            let field: SamlField = serde_json::from_value(name.as_str().into())
                .map_err(|_| invalid(format!("“{name}” is no SAML field."), "fields"))?;
            fields.push((field, value));
        }
        let identifier = fields.iter().find(|(field, _)| *field == SamlField::Identifier);
        let identifier = identifier.map(|(_, value)| value.clone());
        let others = match self.current().await {
            Some(session) => self.others_called(&session, identifier, None)?,
            None => Vec::new(),
        };
        let remarks = lint(&Lint { fields, others }).into_iter().map(|finding| LintRemark {
            field: field_key(finding.field),
            code: key(&finding.code),
            severity: match finding.grade {
                Grade::Error => Severity::Blocks,
                Grade::Warning => Severity::Warns,
                Grade::Note => Severity::Informs,
            },
            at: finding.at.and_then(|at| u32::try_from(at).ok()),
            message: finding.message,
            suggestion: finding.suggestion,
        });
        Ok(LintView { remarks: remarks.collect() })
    }

    /// Applications seen in the tenant, all but `own`, that hold this Identifier in whatever form, letter case and slashes
    /// at its end apart.
    pub(crate) fn others_called(
        &self,
        session: &Session,
        identifier: Option<String>,
        own: Option<ObjectId>,
    ) -> Result<Vec<Known>, WireError> {
        let Some(identifier) = identifier.filter(|identifier| !identifier.is_empty()) else {
            return Ok(Vec::new());
        };
        let forms = forms_of(&identifier);
        let held = self.store.cache().applications().holding(session.account.tenant, &forms);
        let others = held.map_err(store_error)?.into_iter().filter(|one| Some(one.service_principal) != own);
        let known = others.map(|one| Known {
            application: one.application,
            // The same name with a prefix is the same name to the sign-in service.
            identifier: if forms.contains(&one.held) { identifier.clone() } else { one.held },
        });
        Ok(known.collect())
    }

    /// Reads a vendor's metadata; its fields go into the answers' overrides.
    ///
    /// # Errors
    /// `invalid_input` when the text is no metadata of one service provider.
    pub async fn metadata_read(self: &Arc<Self>, request: MetadataText) -> Result<MetadataView, WireError> {
        let entity = Entity::parse(request.text.trim().as_bytes())
            .map_err(|error| invalid(format!("This is no metadata that can be used: {error}."), "text"))?;
        let Some(provider) = entity.role(RoleKind::ServiceProvider) else {
            return Err(invalid(
                "This is the metadata of an identity provider, not of the vendor.".to_owned(),
                "text",
            ));
        };
        let keys = provider.keys.iter().map(|one| MetadataKey {
            purpose: match one.purpose {
                Use::Signing => "signing",
                Use::Encryption => "encryption",
                Use::Any => "any",
            }
            .to_owned(),
            thumbprint: one.certificate.thumbprint().to_string(),
            subject: one.certificate.subject(),
            ends: one.certificate.not_after().into(),
        });
        Ok(MetadataView {
            entity_id: entity.id.clone(),
            fields: entity.fields().into_iter().map(|(field, value)| (field_key(field), value)).collect(),
            name_id_formats: provider.name_id_formats.clone(),
            keys: keys.collect(),
            requests_signed: provider.requests_signed,
        })
    }
}

fn invalid(message: String, field: &str) -> WireError {
    WireError::new(ErrorCode::InvalidInput, message).field(field)
}

/// What the run's configuration makes a response fit.
fn expectation(
    run: &OpenRun,
    request: &CapturedCheck,
    now: OffsetDateTime,
) -> Result<Expectation, WireError> {
    let missing = |what: &str| WireError::new(ErrorCode::InvalidInput, format!("{what} is not there yet."));
    let filled = run.answers.fill(&run.recipe);
    let value = |field: SamlField| filled.value(field).map(str::to_owned);
    let now = match &request.at {
        Some(text) => OffsetDateTime::parse(text, &Rfc3339)
            .map_err(|_| invalid("The moment must be written as 2026-01-10T09:00:00Z.".to_owned(), "at"))?,
        None => now,
    };
    let known_id = request.request_id.as_ref().map(|id| id.trim()).filter(|id| !id.is_empty());
    let initiation = match known_id {
        Some(id) => Initiation::ServiceProvider { request_id: id.to_owned() },
        None if request.unasked => Initiation::IdentityProvider,
        None => Initiation::Unknown,
    };
    Ok(Expectation {
        issuer: run.memory.snapshot.published.entity_id.clone(),
        audience: value(SamlField::Identifier).ok_or_else(|| missing("The Identifier"))?,
        acs: value(SamlField::ReplyUrl).ok_or_else(|| missing("The Reply URL"))?,
        initiation,
        certificates: vec![active_certificate(run).ok_or_else(|| missing("The certificate"))?],
        now,
        skew: SKEW,
        allow_sha1: false,
        seen_ids: BTreeSet::new(),
    })
}

fn captured_view(verdict: &Verdict, sent_to: Option<String>, run: &OpenRun) -> CapturedVerdict {
    let facts = verdict.facts.as_ref().or(verdict.unverified.as_ref());
    let failure = verdict.status.as_ref().filter(|status| !status.is_success()).map(|status| {
        let said = [Some(status.code.as_str()), status.sub_code.as_deref(), status.message.as_deref()];
        explained(&said.into_iter().flatten().collect::<Vec<_>>().join(" "), &configuration(run))
    });
    CapturedVerdict {
        accepted: verdict.accepted,
        reasons: verdict.reasons().into_iter().map(|(_, sentence)| sentence).collect(),
        warnings: verdict.warnings.iter().map(warning).collect(),
        checks: verdict
            .checks
            .iter()
            .map(|check| CheckView {
                code: key(&check.code),
                passed: check.outcome == Outcome::Passed,
                skipped: check.outcome == Outcome::Skipped,
                expected: check.expected.clone(),
                found: check.found.clone(),
            })
            .collect(),
        person: facts.map(|facts| facts.name_id.clone()),
        claims: facts.map(|facts| facts.attributes.clone()).unwrap_or_default(),
        sent_to,
        explanations: failure.unwrap_or_default(),
    }
}

fn warning(warning: &Warning) -> String {
    match warning {
        Warning::Sha1 => "SHA-1 was used, which is broken.".to_owned(),
        Warning::ShortKey { bits, .. } => {
            format!("The key that signed has {bits} bits only; 2048 are the least.")
        }
        Warning::CertificateOutsideValidity { from, until, .. } => {
            format!("The certificate is valid from {} until {} only.", from.date(), until.date())
        }
        Warning::RequestUnknown { .. } => {
            "Whether it answers the request that waited was not looked at, since the request is not known."
                .to_owned()
        }
    }
}
