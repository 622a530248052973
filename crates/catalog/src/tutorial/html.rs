//! HTML to lines, token by token: no tree is built, so that depth costs nothing. Where a page says what its main part
//! is, only that is read; navigation, scripts and buttons are left out.

use super::{
    markup::{self, Beside},
    page::{Cell, Form, Gather, Kind, Line, Mark, Page},
};
use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};
use std::ops::Range;

const SKIPPED: &[&str] =
    &["script", "style", "nav", "button", "svg", "head", "template", "noscript", "footer", "aside"];

/// Lowers HTML.
pub(crate) fn lower(source: &str) -> Page {
    let lower = source.to_ascii_lowercase();
    let (from, to) = main_part(&lower);
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut state = State::new(source, from);
    for token in Tokenizer::new_with_emitter(&source[from..to], emitter) {
        let Ok(token) = token;
        state.token(token);
    }
    state.flush();
    Page { form: Form::Html, title: title(source, &lower), lines: state.gather.lines }
}

fn main_part(lower: &str) -> (usize, usize) {
    let from = ["<main", "<article"].iter().find_map(|tag| lower.find(tag)).unwrap_or(0);
    let to = if lower[from..].starts_with("<main") {
        lower[from..].find("</main>").map_or(lower.len(), |end| from + end)
    } else {
        lower.len()
    };
    (from, to)
}

fn title(source: &str, lower: &str) -> Option<String> {
    let start = lower.find("<title")?;
    let open = start + lower[start..].find('>')? + 1;
    let end = open + lower[open..].find("</title")?;
    let text = source.get(open..end)?.trim();
    (!text.is_empty()).then(|| text.replace("&amp;", "&"))
}

struct State {
    gather: Gather,
    from: usize,
    line: Option<Line>,
    skip: usize,
    beside: Beside,
    depth: usize,
    notes: Vec<usize>,
    divs: usize,
    item: bool,
    pre: bool,
    table: usize,
    cells: Vec<Cell>,
    cell: Option<(Line, bool)>,
    head: bool,
    open: Vec<(&'static str, usize, String)>,
}

impl State {
    fn new(source: &str, from: usize) -> Self {
        Self {
            gather: Gather::new(source),
            from,
            line: None,
            skip: 0,
            beside: Beside::default(),
            depth: 0,
            notes: Vec::new(),
            divs: 0,
            item: false,
            pre: false,
            table: 0,
            cells: Vec::new(),
            cell: None,
            head: false,
            open: Vec::new(),
        }
    }

    fn token(&mut self, token: Token<usize>) {
        match token {
            Token::StartTag(tag) => {
                let at = self.from + tag.span.start;
                self.start(&tag, at);
            }
            Token::EndTag(tag) => {
                let name = name(&tag.name);
                if name == "span" {
                    self.beside.closes();
                }
                self.end(&name);
            }
            Token::String(text) if self.skip == 0 && !self.beside.hides() => {
                // As long as it stands in the page: entities are longer there than what they mean.
                let span = self.from + text.span.start..self.from + text.span.end;
                self.words(&String::from_utf8_lossy(&text.value), &span);
            }
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }

    fn start(&mut self, tag: &StartTag<usize>, at: usize) {
        let name = name(&tag.name);
        if SKIPPED.contains(&name.as_str()) {
            self.skip += usize::from(!tag.self_closing);
            return;
        }
        if self.skip > 0 {
            return;
        }
        match name.as_str() {
            "span" => self.beside.opens(&attribute(tag, b"class")),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                let level = name.as_bytes()[1] - b'0';
                self.line = Some(Line { depth: self.depth, ..Line::new(Kind::Heading(level), at) });
            }
            "p" | "dt" | "dd" | "section" | "hr" | "article" => self.flush(),
            "br" if self.pre || self.cell.is_some() => self.words(" ", &(at..at)),
            "br" => self.flush(),
            "div" | "blockquote" => {
                self.flush();
                self.divs += 1;
                if name == "blockquote" || alert(tag) {
                    self.notes.push(self.divs);
                }
            }
            "ul" | "ol" => {
                self.flush();
                self.depth += 1;
            }
            "li" => {
                self.flush();
                self.item = true;
            }
            "pre" => {
                self.flush();
                self.pre = true;
            }
            "table" => {
                self.flush();
                self.table += 1;
            }
            "tr" => self.end_row(at),
            "td" | "th" => {
                self.end_cell();
                self.head |= name == "th";
                self.cell = Some((Line::new(Kind::Row, at), false));
            }
            "strong" | "b" => self.mark_start("strong", String::new()),
            "code" => self.mark_start("code", String::new()),
            "a" => self.mark_start("a", attribute(tag, b"href")),
            _ if !matches!(markup::inline(&format!("<{name}>")), markup::Inline::Tag) => {
                self.unknown(tag, &name)
            }
            _ => {}
        }
    }

