//! URL patterns: fixed text with named placeholders and alternatives, for example
//! `https://{app|eu}.example.com/acs/<ORGANIZATION_SLUG>/`.
//!
//! A pattern can be filled from answers, and a typed value can be held against it; where the two part, the first
//! character that departs is named, since "does not match" helps nobody find a missing slash.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// Fixed text, or the place of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that stands as it is.
    Literal(String),
    /// The name of a placeholder.
    Placeholder(String),
    /// One of several fixed texts, for example regions; the first is proposed.
    Choice(Vec<String>),
}

/// A parsed pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    parts: Vec<Part>,
}

/// The text is not a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// `<` without `>`, or the other way round.
    #[error("angle brackets do not pair up at character {at}")]
    Unpaired {
        /// Counted from 1.
        at: usize,
    },
    /// `<>` or a name with other characters than letters, digits, `_` and `-`.
    #[error("“{name}” cannot name a placeholder")]
    Name {
        /// What stood between the brackets.
        name: String,
    },
    /// `{a|b}` with an empty alternative, or a brace that does not pair up.
    #[error("alternatives are written {{one|other}}, and none of them may be empty")]
    Choice,
    /// Two placeholders touch, so that nobody could tell where one ends.
    #[error("two placeholders follow each other without text between them")]
    Touching,
}

/// A piece of a filled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Text.
    pub text: String,
    /// The placeholder that gave it; `None` for fixed text.
    pub placeholder: Option<String>,
}

/// What the pattern wanted where a value departs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// This text.
    Text(String),
    /// A value for this placeholder.
    Placeholder(String),
    /// The end of the value.
    End,
}

/// Where a value departs from a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// The first character that departs, counted from 1; one past the end when something is missing there.
    pub at: usize,
    /// What should have stood there.
    pub expected: Expected,
}

impl Pattern {
    /// The parts in order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Names of its placeholders in order, without repetition.
    #[must_use]
    pub fn placeholders(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for part in &self.parts {
            if let Part::Placeholder(name) = part
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        }
        names
    }

    /// Its choices in order: the name that each is answered under, and what there is to choose from.
    #[must_use]
    pub fn choices(&self) -> Vec<(String, &[String])> {
        self.parts
            .iter()
            .filter_map(|part| match part {
                Part::Choice(texts) => Some((texts.join("|"), texts.as_slice())),
                _ => None,
            })
            .collect()
    }

    /// The pattern with the answers put in; an empty or missing answer leaves `None`.
    #[must_use]
    pub fn fill(&self, answers: &BTreeMap<String, String>) -> Option<String> {
        self.pieces(answers).map(|pieces| pieces.into_iter().map(|piece| piece.text).collect())
    }

    /// As [`Pattern::fill`], telling which text came from which placeholder.
    #[must_use]
    pub fn pieces(&self, answers: &BTreeMap<String, String>) -> Option<Vec<Piece>> {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => Some(Piece { text: text.clone(), placeholder: None }),
                Part::Choice(texts) => {
                    let chosen = answers.get(&texts.join("|")).filter(|answer| texts.contains(answer));
                    let text = chosen.or_else(|| texts.first())?.clone();
                    Some(Piece { text, placeholder: None })
                }
                Part::Placeholder(name) => answers
                    .get(name)
                    .filter(|value| !value.is_empty())
                    .map(|value| Piece { text: value.clone(), placeholder: Some(name.clone()) }),
            })
            .collect()
    }

    /// Holds a value against the pattern and reads the placeholders back.
    ///
    /// A placeholder takes at least one character and ends at the first occurrence of the text that follows it; it
    /// never takes white space, `/`, `?`, `#` or `&`, which separate one part of an address from the next.
    ///
    /// # Errors
    /// The first character that departs.
    pub fn read(&self, value: &str) -> Result<BTreeMap<String, String>, Departure> {
        let letters: Vec<char> = value.chars().collect();
        let mut answers: BTreeMap<String, String> = BTreeMap::new();
        let mut at = 0;
        for (index, part) in self.parts.iter().enumerate() {
            match part {
                Part::Literal(text) => at = literal(&letters, at, text)?,
                Part::Choice(texts) => {
                    let (end, chosen) = choice(&letters, at, texts, self.parts.get(index + 1))?;
                    answers.insert(texts.join("|"), chosen);
                    at = end;
                }
                Part::Placeholder(name) => {
                    let next = match self.parts.get(index + 1) {
                        Some(Part::Literal(text)) => text.chars().next(),
                        Some(Part::Choice(_) | Part::Placeholder(_)) | None => None,
                    };
                    let end = capture(&letters, at, next);
                    if end == at {
                        return Err(Departure { at: at + 1, expected: Expected::Placeholder(name.clone()) });
                    }
                    let text: String = letters[at..end].iter().collect();
                    match answers.get(name) {
                        Some(before) if *before != text => {
                            return Err(Departure { at: at + 1, expected: Expected::Text(before.clone()) });
                        }
                        _ => answers.insert(name.clone(), text),
                    };
                    at = end;
                }
            }
        }
        if at < letters.len() {
            return Err(Departure { at: at + 1, expected: Expected::End });
        }
        Ok(answers)
    }
}

