//! Claims to add or change, the name identifier's source, and the signing option.

use super::{
    facts::ClaimFact,
    headings::Part,
    markup::pattern,
    page::{Kind, Line, Page},
};
use regex::Regex;
use std::sync::LazyLock;

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:saml )?(?:token )?(?:attributes?|claims?)?\s?(?:attribute |claim )?(?:names?|claim type|type)$|^(?:saml )?(?:attributes?|claims?)$|^(?:attribute|claim) name\b",
    )
});
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:azure ad |entra |source )?(?:attribute|claim)\s?(?:values?|source)?|values?|source(?: attribute)?s?|user attributes?)$|\bsource\b|attribute value|claim value",
    )
});
static SPACE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)name ?space"));
static USER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\buser\.[a-z][\w]*"));

/// Columns of a table of claims whose cells stand on lines of their own, if the lines begin with its heads.
pub(crate) fn column_heads(lines: &[(&str, usize)]) -> Option<usize> {
    let is = |index: usize, words: &Regex| lines.get(index).is_some_and(|(line, _)| words.is_match(line));
    match (is(0, &NAME) && is(1, &SOURCE), is(2, &SPACE)) {
        (true, true) => Some(3),
        (true, false) => Some(2),
        (false, _) => None,
    }
}

/// Do two lines fit below such heads: the name of a claim and where its value comes from?
pub(crate) fn column_row(name: &str, source: &str) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    let stop = |text: &str| text.ends_with(['.', ':', ';']);
    words(name) <= 3
        && !stop(name)
        && !stop(source)
        && (USER.is_match(source) && words(source) < 6 || words(source) == 1)
}

/// The claims in tables and in steps.
pub(crate) fn claims(page: &Page, parts: &[Part]) -> Vec<(ClaimFact, usize)> {
    let mut found: Vec<(ClaimFact, usize)> = Vec::new();
    let mut table: Option<(usize, Columns)> = None;
    for (index, (line, part)) in page.lines.iter().zip(parts).enumerate() {
        if line.kind != Kind::Row
            || matches!(part, Part::AppUser | Part::Test | Part::End | Part::Gallery | Part::Prerequisites)
        {
            continue;
        }
        if table.as_ref().is_none_or(|(number, _)| *number != line.table)
            && !continues(page, index, table.as_ref())
        {
            table = columns(line, page, index).map(|columns| (line.table, columns));
            if table.as_ref().is_some_and(|(_, columns)| columns.headed) || table.is_none() {
                continue;
            }
        }
        let Some((_, columns)) = &table else { continue };
        if *part == Part::App && !line.cells.iter().any(|cell| USER.is_match(&cell.text)) {
            continue;
        }
        if let Some(claim) = claim(line, columns)
            && !found.iter().any(|(known, _)| known.name == claim.name && known.source == claim.source)
        {
            found.push((claim, line.line));
        }
    }
    if found.is_empty() {
        found = steps(page, parts);
    }
    found
}

/// Rows below one another belong together even where the form gave each a number of its own.
fn continues(page: &Page, index: usize, table: Option<&(usize, Columns)>) -> bool {
    table.is_some() && index > 0 && page.lines[index - 1].kind == Kind::Row && !page.lines[index].header
}

struct Columns {
    name: usize,
    source: usize,
    space: Option<usize>,
    headed: bool,
}

fn columns(line: &Line, page: &Page, index: usize) -> Option<Columns> {
    if line.cells.len() < 2 {
        return None;
    }
    let at =
        |words: &Regex| line.cells.iter().position(|cell| words.is_match(cell.text.trim_matches(['*', ' '])));
    let space = at(&SPACE);
    let named = at(&NAME);
    let source = line.cells.iter().enumerate().position(|(index, cell)| {
        Some(index) != named && Some(index) != space && SOURCE.is_match(cell.text.trim_matches(['*', ' ']))
    });
    if let (Some(name), Some(source)) = (named, source) {
        return Some(Columns { name, source, space, headed: true });
    }
    // A cell that is an attribute, not a sentence about one.
    let users = |line: &Line| {
        line.cells
            .iter()
            .position(|cell| USER.is_match(&cell.text) && cell.text.split_whitespace().count() < 6)
    };
    // Where no column is called a name, the attribute is the second of two; a wider table is about something else.
    let users = |line: &Line| users(line).filter(|_| line.cells.len() < 4);
    let here = users(line);
    let below = page.lines.get(index + 1).filter(|next| next.kind == Kind::Row).and_then(users);
    match (here, below) {
        (Some(source), _) => {
            Some(Columns { name: usize::from(source == 0), source, space: None, headed: false })
        }
        (None, Some(source)) => {
            Some(Columns { name: usize::from(source == 0), source, space: None, headed: true })
        }
        (None, None) => None,
    }
}

