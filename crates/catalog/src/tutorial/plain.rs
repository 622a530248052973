//! Text copied from a browser, by its own line structure. Marks are gone, and a line of code is glued to whatever
//! followed it on the page (`https://app.example.comb. In the Reply URL text box`): it is cut where the next step begins,
//! told by the letter that is due, or by the words that begin steps and notes.

use super::{
    claims, headings,
    markup::{self, pattern},
    page::{Cell, Form, Gather, Kind, Line, Page},
    title, values, wrap,
};
use regex::Regex;
use std::sync::LazyLock;

/// Lowers copied text.
pub(crate) fn lower(source: &str) -> Page {
    let unwrapped = wrap::undone(source);
    let text = unwrapped.as_deref().unwrap_or(source);
    let mut state = State::new(source);
    let mut heading: Option<String> = None;
    let lines = lines(text);
    let mut index = 0;
    while let Some((line, start)) = lines.get(index).copied() {
        index += 1;
        if line.is_empty() {
            state.gap = true;
        } else if heading.is_none() {
            heading = Some(line.to_owned());
            state.name = title::of_title(line)
                .and_then(|name| name.split_whitespace().next().map(str::to_owned))
                .filter(|word| word.len() > 2 && word.starts_with(|letter: char| letter.is_uppercase()));
            state.push(line, start, Kind::Heading(1));
        } else {
            let rest = |most: usize| -> Vec<(&str, usize)> {
                lines[index - 1..].iter().copied().filter(|(line, _)| !line.is_empty()).take(most).collect()
            };
            let taken =
                claims::column_heads(&rest(3)).map_or(0, |width| state.columns(&rest(LONGEST_TABLE), width));
            if taken == 0 {
                state.line(line, start);
            }
            let mut left = taken.saturating_sub(1);
            while left > 0 && index < lines.len() {
                left -= usize::from(!lines[index].0.is_empty());
                index += 1;
            }
        }
    }
    Page { form: Form::Plain, title: heading, lines: state.gather.lines }
}

/// Cells of a table of claims; the longest known has forty.
const LONGEST_TABLE: usize = 200;

/// The lines, trimmed, with where each begins.
fn lines(source: &str) -> Vec<(&str, usize)> {
    let mut at = 0;
    source
        .split_inclusive('\n')
        .map(|raw| {
            let text = raw.trim();
            let start = at + raw.find(text).unwrap_or_default();
            at += raw.len();
            (text, start)
        })
        .collect()
}

struct State {
    gather: Gather,
    /// The letter or number that the next step of a sequence has.
    due: Option<char>,
    /// Lines that still belong to a note.
    note: usize,
    table: usize,
    rows: usize,
    /// Cells of the table's rows.
    width: usize,
    /// A blank line came before.
    gap: bool,
    /// The line before announced a value.
    value: bool,
    /// The first word of the application's name, with which many steps begin.
    name: Option<String>,
}

impl State {
    fn new(source: &str) -> Self {
        Self {
            gather: Gather::new(source),
            due: None,
            note: 0,
            table: 0,
            rows: 0,
            width: 0,
            gap: false,
            value: false,
            name: None,
        }
    }

    /// A table of claims whose cells came on lines of their own, as some programs copy it; the lines that it took.
    fn columns(&mut self, lines: &[(&str, usize)], width: usize) -> usize {
        let rows = lines
            .chunks_exact(width)
            .skip(1)
            .take_while(|row| claims::column_row(row[0].0, row[1].0))
            .count();
        if rows == 0 {
            return 0;
        }
        self.table += 1;
        for (index, row) in lines.chunks_exact(width).take(rows + 1).enumerate() {
            let mut line = Line::new(Kind::Row, row[0].1);
            line.span.end = row[width - 1].1 + row[width - 1].0.len();
            line.cells = row.iter().map(|(text, _)| Cell { text: (*text).to_owned(), code: false }).collect();
            line.table = self.table;
            line.header = index == 0;
            self.gather.add(line);
        }
        (rows + 1) * width
    }

