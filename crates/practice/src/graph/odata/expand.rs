//! `$expand`: which relationships come along, with the options in their parentheses.

use super::query;
use crate::graph::refusal::Refusal;

/// One expanded relationship.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Expand {
    pub(crate) name: String,
    pub(crate) select: Vec<String>,
    pub(crate) top: Option<usize>,
    /// `$levels=max` or more than one: the whole chain (managers).
    pub(crate) deep: bool,
}

/// Reads `owners($select=id,displayName),members`.
pub(super) fn parse(text: &str) -> Result<Vec<Expand>, Refusal> {
    let mut found = Vec::new();
    for item in split(text, ',')? {
        let item = item.trim();
        if item.is_empty() {
            continue;
        }
        let (name, options) = match item.split_once('(') {
            Some((name, rest)) => (name, rest.strip_suffix(')').ok_or_else(wrong)?),
            None => (item, ""),
        };
        let mut expand = Expand { name: name.trim().to_owned(), ..Expand::default() };
        for option in split(options, ';')? {
            let Some((name, value)) = option.split_once('=') else {
                if option.trim().is_empty() {
                    continue;
                }
                return Err(wrong());
            };
            match name.trim().trim_start_matches('$') {
                "select" => expand.select = query::names(value),
                "top" => expand.top = Some(value.trim().parse().map_err(|_| wrong())?),
                "levels" => expand.deep = value.trim() != "1",
                "count" => {}
                other => {
                    return Err(Refusal::unsupported_query(format!(
                        "The query option '${other}' inside $expand is not supported."
                    )));
                }
            }
        }
        found.push(expand);
    }
    Ok(found)
}

fn wrong() -> Refusal {
    Refusal::new(400, "BadRequest", "Parsing OData Select and Expand failed: Syntax error in '$expand'.")
}

/// Splits where no parenthesis is open.
fn split(text: &str, at: char) -> Result<Vec<&str>, Refusal> {
    let mut depth = 0_usize;
    let mut start = 0;
    let mut parts = Vec::new();
    for (place, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1).ok_or_else(wrong)?,
            _ if letter == at && depth == 0 => {
                parts.push(&text[start..place]);
                start = place + letter.len_utf8();
            }
            _ => {}
        }
    }
    if depth != 0 {
        return Err(wrong());
    }
    parts.push(&text[start..]);
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_belong_to_the_relationship_before_them() {
        let found = parse("owners($select=id,displayName;$top=5),members").unwrap();
        assert_eq!(found[0].name, "owners");
        assert_eq!((found[0].select.len(), found[0].top), (2, Some(5)));
        assert_eq!(found[1], Expand { name: "members".to_owned(), ..Expand::default() });
        assert!(parse("manager($levels=max;$select=id)").unwrap()[0].deep);
        for broken in ["owners(", "owners)", "owners($select=id", "owners(what)"] {
            assert!(parse(broken).is_err(), "{broken}");
        }
    }
}
