//! Values inside a step: addresses, URNs, words to be typed as they stand; and what of them are placeholders.

use super::{markup::pattern, page::Line};
use regex::Regex;
use std::{ops::Range, sync::LazyLock};

/// A value as the page has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) text: String,
    /// Why it may be wrong.
    pub(crate) doubt: Option<&'static str>,
    pub(crate) example: bool,
    pub(crate) line: usize,
    pub(crate) span: Range<usize>,
}

static EXAMPLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\bexamples?|e\.\s?g\.?|\bsuch as|\bfor instance|\blooks? like|\beg\b|\bi\.e\.)[^.`]{0,40}$",
    )
});
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:https?|spn|api|com\.[a-z.]+|[a-z][a-z0-9+.-]{1,20})://|\burn:|<[^<>\s]{1,40}>://|\bhttps?(?:<[^<>]{1,30}>)?:/)",
    )
});

/// A scheme and nothing behind it.
static BEGINNING: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:https?:/{0,2}|urn:?)$"));

/// The values in a stretch of a line, in order.
pub(crate) fn values(line: &Line, range: Range<usize>) -> Vec<Value> {
    let text = line.text.get(range.clone()).unwrap_or_default();
    let mut found: Vec<(usize, Value)> = Vec::new();
    let mut covered: Vec<Range<usize>> = Vec::new();
    for (stretch, code) in line.codes() {
        if stretch.start >= range.start && stretch.end <= range.end {
            covered.push(stretch.clone());
            found.push((stretch.start, value(line, &line.text[..stretch.start], code.trim(), range.start)));
        }
    }
    let mut at = 0;
    while let Some(scheme) = SCHEME.find_at(text, at) {
        let start = scheme.start();
        let end = start + extent(&text[start..]);
        at = end.max(scheme.end());
        if !covered.iter().any(|code| code.contains(&(range.start + start))) {
            let raw = trimmed(&text[start..end]);
            found.push((
                range.start + start,
                value(line, &line.text[..range.start + start], raw, range.start),
            ));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    // "Starts with `https://`" says how a value begins, and gives none.
    found.retain(|(_, value)| !BEGINNING.is_match(&value.text));
    select(found.into_iter().map(|(_, value)| value).collect())
}

/// Addresses win over words set as code beside them, and what is meant over what is an example.
fn select(mut found: Vec<Value>) -> Vec<Value> {
    if found.iter().any(|value| addressed(&value.text)) {
        found.retain(|value| addressed(&value.text));
    } else if found.len() > 1 && found.iter().any(|value| !lonely(&value.text)) {
        found.retain(|value| !lonely(&value.text));
    }
    if found.iter().any(|value| !value.example) {
        found.retain(|value| !value.example);
    } else {
        for value in &mut found {
            value.doubt = Some("the page gives it as an example");
        }
    }
    found
}

/// Is it an address, or a URN?
pub(crate) fn addressed(text: &str) -> bool {
    text.contains("://") || text.to_ascii_lowercase().contains("urn:") || text.contains(":/")
}

/// Nothing but a placeholder: an explanation, not a value.
fn lonely(text: &str) -> bool {
    let open = text.starts_with(['<', '{', '[']);
    open && text.ends_with(['>', '}', ']']) && text.matches(['<', '{', '[']).count() == 1
}

fn value(line: &Line, before: &str, text: &str, from: usize) -> Value {
    let near = &before[from.min(before.len())..];
    Value {
        text: unescaped(text),
        doubt: odd(text),
        example: EXAMPLE.is_match(near),
        line: line.line,
        span: line.span.clone(),
    }
}

/// Without the back-slashes that a page sets before brackets, which belong to its writing.
fn unescaped(text: &str) -> String {
    text.replace("\\<", "<").replace("\\>", ">")
}

