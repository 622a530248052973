//! Where a step names one of the five boxes: `In the Reply URL text box`, `Sign-on URL:`, `Identifier and Reply URL`.

use super::markup::pattern;
use doorward_domain::SamlField;
use regex::Regex;
use std::sync::LazyLock;

const NAMES: &str = r"(?:(?:azure ad |saml |sp )?identifier(?: ?/ ?entity ?id| ?\(?[^()]{0,3}entity ?id\)?)?(?: ?url| ?value| ?\(entity ?id\))?|entity ?id(?: ?\(identifier\))?|reply[- ]?urls?(?: ?\([^()]{1,60}(?:\([^()]{1,20}\)[^()]{0,30})?\))?|(?:assertion consumer service|acs)(?: ?\(acs\))? url|sign[- ]?(?:on|in)[- ]?url(?: ?\([^()]{1,20}\))?|relay[- ]?state(?: ?url)?(?: ?\([^()]{1,20}\))?|(?:custom )?(?:log ?-?out|sign[- ]?out)[- ]?url(?: ?\([^()]{1,20}\))?)";

static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        &r#"(?i)\b(?:in(?:to|side)?|for|under|on|at|within|to|as|(?P<verb>fill(?: in| out)?|update|complete|set|change|enter|specify|define|configure|add))(?:\s+(?:both(?:\s+the)?|the))?\s+(?:azure portal.s\s+)?(?:(?P<named>(?:text[- ]?)?(?:field|box)(?:\s+(?:called|named|labell?ed))?)\s+)?["“‘'*]{0,2}(?P<field>NAMES)["”’'*]{0,2}(?P<more>(?:\s*(?:,|and|&|or)\s*(?:the\s+)?["“‘'*]{0,2}NAMES["”’'*]{0,2})*)\s*(?P<box>text[- ]?box(?:es)?|text[- ]?fields?|text[- ]?boxes|input(?: box| field)?|fields?|box(?:es)?|text|section|values?)?"#
            .replace("NAMES", NAMES),
    )
});
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&r"(?i)^(?:(?:[a-z]|\d{1,2}|[ivx]{1,4})[.)]\s+|[-*•]\s+)?(?:\*\*)?(?P<field>NAMES)(?:\*\*)?\s*(?:[:=–—]|-\s|textbox,)".replace("NAMES", NAMES))
});

/// `The Reply URL should be …`: what follows is the value, as behind a label.
static SHOULD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        &r"(?i)(?:^|[.;] )(?:(?:[a-z]|\d{1,2})[.)]\s+|[-*•]\s+)?(?:(?:make sure|ensure|check|verify)(?: that)? )?(?:the |your )?(?P<field>NAMES)\W{0,3}(?: value)? (?:should be|must be|has to be|is|will be)(?: set to)?:?\s"
            .replace("NAMES", NAMES),
    )
});

/// One more box in the same sentence: `… and the Reply URL to …`, `…; the Sign on URL is …`.
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&r"(?i)(?:,|;|\band\b)\s+(?:the |your )?(?P<field>NAMES)\W{0,3}\s(?:to|is|as)\s+(?:`|https?:|urn:|the (?:value|url))".replace("NAMES", NAMES))
});

/// The name of a box, wherever it stands.
pub(crate) static NAME: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("(?i){NAMES}")));
/// One place where boxes are named.
pub(crate) struct Lead {
    pub(crate) fields: Vec<SamlField>,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The word "box" or the like follows.
    pub(crate) is_box: bool,
    /// The line begins with the name and a colon.
    pub(crate) is_label: bool,
    /// The verb stands before the name: `set the Reply URL to …`.
    pub(crate) is_verb: bool,
    /// It is called "Entity ID", which the application's side calls its own boxes too.
    pub(crate) is_entity: bool,
}

static SOME_NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)identifier|entity|reply|consumer|acs|sign-?.?on|sign-?.?in|relay|out"));

