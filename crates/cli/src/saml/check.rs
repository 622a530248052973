//! `doorward saml check`.

use super::{args::Check, source};
use crate::output::{Failure, Output, usage};
use doorward_saml::{
    CAPTURE_LIMIT, Capture, Certificate, Expectation, Facts, IdpMetadata, Initiation, Outcome, Verdict,
    Warning, captured, check_captured, check_xml,
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::ExitCode,
};
use time::{Duration, OffsetDateTime};

/// The promised JSON.
#[derive(Serialize)]
struct Report<'a> {
    accepted: bool,
    reasons: Vec<Reason>,
    checks: &'a [doorward_saml::Check],
    /// Only where there is something to say.
    #[serde(skip_serializing_if = "<[Warning]>::is_empty")]
    warnings: &'a [Warning],
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<Proven<'a>>,
}

#[derive(Serialize)]
struct Reason {
    code: doorward_saml::CheckCode,
    message: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Proven<'a> {
    issuer: &'a str,
    name_id: &'a str,
    name_id_format: Option<&'a str>,
    audience: &'a str,
    attributes: &'a BTreeMap<String, Vec<String>>,
}

pub(super) fn check(wanted: &Check, output: Output) -> Result<ExitCode, Failure> {
    let expectation = expectation(wanted)?;
    let bytes = source::read(&wanted.response, CAPTURE_LIMIT)?;
    let verdict = match captured(&bytes) {
        Ok(found) => check_captured(&chosen(found, &wanted.acs), &expectation),
        Err(error) => {
            // Nothing was found to check; the checker says so in its own form, with our reason.
            let mut verdict = check_xml(b"", &expectation);
            if let Some(first) = verdict.checks.first_mut() {
                first.expected = Some("a SAML response".to_owned());
                first.found = Some(error.to_string());
            }
            verdict
        }
    };
    let reasons: Vec<Reason> =
        verdict.reasons().into_iter().map(|(code, message)| Reason { code, message }).collect();
    tell(&verdict, &reasons, output);
    output.line(&Report {
        accepted: verdict.accepted,
        reasons,
        checks: &verdict.checks,
        warnings: &verdict.warnings,
        facts: verdict.facts.as_ref().map(proven),
    });
    Ok(if verdict.accepted { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Of several responses in a recording: the last one that was sent to our ACS, else the last.
fn chosen(mut found: Vec<Capture>, acs: &str) -> Capture {
    let ours = found.iter().rposition(|capture| capture.sent_to.as_deref() == Some(acs));
    found.swap_remove(ours.unwrap_or(found.len() - 1))
}

fn expectation(wanted: &Check) -> Result<Expectation, Failure> {
    let mut certificates = Vec::new();
    for source in &wanted.certificate {
        certificates.extend(read_certificates(source)?);
    }
    let initiation = match &wanted.request_id {
        Some(id) => Initiation::ServiceProvider { request_id: id.clone() },
        None if wanted.idp_initiated => Initiation::IdentityProvider,
        None => Initiation::Unknown,
    };
    Ok(Expectation {
        issuer: wanted.issuer.clone(),
        audience: wanted.audience.clone(),
        acs: wanted.acs.clone(),
        initiation,
        certificates,
        now: wanted.at.unwrap_or_else(OffsetDateTime::now_utc),
        skew: Duration::seconds(i64::from(wanted.skew)),
        allow_sha1: wanted.allow_sha1,
        seen_ids: BTreeSet::new(),
    })
}

/// A file, or the certificate itself as text.
fn read_certificates(source: &str) -> Result<Vec<Certificate>, Failure> {
    let is_text = source.contains("-----BEGIN") || (source.len() > 200 && !Path::new(source).exists());
    let bytes = if is_text { source.as_bytes().to_vec() } else { source::read(source, 2 * 1024 * 1024)? };
    let wrong = |error: String| {
        usage(format!("{} is no certificate: {error}", if is_text { "the text" } else { source }))
    };
    if bytes.trim_ascii_start().starts_with(b"<") || bytes.starts_with("\u{feff}<".as_bytes()) {
        return IdpMetadata::parse(&bytes)
            .map(|metadata| metadata.signing)
            .map_err(|error| wrong(error.to_string()));
    }
    Certificate::read_all(&bytes).map_err(|error| wrong(error.to_string()))
}

fn proven(facts: &Facts) -> Proven<'_> {
    Proven {
        issuer: &facts.issuer,
        name_id: &facts.name_id,
        name_id_format: facts.name_id_format.as_deref(),
        audience: &facts.audience,
        attributes: &facts.attributes,
    }
}

fn tell(verdict: &Verdict, reasons: &[Reason], output: Output) {
    for check in &verdict.checks {
        let mark = match check.outcome {
            Outcome::Passed => "✓",
            Outcome::Failed => "✗",
            Outcome::Skipped => "–",
        };
        let code = serde_json::to_value(check.code).ok().and_then(|code| code.as_str().map(str::to_owned));
        output.say(format!("{mark} {}", code.unwrap_or_default().replace('_', " ")));
    }
    for warning in &verdict.warnings {
        output.say(format!("! {}", words(warning)));
    }
    output.say(if verdict.accepted { "Accepted." } else { "Refused:" });
    for reason in reasons {
        output.say(format!("  {}", reason.message));
    }
    if let Some(facts) = &verdict.facts {
        output.say(format!(
            "  {} says {} is {}",
            plain(&facts.issuer),
            plain(&facts.audience),
            plain(&facts.name_id)
        ));
        for (name, values) in &facts.attributes {
            output.say(format!("  {} = {}", plain(name), plain(&values.join(" | "))));
        }
    }
}

fn words(warning: &Warning) -> String {
    match warning {
        Warning::Sha1 => "SHA-1 was used; it is broken and was allowed by --allow-sha1.".to_owned(),
        Warning::ShortKey { thumbprint, bits } => {
            format!("The key of {thumbprint} has {bits} bits only; 2048 are the least.")
        }
        Warning::CertificateOutsideValidity { thumbprint, from, until } => {
            format!("The certificate {thumbprint} is valid from {from} until {until} only.")
        }
        Warning::RequestUnknown { request_id } => {
            format!(
                "Answers the request {}; whether that was yours was not looked at (--request-id).",
                plain(request_id)
            )
        }
    }
}

/// Text from a message, without what would control a terminal.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|letter| {
            !letter.is_control() && !matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect()
}
