//! Reading and writing XML, once for the whole crate.
//!
//! Reading decides what is a document at all: bounded size and depth, UTF-8, no document type declaration. Nothing a
//! document names is ever fetched or opened.

mod crowd;
mod tree;
mod write;

pub(crate) use tree::{Node, Tree};
pub(crate) use write::Markup;

/// Why bytes are not a document that may be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlFault {
    /// More bytes than the limit for this kind of document.
    #[error("the document has {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Size found, bytes.
        bytes: usize,
        /// Largest size accepted, bytes.
        limit: usize,
    },
    /// The bytes are not UTF-8.
    #[error("the document is not UTF-8")]
    NotUtf8,
    /// The XML declaration names an encoding other than UTF-8.
    #[error("the document declares the encoding {declared}, only UTF-8 is read")]
    OtherEncoding {
        /// The name in the declaration.
        declared: String,
    },
    /// The XML declaration names a version other than 1.0, where other characters would end a line.
    #[error("the document is not XML 1.0")]
    OtherVersion,
    /// The document contains a NUL byte.
    #[error("the document contains a NUL byte")]
    Nul,
    /// The document carries a document type declaration (DTD).
    #[error("the document has a document type declaration")]
    DocumentType,
    /// One tag carries more than 64 attributes, or the document has more than 20,000 tags.
    #[error("the document has more than 20,000 tags, or more than 64 attributes in one of them")]
    Crowded,
    /// The text breaks the rules of XML, is nested too deeply, or goes on after its root element.
    #[error("the document is not well-formed XML at line {line}, column {column}")]
    Malformed {
        /// Line, from 1; 0 when the place is unknown.
        line: usize,
        /// Column, from 1; 0 when the place is unknown.
        column: usize,
    },
}