    /// A tag that HTML does not know is a placeholder that nobody escaped.
    fn unknown(&mut self, tag: &StartTag<usize>, name: &str) {
        let known = [
            "img", "input", "label", "main", "body", "html", "link", "meta", "figure", "header", "form",
            "picture",
        ];
        if known.contains(&name) || name.contains('-') && !tag.attributes.is_empty() {
            return;
        }
        let mut words = format!("<{name}");
        for (key, value) in &tag.attributes {
            if !value.is_empty() {
                return;
            }
            words.push(' ');
            words.push_str(&String::from_utf8_lossy(key));
        }
        words.push('>');
        let span = self.from + tag.span.start..self.from + tag.span.end;
        self.words(&words, &span);
    }

    fn end(&mut self, name: &str) {
        if SKIPPED.contains(&name) {
            self.skip = self.skip.saturating_sub(1);
            return;
        }
        if self.skip > 0 {
            return;
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "li" | "dt" | "dd" => self.flush(),
            "div" | "blockquote" => {
                self.flush();
                if self.notes.last() == Some(&self.divs) {
                    self.notes.pop();
                }
                self.divs = self.divs.saturating_sub(1);
            }
            "ul" | "ol" => {
                self.flush();
                self.depth = self.depth.saturating_sub(1);
            }
            "pre" => {
                self.flush();
                self.pre = false;
            }
            "td" | "th" => self.end_cell(),
            "tr" | "table" => self.end_row(0),
            "strong" | "b" => self.mark_end("strong"),
            "code" => self.mark_end("code"),
            "a" => self.mark_end("a"),
            _ => {}
        }
    }

    fn words(&mut self, words: &str, span: &Range<usize>) {
        if self.pre && self.cell.is_none() {
            for (number, text) in words.split('\n').enumerate() {
                if number > 0 {
                    self.flush();
                }
                self.add(text, span);
            }
            return;
        }
        self.add(words, span);
    }

    fn add(&mut self, words: &str, span: &Range<usize>) {
        if let Some((cell, _)) = &mut self.cell {
            cell.push(words);
            return;
        }
        if self.line.is_none() {
            if words.trim().is_empty() {
                return;
            }
            let kind = match (self.pre, self.notes.is_empty()) {
                (true, _) => Kind::Code,
                (false, true) => Kind::Text,
                (false, false) => Kind::Note,
            };
            let mut line = Line::new(kind, span.start);
            line.depth = self.depth;
            line.item = std::mem::take(&mut self.item);
            self.line = Some(line);
        }
        if let Some(line) = &mut self.line {
            line.push(words);
            line.span.end = span.end;
        }
    }

    fn length(&self) -> usize {
        self.cell
            .as_ref()
            .map(|(cell, _)| cell.text.len())
            .or(self.line.as_ref().map(|line| line.text.len()))
            .unwrap_or(0)
    }

    fn mark_start(&mut self, what: &'static str, address: String) {
        if self.open.len() < 64 {
            let at = self.length();
            self.open.push((what, at, address));
        }
    }

    fn mark_end(&mut self, what: &str) {
        let Some(index) = self.open.iter().rposition(|(open, _, _)| *open == what) else { return };
        let (what, start, address) = self.open.remove(index);
        let mark = match what {
            "strong" => Mark::Strong,
            "code" => Mark::Code,
            _ => Mark::Link(address),
        };
        if let Some((cell, code)) = &mut self.cell {
            *code |= mark == Mark::Code;
            cell.mark(start, mark);
        } else if let Some(line) = &mut self.line {
            line.mark(start, mark);
        }
    }

    fn end_cell(&mut self) {
        if let Some((cell, code)) = self.cell.take() {
            self.cells.push(Cell { text: cell.text.trim().to_owned(), code });
        }
    }

    fn end_row(&mut self, at: usize) {
        self.end_cell();
        if self.cells.is_empty() {
            return;
        }
        let start = if at > 0 { at } else { self.gather.lines.last().map_or(0, |line| line.span.end) };
        let mut row = Line::new(Kind::Row, start);
        row.cells = std::mem::take(&mut self.cells);
        row.table = self.table;
        row.header = std::mem::take(&mut self.head);
        row.depth = self.depth;
        self.gather.add(row);
    }

    fn flush(&mut self) {
        self.beside = Beside::default();
        self.open.clear();
        let Some(mut line) = self.line.take() else { return };
        if line.kind == Kind::Code {
            line.marks.clear();
            line.mark(0, Mark::Code);
        }
        if line.kind == Kind::Note
            && matches!(line.text.trim(), "Note" | "Tip" | "Important" | "Warning" | "Caution")
        {
            return;
        }
        self.gather.add(line);
    }
}

fn name(name: &HtmlString) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

fn attribute(tag: &StartTag<usize>, key: &[u8]) -> String {
    tag.attributes.get(key).map(|value| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
}

/// Learn sets notes as `<div class="NOTE">` or `<div class="alert …">`.
fn alert(tag: &StartTag<usize>) -> bool {
    let class = attribute(tag, b"class").to_ascii_lowercase();
    class
        .split_whitespace()
        .any(|word| matches!(word, "note" | "tip" | "important" | "warning" | "caution" | "alert"))
}
