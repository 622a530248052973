//! The five URL fields: a step names the box, says what to type, and gives values behind it, below it or in a table.
//!
//! What is asked at the application's side is no field, unless the step says that a value is pasted back into the box in
//! the portal; what is pasted there from Entra is a copy, not a field.

use super::{
    headings::{Part, begins_portal},
    leads::{Lead, NAME, field_of, leads, whole_name},
    markup::pattern,
    page::{Form, Kind, Line, Page},
    step::{COPY_APP, FROM_ENTRA, PASTE, SUPPORT, TO_PORTAL, given},
    values::{self, Value},
    witness,
};
use doorward_domain::SamlField;
use regex::Regex;
use std::{collections::BTreeMap, ops::Range, sync::LazyLock};

/// What the page says about one field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) values: Vec<Value>,
    /// A step asks for it; without that, only a note names it.
    pub(crate) required: bool,
    /// Only in the optional step for sign-on that the application starts.
    pub(crate) sp_only: bool,
    /// The value has to be fetched from the application.
    pub(crate) from_app: bool,
    pub(crate) doubts: Vec<&'static str>,
    /// Where it was asked first.
    pub(crate) line: usize,
    pub(crate) span: Range<usize>,
}

impl Asked {
    /// Takes up values that stand below the step; a lone word above addresses was the head of their column.
    fn take_below(&mut self, given: &[Value], line: usize) {
        let head = self.values.len() == 1
            && self.values.iter().all(|value| values::unmarked(value) && value.line < line)
            && given.iter().all(|value| values::looks_typed(&value.text));
        if head {
            self.values.clear();
        }
        merge(&mut self.values, given);
    }
}

/// The fields a page asks for.
pub(crate) type Fields = BTreeMap<SamlField, Asked>;

static APP_SIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:different|another|new|separate|second) (?:web )?browser|browser (?:window|tab|instance)|(?:log|sign) ?-?(?:in|on)?(?:in|on)?(?:to| to| in to| on to) (?:your|the|you) .{0,60}(?:as |site|tenant|account|instance|console|dashboard|website|portal|admin)|(?:log|sign) ?-?(?:in|on) ?(?:in)?to \S[^.]{0,50}\b(?:using|with|as) (?:your |an? |the )?admin|to configure (?:the )?(?:single sign-on|sso)(?: integration)? (?:on|in|for|at|with) .{1,60}(?:side|,)|to get sso configured",
    )
});
static ENTRA_SIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)azure portal|entra admin cent|azure ad|domain and urls?.{0,4} section|basic saml configuration|set[- ]?up single sign-on with saml|saml signing certificate",
    )
});
static SP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:sp|service provider)[-‑ ]?initiated|\bsp\b.{0,12}(?:initiated|mode)")
});
static IDP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:idp|identity provider)[-‑ ]?initiated|\bidp\b.{0,12}(?:initiated|mode)")
});
/// Reads the fields of a page.
pub(crate) fn read(page: &Page, parts: &[Part]) -> Fields {
    let mut reader = Reader {
        fields: Fields::new(),
        pending: None,
        app_side: false,
        sp: false,
        columns: None,
        copied: page.form == Form::Plain,
    };
    for (line, part) in page.lines.iter().zip(parts) {
        reader.line(line, *part);
    }
    witness::check(page, parts, &mut reader.fields);
    reader.fields
}

struct Pending {
    field: SamlField,
    also: Vec<SamlField>,
    /// The step announced a value and gave none yet.
    waiting: bool,
    /// Only its name stood there; a value below makes it a step.
    unasked: bool,
    depth: usize,
}

struct Reader {
    fields: Fields,
    pending: Option<Pending>,
    app_side: bool,
    sp: bool,
    columns: Option<(usize, Vec<Option<SamlField>>)>,
    /// Text copied from a browser, where words may be glued to a value.
    copied: bool,
}