/// Further boxes of a sentence that names one.
fn more(text: &str, found: &mut Vec<Lead>) {
    if found.is_empty() {
        return;
    }
    found.extend(NEXT.captures_iter(text).filter_map(|capture| {
        let name = capture.name("field")?;
        let fields: Vec<SamlField> = field_of(name.as_str()).into_iter().collect();
        Some(Lead {
            fields,
            start: name.start(),
            end: name.end(),
            is_box: false,
            is_label: true,
            is_verb: false,
            is_entity: false,
        })
    }));
    found.sort_by_key(|lead| lead.start);
    found.dedup_by(|next, lead| next.start < lead.end);
}

/// Places where a box is named.
pub(crate) fn leads(text: &str) -> Vec<Lead> {
    if !SOME_NAME.is_match(text) {
        return Vec::new();
    }
    let mut found: Vec<Lead> = LEAD
        .captures_iter(text)
        .filter_map(|capture| {
            let whole = capture.get(0)?;
            let name = capture.name("field")?;
            let mut fields: Vec<SamlField> = field_of(name.as_str()).into_iter().collect();
            if let Some(more) = capture.name("more") {
                fields.extend(NAME.find_iter(more.as_str()).filter_map(|name| field_of(name.as_str())));
            }
            fields.dedup();
            let boxed =
                capture.name("box").is_some_and(|word| !word.as_str().eq_ignore_ascii_case("section"));
            Some(Lead {
                fields,
                start: whole.start(),
                end: whole.end(),
                is_box: boxed || capture.name("named").is_some(),
                is_label: false,
                is_verb: capture.name("verb").is_some(),
                is_entity: name.as_str().to_ascii_lowercase().starts_with("entity"),
            })
        })
        .filter(|lead| !lead.fields.is_empty() && !OTHER_BOX.is_match(&text[lead.end..]))
        .collect();
    // "In the Identifier box, enter the Entity ID …": what goes into the box is named, not another box.
    let boxes: Vec<usize> = found.iter().filter(|lead| lead.is_box).map(|lead| lead.end).collect();
    found.retain(|lead| {
        let between = |end: usize| {
            text.get(end..lead.start).is_some_and(|text| text.trim_matches([' ', ',', '*']).is_empty())
        };
        let before = boxes.iter().any(|end| between(*end))
            || lead.is_entity && boxes.iter().any(|end| *end <= lead.start);
        !(lead.is_verb && !lead.is_box && before)
    });
    more(text, &mut found);
    if found.is_empty()
        && let Some(capture) = LABEL.captures(text).or_else(|| SHOULD.captures(text))
        && let (Some(whole), Some(name)) = (capture.get(0), capture.name("field"))
        && let Some(field) = field_of(name.as_str())
    {
        found.push(Lead {
            fields: vec![field],
            start: whole.start(),
            end: whole.end(),
            is_box: false,
            is_label: true,
            is_verb: false,
            is_entity: false,
        });
    }
    found
}

/// A longer name that only begins like a field: "Identifier format", "Reply URL list".
static OTHER_BOX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:format|attribute|claim|name\b|list|source|drop|column|and reply url values get|is set|pattern is)",
    )
});

/// The field that a name is a name of.
pub(crate) fn field_of(name: &str) -> Option<SamlField> {
    let name = name.to_ascii_lowercase();
    if name.contains("relay") {
        Some(SamlField::RelayState)
    } else if name.starts_with("reply") || name.contains("consumer") || name.starts_with("acs") {
        Some(SamlField::ReplyUrl)
    } else if name.contains("out") {
        Some(SamlField::LogoutUrl)
    } else if name.contains("identifier") || name.contains("entity") {
        Some(SamlField::Identifier)
    } else if name.starts_with("sign") {
        Some(SamlField::SignOnUrl)
    } else {
        None
    }
}

/// The field, if the cell holds its name and nothing else.
pub(crate) fn whole_name(cell: &str) -> Option<SamlField> {
    let found = NAME.find(cell)?;
    // "Sign-on URL (select Show advanced settings)": what stands in brackets is no part of the name.
    let named =
        cell.split_once(" (").filter(|(name, _)| name.len() >= found.len()).map_or(cell, |(name, _)| name);
    let rest = named.len() - found.len().min(named.len());
    (rest < 12 && !cell.contains("://")).then(|| field_of(found.as_str())).flatten()
}
