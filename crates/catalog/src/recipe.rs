//! The recipe file: what one application needs, in our own short words. TOML, read strictly: an unknown word is an
//! error, since a silently ignored one would be a silently missing setting.

use crate::pattern::{Pattern, PatternError};
use doorward_domain::SamlField;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one application needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Version of the file format; 1.
    pub format: u32,
    /// Short name for commands, for example `sentry`.
    pub id: String,
    /// The product's name.
    pub product: String,
    /// Names of the gallery entries it belongs to.
    pub gallery: Vec<String>,
    /// Who can start the sign-on.
    pub started_by: Vec<Initiator>,
    /// How people come to exist at the vendor.
    pub arrival: Arrival,
    /// Display name proposed for the test user.
    #[serde(default = "test_user")]
    pub test_user: String,
    /// Answers it asks for, by placeholder name.
    #[serde(default)]
    pub placeholder: BTreeMap<String, Placeholder>,
    /// The SAML fields it uses.
    pub field: BTreeMap<SamlField, FieldRecipe>,
    /// In which form the vendor takes the signing certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateForm>,
    /// What is signed; left out: the assertion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signs: Option<Signs>,
    /// The attribute that the name identifier carries, where it is not the user name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_id: Option<String>,
    /// Claims to add or change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claim: Vec<Claim>,
    /// Where the recipe comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// What is done at the vendor, in order.
    #[serde(default)]
    pub vendor: Vec<VendorStep>,
}

/// Forms of the signing certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateForm {
    /// Base64 text.
    Base64,
    /// Bytes.
    Raw,
    /// PEM text.
    Pem,
    /// Federation metadata as a file.
    MetadataXml,
    /// Address of the federation metadata.
    MetadataUrl,
    /// Only the thumbprint.
    Thumbprint,
}

/// What is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signs {
    /// The response and the assertion in it.
    ResponseAndAssertion,
}

/// A claim to add or change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Its name.
    pub name: String,
    /// Its namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The attribute it is filled from; left out where the vendor gives the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Claim {
    /// The name as it stands in a Response: with its namespace before it.
    #[must_use]
    pub fn full_name(&self) -> String {
        match self.namespace.as_deref().map(|namespace| namespace.trim_end_matches('/')) {
            Some(namespace) if !namespace.is_empty() => format!("{namespace}/{}", self.name),
            _ => self.name.clone(),
        }
    }
}

/// Where a recipe comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The kind.
    pub kind: SourceKind,
    /// File name or address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Kinds of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A sign-on tutorial.
    Tutorial,
    /// The vendor's SAML metadata.
    Metadata,
    /// A gallery entry.
    Gallery,
    /// An application of a tenant.
    Application,
}

fn test_user() -> String {
    "B.Simon".to_owned()
}

/// Who starts a sign-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Initiator {
    /// The application (SP-initiated).
    ServiceProvider,
    /// Entra (IdP-initiated).
    IdentityProvider,
}

/// How people come to exist at the vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// The way.
    pub kind: ArrivalKind,
    /// One or two sentences.
    pub text: String,
}

/// Ways to come to exist at the vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrivalKind {
    /// Made at the first sign-on.
    JustInTime,
    /// Made by hand by the application's administrator.
    ByHand,
    /// Made by the vendor's support.
    ByVendor,
    /// Filled by automatic provisioning.
    Provisioning,
    /// Nobody has found out yet.
    Unknown,
}

/// An answer that fills fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placeholder {
    /// Name of the box.
    pub label: String,
    /// Where to find the value.
    pub hint: String,
    /// An example.
    pub example: String,
}

/// When a field must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Required {
    /// Always.
    Always,
    /// When the application starts the sign-on.
    ServiceProvider,
    /// Never.
    #[default]
    Never,
}

/// One SAML field of the application.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldRecipe {
    /// How values look; a pattern without placeholders is a fixed value. Several are alternatives, the first proposed.
    pub patterns: Vec<Pattern>,
    /// When it must be filled.
    pub required: Required,
    /// The vendor hands the value out later, so it may stay open.
    pub later: bool,
    /// What the vendor calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor_label: Option<String>,
}

