//! What Markdown and HTML have in common with text that only looks like them: tags that are placeholders, tables
//! without a rule, steps that were glued together.

use super::page::{Cell, Kind, Line};
use regex::Regex;
use std::sync::LazyLock;

/// What an angle bracket inside prose means.
pub(crate) enum Inline {
    /// A tag of HTML.
    Tag,
    /// A line break.
    Break,
    /// No tag, but a placeholder such as `<company name>`.
    Words,
}

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "script",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "token",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
    "cs",
    "ce",
];

/// Is this a tag, a break or a placeholder?
pub(crate) fn inline(tag: &str) -> Inline {
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_matches('/').trim();
    if inner.starts_with("!--") || inner.starts_with('?') || inner.starts_with('!') {
        return Inline::Tag;
    }
    let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let name = name.trim_end_matches('/').to_ascii_lowercase();
    if name == "br" {
        return Inline::Break;
    }
    let known = TAGS.contains(&name.as_str()) && name != "token";
    // `<a name>` and `<div class="x">` are tags; `<source system>` is a placeholder.
    let attributes = rest.is_empty() || rest.contains('=') || rest == "/" || name == "a";
    if known && attributes { Inline::Tag } else { Inline::Words }
}

static ANY_TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)<!--.*?-->|<[^<>]{1,300}>"));

/// Text of a stretch of HTML; placeholders stay.
pub(crate) fn stripped(html: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    for found in ANY_TAG.find_iter(html) {
        out.push_str(&html[at..found.start()]);
        match inline(found.as_str()) {
            Inline::Tag => {}
            Inline::Break => out.push(' '),
            Inline::Words => out.push_str(found.as_str()),
        }
        at = found.end();
    }
    out.push_str(&html[at..]);
    out
}

/// Compiles a pattern of this program; all of them are compiled by the tests.
///
/// The classes of letters, digits and blanks are those of ASCII: the genre's grammar needs no others, and automata for
/// all of Unicode would cost more than the reading itself.
pub(crate) fn pattern(text: &str) -> Regex {
    let text = text
        .replace(r"\b", r"(?-u:\b)")
        .replace(r"\w", "[0-9A-Za-z_]")
        .replace(r"\W", "[^0-9A-Za-z_]")
        .replace(r"\d", "[0-9]")
        .replace(r"\s", r"[ \t\r\n]")
        .replace(r"\S", r"[^ \t\r\n]");
    #[allow(clippy::expect_used, reason = "the patterns are constants, and a test compiles each")]
    Regex::new(&text).expect("a constant pattern")
}

static STEP: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:[a-zA-Z]|\d{1,2})[.)]\s+\S|^(?:[-*•]|\d{1,2}\.)\s+\S"));

/// Does the text begin like a step of its own?
pub(crate) fn begins_step(text: &str) -> bool {
    STEP.is_match(
        text.get(..text.len().min(40)).unwrap_or_else(|| text.split(' ').next().unwrap_or_default()),
    )
}

static MARKER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([a-z])[.)]\s+(?:[a-z][.)]\s+)?\S"));

/// The letter of a lettered step.
pub(crate) fn marker(text: &str) -> Option<char> {
    MARKER.captures(text)?.get(1)?.as_str().chars().next()
}

static PROSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?im)^\s*(?:>|\||[a-z]\. |\d+\. |[-*] |!\[|`|in the |on the |click |select |copy |paste |type |enter |open |\*\*|note|if you |to |when |after |repeat|in )",
    )
});

/// Does an indented block read like steps rather than like code?
pub(crate) fn prose(code: &str) -> bool {
    PROSE.is_match(code)
        && !code.contains("</")
        && !code.trim_start().starts_with('$')
        && !code.trim_start().starts_with('{')
}

/// A paragraph that begins with a bar is a row of a table whose rule is missing.
pub(crate) fn rows(line: Line, table: usize) -> Vec<Line> {
    if !line.text.starts_with('|') || matches!(line.kind, Kind::Heading(_)) {
        return vec![line];
    }
    match bars(&line.text) {
        Some(cells) if cells.iter().any(|cell| !cell.text.is_empty()) => {
            let codes: Vec<String> = line.codes().map(|(_, text)| text.to_owned()).collect();
            let cells = cells
                .into_iter()
                .map(|cell| Cell { code: codes.contains(&cell.text) || cell.code, ..cell })
                .collect();
            vec![Line { kind: Kind::Row, cells, table, text: String::new(), marks: Vec::new(), ..line }]
        }
        Some(_) => Vec::new(),
        None => vec![line],
    }
}

/// Cells between bars; `None` where there are none. A rule (`|---|`) has no cells.
pub(crate) fn bars(text: &str) -> Option<Vec<Cell>> {
    let inner = text.trim().strip_prefix('|')?;
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let cells: Vec<Cell> = inner
        .split('|')
        .map(|cell| {
            let cell = cell.trim();
            let code = cell.len() > 1 && cell.starts_with('`') && cell.ends_with('`');
            Cell { text: cell.trim_matches(['`', '*']).trim().to_owned(), code }
        })
        .collect();
    let rule = cells.iter().all(|cell| cell.text.chars().all(|letter| matches!(letter, '-' | ':' | ' ')));
    Some(if rule { Vec::new() } else { cells })
}

/// The original sentence that a translated page of Microsoft Learn carries, hidden, behind each of its own:
/// `<span class="sxs-lookup">…</span>`. Nobody sees it, so it is not read.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    depth: usize,
}

impl Beside {
    /// A span with these classes, or with its whole tag, begins.
    pub(crate) fn opens(&mut self, class: &str) {
        if self.depth > 0 || class.contains("sxs-lookup") {
            self.depth += 1;
        }
    }

    /// A span ends.
    pub(crate) fn closes(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// What stands here is hidden.
    pub(crate) fn hides(&self) -> bool {
        self.depth > 0
    }
}