fn literal(letters: &[char], start: usize, text: &str) -> Result<usize, Departure> {
    let mut at = start;
    for (offset, wanted) in text.chars().enumerate() {
        if letters.get(at) != Some(&wanted) {
            let rest: String = text.chars().skip(offset).collect();
            return Err(Departure { at: at + 1, expected: Expected::Text(rest) });
        }
        at += 1;
    }
    Ok(at)
}

/// The alternative that stands here; the longest one that what follows agrees with.
fn choice(
    letters: &[char],
    start: usize,
    texts: &[String],
    next: Option<&Part>,
) -> Result<(usize, String), Departure> {
    let mut fitting: Vec<(usize, &String)> =
        texts.iter().filter_map(|text| literal(letters, start, text).ok().map(|end| (end, text))).collect();
    fitting.sort_by_key(|(end, _)| std::cmp::Reverse(*end));
    let followed = fitting.iter().find(|(end, _)| match next {
        Some(Part::Literal(text)) => literal(letters, *end, text).is_ok(),
        Some(Part::Placeholder(_) | Part::Choice(_)) => true,
        None => *end == letters.len(),
    });
    if let Some((end, text)) = followed.or_else(|| fitting.first()) {
        return Ok((*end, (*text).clone()));
    }
    // The alternative that goes along furthest says where the value departs.
    texts
        .iter()
        .filter_map(|text| literal(letters, start, text).err())
        .max_by_key(|departure| departure.at)
        .map_or_else(|| Err(Departure { at: start + 1, expected: Expected::End }), Err)
}

fn capture(letters: &[char], start: usize, stop: Option<char>) -> usize {
    let separates = |letter: char| letter.is_whitespace() || matches!(letter, '/' | '?' | '#' | '&');
    letters[start..]
        .iter()
        .position(|letter| separates(*letter) || Some(*letter) == stop)
        .map_or(letters.len(), |length| start + length)
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let mut parts = Vec::new();
        let mut rest = text;
        let position = |rest: &str| text.chars().count() - rest.chars().count() + 1;
        while let Some(open) = rest.find(['<', '>']) {
            let (before, bracket) = rest.split_at(open);
            let Some(inner) = bracket.strip_prefix('<') else {
                return Err(PatternError::Unpaired { at: position(bracket) });
            };
            let Some((name, after)) = inner.split_once('>') else {
                return Err(PatternError::Unpaired { at: position(bracket) });
            };
            if name.is_empty()
                || !name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'))
            {
                return Err(PatternError::Name { name: name.to_owned() });
            }
            fixed(before, &mut parts)?;
            if matches!(parts.last(), Some(Part::Placeholder(_))) {
                return Err(PatternError::Touching);
            }
            parts.push(Part::Placeholder(name.to_owned()));
            rest = after;
        }
        fixed(rest, &mut parts)?;
        Ok(Self { parts })
    }
}

/// Text between placeholders: literals and alternatives. A brace without a bar is ordinary text.
fn fixed(text: &str, parts: &mut Vec<Part>) -> Result<(), PatternError> {
    let mut rest = text;
    let mut plain = String::new();
    while let Some(open) = rest.find('{') {
        let inner = &rest[open + 1..];
        let Some(close) = inner.find('}') else { break };
        plain.push_str(&rest[..open]);
        if inner[..close].contains('|') {
            let texts: Vec<String> = inner[..close].split('|').map(str::to_owned).collect();
            if texts.iter().any(String::is_empty) {
                return Err(PatternError::Choice);
            }
            if !plain.is_empty() {
                parts.push(Part::Literal(std::mem::take(&mut plain)));
            }
            parts.push(Part::Choice(texts));
        } else {
            plain.push_str(&rest[open..=open + 1 + close]);
        }
        rest = &inner[close + 1..];
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        parts.push(Part::Literal(plain));
    }
    Ok(())
}

