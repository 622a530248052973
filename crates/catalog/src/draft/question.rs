//! Questions to a person: what is doubtful in a reading, with what it may be.

use crate::{
    recipe::{CertificateForm, Claim},
    tutorial::{Copied, Facts, Starter, Way, fact_name},
};
use doorward_domain::SamlField;
use serde::Serialize;

/// A question to the admin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// What the answer is for, for example `identifier` or `app`.
    pub field: String,
    /// What an answer looks like.
    pub takes: Takes,
    /// What it may be; the first is what was read.
    pub candidates: Vec<String>,
    /// Why it is asked.
    pub why: String,
    /// Line of the source, counted from 1; 0 when it is about the page as a whole.
    #[serde(rename = "where")]
    pub line: usize,
}

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    /// A value or a pattern; several, one per line, are alternatives; nothing leaves the field open.
    Patterns,
    /// Any text.
    Text,
    /// One of the candidates.
    OneOf,
    /// Any of the candidates, with commas between them; nothing means none of them.
    SomeOf,
    /// One claim per line, `name = attribute`; nothing means none.
    Claims,
}

/// The field that an answer is for, where it is for one.
pub(super) fn saml_field(name: &str) -> Option<SamlField> {
    SamlField::ALL.into_iter().find(|field| fact_name(*field) == name)
}

/// The question that a doubt leads to. People's two facts are one question.
pub(super) fn question(fact: &str, read: &[String], why: &str, line: usize, facts: &Facts) -> Question {
    let field = if fact == "jit" { "provisioning" } else { fact };
    let takes = match field {
        "sso_initiated" | "copies" => Takes::SomeOf,
        "claims" => Takes::Claims,
        "certificate" | "provisioning" | "signing_option" | "kind" => Takes::OneOf,
        field if saml_field(field).is_some() => Takes::Patterns,
        _ => Takes::Text,
    };
    let candidates = match field {
        "sso_initiated" => first(&words(&facts.sso_initiated, starter_word), &["sp", "idp"]),
        "copies" => first(
            &words(&facts.copies, copied_word),
            &["login_url", "entra_identifier", "logout_url", "metadata_url"],
        ),
        "certificate" => {
            let own: Vec<String> =
                read.iter().filter_map(|word| certificate_of(word)).map(form_word).collect();
            first(&own, &["base64", "raw", "pem", "metadata_xml", "metadata_url", "thumbprint", "none"])
        }
        "provisioning" => first(
            &words(&facts.provisioning_all, way_word),
            &["jit", "manual_admin", "manual_support", "automatic", "unknown"],
        ),
        "kind" => first(read, &["saml", "oidc", "linked", "password"]),
        "signing_option" => first(read, &["response_and_assertion", "assertion"]),
        "claims" => facts.claims.iter().map(|claim| line_of(&claim.name, claim.source.as_deref())).collect(),
        _ => read.to_vec(),
    };
    Question { field: field.to_owned(), takes, candidates, why: why.to_owned(), line }
}

fn words<T: Copy>(read: &[T], word: fn(T) -> &'static str) -> Vec<String> {
    read.iter().map(|one| word(*one).to_owned()).collect()
}

/// What was read, then the rest of what there is.
fn first(read: &[String], all: &[&str]) -> Vec<String> {
    let rest = all.iter().map(|word| (*word).to_owned()).filter(|word| !read.contains(word));
    let mut known: Vec<String> = Vec::new();
    for word in read.iter().filter(|word| all.contains(&word.as_str())) {
        if !known.contains(word) {
            known.push(word.clone());
        }
    }
    known.into_iter().chain(rest).collect()
}

fn starter_word(starter: Starter) -> &'static str {
    match starter {
        Starter::Sp => "sp",
        Starter::Idp => "idp",
    }
}

fn copied_word(copied: Copied) -> &'static str {
    match copied {
        Copied::EntraIdentifier => "entra_identifier",
        Copied::LoginUrl => "login_url",
        Copied::LogoutUrl => "logout_url",
        Copied::MetadataUrl => "metadata_url",
    }
}

fn way_word(way: Way) -> &'static str {
    match way {
        Way::Jit => "jit",
        Way::ManualAdmin => "manual_admin",
        Way::ManualSupport => "manual_support",
        Way::Automatic => "automatic",
        Way::None => "unknown",
    }
}

/// Reads a way to arrive.
pub(super) fn way_of(word: &str) -> Option<Way> {
    Some(match plain(word).as_str() {
        "jit" | "true" | "yes" => Way::Jit,
        "manualadmin" | "false" | "no" => Way::ManualAdmin,
        "manualsupport" => Way::ManualSupport,
        "automatic" => Way::Automatic,
        "unknown" | "none" | "" => Way::None,
        _ => return None,
    })
}

/// Reads who starts.
pub(super) fn starter_of(word: &str) -> Option<Starter> {
    match word {
        "sp" => Some(Starter::Sp),
        "idp" => Some(Starter::Idp),
        _ => None,
    }
}

/// Reads a copied value.
pub(super) fn copied_of(word: &str) -> Option<Copied> {
    [Copied::EntraIdentifier, Copied::LoginUrl, Copied::LogoutUrl, Copied::MetadataUrl]
        .into_iter()
        .find(|copied| copied_word(*copied) == word)
}

/// Reads a form of the certificate; the inner `None` means that none is taken.
pub(super) fn certificate_of(value: &str) -> Option<Option<CertificateForm>> {
    Some(match plain(value).as_str() {
        "" | "none" => None,
        "base64" | "unspecified" => Some(CertificateForm::Base64),
        "raw" => Some(CertificateForm::Raw),
        "pem" => Some(CertificateForm::Pem),
        "metadataxml" => Some(CertificateForm::MetadataXml),
        "metadataurl" => Some(CertificateForm::MetadataUrl),
        "thumbprint" => Some(CertificateForm::Thumbprint),
        _ => return None,
    })
}

fn form_word(form: Option<CertificateForm>) -> String {
    match form {
        None => "none",
        Some(CertificateForm::Base64) => "base64",
        Some(CertificateForm::Raw) => "raw",
        Some(CertificateForm::Pem) => "pem",
        Some(CertificateForm::MetadataXml) => "metadata_xml",
        Some(CertificateForm::MetadataUrl) => "metadata_url",
        Some(CertificateForm::Thumbprint) => "thumbprint",
    }
    .to_owned()
}

fn plain(word: &str) -> String {
    word.to_ascii_lowercase().replace(['_', '-', ' '], "")
}

fn line_of(name: &str, source: Option<&str>) -> String {
    format!("{name} = {}", source.unwrap_or_default()).trim_end().to_owned()
}

/// Reads claims, one per line; a claim that the page knows keeps its namespace.
///
/// # Errors
/// What is wrong, in words.
pub(super) fn claims_of(text: &str, facts: &Facts) -> Result<Vec<Claim>, String> {
    let mut claims = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, source) = line.split_once('=').unwrap_or((line, ""));
        let (name, source) = (name.trim(), source.trim());
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(format!("write a claim as name = attribute, not “{line}”"));
        }
        let known = facts.claims.iter().find(|claim| claim.name.eq_ignore_ascii_case(name));
        claims.push(Claim {
            name: name.to_owned(),
            namespace: known.and_then(|claim| claim.namespace.clone()),
            source: Some(source.to_owned()).filter(|source| !source.is_empty()),
        });
    }
    Ok(claims)
}