fn claim(line: &Line, columns: &Columns) -> Option<ClaimFact> {
    let clean = |index: usize| {
        line.cells.get(index).map(|cell| {
            cell.text
                .trim_matches(|letter: char| letter.is_whitespace() || "*`\"“”'".contains(letter))
                .to_owned()
        })
    };
    let name = clean(columns.name)
        .filter(|name| !name.is_empty() && !name.chars().all(|letter| "-=: ".contains(letter)))?;
    let source = clean(columns.source).and_then(|source| source_of(&source));
    let namespace = columns.space.and_then(clean).filter(|space| space.contains(':'));
    (name.len() < 200).then_some(ClaimFact { name, source, namespace })
}

/// The attribute; `None` for a sentence that says where to get the value.
fn source_of(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(user) = USER.find(text)
        && (text.split_whitespace().count() > 1 && !text.contains('('))
    {
        return Some(user.as_str().to_owned());
    }
    let words = text.split_whitespace().count();
    let token = words == 1 && !text.contains('<')
        || text.contains('(') && text.contains(')') && words < 5 && text.contains('.');
    (token && !text.is_empty()).then(|| text.to_owned())
}

static STEP_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:for|in|as)(?: the)? \W{0,2}(?:attribute |claim )?name\W{0,2}(?: text ?box| field| box)?,? (?:type|enter|write|use)(?: the)?(?: value| name)?:? \W{0,2}([A-Za-z][\w:/.-]{1,120})",
    )
});
static STEP_SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:source attribute|attribute value|value)\b.{0,60}?\b(?:select|type|enter|choose)\b.{0,40}?\b(user\.\w+)",
    )
});

/// Steps that say both in words.
fn steps(page: &Page, parts: &[Part]) -> Vec<(ClaimFact, usize)> {
    let mut found: Vec<(ClaimFact, usize)> = Vec::new();
    let mut name: Option<(String, usize)> = None;
    for (line, part) in page.lines.iter().zip(parts) {
        if !matches!(part, Part::Entra | Part::Overview | Part::Other) {
            continue;
        }
        if let Some(step) = STEP_NAME.captures(&line.text).and_then(|found| found.get(1)) {
            let word = step.as_str().trim_end_matches(['.', ',']);
            if !matches!(
                word.to_ascii_lowercase().as_str(),
                "the" | "attribute" | "a" | "shown" | "name" | "value"
            ) {
                name = Some((word.to_owned(), line.line));
            }
        }
        if let Some(source) = STEP_SOURCE.captures(&line.text).and_then(|found| found.get(1))
            && let Some((name, at)) = name.take()
        {
            let claim = ClaimFact { name, source: Some(source.as_str().to_owned()), namespace: None };
            if !found.iter().any(|(known, _)| *known == claim) {
                found.push((claim, at));
            }
        }
    }
    found
}

static USER_ID: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:unique )?user[- ]?identifier|name ?id(?:entifier)?\b|nameidentifier"));
static DEFAULT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:default value|by default|default)\b[^.]{0,80}?\b(?:is|to|of)\W{0,4}(user\.\w+)")
});
static EXPECTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)expects?|mapped|change|select|map |set |must|should|use|update"));

/// A function of the portal instead of an attribute: `In the User Identifier list, select ExtractMailPrefix`.
static FUNCTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i:(?:user[- ]?identifier|name ?id(?:entifier)?)\b.{0,40}?\b(?:select|choose|enter|type|use)(?: as| the)?)\W{1,4}([A-Z][a-z]+(?:[A-Z][a-z]+)+(?:\([^()]{0,60}\))?)",
    )
});

/// What only might be: `for example, if you want to use … as the user identifier`.
static SUPPOSED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)for example,? if\b[^.]{0,80}(?:user[- ]?identifier|name ?id)"));

/// What the name identifier must carry.
pub(crate) struct NameId {
    /// The attribute, or a function of the portal.
    pub(crate) source: String,
    pub(crate) line: usize,
    /// Other attributes that the page names for it.
    pub(crate) others: Vec<String>,
}

