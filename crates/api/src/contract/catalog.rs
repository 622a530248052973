//! The catalog: pages read, recipes made, kept and found.

use super::{Moment, WireError, search::InstanceView};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a recipe is to be made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum CatalogSource {
    /// What was pasted, or stands in a file: a sign-on tutorial, SAML metadata, or a recipe.
    Text {
        /// The text.
        text: String,
        /// Name of the file, or the address it comes from.
        name: Option<String>,
    },
    /// A page, fetched now: `https`, public hosts, at most 2 MiB, within ten seconds.
    Address {
        /// Its address.
        address: String,
    },
    /// A gallery entry of the tenant.
    Template {
        /// Gallery id.
        template_id: String,
    },
    /// An application that the tenant has.
    Application {
        /// Service principal's object id.
        service_principal_id: String,
    },
}

/// What a source turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ReadAs {
    /// A sign-on tutorial.
    Tutorial,
    /// The vendor's SAML metadata.
    Metadata,
    /// A recipe file.
    Recipe,
    /// A gallery entry.
    Gallery,
    /// An application of the tenant.
    Application,
}

/// A source, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CatalogReading {
    /// What it is.
    pub read_as: ReadAs,
    /// The text that was read, to be handed to `catalog_draft` and `catalog_save`; nothing is fetched twice.
    pub text: String,
    /// Where it comes from: file name, address, or the name of the entry or application.
    pub name: Option<String>,
    /// The product.
    pub product: String,
    /// What was read, in the order of the source.
    pub facts: Vec<ReadFact>,
    /// The recipe that follows, as far as it is known, with its questions.
    pub draft: CatalogDraft,
    /// Address of the tutorial that belongs to it, where the source names one.
    pub tutorial: Option<String>,
}

/// One thing that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadFact {
    /// What it is about, a phrase key: `identifier`, `certificate`, `claims`, …
    pub fact: String,
    /// The value.
    pub value: String,
    /// Line of the text, counted from 1; 0 when it follows from the whole.
    pub line: u32,
    /// The part of that line it was read from, in UTF-16 units; both 0 when it is the line as a whole.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// How sure the reading is, 0 to 100.
    pub confidence: u8,
}

/// A question about a doubtful reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// What it is about; the key of its answer.
    pub field: String,
    /// What an answer looks like.
    pub takes: QuestionTakes,
    /// What it may be; what was read comes first.
    pub candidates: Vec<String>,
    /// Why it is asked.
    pub why: String,
    /// Line of the text, counted from 1; 0 when it is about the whole.
    pub line: u32,
    /// What is wrong with the answer that was given.
    pub problem: Option<String>,
}

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum QuestionTakes {
    /// Values or patterns, one per line; nothing leaves the field open.
    Patterns,
    /// Any text.
    Text,
    /// One of the candidates.
    OneOf,
    /// Any of the candidates, with commas between them.
    SomeOf,
    /// One claim per line, `name = attribute`.
    Claims,
}

/// A text with answers to its questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CatalogAnswers {
    /// The text, as `catalog_read` gave it.
    pub text: String,
    /// Where it comes from.
    pub name: Option<String>,
    /// Answers by question.
    pub answers: BTreeMap<String, String>,
    /// Another name for the product.
    pub product: Option<String>,
}

/// A recipe under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CatalogDraft {
    /// Short name that it will be kept under.
    pub id: String,
    /// The product.
    pub product: String,
    /// The file as far as it is known.
    pub toml: String,
    /// What is still open.
    pub questions: Vec<QuestionView>,
    /// A recipe of one's own has this short name already.
    pub taken: bool,
}

/// Keeps a recipe as one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CatalogSave {
    /// Text and answers.
    pub draft: CatalogAnswers,
    /// Write over a recipe of the same short name.
    pub replace: bool,
}

/// Names a recipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipeRef {
    /// Short name. One's own recipe goes before a built-in one of the same name.
    pub recipe: String,
}

/// A recipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipeView {
    /// Short name.
    pub id: String,
    /// The product.
    pub product: String,
    /// One's own; otherwise built in.
    pub own: bool,
    /// Where the file lies, for one's own.
    pub file: Option<String>,
    /// The file.
    pub toml: String,
    /// What should be looked at, one sentence each.
    pub remarks: Vec<String>,
}

/// Where a row of the list comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum HitSource {
    /// One's own recipe.
    Own,
    /// A recipe that comes with the program.
    BuiltIn,
    /// The tenant's gallery.
    Gallery,
    /// An application that the tenant has.
    Application,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CatalogView {
    /// Best first, at most 40.
    pub hits: Vec<CatalogHit>,
    /// Rows known in all.
    pub total: u32,
    /// When the gallery was last read; absent before the first time.
    pub as_of: Option<Moment>,
    /// Why the gallery is missing or old; the rest is there all the same.
    pub trouble: Option<WireError>,
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CatalogHit {
    /// Where it comes from, the most telling first; a gallery entry with a built-in recipe comes from both.
    pub sources: Vec<HitSource>,
    /// Name.
    pub name: String,
    /// Publisher; may be empty.
    pub publisher: String,
    /// A sentence; may be empty.
    pub description: String,
    /// `saml`, `oidc`, `password`, …; empty when unknown.
    pub modes: Vec<String>,
    /// Short name of the recipe, where there is one.
    pub recipe: Option<String>,
    /// Gallery id, where there is an entry.
    pub template_id: Option<String>,
    /// Service principal's object id, for an application that is there.
    pub service_principal_id: Option<String>,
    /// Applications made from the gallery entry already.
    pub instances: Vec<InstanceView>,
}