    fn line(&mut self, text: &str, at: usize) {
        let mut rest = text;
        let mut at = at;
        // A glued line may hold several steps; each cut leaves a shorter rest.
        for _ in 0..16 {
            let named = self.name.as_deref().and_then(|name| name_at(rest, name, self.value));
            let cut = glue(rest, self.due, self.value).into_iter().chain(named).min();
            let Some(cut) = cut else { break };
            self.one(&rest[..cut], at);
            at += cut;
            rest = &rest[cut..];
        }
        self.one(rest, at);
    }

    fn one(&mut self, text: &str, at: usize) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if let Some(marker) = markup::marker(text) {
            self.due = next_of(marker);
        }
        if NOTE.is_match(text) {
            self.note = 1;
            self.value = false;
            return;
        }
        self.value = text.ends_with(':') || announces(text);
        let words = unmarked(text);
        if words.starts_with('|') || words.contains('\t') {
            self.table_row(words, at + (text.len() - words.len()));
            return;
        }
        self.rows = 0;
        self.gap = false;
        if self.note == 0 && words.len() == text.len() && headings::is_heading(text) {
            self.due = Some('a');
            self.push(text, at, Kind::Heading(2));
            return;
        }
        let kind = if self.note > 0 || NOTE_TEXT.is_match(text) { Kind::Note } else { Kind::Text };
        self.note = self.note.saturating_sub(1);
        self.push(text, at, kind);
    }

    fn table_row(&mut self, text: &str, at: usize) {
        let width = text.matches(if text.starts_with('|') { '|' } else { '\t' }).count();
        // Some browsers put a blank line between the rows; between tables too, and those differ.
        if self.rows == 0 || self.gap && width != self.width {
            self.table += 1;
            self.rows = 0;
        }
        self.rows += 1;
        self.width = width;
        self.gap = false;
        let mut line = Line::new(Kind::Text, at);
        line.span.end = at + text.len();
        let rows = if text.starts_with('|') {
            line.push(text);
            markup::rows(line, self.table)
        } else {
            // A browser puts tabs between the cells of a table.
            let cells =
                text.split('\t').map(|cell| Cell { text: cell.trim().to_owned(), code: false }).collect();
            vec![Line { kind: Kind::Row, cells, table: self.table, ..line }]
        };
        for mut row in rows {
            row.header = self.rows == 1 && !row.cells.iter().any(|cell| values::looks_typed(&cell.text));
            self.gather.add(row);
        }
    }

    fn push(&mut self, text: &str, at: usize, kind: Kind) {
        let mut line = Line::new(kind, at);
        line.span.end = at + text.len();
        let words = unmarked(text);
        line.item = words.len() < text.len() || markup::marker(text).is_some();
        line.depth = usize::from(text.starts_with(BULLETS));
        line.push(words);
        self.gather.add(line);
    }
}

const BULLETS: [char; 6] = ['-', '*', '•', '◦', '▪', '·'];

static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d{1,2}[.)]\s+"));

/// The text without the bullet or number that some browsers put before an item; letters stay, they tell the sequence.
fn unmarked(text: &str) -> &str {
    let bare = text.strip_prefix(BULLETS).filter(|rest| rest.starts_with([' ', '\t'])).map(str::trim_start);
    bare.or_else(|| NUMBER.find(text).map(|number| &text[number.end()..])).unwrap_or(text)
}

static NOTE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:\[!)?(?:note|tip|important|warning|caution)\]?:?$"));
static NOTE_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:note: |these values are(?: not|n't)|this value is(?: not|n't)|the (?:preceding )?values? (?:is|are)(?: not|n't))",
    )
});
static ANNOUNCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:pattern|patterns|format|url|urls|value|values|syntax|following|as)\s*$")
});

fn announces(text: &str) -> bool {
    ANNOUNCE.is_match(text) && text.to_ascii_lowercase().contains("in the ")
}

fn next_of(marker: char) -> Option<char> {
    char::from_u32(u32::from(marker) + 1)
}

static LETTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"([a-z]|\d{1,2}|-)[.)]?\s+(?:In|On|Click|Select|Check|Enter|Type|Copy|If|Set|For|Save|Perform|Paste|Under|Add|Choose|Leave|Optional|Open|From|After|To|The|Go|Navigate|Use|Sign|Log)\b",
    )
});
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:Click|Select|Choose|Check) (?:Set|Show|Save|the|on|Next|Edit|Download|Copy|Advanced|\*\*|[A-Z])|In the |On the |In \S+ (?:text ?box|field)|These values |This value |The (?:value|values|preceding|above|Identifier|Reply|Sign|actual|following) |If you |Perform (?:the|following) |To (?:get|configure|obtain|find|add) |Enter |Contact |Update |Your |You (?:can|need|must|will) |For (?:more|example|the) |(?:Note|Tip|Important|Warning|Caution)$|(?:Production|Staging|Sandbox|Enterprise account|Developer account)\s*:|or$|- In the ",
    )
});

/// Where a line has to be cut; `value` says that it begins with a value.
fn glue(text: &str, due: Option<char>, value: bool) -> Option<usize> {
    let letter = LETTER.captures_iter(text).find_map(|found| {
        let (whole, mark) = (found.get(0)?, found.get(1)?);
        let at = whole.start();
        let before = text[..at].chars().next_back()?;
        let name = mark.as_str();
        let dotted = text[mark.end()..].starts_with(['.', ')']);
        let expected = due.is_some_and(|due| name.chars().eq([due]) || (name == "a" && dotted))
            || (name.len() <= 2 && name.chars().all(|digit| digit.is_ascii_digit()) && dotted);
        let dashed = name == "-" && !dotted && glued_to_value(&text[..at], value);
        let fits =
            !before.is_whitespace() && (expected && dotted || dashed) && glued_to_value(&text[..at], value);
        fits.then_some(at)
    });
    let words = WORDS.find_iter(text).find_map(|found| {
        let at = found.start();
        let before = text[..at].chars().next_back()?;
        (!before.is_whitespace() && !"(\"'“‘[*`-".contains(before) && glued_to_value(&text[..at], value))
            .then_some(at)
    });
    let again = scheme_again(text);
    let slipped =
        SLIPPED.find(text).map(|found| found.start()).filter(|at| glued_to_value(&text[..*at], value));
    [letter, words, slipped, again, heading(text, value)].into_iter().flatten().min()
}

/// A step's letter with its stop before it: `.b In the …`.
static SLIPPED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\.[b-h] (?:In|Click|Select|Paste) "));

/// The application's name glued to a value, at the beginning of a sentence.
fn name_at(text: &str, name: &str, value: bool) -> Option<usize> {
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let (before, after) = (&text[..*at], &text[at + name.len()..]);
        before.ends_with(|letter: char| !letter.is_whitespace() && !"(\"'“‘[*`-./=".contains(letter))
            && after.starts_with(' ')
            && after.split_whitespace().count() > 2
            && glued_to_value(before, value)
    })
}

/// A heading glued to a value.
fn heading(text: &str, value: bool) -> Option<usize> {
    let start = text.len().saturating_sub(120);
    text.char_indices()
        .filter(|(at, letter)| *at > 0 && *at >= start && letter.is_ascii_uppercase())
        .map(|(at, _)| at)
        .find(|at| {
            text[..*at].ends_with(|before: char| !before.is_whitespace())
                && headings::is_heading(&text[*at..])
                && glued_to_value(&text[..*at], value)
        })
}

/// A second address glued to the first.
fn scheme_again(text: &str) -> Option<usize> {
    let first = text.find("https://").filter(|first| *first == 0)?;
    let second = text[first + 8..].find("https://")? + first + 8;
    let between = &text[first..second];
    let whole = !between.contains(char::is_whitespace)
        && !between.contains(['?', '=', '#'])
        && !between.contains("%3")
        && between.len() > 12;
    let closed = !between.ends_with(['/', '<']) || between.ends_with(">/");
    (whole && closed).then_some(second)
}

/// Is the word before the cut a value, so that something can have been glued to it?
fn glued_to_value(before: &str, value: bool) -> bool {
    let tail = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let open = before.rfind(['<', '{']).filter(|open| !before[*open..].contains(['>', '}']));
    open.is_none()
        && (tail.contains("://")
            || tail.contains("urn:")
            || tail.contains('>')
            || tail.contains('}')
            || (value && !before.trim().contains(' '))
            || before
                .rfind("://")
                .is_some_and(|at| before[at..].contains('<') && !before[at..].contains(". ")))
}
