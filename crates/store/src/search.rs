//! From what a person types to what FTS5 reads. Decides that typing is never an operator: every word is quoted and each is
//! a prefix, so “sal for” finds Salesforce Forum and no text can be a syntax error.

/// Words beyond this many add nothing a person would notice.
const MOST_WORDS: usize = 8;
/// No name has longer words.
const LONGEST_WORD: usize = 64;

/// An FTS5 query that asks for every typed word as a prefix, in any order; `None` when there is no word in the text.
pub(crate) fn prefixes(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|letter: char| letter.is_whitespace() || letter.is_control() || letter.is_ascii_punctuation())
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(MOST_WORDS)
        .map(|word| format!("\"{}\"*", word.chars().take(LONGEST_WORD).collect::<String>()))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The text as names are compared: without surrounding space, lower case.
pub(crate) fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// How many rows at most, as SQLite counts.
pub(crate) fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_become_words() {
        assert_eq!(prefixes("b.simon@con").as_deref(), Some("\"b\"* \"simon\"* \"con\"*"));
        assert_eq!(prefixes("a OR b* NEAR(\"c").as_deref(), Some("\"a\"* \"OR\"* \"b\"* \"NEAR\"* \"c\"*"));
    }

    #[test]
    fn punctuation_alone_asks_for_nothing() {
        for text in ["", "  ", "\"\"*()", "–", "\0"] {
            assert_eq!(prefixes(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_pasted_page_stays_a_small_query() {
        assert!(prefixes(&"word ".repeat(10_000)).unwrap().len() < 100);
        assert!(prefixes(&"x".repeat(10_000)).unwrap().len() < 100);
    }
}
