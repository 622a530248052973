//! Markdown to lines. What Markdown takes for code because of its indentation, and is prose, is read once more as prose:
//! steps below steps are often indented too far.

use super::{
    markup::{self, Beside, Inline},
    page::{Cell, Form, Gather, Kind, Line, Mark, Page},
};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Lowers Markdown.
pub(crate) fn lower(source: &str) -> Page {
    let (front, body) = front_matter(source);
    let mut lowering = Lowering::new(source, body);
    lowering.run(&source[body..], &Origin::at(body), 0);
    Page { form: Form::Markdown, title: front.and_then(title_of), lines: lowering.gather.lines }
}

/// The head between `---` lines, and where the body begins.
fn front_matter(source: &str) -> (Option<&str>, usize) {
    let start = source.len() - source.trim_start_matches(['\u{feff}', '\n', '\r', ' ']).len();
    let Some(rest) = source[start..].strip_prefix("---") else { return (None, start) };
    let Some(end) = rest.find("\n---") else { return (None, start) };
    let after = start + 3 + end + 4;
    let body = source[after..].find('\n').map_or(source.len(), |line| after + line + 1);
    (Some(&rest[..end]), body)
}

fn title_of(front: &str) -> Option<String> {
    front
        .lines()
        .find_map(|line| line.strip_prefix("title:"))
        .map(|title| title.trim().trim_matches(['\'', '"']).trim().to_owned())
}

/// Where the parts of a text stand in the page: indented code loses its indentation, line by line.
#[derive(Debug, Clone, Default)]
struct Origin(Vec<(usize, usize)>);

impl Origin {
    /// A text that stands in the page in one piece.
    fn at(start: usize) -> Self {
        Self(vec![(0, start)])
    }

    /// From this offset of the text on, the page goes on here.
    fn goes_on(&mut self, offset: usize, at: usize) {
        self.0.push((offset, at));
    }

    /// A range of the text, in the page. It ends with the part that holds its last byte.
    fn span(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        let end = match range.end.checked_sub(1) {
            Some(last) if range.end > range.start => self.place(last) + 1,
            _ => start,
        };
        start..end
    }

    fn place(&self, offset: usize) -> usize {
        let next = self.0.partition_point(|(from, _)| *from <= offset);
        let part = next.checked_sub(1).and_then(|index| self.0.get(index));
        part.map_or(offset, |(from, at)| at + (offset - from))
    }
}

/// Code while it is gathered.
#[derive(Debug, Default)]
struct Code {
    indented: bool,
    text: String,
    origin: Origin,
}

struct Lowering {
    gather: Gather,
    line: Option<Line>,
    depth: usize,
    quotes: usize,
    item: bool,
    table: usize,
    header: bool,
    cell: Option<Line>,
    cells: Vec<Cell>,
    strong: Vec<usize>,
    links: Vec<(usize, String)>,
    code: Option<Code>,
    images: usize,
    beside: Beside,
}

impl Lowering {
    fn new(source: &str, _body: usize) -> Self {
        Self {
            gather: Gather::new(source),
            line: None,
            depth: 0,
            quotes: 0,
            item: false,
            table: 0,
            header: false,
            cell: None,
            cells: Vec::new(),
            strong: Vec::new(),
            links: Vec::new(),
            code: None,
            images: 0,
            beside: Beside::default(),
        }
    }

