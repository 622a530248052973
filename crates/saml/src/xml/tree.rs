//! One parsed document: elements by namespace and local name, attributes without namespace, text read whole.

use super::{XmlFault, crowd};
use uppsala::{Document, NodeId, NodeKind, Parser, XmlError};

/// Elements nested deeper than this are refused; a SAML response needs about ten levels.
const DEPTH: u32 = 64;

/// One element of a [`Tree`].
pub(crate) type Node = NodeId;

/// A parsed document together with the text it was parsed from.
pub(crate) struct Tree<'a> {
    document: Document<'a>,
    source: &'a str,
    root: Node,
}

impl<'a> Tree<'a> {
    /// Parses at most `limit` bytes of UTF-8. A byte order mark is skipped (Entra's metadata begins with one).
    pub(crate) fn parse(bytes: &'a [u8], limit: usize) -> Result<Self, XmlFault> {
        if bytes.len() > limit {
            return Err(XmlFault::TooLarge { bytes: bytes.len(), limit });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| XmlFault::NotUtf8)?;
        let source = text.strip_prefix('\u{feff}').unwrap_or(text);
        if source.contains('\0') {
            return Err(XmlFault::Nul);
        }
        if source.contains("<!DOCTYPE") {
            return Err(XmlFault::DocumentType);
        }
        if crowd::is_crowded(source) {
            return Err(XmlFault::Crowded);
        }
        let parser = Parser::new().with_forbid_dtd(true).with_max_depth(DEPTH);
        let document = parser.parse(source).map_err(|error| place(&error))?;
        if document.xml_declaration.as_ref().is_some_and(|xml| xml.version != "1.0") {
            return Err(XmlFault::OtherVersion);
        }
        if let Some(declared) = document.xml_declaration.as_ref().and_then(|xml| xml.encoding.as_deref())
            && !declared.eq_ignore_ascii_case("utf-8")
        {
            return Err(XmlFault::OtherEncoding { declared: declared.chars().take(40).collect() });
        }
        let root = document.document_element().ok_or(XmlFault::Malformed { line: 0, column: 0 })?;
        Ok(Self { document, source, root })
    }

    /// The parser's own document, for the signature library.
    pub(crate) fn document(&self) -> &Document<'a> {
        &self.document
    }

    /// The text the tree was parsed from.
    pub(crate) fn source(&self) -> &'a str {
        self.source
    }

    /// The document element.
    pub(crate) fn root(&self) -> Node {
        self.root
    }

    /// The element has this namespace and local name; the prefix never matters.
    pub(crate) fn is(&self, node: Node, namespace: &str, local: &str) -> bool {
        self.document.element(node).is_some_and(|element| element.name.matches(Some(namespace), local))
    }

    /// Local name of an element, for reports.
    pub(crate) fn local_name(&self, node: Node) -> String {
        self.document.element(node).map(|element| element.name.local_name.to_string()).unwrap_or_default()
    }

    /// The element around this one.
    pub(crate) fn parent(&self, node: Node) -> Option<Node> {
        self.document.parent(node)
    }

    /// Child elements, in order.
    pub(crate) fn elements(&self, node: Node) -> impl Iterator<Item = Node> {
        self.document.children_iter(node).filter(|&child| self.document.element(child).is_some())
    }

    /// Child elements of this name, in order.
    pub(crate) fn named(&self, node: Node, namespace: &str, local: &str) -> Vec<Node> {
        self.elements(node).filter(|&child| self.is(child, namespace, local)).collect()
    }

    /// The child element of this name, when there is exactly one.
    pub(crate) fn only(&self, node: Node, namespace: &str, local: &str) -> Option<Node> {
        match self.named(node, namespace, local).as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Every element of the document, the root first.
    pub(crate) fn every(&self) -> Vec<Node> {
        let mut nodes = vec![self.root];
        nodes.extend(self.within(self.root));
        nodes
    }

    /// Every element below this one.
    pub(crate) fn within(&self, node: Node) -> impl Iterator<Item = Node> {
        self.document.descendants(node).into_iter().filter(|&below| self.document.element(below).is_some())
    }

    /// The document holds a comment or a processing instruction, inside its root or beside it.
    pub(crate) fn has_asides(&self) -> bool {
        self.document.descendants(self.document.root()).into_iter().any(|node| {
            matches!(
                self.document.node_kind(node),
                Some(NodeKind::Comment(_) | NodeKind::ProcessingInstruction(_))
            )
        })
    }

    /// An attribute that is in no namespace; one of the same local name in a namespace does not count.
    pub(crate) fn attribute(&self, node: Node, name: &str) -> Option<&str> {
        let element = self.document.element(node)?;
        element
            .attributes
            .iter()
            .find(|attribute| {
                *attribute.name.local_name == *name
                    && attribute.name.namespace_uri.as_deref().unwrap_or_default().is_empty()
            })
            .map(|attribute| &*attribute.value)
    }

    /// The element carries an attribute that is in some namespace. Declarations of namespaces are none.
    pub(crate) fn has_foreign_attribute(&self, node: Node) -> bool {
        self.document.element(node).is_some_and(|element| {
            element
                .attributes
                .iter()
                .any(|attribute| attribute.name.namespace_uri.as_deref().is_some_and(|uri| !uri.is_empty()))
        })
    }

    /// The element declares a namespace by a relative address. What such a name stands for, and whether it may be
    /// canonicalised at all, is answered differently by different software.
    pub(crate) fn has_relative_namespace(&self, node: Node) -> bool {
        self.document.element(node).is_some_and(|element| {
            element.namespace_declarations.iter().any(|(_, uri)| !uri.is_empty() && !uri.contains(':'))
        })
    }

    /// Values of attributes that other software takes for identifiers: `Id`, `id`, `AssertionID`, and `ID` in a
    /// namespace.
    pub(crate) fn identifiers_elsewhere(&self, node: Node) -> impl Iterator<Item = &str> {
        let attributes =
            self.document.element(node).map(|element| &element.attributes[..]).unwrap_or_default();
        attributes.iter().filter_map(|attribute| {
            let plain = attribute.name.namespace_uri.as_deref().unwrap_or_default().is_empty();
            let name = &*attribute.name.local_name;
            let elsewhere = matches!(name, "Id" | "id" | "AssertionID") || (name == "ID" && !plain);
            elsewhere.then_some(&*attribute.value)
        })
    }

    /// All text below an element, elements inside left out of account.
    pub(crate) fn text_deep(&self, node: Node) -> String {
        self.document.text_content_deep(node)
    }

    /// The whole text of an element that holds text only; `None` when it holds elements.
    pub(crate) fn text(&self, node: Node) -> Option<String> {
        self.elements(node).next().is_none().then(|| self.document.text_content_deep(node))
    }

    /// The element holds at most one run of text and nothing else: no element, no comment, no second piece.
    pub(crate) fn is_plain_text(&self, node: Node) -> bool {
        let mut children = self.document.children_iter(node);
        let first = children.next().and_then(|child| self.document.node_kind(child));
        matches!(first, Some(NodeKind::Text(_))) && children.next().is_none()
    }
}

/// Where the parser stopped. The library's sentences stay inside: they are not written for an administrator.
fn place(error: &XmlError) -> XmlFault {
    let (line, column) = match error {
        XmlError::Parse(at) => (at.line, at.column),
        XmlError::WellFormedness(at) => (at.line, at.column),
        XmlError::Namespace(at) => (at.line, at.column),
        _ => (0, 0),
    };
    XmlFault::Malformed { line, column }
}