/// What is unusual about a value.
pub(crate) fn odd(text: &str) -> Option<&'static str> {
    let opens = text.matches(['<', '{', '[']).count();
    let closes = text.matches(['>', '}', ']']).count();
    if opens != closes {
        return Some("its brackets do not pair up");
    }
    if text.split_once("://").is_some_and(|(_, host)| host.trim_matches(['/', ' ']).is_empty()) {
        return Some("its address has no host");
    }
    if text.contains("://.") || text.contains("..") {
        return Some("a part of its host seems to be lost");
    }
    let bare = PLACE.replace_all(text, "");
    if bare.contains(char::is_whitespace) {
        return Some("it holds a blank");
    }
    if text.matches("://").count() > 1 && !text.contains(['?', '=', '#', '&']) {
        return Some("it holds two addresses");
    }
    if GLUED.is_match(&bare) {
        return Some("something may be glued to its end");
    }
    if SAMPLE.is_match(text) {
        return Some("it names a company of examples");
    }
    None
}

static GLUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[a-z0-9](?:Click|Select|Note|Tip|Type|Enter|Perform|These|This|Important|For|In|On|The|If|Or|And|Then|Save)$|(?i:com|net|org|io)[a-z]\.$|\.(?:com|net|org|io|cloud|app)(?:click|select|save|enter|type|note|and|or|then|the|in|this)$",
    )
});

static STEP_GLUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:[a-z0-9>}/])((?:Click|Select|Note|Type|Enter|Perform|Save)|click|select)$")
});

/// The value without a step's first word that copying glued to its end.
pub(crate) fn unglued(text: &str) -> Option<&str> {
    let word = STEP_GLUED.captures(text)?.get(1)?;
    Some(&text[..word.start()])
}

/// A placeholder in brackets.
pub(crate) static PLACE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"<[^<>]*>|\[[^\[\]]+\]|\{+[^{}]+\}+|\$\{[^{}]+\}"));

/// Bytes of an address at the start of the text; placeholders may hold blanks.
fn extent(text: &str) -> usize {
    let mut closing: Option<char> = None;
    for (at, letter) in text.char_indices() {
        match closing {
            Some(end) if letter == end => closing = None,
            Some(_) => {}
            None => match letter {
                '<' => closing = closes(text, at, '<', '>'),
                '{' => closing = closes(text, at, '{', '}'),
                '[' => closing = closes(text, at, '[', ']'),
                '"' | '`' | '”' | '|' | '“' => return at,
                // A blank between the scheme and a placeholder is a slip of the page.
                ' ' if text[..at].ends_with("://") && text[at + 1..].starts_with(['<', '{', '[']) => {}
                letter if letter.is_whitespace() => return at,
                _ => {}
            },
        }
    }
    text.len()
}

/// The bracket closes soon, and before another one opens.
fn closes(text: &str, at: usize, open: char, close: char) -> Option<char> {
    let rest = &text[at + 1..];
    let end = rest.find(close).filter(|end| *end <= 80)?;
    (!rest[..end].contains(open)).then_some(close)
}

/// Without what a sentence adds to an address.
fn trimmed(text: &str) -> &str {
    let mut text = text.trim_end_matches(['*', '_', '\'', '’']);
    loop {
        let shorter = text
            .strip_suffix(['.', ',', ';', ':', '!', '\'', '*'])
            .or_else(|| text.strip_suffix(')').filter(|rest| !rest.contains('(')));
        match shorter {
            Some(rest) if !rest.is_empty() => text = rest,
            _ => return text,
        }
    }
}

