//! Sign-on tutorials, read: from a page as Markdown, HTML or copied text to facts, each with its place and with a doubt
//! where it may be wrong.
//!
//! All three forms are lowered to one model of lines; the readers of facts see that model only. What cannot be a
//! tutorial is refused, a page in another language too; nothing that a page contains can make the reader fail otherwise.

mod assemble;
mod claims;
mod exchange;
mod facts;
mod fields;
mod form;
mod headings;
mod html;
mod leads;
mod markdown;
mod markup;
mod page;
mod people;
mod plain;
mod step;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_copied;
#[cfg(test)]
mod tests_doubts;
#[cfg(test)]
mod tests_layouts;
#[cfg(test)]
mod tests_other_words;
#[cfg(test)]
mod tests_wording;
mod title;
mod values;
mod witness;
mod wrap;

pub use assemble::fact_name;
pub use facts::{
    AppConfig, CertificateForm, ClaimFact, Copied, Doubt, Facts, FieldFacts, Guide, Place, Reading, Starter,
    Way,
};
pub use form::{MOST_BYTES, ReadError};
pub use page::Form;

use page::Page;

/// Reads a page. The form is told from the text.
///
/// # Errors
/// What is too large, empty, no text, in another language, or no tutorial.
pub fn read(bytes: &[u8]) -> Result<Reading, ReadError> {
    let text = form::text(bytes)?;
    let page = lower(&text, form::form(&text));
    if let Some(language) = form::other_language(page.lines.iter().map(|line| line.text.as_str())) {
        return Err(ReadError::Language { language });
    }
    assemble::assemble(&page)
}

/// The text of a page, as a reading counts its lines and places: decoded, with plain line ends.
///
/// # Errors
/// What is too large, empty or no text.
pub fn text(bytes: &[u8]) -> Result<String, ReadError> {
    form::text(bytes)
}

fn lower(text: &str, form: Form) -> Page {
    match form {
        Form::Markdown => markdown::lower(text),
        Form::Html => html::lower(text),
        Form::Plain => plain::lower(text),
    }
}