impl Reader {
    fn line(&mut self, line: &Line, part: Part) {
        match line.kind {
            Kind::Heading(_) => {
                self.app_side = matches!(part, Part::App | Part::AppUser);
                self.pending = box_section(line).filter(|_| !self.app_side);
                return;
            }
            Kind::Row => return self.row(line, part),
            Kind::Note => {
                if part != Part::App {
                    self.pending = None;
                }
                return self.note(line);
            }
            Kind::Code => return self.continues(line),
            Kind::Text => {}
        }
        if elsewhere(part) {
            self.pending = None;
            return;
        }
        self.populated(line);
        let portal = begins_portal(&line.text);
        let leads = leads(&line.text);
        // Behind the name of a box, a sentence about signing in explains the value and does not change the side.
        // "If you want to configure SSO in SP-initiated mode, …" goes nowhere.
        let there = APP_SIDE.find_iter(&line.text).find(|found| !found.as_str().contains("nitiated"));
        let leaves = there.is_some_and(|there| leads.first().is_none_or(|lead| there.start() < lead.start));
        if leaves && !ENTRA_SIDE.is_match(&line.text) {
            self.app_side = true;
        } else if portal {
            self.app_side = false;
        }
        self.mode(&line.text);
        if leads.is_empty() {
            return self.unnamed(line, part == Part::App && !portal);
        }
        self.pending = None;
        if let Some(pending) = label_alone(line, &leads).filter(|_| !self.app_side) {
            self.pending = Some(pending);
            return;
        }
        for (index, lead) in leads.iter().enumerate() {
            let until = leads.get(index + 1).map_or(line.text.len(), |next| next.start);
            let since = if index == 0 { 0 } else { leads[index - 1].end };
            if self.app_side {
                self.handed_back(line, lead, since..until);
            } else {
                self.lead(line, lead, since..until);
            }
        }
    }

    /// The application's metadata is uploaded and fills boxes: their values are the application's.
    fn populated(&mut self, line: &Line) {
        if POPULATED.is_match(&line.text) && METADATA.is_match(&line.text) {
            for field in NAME.find_iter(&line.text).filter_map(|found| field_of(found.as_str())) {
                let asked = self.asked(field, line);
                asked.from_app |= asked.values.is_empty();
            }
        }
    }

    /// A line that names no box.
    fn unnamed(&mut self, line: &Line, at_application: bool) {
        let listed = self.pending.as_ref().is_some_and(|pending| pending.unasked);
        if witness::box_of(&line.text).is_some() && !listed {
            // A box of another name takes what follows.
            self.pending = None;
        }
        self.named_alone(line);
        self.continues(line);
        // Among the steps at the application, a visit to the portal lasts as long as boxes are filled there.
        self.app_side |= at_application && self.pending.is_none();
    }

    /// A line that is the name of a box and nothing else: the head of a column whose cells follow on lines of their own.
    fn named_alone(&mut self, line: &Line) {
        let field = NAME
            .find(&line.text)
            .filter(|found| found.start() == 0 && found.end() == line.text.len())
            .and_then(|found| field_of(found.as_str()));
        if let (Some(field), None, false) = (field, &self.pending, self.app_side)
            && self.fields.contains_key(&field)
        {
            self.pending =
                Some(Pending { field, also: Vec::new(), waiting: true, unasked: false, depth: line.depth });
        }
    }

    fn mode(&mut self, text: &str) {
        match (SP.is_match(text), IDP.is_match(text)) {
            (true, false) => self.sp = true,
            (false, true) => self.sp = false,
            (true, true) | (false, false) => {}
        }
    }

    /// At the application only a value that goes back to the portal counts.
    fn handed_back(&mut self, line: &Line, lead: &Lead, around: Range<usize>) {
        let after = &line.text[lead.end..around.end];
        let before = &line.text[around.start..lead.start];
        let pastes = PASTE.is_match(before) || PASTE.is_match(after) && !FROM_ENTRA.is_match(after);
        let from_entra = FROM_ENTRA.is_match(before) && !COPY_APP.is_match(before);
        if pastes && TO_PORTAL.is_match(&line.text) && !from_entra {
            for field in &lead.fields {
                self.asked(*field, line).from_app = true;
            }
        }
    }

