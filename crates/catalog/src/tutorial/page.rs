//! One model for all three forms of a tutorial: a flat sequence of lines, each with its kind, its depth and its place in
//! the source. Whatever the form was, the readers of facts see nothing else.

use std::ops::Range;

/// The form that a page came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Markdown source.
    Markdown,
    /// HTML source.
    Html,
    /// Text copied from a browser.
    Plain,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A heading of this level; copied text knows no levels and has 2 everywhere but at the title.
    Heading(u8),
    /// A paragraph, or the paragraph of a list item.
    Text,
    /// Inside a note, a tip or a warning.
    Note,
    /// A block of code.
    Code,
    /// A row of a table; its cells are in [`Line::cells`].
    Row,
}

/// How a stretch of a line was marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Bold.
    Strong,
    /// Code.
    Code,
    /// A link to this address.
    Link(String),
}

/// One line: a paragraph, a heading, a row of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) kind: Kind,
    /// The words, without marks; white space runs are one blank.
    pub(crate) text: String,
    /// Marked stretches of the text, by byte range.
    pub(crate) marks: Vec<(Range<usize>, Mark)>,
    /// Cells of a row; each is a line of its own, without kind or place.
    pub(crate) cells: Vec<Cell>,
    /// Number of the table that a row belongs to.
    pub(crate) table: usize,
    /// A row that names the columns.
    pub(crate) header: bool,
    /// A list item, whatever its marker.
    pub(crate) item: bool,
    /// How deep in lists and quotes.
    pub(crate) depth: usize,
    /// Line of the source, counted from 1.
    pub(crate) line: usize,
    /// Bytes of the source.
    pub(crate) span: Range<usize>,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// The cell was set as code.
    pub(crate) code: bool,
}

impl Line {
    pub(crate) fn new(kind: Kind, at: usize) -> Self {
        Self {
            kind,
            text: String::new(),
            marks: Vec::new(),
            cells: Vec::new(),
            table: 0,
            header: false,
            item: false,
            depth: 0,
            line: 0,
            span: at..at,
        }
    }

    /// Adds words; white space is folded.
    pub(crate) fn push(&mut self, words: &str) {
        for letter in words.chars() {
            match letter {
                // Zero-width characters come along when a page is copied.
                '\u{200b}' | '\u{feff}' | '\u{200c}' | '\u{200d}' | '\u{2060}' => {}
                letter if letter.is_whitespace() => {
                    if !self.text.is_empty() && !self.text.ends_with(' ') {
                        self.text.push(' ');
                    }
                }
                letter => self.text.push(letter),
            }
        }
    }

    /// Adds words that carry a mark.
    pub(crate) fn mark(&mut self, start: usize, mark: Mark) {
        let end = self.text.trim_end().len();
        if start < end {
            self.marks.push((start..end, mark));
        }
    }

    /// Stretches set as code.
    pub(crate) fn codes(&self) -> impl Iterator<Item = (Range<usize>, &str)> {
        self.marks.iter().filter_map(|(range, mark)| match mark {
            Mark::Code => self.text.get(range.clone()).map(|text| (range.clone(), text)),
            Mark::Strong | Mark::Link(_) => None,
        })
    }

    /// The line without what stands from `at` on.
    pub(crate) fn head(&self, at: usize) -> Self {
        let mut front = self.clone();
        front.text = self.text[..at].trim_end().to_owned();
        let end = front.text.len();
        front.marks = self
            .marks
            .iter()
            .filter(|(range, _)| range.start < end)
            .map(|(range, mark)| (range.start..range.end.min(end), mark.clone()))
            .collect();
        front
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

/// A page, lowered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    pub(crate) form: Form,
    /// Title of the head (front matter, `<title>`), if there is one.
    pub(crate) title: Option<String>,
    pub(crate) lines: Vec<Line>,
}

impl Page {
    /// The page with another word for a name: products are called Reach, Engage or Box, and a name says nothing.
    /// Marks are left out, since they would no longer fit.
    pub(crate) fn naming(&self, name: &str, word: &str) -> Self {
        let lines = self.lines.iter().map(|line| Line {
            text: if name.len() > 2 { line.text.replace(name, word) } else { line.text.clone() },
            marks: Vec::new(),
            ..line.clone()
        });
        Self { form: self.form, title: self.title.clone(), lines: lines.collect() }
    }
}

/// Finds the source line of a byte offset.
pub(crate) struct Rows {
    starts: Vec<usize>,
}

impl Rows {
    pub(crate) fn new(source: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1))
            .collect();
        Self { starts }
    }

    pub(crate) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1)
    }
}

/// Bytes of a line that are read; no step of a tutorial has a tenth of it.
const LONGEST: usize = 8 * 1024;

/// Lines of a page that are read; the longest pages known have five hundred.
const MOST_LINES: usize = 6_000;

/// Gathers lines; drops the empty ones, numbers the rest and splits what several lines were written into.
pub(crate) struct Gather {
    rows: Rows,
    pub(crate) lines: Vec<Line>,
}

impl Gather {
    pub(crate) fn new(source: &str) -> Self {
        Self { rows: Rows::new(source), lines: Vec::new() }
    }

    pub(crate) fn add(&mut self, mut line: Line) {
        if line.text.len() > LONGEST {
            let end = (0..=LONGEST).rev().find(|at| line.text.is_char_boundary(*at)).unwrap_or(0);
            line = line.head(end);
        }
        line.text.truncate(line.text.trim_end().len());
        if line.is_empty() || self.lines.len() >= MOST_LINES {
            return;
        }
        line.line = self.rows.line(line.span.start);
        self.lines.push(line);
    }
}