static TYPED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[\s,:.-]*(?:please\s+|you\s+|must\s+|can\s+)*(?:type|enter|use|provide|put|add|specify|input|set|fill in|write|insert|paste)\b(?P<rest>.*)$",
    )
});
static FILLERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[\s,:=“”‘’'-]*(?:the|a|an|this|following|below|exact|string|values?|urls?|uris?|text|as|is|are|with|using|pattern|patterns|identifier|entity id|reply|sign-?on|in|of|format|it|like|to|that)(?:\b|$)",
    )
});
static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^/?[A-Za-z0-9<\[{_][\w.:/<>\[\]{}@$-]*$"));
const NO_VALUE: &[&str] = &[
    "your",
    "provided",
    "by",
    "from",
    "which",
    "you",
    "used",
    "given",
    "for",
    "one",
    "any",
    "copied",
    "actual",
    "correct",
    "unique",
    "any",
    "value",
    "if",
    "or",
    "and",
    "on",
    "appropriate",
    "respective",
    "own",
    "server",
    "tenant",
    "account",
    "specific",
    "same",
    "where",
    "when",
    "organization",
    "company",
    "customer",
    "e.g.",
    "either",
    "generated",
    "obtained",
    "relevant",
    "metadata",
    "sp",
    "service",
    "azure",
    "saml",
    "note",
    "these",
    "click",
    "select",
    "then",
    "available",
    "optional",
    "required",
    "blank",
    "empty",
    "none",
    "leave",
    "automatically",
    "not",
    "see",
    "real",
    "a",
    "real.",
    "what",
    "different",
    "case-sensitive",
    "set",
];

/// A word to be typed as it stands, where there is no address: `type the value: VERSAL`.
pub(crate) fn word(line: &Line, range: Range<usize>) -> Option<Value> {
    let text = line.text.get(range)?;
    let rest = TYPED.captures(text)?.name("rest")?.as_str();
    bare(line, rest)
}

const UNMARKED: &str = "a word that is not marked as a value";

/// Is it a word that nothing but its place makes a value?
pub(crate) fn unmarked(value: &Value) -> bool {
    value.doubt == Some(UNMARKED)
}

/// A line that is nothing but a value.
pub(crate) fn bare(line: &Line, text: &str) -> Option<Value> {
    let mut rest = text;
    while let Some(filler) = FILLERS.find(rest) {
        if filler.end() == 0 {
            break;
        }
        rest = &rest[filler.end()..];
    }
    let rest = rest.trim_matches(|letter: char| letter.is_whitespace() || "“”‘’\"':,;*-=".contains(letter));
    let rest = rest.split(". ").next().unwrap_or_default().trim_end_matches(['.', ',']).trim();
    let tokens: Vec<&str> = rest.split_whitespace().collect();
    let first = tokens.first()?;
    let one = tokens.len() == 1
        || (tokens.len() <= 4 && PLACE.replace_all(rest, "x").split_whitespace().count() == 1);
    let plain = !NO_VALUE.contains(&first.to_ascii_lowercase().as_str());
    (one && plain && (WORD.is_match(rest) || PLACE.is_match(rest))).then(|| Value {
        text: rest.to_owned(),
        doubt: (!rest.contains(['.', '<', '{', '['])).then_some(UNMARKED),
        example: false,
        line: line.line,
        span: line.span.clone(),
    })
}

/// The value in a cell of a table.
pub(crate) fn of_cell(line: &Line, text: &str, code: bool) -> Option<Value> {
    // A cell such as `Production:` names the group of rows below it.
    if text.trim_end().ends_with(':') {
        return None;
    }
    let mut own = line.clone();
    own.text = text.trim().to_owned();
    own.marks = Vec::new();
    let length = own.text.len();
    let mut found = values(&own, 0..length);
    if found.len() == 1 {
        return found.pop();
    }
    if found.len() > 1 {
        let mut first = found.swap_remove(0);
        first.text = own.text.clone();
        return Some(first);
    }
    (code && !own.text.is_empty())
        .then(|| Value {
            text: own.text.clone(),
            doubt: None,
            example: false,
            line: line.line,
            span: line.span.clone(),
        })
        .or_else(|| bare(&own, &own.text))
}

static HOST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^[a-z0-9<\[{][\w<>\[\]{} -]*(?:\.[a-z0-9<\[{][\w<>\[\]{} -]*)+(?:/\S*)?$")
});

/// Is this something to be typed rather than the name of a column? Addresses, URNs, hosts, and whatever has a placeholder.
pub(crate) fn looks_typed(text: &str) -> bool {
    let text = text.trim();
    let place = PLACE.find(text).is_some_and(|place| place.len() < text.len() || text.starts_with('<'));
    addressed(text) || place || HOST.is_match(text) && !text.contains(' ')
}

/// Names of the placeholders in brackets, in order.
pub(crate) fn names(text: &str) -> Vec<String> {
    PLACE
        .find_iter(text)
        .map(|found| found.as_str().trim_matches(['<', '>', '[', ']', '{', '}', '$', ' ']).to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

static BARE_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[/.=:@-])((?:your|my|customer|company|tenant|account|instance|sub|org|organization|client|site|server|domain|env|environment|team|workspace|school|host)[-_]?(?:domain|name|id|url|code|instance|company|tenant|org|organization|subdomain|slug|key|identifier|sub-?domain|account|server|host|site|guid|alias)s?|subdomain|client[-_]?short[-_]?name|short[-_]?name|your[a-z_-]{2,24}|companyname|tenantname|companyid|tenantid|yourcompany|xxxx*|x{3,})(?:$|[/.?&#:-])",
    )
});

/// Companies that do not exist, of which guides are fond.
static SAMPLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:contoso|fabrikam|adatum|litware|northwind|adventure-?works)\b"));
/// A word for whoever is asked, where an address of one's own would have a name: `https://company.example.com`.
/// The names of companies that do not exist count as well.
static BARE_HOST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:[/:.@=]|^)(contoso|fabrikam|adatum|litware|northwind|adventure-?works)(?:$|[/.?&#:-])|://((?:your|my|custom|private|own)?-?(?:company|customer|tenant|client|account|instance|organi[sz]ation|subdomain|domain|school|environment))\.",
    )
});

/// Capitals that say whose part of the address it is.
static CAPITALS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[/.=:@-])([A-Z_]*(?:TENANT|DOMAIN|COMPANY|CUSTOMER|CLIENT|ACCOUNT|INSTANCE|ORGANI|YOUR|UNIQUE)[A-Z_]*)(?:$|[/.?&#:-])",
    )
});