    fn lead(&mut self, line: &Line, lead: &Lead, around: Range<usize>) {
        let after = &line.text[lead.end..around.end];
        let Some(given) = given(line, lead, around) else { return };
        let waiting = given.is_empty();
        let sp = self.sp;
        for field in &lead.fields {
            let asked = self.asked(*field, line);
            let first = asked.values.is_empty();
            if waiting && SUPPORT.is_match(after) {
                asked.from_app = true;
            }
            if !first
                && !given.is_empty()
                && given.iter().any(|value| !asked.values.iter().any(|known| same(known, value)))
            {
                asked.doubts.push("the page asks for it twice, with different values");
            }
            asked.sp_only = asked.sp_only || (first && sp);
            merge(&mut asked.values, &given);
        }
        if let Some(field) = lead.fields.first() {
            self.pending = Some(Pending {
                field: *field,
                also: lead.fields[1..].to_vec(),
                waiting,
                unasked: false,
                depth: line.depth,
            });
        }
    }

    fn asked(&mut self, field: SamlField, line: &Line) -> &mut Asked {
        self.fields.entry(field).or_insert_with(|| Asked {
            required: true,
            line: line.line,
            span: line.span.clone(),
            ..Asked::default()
        })
    }

    /// A line without a lead may hold values of the lead above it.
    fn continues(&mut self, line: &Line) {
        let Some(pending) = &self.pending else { return };
        let (field, also, waiting) = (pending.field, pending.also.clone(), pending.waiting);
        let (depth, unasked) = (pending.depth, pending.unasked);
        if line.kind == Kind::Text && names_another(&line.text, field, &also) {
            self.pending = None;
            return;
        }
        let mut given = values::values(line, 0..line.text.len());
        let covered: usize = given.iter().map(|value| value.text.len()).sum();
        let text = line.text.trim();
        let labelled = text.len() < covered + 60 && (LABELLED.is_match(text) || OR.is_match(text));
        let begins = given.first().is_some_and(|value| text.starts_with(&value.text));
        let own = covered * 2 > text.len() || labelled || begins;
        let typed = values::looks_typed(text) && !text.contains(' ');
        let behind = text.split_once(": ").filter(|_| LABELLED.is_match(text)).map(|(_, behind)| behind);
        // "For test: desk-test": one environment after the other.
        let next = behind.is_some() && OR.is_match(text);
        if given.is_empty() && (waiting || typed || next) && !text.ends_with(':') && !imperative(text) {
            given = values::bare(line, behind.unwrap_or_else(|| unlettered(text))).into_iter().collect();
            if line.kind != Kind::Code && text.split_whitespace().count() > 4 && behind.is_none() {
                given.clear();
            }
        } else if !own {
            given.clear();
        }
        if let (true, true, Some(value)) = (self.copied, begins, given.first_mut()) {
            let rest = text.strip_prefix(&value.text).unwrap_or_default();
            if value.doubt.is_none() && !OR.is_match(rest.trim()) && rest.split_whitespace().count() > 2 {
                value.doubt = Some("something may be glued to its end");
            }
            if let (Some(shorter), false) = (values::unglued(&value.text), rest.trim().is_empty()) {
                value.text = shorter.to_owned();
                value.doubt = Some("the beginning of the next step was glued to its end");
            }
        }
        if given.is_empty() {
            if !waiting && !unasked && DOTTED.is_match(text) && text.len() < 80 {
                let asked = self.asked(field, line);
                asked.doubts.push("a line among its values was not understood");
            }
            let more = text.ends_with(':') && text.len() < 120 && !imperative(text)
                || OR.is_match(text) && text.len() < 60
                || whole_name(text).is_some()
                || text.len() < 40 && !imperative(text) && line.depth >= depth && line.kind == Kind::Text;
            if !more {
                self.pending = None;
            }
            return;
        }
        if unasked {
            self.asked(field, line);
        }
        for field in std::iter::once(field).chain(also) {
            if let Some(asked) = self.fields.get_mut(&field) {
                asked.take_below(&given, line.line);
            }
        }
        if let Some(pending) = &mut self.pending {
            pending.waiting = false;
        }
    }