/// One step at the vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorStep {
    /// What to do.
    pub text: String,
    /// Where; a pattern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Pattern>,
    /// What to paste there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paste: Vec<Paste>,
    /// A field whose value the vendor shows here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collects: Option<SamlField>,
}

/// A value to paste at the vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paste {
    /// The vendor's name of the box.
    #[serde(rename = "box")]
    pub into: String,
    /// Which value.
    pub value: VendorValue,
}

/// Values that Entra has for the vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VendorValue {
    /// Login URL.
    LoginUrl,
    /// Logout URL.
    LogoutUrl,
    /// Microsoft Entra Identifier.
    EntraIdentifier,
    /// App federation metadata URL.
    MetadataUrl,
    /// The certificate, in the form that the recipe names.
    Certificate,
    /// The certificate's thumbprint.
    Thumbprint,
    /// Federation metadata as a file.
    MetadataFile,
}

/// A recipe file cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RecipeError {
    /// Not TOML, or not of the recipe's form.
    #[error("{0}")]
    Form(#[from] toml::de::Error),
    /// A pattern is wrong.
    #[error("{0}")]
    Pattern(#[from] PatternError),
    /// Made for another version.
    #[error("the recipe has format {0}, this program reads format 1")]
    Format(u32),
    /// Cannot be put into a file.
    #[error("the recipe cannot be written: {0}")]
    Unwritable(String),
    /// A pattern uses a placeholder that has no box.
    #[error("placeholder {0} is used but not described")]
    Undescribed(String),
}

impl Recipe {
    /// Reads a recipe file.
    ///
    /// # Errors
    /// With the line, where the file is not of the form; or with what does not fit together.
    pub fn parse(text: &str) -> Result<Self, RecipeError> {
        let recipe: Self = toml::from_str(text)?;
        if recipe.format != 1 {
            return Err(RecipeError::Format(recipe.format));
        }
        let patterns = recipe.field.values().flat_map(|field| &field.patterns);
        let links = recipe.vendor.iter().filter_map(|step| step.link.as_ref());
        for name in patterns.chain(links).flat_map(Pattern::placeholders) {
            if !recipe.placeholder.contains_key(name) {
                return Err(RecipeError::Undescribed(name.to_owned()));
            }
        }
        Ok(recipe)
    }

    /// The recipe as a file.
    ///
    /// # Errors
    /// Where the recipe does not read back as itself, which would be a fault of this program.
    pub fn to_toml(&self) -> Result<String, RecipeError> {
        let text =
            toml::to_string_pretty(self).map_err(|error| RecipeError::Unwritable(error.to_string()))?;
        match Self::parse(&text) {
            Ok(back) if back == *self => Ok(text),
            Ok(_) => Err(RecipeError::Unwritable("it reads back differently".to_owned())),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_schema_names_the_same_keys_as_the_types() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../docs/recipe.schema.json")).unwrap();
        let mut recipe = Recipe::parse(include_str!("../recipes/sentry.toml")).unwrap();
        recipe.certificate = Some(CertificateForm::Base64);
        recipe.signs = Some(Signs::ResponseAndAssertion);
        recipe.name_id = Some("user.mail".to_owned());
        recipe.claim = vec![Claim { name: "team".to_owned(), namespace: None, source: None }];
        recipe.source = Some(Source { kind: SourceKind::Tutorial, name: None });
        let written = serde_json::to_value(&recipe).unwrap();
        let keys = |value: &serde_json::Value| -> BTreeSet<String> {
            value.as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(keys(&written), keys(&schema["properties"]), "a key in one is a key in the other");
        let field = serde_json::to_value(&recipe.field[&SamlField::Identifier]).unwrap();
        assert_eq!(keys(&field), keys(&schema["$defs"]["field"]["properties"]));
        assert_eq!(Recipe::parse(&recipe.to_toml().unwrap()).unwrap(), recipe, "a file reads back as it was");
    }
}
