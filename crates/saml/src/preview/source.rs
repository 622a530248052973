//! Where a claim's value comes from, in the notation of the portal: `user.mail`, `"a constant"`, `user.assignedroles`.

use super::PersonFacts;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ClaimSource {
    /// An attribute of the person, by its name after `user.`, in small letters.
    User(String),
    /// The application roles that the person has (`user.assignedroles`).
    Roles,
    /// The part of an attribute before the `@` (`ExtractMailPrefix(user.…)`).
    MailPrefix(String),
    /// The same text for everybody.
    Constant(String),
    /// Anything else, as it is written: its value cannot be computed here.
    Other(String),
}

impl ClaimSource {
    /// Reads a source; what cannot be computed is kept as it is written.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self::try_from(text.to_owned()).unwrap_or_else(|_| Self::Other(text.trim().to_owned()))
    }

    /// The value can be computed from what the directory holds about a person.
    #[must_use]
    pub fn is_computed(&self) -> bool {
        !matches!(self, Self::Other(_))
    }

    /// The attribute of a person that it reads, if any.
    #[must_use]
    pub fn attribute(&self) -> Option<&str> {
        match self {
            Self::User(name) | Self::MailPrefix(name) => Some(name),
            Self::Roles | Self::Constant(_) | Self::Other(_) => None,
        }
    }
}

impl ClaimSource {
    /// The values for a person; empty ones are left out.
    #[must_use]
    pub fn values(&self, person: &PersonFacts) -> Vec<String> {
        let attribute = |name: &str| person.attributes.get(name).map(|value| value.trim().to_owned());
        let values = match self {
            Self::User(name) => attribute(name).into_iter().collect(),
            Self::Roles => person.roles.clone(),
            Self::MailPrefix(name) => {
                let prefix = |value: String| value.split('@').next().unwrap_or_default().to_owned();
                attribute(name).map(prefix).into_iter().collect()
            }
            Self::Constant(value) => vec![value.clone()],
            Self::Other(_) => Vec::new(),
        };
        values.into_iter().filter(|value: &String| !value.is_empty()).collect()
    }
}

impl fmt::Display for ClaimSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(name) => write!(formatter, "user.{name}"),
            Self::Roles => formatter.write_str("user.assignedroles"),
            Self::MailPrefix(name) => write!(formatter, "ExtractMailPrefix(user.{name})"),
            Self::Constant(value) => write!(formatter, "\"{value}\""),
            Self::Other(text) => formatter.write_str(text),
        }
    }
}

/// The text is no source of a claim that can be computed here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no source of a claim that can be computed offline")]
pub struct SourceError(String);

impl TryFrom<String> for ClaimSource {
    type Error = SourceError;

    fn try_from(text: String) -> Result<Self, SourceError> {
        let attribute = |text: &str| {
            let name =
                text.get(..5).filter(|start| start.eq_ignore_ascii_case("user.")).map(|_| &text[5..])?;
            (!name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_'))
                .then(|| name.to_ascii_lowercase())
        };
        let trimmed = text.trim();
        if let Some(constant) = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            return Ok(Self::Constant(constant.to_owned()));
        }
        let prefix = trimmed.strip_prefix("ExtractMailPrefix(").and_then(|rest| rest.strip_suffix(')'));
        if let Some(name) = prefix.and_then(attribute) {
            return Ok(Self::MailPrefix(name));
        }
        match attribute(trimmed) {
            Some(name) if name == "assignedroles" => Ok(Self::Roles),
            Some(name) => Ok(Self::User(name)),
            None => Err(SourceError(text)),
        }
    }
}

impl From<ClaimSource> for String {
    fn from(source: ClaimSource) -> Self {
        source.to_string()
    }
}
