//! `doorward saml decode`.

use super::{args::Decode, check::plain, source};
use crate::output::{Failure, Output};
use doorward_api::contract::{ErrorCode, WireError};
use doorward_saml::{CAPTURE_LIMIT, Capture, Carrier, Outline, captured};
use serde::Serialize;
use std::{path::Path, process::ExitCode};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    carrier: Carrier,
    relay_state: Option<String>,
    sent_to: Option<String>,
    /// Algorithm of a signature over the query, not verified; empty when it names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    query_signature: Option<String>,
    xml: String,
    /// What the message says about itself; nothing of it was verified.
    unverified: Option<Outline>,
    problem: Option<String>,
}

pub(super) fn decode(wanted: &Decode, output: Output) -> Result<ExitCode, Failure> {
    let given = &wanted.message;
    let is_text =
        given != "-" && !Path::new(given).exists() && (given.len() > 60 || given.contains(['=', '<', '%']));
    let bytes = if is_text { given.as_bytes().to_vec() } else { source::read(given, CAPTURE_LIMIT)? };
    let found =
        captured(&bytes).map_err(|error| WireError::new(ErrorCode::InvalidInput, error.to_string()))?;
    let mut readable = true;
    for capture in found {
        let message = message(capture);
        readable &= message.unverified.is_some();
        output.line(&message);
        if wanted.xml {
            output.say(&message.xml);
        } else {
            tell(&message, output);
        }
    }
    Ok(if readable { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn message(capture: Capture) -> Message {
    let (unverified, problem) = match Outline::read(&capture.xml) {
        Ok(outline) => (Some(outline), None),
        Err(error) => (None, Some(error.to_string())),
    };
    Message {
        carrier: capture.carrier,
        relay_state: capture.relay_state,
        sent_to: capture.sent_to,
        query_signature: capture.query_signature,
        xml: String::from_utf8_lossy(&capture.xml).into_owned(),
        unverified,
        problem,
    }
}

fn tell(message: &Message, output: Output) {
    let line = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            output.say(format!("{name:<16}{}", plain(value)));
        }
    };
    line("Problem", &message.problem);
    line("Query signed by", &message.query_signature);
    let Some(outline) = &message.unverified else { return };
    output.say(format!("{} (nothing here is verified)", plain(&outline.kind)));
    line("ID", &outline.id);
    line("Issuer", &outline.issuer);
    line("IssueInstant", &outline.issue_instant);
    line("Destination", &outline.destination);
    line("InResponseTo", &outline.in_response_to);
    line("ACS", &outline.acs);
    line("RelayState", &message.relay_state);
    if let Some(status) = &outline.status {
        line("Status", &Some(status.code.clone()));
        line("Sub-status", &status.sub_code);
        line("Message", &status.message);
    }
    for assertion in &outline.assertions {
        line("Assertion", &Some(assertion.id.clone().unwrap_or_default()));
        line("  NameID", &assertion.name_id);
        line("  Format", &assertion.name_id_format);
        line("  Audience", &Some(assertion.audiences.join(" ")));
        line("  Until", &assertion.not_on_or_after);
        for (name, values) in &assertion.attributes {
            output.say(format!("  {} = {}", plain(name), plain(&values.join(" | "))));
        }
    }
    for signature in &outline.signatures {
        line("Signature on", &Some(signature.on.clone()));
        line("  Method", &signature.method);
        line("  Certificate", &signature.certificate);
    }
    if outline.encrypted {
        output.say("Something in it is encrypted.");
    }
}
