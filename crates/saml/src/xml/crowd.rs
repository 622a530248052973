//! A look at the text before the parser sees it: no tag may carry a crowd of attributes, no document a crowd of tags.
//!
//! The parser compares every attribute of an element with every other, so one element with a hundred thousand
//! attributes would keep it busy for minutes; canonicalisation looks at all namespaces in scope for every element. SAML
//! needs about ten attributes and a few hundred elements. This scan is linear and only ever refuses.

/// Most attributes and namespace declarations that one tag may carry.
const MOST: usize = 64;
/// Most of them that may be namespace declarations: each is in scope of everything below.
const MOST_NAMESPACES: usize = 24;
/// Most tags that one document may have; opening and closing ones count apart.
const MOST_TAGS: usize = 20_000;

/// Some tag has more than [`MOST`] attributes or [`MOST_NAMESPACES`] namespaces, or there are more than [`MOST_TAGS`] tags.
pub(super) fn is_crowded(text: &str) -> bool {
    let mut rest = text;
    let mut tags = 0;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
            .into_iter()
            .find(|(opening, _)| rest.starts_with(opening))
            .map(|(opening, closing)| rest[opening.len()..].split_once(closing));
        match skipped {
            Some(Some((_, after))) => rest = after,
            Some(None) => return false,
            None => {
                tags += 1;
                match tag(&rest[1..]) {
                    Some(after) if tags <= MOST_TAGS => rest = after,
                    _ => return true,
                }
            }
        }
    }
    false
}

/// What follows the tag, or `None` when it is crowded.
fn tag(text: &str) -> Option<&str> {
    let mut quote = None;
    let (mut attributes, mut namespaces) = (0, 0);
    for (at, letter) in text.bytes().enumerate() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(letter),
            (None, b'=') => {
                attributes += 1;
                let name = text[..at].trim_end().rsplit(|letter: char| letter.is_ascii_whitespace()).next();
                namespaces += usize::from(name.is_some_and(|name| name.starts_with("xmlns")));
            }
            (None, b'>') => return Some(&text[at + 1..]),
            (None, _) => {}
        }
        if attributes > MOST || namespaces > MOST_NAMESPACES {
            return None;
        }
    }
    Some("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_attributes(count: usize) -> String {
        let attributes: String = (0..count).map(|index| format!(" a{index}='1'")).collect();
        format!("<r><x{attributes}/></r>")
    }

    #[test]
    fn a_tag_may_have_many_attributes_but_not_a_crowd() {
        assert!(!is_crowded(&with_attributes(64)));
        assert!(is_crowded(&with_attributes(65)));
    }

    #[test]
    fn a_tag_may_declare_some_namespaces_but_not_a_crowd() {
        let with = |count: usize| format!("<r{}/>", " xmlns:n = 'u'".repeat(count));
        assert!(!is_crowded(&with(24)));
        assert!(is_crowded(&with(25)));
    }

    #[test]
    fn a_document_may_have_many_tags_but_not_a_crowd() {
        assert!(!is_crowded(&"<y/>".repeat(20_000)));
        assert!(is_crowded(&"<y/>".repeat(20_001)));
    }

    #[test]
    fn a_crowd_cannot_hide_behind_a_stray_quote() {
        for cover in ["<!-- ' -->", "<![CDATA[<']]>", "<?p '?>", "it's"] {
            let text = format!("<r>{cover}{}</r>", with_attributes(100));
            assert!(is_crowded(&text), "hidden by {cover}");
        }
    }

    #[test]
    fn signs_in_text_and_values_are_not_attributes() {
        let text = format!("<r a='{0}'>{0}</r>", "=".repeat(200));
        assert!(!is_crowded(&text));
    }
}