    fn run(&mut self, text: &str, origin: &Origin, nested: usize) {
        let options = Options::ENABLE_TABLES;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            let span = origin.span(&range);
            match event {
                Event::Start(tag) => self.start(tag, span),
                Event::End(tag) => self.end(tag, &span, nested),
                Event::Text(words) if self.code.is_some() => {
                    if let Some(code) = &mut self.code {
                        code.origin.goes_on(code.text.len(), span.start);
                        code.text.push_str(&words);
                    }
                }
                Event::Text(words) => self.words(&words, &span),
                Event::Code(words) => self.inline_code(&words, &span),
                Event::InlineHtml(tag) => self.inline_html(&tag, &span),
                Event::Html(block) => self.block_html(&block, &span),
                Event::SoftBreak | Event::HardBreak => self.line_break(text, &range, &span),
                _ => {}
            }
        }
        self.flush();
    }

    fn start(&mut self, tag: Tag<'_>, span: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.open(Kind::Heading(number(level)), span.start),
            Tag::Paragraph => {
                let kind = if self.quotes > 0 { Kind::Note } else { Kind::Text };
                self.open(kind, span.start);
            }
            Tag::Item => {
                self.flush();
                self.depth += 1;
                self.item = true;
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.quotes += 1;
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                self.code =
                    Some(Code { indented: matches!(kind, CodeBlockKind::Indented), ..Code::default() });
            }
            Tag::Table(_) => {
                self.flush();
                self.table += 1;
            }
            Tag::TableHead => self.header = true,
            Tag::TableRow => self.header = false,
            Tag::TableCell => self.cell = Some(Line::new(Kind::Row, span.start)),
            Tag::Strong => {
                let at = self.at();
                self.strong.push(at);
            }
            Tag::Link { dest_url, .. } => {
                let at = self.at();
                self.links.push((at, dest_url.to_string()));
            }
            Tag::Image { .. } => self.images += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: &Range<usize>, nested: usize) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph => {
                if let Some(line) = &mut self.line {
                    line.span.end = span.end;
                }
                self.flush();
            }
            TagEnd::Item => {
                self.flush();
                self.depth = self.depth.saturating_sub(1);
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::CodeBlock => self.code_block(span, nested),
            TagEnd::TableCell => {
                if let Some(cell) = self.cell.take() {
                    self.cells.push(cell_of(&cell));
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => self.row(span),
            TagEnd::Strong => {
                let start = self.strong.pop().unwrap_or_default();
                if let Some(line) = self.target() {
                    line.mark(start, Mark::Strong);
                }
            }
            TagEnd::Link => {
                let (start, address) = self.links.pop().unwrap_or_default();
                if let Some(line) = self.target() {
                    line.mark(start, Mark::Link(address));
                }
            }
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            _ => {}
        }
    }

    fn row(&mut self, span: &Range<usize>) {
        let mut line = Line::new(Kind::Row, span.start);
        line.span = span.clone();
        line.cells = std::mem::take(&mut self.cells);
        line.table = self.table;
        line.header = self.header;
        line.depth = self.depth;
        self.gather.add(line);
        self.header = false;
    }

    /// Code by indentation that reads like a step is prose.
    fn code_block(&mut self, span: &Range<usize>, nested: usize) {
        let Some(Code { indented, text: code, origin }) = self.code.take() else { return };
        if indented && nested < 3 && markup::prose(&code) {
            let depth = self.depth;
            self.run(&code, &origin, nested + 1);
            self.depth = depth;
            return;
        }
        for text in code.lines().take(400) {
            let mut line = Line::new(Kind::Code, span.start);
            line.span = span.clone();
            line.depth = self.depth;
            line.push(text.trim());
            line.mark(0, Mark::Code);
            self.gather.add(line);
        }
    }

    fn words(&mut self, words: &str, span: &Range<usize>) {
        if self.images > 0 || self.beside.hides() {
            return;
        }
        if self.line.is_none() && self.cell.is_none() {
            self.open(if self.quotes > 0 { Kind::Note } else { Kind::Text }, span.start);
        }
        if let Some(line) = self.target() {
            line.push(words);
            line.span.end = span.end.max(line.span.end);
        }
    }

    fn inline_code(&mut self, words: &str, span: &Range<usize>) {
        let start = self.at();
        self.words(words, span);
        if let Some(line) = self.target() {
            line.mark(start, Mark::Code);
        }
    }

    fn inline_html(&mut self, tag: &str, span: &Range<usize>) {
        if tag.starts_with("<span") {
            self.beside.opens(tag);
        } else if tag.starts_with("</span") {
            self.beside.closes();
        }
        match markup::inline(tag) {
            Inline::Tag => {}
            Inline::Break => self.flush(),
            Inline::Words => self.words(tag, span),
        }
    }

    /// Blocks of HTML inside Markdown are lowered as HTML.
    fn block_html(&mut self, block: &str, span: &Range<usize>) {
        if self.images > 0 || block.trim_start().starts_with("<!--") {
            return;
        }
        let text = markup::stripped(block);
        if !text.trim().is_empty() {
            self.open(Kind::Text, span.start);
            self.words(&text, span);
            self.flush();
        }
    }

    fn line_break(&mut self, text: &str, range: &Range<usize>, span: &Range<usize>) {
        let next = text.get(range.end..).unwrap_or_default().trim_start_matches([' ', '\t', '>']);
        let piped =
            next.starts_with('|') || self.line.as_ref().is_some_and(|line| line.text.starts_with('|'));
        if markup::begins_step(next) || next.starts_with("[!") || piped {
            let Some(line) = &self.line else { return };
            let (kind, at) = (line.kind, span.end);
            self.flush();
            self.open(kind, at);
        } else if let Some(line) = self.target() {
            line.push(" ");
        }
    }

    fn open(&mut self, kind: Kind, at: usize) {
        self.flush();
        let mut line = Line::new(kind, at);
        line.depth = self.depth;
        line.item = self.item;
        self.item = false;
        self.line = Some(line);
    }

    fn flush(&mut self) {
        self.beside = Beside::default();
        self.strong.clear();
        self.links.clear();
        let Some(line) = self.line.take() else { return };
        if line.text.starts_with("[!") && line.text.contains(']') && line.text.len() < 24 {
            return;
        }
        self.table += 1;
        for piece in markup::rows(line, self.table) {
            self.gather.add(piece);
        }
    }

    fn target(&mut self) -> Option<&mut Line> {
        self.cell.as_mut().or(self.line.as_mut())
    }

    fn at(&mut self) -> usize {
        self.target().map_or(0, |line| line.text.len())
    }
}

fn cell_of(cell: &Line) -> Cell {
    let text = cell.text.trim().to_owned();
    let code = cell.codes().map(|(range, _)| range.len()).sum::<usize>() * 2 > text.len();
    Cell { text, code }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}