/// Is any part of it to be replaced, in brackets or without?
pub(crate) fn has_place(text: &str) -> bool {
    PLACE.is_match(text) || bare_name(text).is_some()
}

/// A placeholder that was written without brackets, next to a note that the values are not real.
pub(crate) fn bare_name(text: &str) -> Option<String> {
    let found =
        BARE_NAME.captures(text).or_else(|| CAPITALS.captures(text)).or_else(|| BARE_HOST.captures(text))?;
    found.iter().skip(1).flatten().next().map(|name| name.as_str().to_owned())
}

/// Words for whoever is asked, numbers and capitals: an address that has one, and no placeholder, may be one customer's.
/// Nothing on the page need say so; a person is asked.
static SOMEONES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[/.=:@?&_-])(?:(?i:(?:your|my)[a-z_-]*|[a-z]{0,14}(?:compan(?:y|ies)|tenant|customer|subdomain|organi[sz]ation|institution|instance|enterprise)[a-z]{0,6}|(?:account|sub|user|school|client|site|server|team|workspace|host|region|guid|env|environment|portal|domain|private|unique|short)[-_]?(?:domain|name|id|url|code|key|host|guid|value|alias|slug)?)|[A-Z][A-Z_]{3,}|[xX]{3,}|xyz|abc|acme|foo|demo|\w*\d{4,}\w*|:[a-z]\w+)(?:$|[/.?&#:=_-])",
    )
});
/// Capitals that vendors' own addresses have.
static OWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[/.=:@?&_-])(?:SAML2?|SSO|ACS|LOGIN|AUTH|POST|HTTP|IDP|METADATA|COM)(?:$|[/.?&#:=_-])")
});

/// Is it only a pattern over again, with somebody's name in the places: `https://yourhost.example.com/acs`?
pub(crate) fn shows(text: &str, known: &str) -> bool {
    let (Some(open), Some(close)) = (known.find(['<', '[', '{']), known.rfind(['>', ']', '}'])) else {
        return false;
    };
    // The ends are compared first, since nearly all values fail there.
    if open > close || !text.starts_with(&known[..open]) || !text.ends_with(&known[close + 1..]) {
        return false;
    }
    if PLACE.is_match(text) || bare_name(text).is_none() {
        return false;
    }
    let mut rest = text;
    PLACE.split(known).all(|piece| match rest.find(piece) {
        Some(at) => {
            rest = &rest[at + piece.len()..];
            true
        }
        None => false,
    })
}

/// May a value without placeholders be one customer's?
pub(crate) fn may_be_someones(text: &str) -> bool {
    let bare = OWN.replace_all(text, "/");
    (addressed(text) || text.contains('.')) && SOMEONES.is_match(bare.trim_end_matches('/'))
}