    fn row(&mut self, line: &Line, part: Part) {
        if matches!(part, Part::App | Part::AppUser | Part::Test | Part::End) && self.pending.is_none() {
            return;
        }
        let named: Vec<Option<SamlField>> = line.cells.iter().map(|cell| whole_name(&cell.text)).collect();
        let valued = line.cells.iter().any(|cell| {
            let placed = values::PLACE.is_match(&cell.text) && values::looks_typed(&cell.text);
            cell.text.contains("://") || cell.code || placed
        });
        let count = named.iter().flatten().count();
        // A note between the step and its table leaves only the head of the table to say whose values these are.
        let alone = count == 1 && line.header && self.pending.is_none() && part != Part::App;
        if !valued && (count > 1 || alone) {
            self.columns = Some((line.table, named));
            return;
        }
        if let Some((table, columns)) = self.columns.clone().filter(|(table, _)| *table == line.table) {
            for (cell, field) in line.cells.iter().zip(columns) {
                if let (Some(field), Some(value)) = (field, values::of_cell(line, &cell.text, cell.code)) {
                    merge(&mut self.asked(field, line).values, &[value]);
                }
            }
            self.columns = Some((table, self.columns.take().map(|(_, columns)| columns).unwrap_or_default()));
            return;
        }
        if let (Some(Some(field)), true) = (named.first(), valued && named.len() > 1) {
            let field = *field;
            let given: Vec<Value> = line.cells[1..]
                .iter()
                .filter_map(|cell| values::of_cell(line, &cell.text, cell.code))
                .collect();
            merge(&mut self.asked(field, line).values, &given);
            return;
        }
        if line.cells.iter().any(|cell| cell.text.to_ascii_lowercase().starts_with("user.")) {
            // A table of claims.
            self.pending = None;
            return;
        }
        self.row_below(line, valued, named.iter().all(Option::is_none));
    }

    /// A row below a step: its values are those of the box that the step names.
    fn row_below(&mut self, line: &Line, valued: bool, unnamed: bool) {
        let Some(pending) = &self.pending else { return };
        if line.header && !valued {
            return;
        }
        let field = pending.field;
        let also = pending.also.clone();
        let mut given: Vec<Value> = line
            .cells
            .iter()
            .filter(|cell| cell.text.contains("://") || cell.code || cell.text.starts_with("urn:"))
            .filter_map(|cell| values::of_cell(line, &cell.text, true))
            .collect();
        if given.is_empty() && unnamed {
            given = line
                .cells
                .last()
                .and_then(|cell| values::of_cell(line, &cell.text, false))
                .into_iter()
                .collect();
        }
        for field in std::iter::once(field).chain(also) {
            if let Some(asked) = self.fields.get_mut(&field) {
                merge(&mut asked.values, &given);
            }
        }
        if let Some(pending) = &mut self.pending {
            pending.waiting &= given.is_empty();
        }
    }

    /// A note may say that a value comes later. It adds one only for boxes that are filled from elsewhere, in a sentence
    /// about their pattern, and a person is asked.
    fn note(&mut self, line: &Line) {
        let given =
            if PATTERN.is_match(&line.text) { values::values(line, 0..line.text.len()) } else { Vec::new() };
        let later = LATER.is_match(&line.text);
        for (field, asked) in &mut self.fields {
            let name = NAME.find_iter(&line.text).any(|found| field_of(found.as_str()) == Some(*field));
            if name && asked.values.is_empty() && later {
                asked.from_app = true;
            }
            if name && asked.values.is_empty() && asked.from_app && !given.is_empty() {
                merge(&mut asked.values, &given);
                asked.doubts.push("the application fills it, and only a note gives its pattern");
            }
        }
    }
}