/// The attribute that the name identifier must carry.
pub(crate) fn name_id(page: &Page, parts: &[Part]) -> Option<NameId> {
    let mut candidates: Vec<(String, usize)> = Vec::new();
    for (line, part) in page.lines.iter().zip(parts) {
        let fits = matches!(part, Part::Entra | Part::Overview | Part::Other | Part::Intro);
        if line.kind != Kind::Row && SUPPOSED.is_match(&line.text) {
            continue;
        }
        if !fits || !USER_ID.is_match(&line.text) || !EXPECTS.is_match(&line.text) {
            continue;
        }
        let default = DEFAULT.captures(&line.text).and_then(|found| found.get(1)).map(|found| found.end());
        let id = USER_ID.find(&line.text).map_or(0, |found| found.start());
        let mut users = USER
            .find_iter(&line.text)
            .filter(|user| default.is_none_or(|end| user.start() >= end) && user.start() > id);
        let changed = [&CHANGED, &WANTED]
            .into_iter()
            .find_map(|words| words.captures_at(&line.text, id).and_then(|found| found.get(1)));
        let function = || FUNCTION.captures(&line.text).and_then(|found| found.get(1));
        if let Some(user) = changed.or_else(|| users.next()).or_else(function) {
            candidates.push((user.as_str().to_owned(), line.line));
        }
    }
    let (source, line) = candidates.first().cloned()?;
    let mut others: Vec<String> = Vec::new();
    for (other, _) in candidates {
        if !other.eq_ignore_ascii_case(&source) && !others.contains(&other) {
            others.push(other);
        }
    }
    Some(NameId { source, line, others })
}

/// Is it the name identifier by its name in the portal, rather than a claim?
pub(crate) fn names_the_id(claim: &str) -> bool {
    THE_ID.is_match(claim.trim())
}

static THE_ID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:(?:unique )?user[- ]?identifier|name ?id(?:entifier)?)(?: value)?(?: ?\(name ?id\))?$")
});

/// What the application wants, whatever the portal has without a change.
static WANTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:expects?|requires?|needs?)\b[^.]{0,80}(?:user[- ]?identifier|name ?id(?:entifier)?)\b[^.]{0,60}?\b(?:with|to|as)\W{0,4}(user\.\w+)",
    )
});

/// What a step changes a claim to, whatever it names before.
static CHANGED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:change|set|update|edit|switch)\b[^.]{0,60}\bto\W{0,4}(user\.\w+)"));

/// Attributes of people that claims can be filled from, as Entra's portal writes them behind `user.`.
const ATTRIBUTES: &[&str] = &[
    "assignedroles",
    "city",
    "companyname",
    "country",
    "department",
    "displayname",
    "dnsdomainname",
    "employeeid",
    "facsimiletelephonenumber",
    "givenname",
    "groups",
    "jobtitle",
    "localuserprincipalname",
    "mail",
    "mailnickname",
    "mobile",
    "mobilephone",
    "netbiosname",
    "objectid",
    "onpremisesdistinguishedname",
    "onpremisesimmutableid",
    "onpremisessamaccountname",
    "onpremisessecurityidentifier",
    "onpremisesuserprincipalname",
    "othermail",
    "physicaldeliveryofficename",
    "postalcode",
    "preferredlanguage",
    "primaryauthoritativeemail",
    "proxyaddresses",
    "state",
    "streetaddress",
    "surname",
    "telephonenumber",
    "userprincipalname",
    "usertype",
];

/// An attribute in `user.` form that Entra does not have.
pub(crate) fn unknown_attribute(source: &str) -> Option<&str> {
    USER.find_iter(source).map(|found| found.as_str()).find(|user| {
        let name = user["user.".len()..].to_ascii_lowercase();
        let numbered = name.strip_prefix("extensionattribute").is_some_and(|rest| rest.parse::<u8>().is_ok());
        !numbered && !ATTRIBUTES.contains(&name.as_str())
    })
}

/// A step of the portal's side that sets the name identifier, by its line.
pub(crate) fn speaks_of_name_id(page: &Page, parts: &[Part]) -> Option<usize> {
    page.lines
        .iter()
        .zip(parts)
        .find(|(line, part)| {
            matches!(part, Part::Entra | Part::Overview | Part::Other | Part::Intro | Part::App)
                && matches!(line.kind, Kind::Text | Kind::Note)
                && SETS_ID.is_match(&line.text)
        })
        .map(|(line, _)| line.line)
}

static SETS_ID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:user[- ]?identifier|name ?id(?:entifier)?)\b.{0,60}\b(?:select|choose|mapped|map|must|should|change)\b|\b(?:select|choose|map|change)\b.{0,60}(?:user[- ]?identifier|name ?id(?:entifier)?)\b",
    )
});

static SIGNING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)sign(?:ed|ing)?\W{0,4}(?:saml\W{0,3})?(?:both\W{0,3})?(?:the\W)?(?:saml )?response and (?:saml )?assertion",
    )
});

/// Whether both the response and the assertion have to be signed.
pub(crate) fn signing_option(page: &Page) -> Option<(String, usize)> {
    page.lines
        .iter()
        .find(|line| SIGNING.is_match(&line.text))
        .map(|line| ("response_and_assertion".to_owned(), line.line))
}
