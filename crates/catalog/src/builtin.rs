//! The recipes that come with the program.

use crate::recipe::{Arrival, ArrivalKind, FieldRecipe, Initiator, Recipe, Required};
use doorward_domain::SamlField;
use std::{collections::BTreeMap, sync::LazyLock};

static BUILTIN: LazyLock<Vec<Recipe>> = LazyLock::new(|| {
    [
        include_str!("../recipes/segment.toml"),
        include_str!("../recipes/sentry.toml"),
        include_str!("../recipes/sequr.toml"),
    ]
    .into_iter()
    .filter_map(|text| Recipe::parse(text).ok())
    .collect()
});

/// All built-in recipes, by name.
#[must_use]
pub fn builtin() -> &'static [Recipe] {
    &BUILTIN
}

/// The recipe that belongs to a gallery entry, if there is one.
#[must_use]
pub fn for_gallery_name(name: &str) -> Option<&'static Recipe> {
    builtin().iter().find(|recipe| recipe.gallery.iter().any(|entry| entry.eq_ignore_ascii_case(name)))
}

/// What any SAML application needs, for entries without a recipe: all fields by hand.
#[must_use]
pub fn plain(product: &str) -> Recipe {
    let field = |required| FieldRecipe { required, ..FieldRecipe::default() };
    Recipe {
        format: 1,
        id: "plain".to_owned(),
        product: product.to_owned(),
        gallery: Vec::new(),
        started_by: vec![Initiator::ServiceProvider, Initiator::IdentityProvider],
        arrival: Arrival {
            kind: ArrivalKind::Unknown,
            text: format!(
                "Find out from {product} whether people are created at their first sign-on or beforehand."
            ),
        },
        test_user: "B.Simon".to_owned(),
        placeholder: BTreeMap::new(),
        field: BTreeMap::from([
            (SamlField::Identifier, field(Required::Always)),
            (SamlField::ReplyUrl, field(Required::Always)),
            (SamlField::SignOnUrl, field(Required::ServiceProvider)),
            (SamlField::RelayState, field(Required::Never)),
            (SamlField::LogoutUrl, field(Required::Never)),
        ]),
        certificate: None,
        signs: None,
        name_id: None,
        claim: Vec::new(),
        source: None,
        vendor: vec![crate::recipe::VendorStep {
            text: format!(
                "In {product}'s settings for single sign-on, enter these values; most products ask for some of them."
            ),
            link: None,
            paste: vec![
                paste("Login URL", crate::recipe::VendorValue::LoginUrl),
                paste("Entity ID of the identity provider", crate::recipe::VendorValue::EntraIdentifier),
                paste("Metadata URL", crate::recipe::VendorValue::MetadataUrl),
                paste("Certificate", crate::recipe::VendorValue::Certificate),
            ],
            collects: None,
        }],
    }
}

fn paste(into: &str, value: crate::recipe::VendorValue) -> crate::recipe::Paste {
    crate::recipe::Paste { into: into.to_owned(), value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_recipe_reads() {
        for text in [
            include_str!("../recipes/segment.toml"),
            include_str!("../recipes/sentry.toml"),
            include_str!("../recipes/sequr.toml"),
        ] {
            let recipe = Recipe::parse(text).unwrap();
            assert!(!recipe.vendor.is_empty(), "{} says what to do at the vendor", recipe.id);
        }
        assert_eq!(builtin().len(), 3, "none was dropped");
    }

    #[test]
    fn a_word_nobody_knows_is_an_error() {
        let text = include_str!("../recipes/sequr.toml").replace("product", "prodcut");
        assert!(Recipe::parse(&text).is_err());
    }
}