impl TryFrom<String> for Pattern {
    type Error = PatternError;
    fn try_from(text: String) -> Result<Self, PatternError> {
        text.parse()
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.to_string()
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Literal(text) => formatter.write_str(text),
            Part::Placeholder(name) => write!(formatter, "<{name}>"),
            Part::Choice(texts) => write!(formatter, "{{{}}}", texts.join("|")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acs() -> Pattern {
        "https://sentry.io/saml/acs/<ORGANIZATION_SLUG>/".parse().unwrap()
    }

    #[test]
    fn filling_and_reading_are_each_others_inverse() {
        let answers = BTreeMap::from([("ORGANIZATION_SLUG".to_owned(), "acme".to_owned())]);
        let value = acs().fill(&answers).unwrap();
        assert_eq!(value, "https://sentry.io/saml/acs/acme/");
        assert_eq!(acs().read(&value), Ok(answers));
    }

    #[test]
    fn a_missing_closing_slash_is_found_where_it_is_missing() {
        let departure = acs().read("https://sentry.io/saml/acs/acme").unwrap_err();
        assert_eq!(departure, Departure { at: 32, expected: Expected::Text("/".to_owned()) });
    }

    #[test]
    fn other_departures_name_their_character() {
        let http = acs().read("http://sentry.io/saml/acs/acme/").unwrap_err();
        assert_eq!(http.at, 5, "the s of https");
        let empty = acs().read("https://sentry.io/saml/acs//").unwrap_err();
        assert_eq!(empty.expected, Expected::Placeholder("ORGANIZATION_SLUG".to_owned()));
        let longer = acs().read("https://sentry.io/saml/acs/acme/x").unwrap_err();
        assert_eq!(longer, Departure { at: 33, expected: Expected::End });
    }

    #[test]
    fn an_unfilled_placeholder_fills_nothing() {
        assert_eq!(acs().fill(&BTreeMap::new()), None);
        let blank = BTreeMap::from([("ORGANIZATION_SLUG".to_owned(), String::new())]);
        assert_eq!(acs().fill(&blank), None, "an empty box is not an answer");
    }

    #[test]
    fn a_repeated_placeholder_means_the_same_value() {
        let twice: Pattern = "https://<NAME>.example/<NAME>".parse().unwrap();
        assert!(twice.read("https://a.example/a").is_ok());
        assert_eq!(twice.read("https://a.example/b").unwrap_err().expected, Expected::Text("a".to_owned()));
    }

    #[test]
    fn regions_are_alternatives() {
        let regional: Pattern = "https://{app|app.eu}.example.com/<ORG>".parse().unwrap();
        let org = BTreeMap::from([("ORG".to_owned(), "acme".to_owned())]);
        assert_eq!(regional.fill(&org).unwrap(), "https://app.example.com/acme", "the first is proposed");
        let read = regional.read("https://app.eu.example.com/acme").unwrap();
        assert_eq!(read.get("app|app.eu").map(String::as_str), Some("app.eu"));
        assert_eq!(regional.fill(&read).unwrap(), "https://app.eu.example.com/acme", "and reads back");
        assert_eq!(regional.read("https://apx.example.com/acme").unwrap_err().at, 11, "the x");
        assert_eq!(regional.to_string(), "https://{app|app.eu}.example.com/<ORG>");
        assert_eq!("a{|b}".parse::<Pattern>(), Err(PatternError::Choice));
    }

    #[test]
    fn nonsense_is_refused_with_its_place() {
        assert_eq!("a<b".parse::<Pattern>(), Err(PatternError::Unpaired { at: 2 }));
        assert_eq!("a>b".parse::<Pattern>(), Err(PatternError::Unpaired { at: 2 }));
        assert_eq!("<A><B>".parse::<Pattern>(), Err(PatternError::Touching));
        assert!(matches!("<>".parse::<Pattern>(), Err(PatternError::Name { .. })));
        assert!(matches!("<a b>".parse::<Pattern>(), Err(PatternError::Name { .. })));
    }
}
