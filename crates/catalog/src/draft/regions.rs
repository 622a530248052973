//! Regions: fields whose several forms differ in the same word become one pattern with a choice, so that the admin says
//! once where the account lives and no two fields can tell different regions.

use crate::{pattern::Pattern, recipe::FieldRecipe};
use doorward_domain::SamlField;
use std::collections::BTreeMap;

/// Letters that part the words of an address.
const BETWEEN: &[char] = &['/', ':', '.', '=', '@', '?', '&', '#'];

/// Folds the forms of all fields that differ in the same words, in the same order. A field that is alone with its forms
/// keeps them: seen whole they are easier to tell apart.
pub(super) fn fold(fields: &mut BTreeMap<SamlField, FieldRecipe>) {
    let folded: Vec<(SamlField, Vec<String>, Pattern)> = fields
        .iter()
        .filter_map(|(field, own)| folded(&own.patterns).map(|(words, pattern)| (*field, words, pattern)))
        .collect();
    for (field, words, pattern) in &folded {
        let shared = folded.iter().any(|(other, same, _)| other != field && same == words);
        if let Some(own) = fields.get_mut(field).filter(|_| shared) {
            own.patterns = vec![pattern.clone()];
        }
    }
}

/// The words in which the forms differ, and the one pattern that has them as a choice.
fn folded(forms: &[Pattern]) -> Option<(Vec<String>, Pattern)> {
    let texts: Vec<String> = forms.iter().map(ToString::to_string).collect();
    let first = texts.first().filter(|_| texts.len() > 1)?;
    if texts.iter().any(|text| text.contains(['{', '|', '}'])) {
        return None;
    }
    let head = texts.iter().map(|text| alike(first.chars(), text.chars())).min().unwrap_or_default();
    let head = word_begins(&first[..head]);
    let found = differing(&texts, head).filter(|(words, _)| {
        let parts = |word: &String| word.matches('.').count();
        words.iter().all(|word| parts(word) == parts(&words[0]))
    });
    // Where one form has a word more, as `app.eu` beside `app`, the word before it belongs to the choice.
    let wider = || {
        let before = first[..head].strip_suffix(BETWEEN).filter(|before| !before.ends_with('/'))?;
        differing(&texts, word_begins(before))
    };
    let (words, text) = found.or_else(wider)?;
    Some((words, text.parse().ok()?))
}

/// The words behind a common head, up to the common tail, and the forms as one text; `None` where they are no words.
fn differing(texts: &[String], head: usize) -> Option<(Vec<String>, String)> {
    let first = texts.first()?;
    let tail =
        texts.iter().map(|text| alike(first[head..].chars().rev(), text[head..].chars().rev())).min()?;
    let tail = word_ends(&first[first.len() - tail..]);
    let words: Vec<String> = texts.iter().map(|text| text[head..text.len() - tail].to_owned()).collect();
    let distinct = words.iter().enumerate().all(|(index, word)| !words[..index].contains(word));
    (distinct && words.iter().all(|word| is_word(word))).then(|| {
        let text = format!("{}{{{}}}{}", &first[..head], words.join("|"), &first[first.len() - tail..]);
        (words, text)
    })
}

/// Bytes that both begin with.
fn alike(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
}

/// Where the last word of a text begins.
fn word_begins(text: &str) -> usize {
    text.rfind(BETWEEN).map_or(0, |at| at + 1)
}

/// Bytes of a text behind the word that ends in it.
fn word_ends(text: &str) -> usize {
    text.find(BETWEEN).map_or(0, |at| text.len() - at)
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('.')
        && !text.ends_with('.')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(forms: &[&str]) -> Option<(Vec<String>, String)> {
        let forms: Vec<Pattern> = forms.iter().map(|form| form.parse().unwrap()).collect();
        folded(&forms).map(|(words, pattern)| (words, pattern.to_string()))
    }

    fn fields(forms: &[(SamlField, &[&str])]) -> BTreeMap<SamlField, FieldRecipe> {
        let own = |forms: &[&str]| FieldRecipe {
            patterns: forms.iter().map(|form| form.parse().unwrap()).collect(),
            ..FieldRecipe::default()
        };
        forms.iter().map(|(field, forms)| (*field, own(forms))).collect()
    }

    #[test]
    fn whole_words_differ_and_not_letters() {
        let (words, pattern) =
            of(&["https://us.kite.example/<T>/acs", "https://usa.kite.example/<T>/acs"]).unwrap();
        assert_eq!(words, ["us", "usa"]);
        assert_eq!(pattern, "https://{us|usa}.kite.example/<T>/acs");
        let (words, _) = of(&["urn:kite:us", "urn:kite:eu", "urn:kite:au"]).unwrap();
        assert_eq!(words, ["us", "eu", "au"]);
    }

    #[test]
    fn a_word_more_takes_the_one_before_it_along() {
        let (words, pattern) =
            of(&["https://app.kite.example/acs", "https://app.eu.kite.example/acs"]).unwrap();
        assert_eq!(words, ["app", "app.eu"]);
        assert_eq!(pattern, "https://{app|app.eu}.kite.example/acs");
    }

    #[test]
    fn what_differs_in_more_than_a_word_stays_apart() {
        assert_eq!(of(&["https://kite.example/<T>", "https://kite.example/sso?t=<T>"]), None);
        assert_eq!(
            of(&["https://kite.example", "https://eu.kite.example"]),
            None,
            "nothing stands there for one"
        );
        assert_eq!(of(&["https://kite.example/acs"]), None);
        assert_eq!(of(&["https://{a|b}.kite.example", "https://{a|c}.kite.example"]), None);
    }

    #[test]
    fn only_fields_that_differ_alike_are_folded() {
        let mut some = fields(&[
            (SamlField::Identifier, &["urn:kite:us", "urn:kite:eu"]),
            (SamlField::ReplyUrl, &["https://us.kite.example/acs", "https://eu.kite.example/acs"]),
            (SamlField::SignOnUrl, &["https://one.kite.example", "https://two.kite.example"]),
        ]);
        fold(&mut some);
        let shown = |field| some[&field].patterns.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(shown(SamlField::Identifier), ["urn:kite:{us|eu}"]);
        assert_eq!(shown(SamlField::ReplyUrl), ["https://{us|eu}.kite.example/acs"]);
        assert_eq!(shown(SamlField::SignOnUrl).len(), 2, "it is alone with these words");
    }

    #[test]
    fn the_same_words_in_another_order_are_not_the_same_choice() {
        let mut some = fields(&[
            (SamlField::Identifier, &["urn:kite:us", "urn:kite:eu"]),
            (SamlField::ReplyUrl, &["https://eu.kite.example/acs", "https://us.kite.example/acs"]),
        ]);
        fold(&mut some);
        assert!(some.values().all(|own| own.patterns.len() == 2));
    }
}
