//! `$search`: property and value in double quotes, words compared by their beginnings, joined by AND and OR.

use super::row::Row;
use crate::graph::refusal::Refusal;

/// A property and the words that its words must begin with, in lower case.
type Term = (String, Vec<String>);

/// A parsed search: any of these groups, all terms of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Search(Vec<Vec<Term>>);

impl Search {
    /// Reads `"displayName:ann" OR "mail:ann"`.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let wrong = || {
            Refusal::new(
                400,
                "Request_BadRequest",
                format!(
                    "Syntax error: character in '{text}' of $search is not valid; use \"property:value\"."
                ),
            )
        };
        let mut groups = vec![Vec::new()];
        let mut rest = text.trim();
        loop {
            let inner = rest.strip_prefix('"').ok_or_else(wrong)?;
            let (term, after) = inner.split_once('"').ok_or_else(wrong)?;
            let (property, value) = term.split_once(':').ok_or_else(wrong)?;
            if value.trim().is_empty() {
                return Err(wrong());
            }
            if let Some(group) = groups.last_mut() {
                group.push((property.trim().to_owned(), words(value).map(str::to_lowercase).collect()));
            }
            rest = after.trim_start();
            if rest.is_empty() {
                return Ok(Self(groups));
            }
            if let Some(after) = rest.strip_prefix("OR ") {
                groups.push(Vec::new());
                rest = after.trim_start();
            } else {
                rest = rest.strip_prefix("AND ").ok_or_else(wrong)?.trim_start();
            }
        }
    }

    /// The properties that are searched.
    pub(crate) fn properties(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(|(property, _)| property.as_str())
    }

    /// Whether the object fits.
    pub(crate) fn fits(&self, row: &dyn Row) -> bool {
        self.0.iter().any(|group| {
            group.iter().all(|(property, wanted)| {
                row.property(property).as_str().is_some_and(|text| words_fit(text, wanted))
            })
        })
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether each wanted word begins a word of the text. Nothing is copied: a search looks at every row there is.
fn words_fit(text: &str, wanted: &[String]) -> bool {
    wanted.iter().all(|begin| words(text).any(|word| begins(word, begin)))
}

fn begins(word: &str, begin: &str) -> bool {
    let mut letters = word.chars().flat_map(char::to_lowercase);
    begin.chars().all(|wanted| letters.next() == Some(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn search_compares_beginnings_of_words() {
        let person = json!({ "displayName": "Britta Simon", "mail": "britta.simon@larkfield.example" });
        let keeps = |text: &str| Search::parse(text).unwrap().fits(&person);
        assert!(keeps("\"displayName:sim\""), "a word may be begun anywhere in the name");
        assert!(!keeps("\"displayName:mon\""), "but not matched in its middle");
        assert!(keeps("\"displayName:nobody\" OR \"mail:simon\""));
        assert!(Search::parse("displayName:sim").is_err(), "the quotes are required");
    }
}
