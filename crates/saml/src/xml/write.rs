//! Writing XML text: every value is escaped on its way in, so no caller can forget.

use quick_xml::escape::escape;
use std::fmt::Write as _;

/// XML text under construction. Open elements are closed by [`Markup::close`] in reverse order.
#[derive(Default)]
pub(crate) struct Markup {
    text: String,
    open: Vec<&'static str>,
}

impl Markup {
    /// Starts an element.
    pub(crate) fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> &mut Self {
        self.start(name, attributes);
        self.text.push('>');
        self.open.push(name);
        self
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> &mut Self {
        self.start(name, attributes);
        self.text.push_str("/>");
        self
    }

    /// An element with text.
    pub(crate) fn leaf(&mut self, name: &'static str, attributes: &[(&str, &str)], value: &str) -> &mut Self {
        self.open(name, attributes);
        // A carriage return in content would be read back as a line feed unless it is written as a reference.
        self.text.push_str(&escape(legal(value)).replace('\r', "&#xD;"));
        self.close()
    }

    /// Ends the element opened last.
    pub(crate) fn close(&mut self) -> &mut Self {
        if let Some(name) = self.open.pop() {
            let _ = write!(self.text, "</{name}>");
        }
        self
    }

    /// Puts markup made by another [`Markup`] here.
    pub(crate) fn graft(&mut self, markup: &str) -> &mut Self {
        self.text.push_str(markup);
        self
    }

    /// Ends all open elements and yields the text.
    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.text, "<{name}");
        for (key, value) in attributes {
            // Attribute values are normalised on reading: white space other than a blank survives as a reference only.
            let value =
                escape(legal(value)).replace('\r', "&#xD;").replace('\n', "&#xA;").replace('\t', "&#x9;");
            let _ = write!(self.text, " {key}=\"{value}\"");
        }
    }
}

/// Replaces characters that XML 1.0 cannot carry in any form with U+FFFD.
fn legal(value: &str) -> String {
    let allowed = |letter: char| {
        matches!(letter, '\t' | '\n' | '\r') || (letter >= ' ' && !matches!(letter, '\u{fffe}' | '\u{ffff}'))
    };
    value.chars().map(|letter| if allowed(letter) { letter } else { char::REPLACEMENT_CHARACTER }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Tree;

    #[test]
    fn what_is_written_reads_back_exactly() {
        let value = "a<b>&\"'\r\n\tcafé 漢";
        let mut markup = Markup::default();
        markup.open("r", &[("a", value)]).leaf("t", &[], value);
        let text = markup.finish();
        let tree = Tree::parse(text.as_bytes(), 1000).unwrap();
        assert_eq!(tree.attribute(tree.root(), "a"), Some(value), "{text}");
        let leaf = tree.elements(tree.root()).next().unwrap();
        assert_eq!(tree.text(leaf).as_deref(), Some(value), "{text}");
    }

    #[test]
    fn characters_that_xml_cannot_carry_become_visible() {
        let mut markup = Markup::default();
        markup.leaf("t", &[], "a\u{1}b");
        assert_eq!(markup.finish(), "<t>a\u{fffd}b</t>");
    }
}