/// A part of the page whose steps fill no box of the portal.
fn elsewhere(part: Part) -> bool {
    matches!(
        part,
        Part::AppUser
            | Part::EntraUser
            | Part::Assign
            | Part::Test
            | Part::End
            | Part::Gallery
            | Part::Scenario
            | Part::Prerequisites
    )
}

/// A heading that is the name of a box: a section of its own for what goes into it.
fn box_section(line: &Line) -> Option<Pending> {
    let field = whole_name(&line.text)?;
    Some(Pending { field, also: Vec::new(), waiting: true, unasked: true, depth: line.depth })
}

/// A line that is the name of a box and a colon: a list of what it may take follows.
fn label_alone(line: &Line, leads: &[Lead]) -> Option<Pending> {
    let [lead] = leads else { return None };
    let alone = lead.is_label && line.text[lead.end..].trim_matches([' ', '*', ':']).is_empty();
    let field = *lead.fields.first().filter(|_| alone)?;
    Some(Pending { field, also: Vec::new(), waiting: true, unasked: true, depth: line.depth })
}

/// A word that looks like the name of a host.
static DOTTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[A-Za-z0-9-]{2,}\.[a-z]{2,12}\b"));

/// A value that stands beside the name of one box is none of another's.
fn names_another(text: &str, field: SamlField, also: &[SamlField]) -> bool {
    let other =
        |named: Option<SamlField>| named.is_some_and(|named| named != field && !also.contains(&named));
    let Some(start) = text.find("://") else {
        // "The Reply URL follows one of these:" begins another box, whatever its words.
        return text.ends_with(':') && other(NAME.find(text).and_then(|found| field_of(found.as_str())));
    };
    let end = text[start..].find(char::is_whitespace).map_or(text.len(), |end| start + end);
    // A placeholder may be called like a box.
    let named = NAME.find(&text[..start]).or_else(|| NAME.find(&text[end..]));
    other(named.and_then(|found| field_of(found.as_str())))
}

static POPULATED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bauto[- ]?(?:matically )?(?:populate|fill)|\bpopulated automatically"));
static METADATA: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)metadata"));
static LABELLED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:[-*•]\s+)?(?:[a-z]\. )?[\w .()/&’'-]{1,48}?(?::| -| –| —)\s*\S"));
static OR: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:or|and|for|if|use)\b"));
static PATTERN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bpatterns?\b|\bformat\b"));
static LATER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)later|explained|will get|you get|contact|obtain"));
static IMPERATIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:[a-z]|\d{1,2})[.)]\s+)?(?:click|select|check|on the|in the|if you|perform|copy|save|open|to |set |choose|go |under |navigate|after|when|from |sign|log|then|now|next|scroll|once|your |these values|this value|download|upload)",
    )
});

static LETTERED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:[A-Za-z]|\d{1,2})[.)]\s+"));

/// The text without the letter or number of its step.
fn unlettered(text: &str) -> &str {
    LETTERED.find(text).map_or(text, |marker| &text[marker.end()..])
}

fn imperative(text: &str) -> bool {
    IMPERATIVE.is_match(text)
}

fn same(one: &Value, other: &Value) -> bool {
    one.text.trim_end_matches('/').eq_ignore_ascii_case(other.text.trim_end_matches('/'))
}

/// Patterns of a box that a value is held against; the longest lists known have a score, and a page may have thousands of lines.
const MOST_PATTERNS: usize = 50;

fn merge(values: &mut Vec<Value>, more: &[Value]) {
    for value in more {
        let shown = values.iter().take(MOST_PATTERNS).any(|known| values::shows(&value.text, &known.text));
        if !shown && !values.iter().any(|known| same(known, value)) {
            values.push(value.clone());
        }
    }
}
