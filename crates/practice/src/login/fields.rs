//! A form body or query as single values.

use super::failure::Failure;
use std::collections::BTreeMap;

/// A form as single values. A name given twice is remembered, because a sign-in endpoint must not choose between two.
pub(crate) struct Fields {
    values: BTreeMap<String, String>,
    twice: Option<String>,
}

impl Fields {
    pub(crate) fn read(body: &[u8]) -> Self {
        let mut fields = Self { values: BTreeMap::new(), twice: None };
        for (name, value) in url::form_urlencoded::parse(body) {
            if fields.values.insert(name.to_string(), value.into_owned()).is_some() {
                fields.twice = Some(name.into_owned());
            }
        }
        fields
    }

    /// The value, or "".
    pub(crate) fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// The value, unless it is missing or empty.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// The value, refused with AADSTS900144 if it is missing.
    pub(crate) fn need(&self, name: &str) -> Result<&str, Failure> {
        self.filled(name).ok_or_else(|| Failure::missing(name))
    }

    /// Whether the client says, in `claims`, that it handles claims challenges.
    pub(crate) fn handles_challenges(&self) -> bool {
        self.get("claims").to_ascii_lowercase().contains("\"cp1\"")
    }

    /// Puts a value that came by another way, for example in the `Authorization` header.
    pub(crate) fn put(&mut self, name: &str, value: String) {
        self.values.insert(name.to_owned(), value);
    }

    /// Refuses a form in which a name occurs twice (RFC 6749, section 3.2).
    pub(crate) fn single(&self) -> Result<(), Failure> {
        match &self.twice {
            None => Ok(()),
            Some(name) => Err(Failure::new(
                "invalid_request",
                90_014,
                format!("The parameter '{}' is duplicated.", name.chars().take(60).collect::<String>()),
            )),
        }
    }
}
