//! What an application needs, as data: recipes and the small language of their URL patterns.
//!
//! A recipe says which of the five SAML fields an application uses and how their values look, what has to be entered
//! at the vendor, and how people come to exist there. It decides nothing about the directory: the engine compares
//! what a recipe and an admin's answers lead to ([`Filled`]) with what the tenant holds.

pub mod address;
mod builtin;
pub mod draft;
mod field;
pub mod lint;
mod pattern;
mod recipe;
mod rules;
mod sources;
pub mod tutorial;

pub use builtin::{builtin, for_gallery_name, plain};
pub use field::{FieldState, FieldStatus, Filled, FilledField, Inputs};
pub use pattern::{Departure, Expected, Part, Pattern, PatternError, Piece};
pub use recipe::{
    Arrival, ArrivalKind, CertificateForm, Claim, FieldRecipe, Initiator, Paste, Placeholder, Recipe,
    RecipeError, Required, Signs, Source, SourceKind, VendorStep, VendorValue,
};
pub use rules::UrlProblem;
pub use sources::{MetadataFacts, TemplateUri, TemplateUse, from_application, from_metadata, from_template};
