//! Recipes from other sources than tutorials: the vendor's metadata, a gallery entry, an application that a tenant has.
//! Each gives what it knows and leaves the rest as it is for any SAML application.

use crate::{
    builtin::plain,
    draft::{describe, pattern_of, short_id},
    pattern::Pattern,
    recipe::{FieldRecipe, Initiator, Recipe, Required, Signs, Source, SourceKind},
};
use doorward_domain::{Application, ApplicationTemplate, SamlField, ServicePrincipal};

/// What the metadata of a service provider says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataFacts {
    /// Entity ID.
    pub entity_id: String,
    /// Reply addresses, the default one first.
    pub reply_urls: Vec<String>,
    /// Where sign-outs go.
    pub logout_url: Option<String>,
    /// The assertion has to be signed.
    pub wants_assertions_signed: bool,
}

/// A recipe from metadata; `product` names it, else the entity's host does.
#[must_use]
pub fn from_metadata(facts: &MetadataFacts, product: Option<&str>, name: Option<&str>) -> Recipe {
    let host = facts.entity_id.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next());
    let product = product.or(host).unwrap_or(facts.entity_id.as_str());
    let mut recipe = plain(product);
    recipe.id = short_id(product);
    recipe.source = Some(Source { kind: SourceKind::Metadata, name: name.map(str::to_owned) });
    set(&mut recipe, SamlField::Identifier, std::slice::from_ref(&facts.entity_id));
    set(&mut recipe, SamlField::ReplyUrl, &facts.reply_urls);
    set(&mut recipe, SamlField::LogoutUrl, facts.logout_url.as_slice());
    recipe
}

/// Which field an address of a gallery entry is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateUse {
    /// `redirectUri`.
    ReplyUrl,
    /// `identifierUri`.
    Identifier,
    /// `loginUrl`.
    SignOnUrl,
    /// `logoutUrl`.
    LogoutUrl,
}

/// What a gallery entry says about the addresses of one field. Source: Graph beta, `configurationUri`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateUri {
    /// Which field.
    pub of: TemplateUse,
    /// It must be filled.
    pub required: bool,
    /// Suggested values.
    pub values: Vec<String>,
    /// Patterns.
    pub examples: Vec<String>,
}

/// A recipe from a gallery entry: its name, the addresses that it names, and nothing that it does not say.
#[must_use]
pub fn from_template(template: &ApplicationTemplate, uris: &[TemplateUri]) -> Recipe {
    let mut recipe = plain(&template.name);
    recipe.id = short_id(&template.name);
    recipe.gallery = vec![template.name.clone()];
    recipe.source = Some(Source { kind: SourceKind::Gallery, name: Some(template.name.clone()) });
    for uri in uris {
        let field = match uri.of {
            TemplateUse::ReplyUrl => SamlField::ReplyUrl,
            TemplateUse::Identifier => SamlField::Identifier,
            TemplateUse::SignOnUrl => SamlField::SignOnUrl,
            TemplateUse::LogoutUrl => SamlField::LogoutUrl,
        };
        let own = recipe.field.entry(field).or_default();
        for text in uri.values.iter().chain(&uri.examples) {
            match pattern_of(text, &[]) {
                Ok(pattern) if !own.patterns.contains(&pattern) => own.patterns.push(pattern),
                _ => {}
            }
        }
        if uri.required && field == SamlField::LogoutUrl {
            own.required = Required::Always;
        }
    }
    describe(&mut recipe);
    recipe
}

/// A recipe from an application that a tenant has: its settings as fixed values.
#[must_use]
pub fn from_application(application: &Application, principal: &ServicePrincipal) -> Recipe {
    let mut recipe = plain(&principal.name);
    recipe.id = short_id(&principal.name);
    recipe.source = Some(Source { kind: SourceKind::Application, name: Some(principal.name.clone()) });
    // `api://` and the client id are Entra's own additions, not what the vendor asked for.
    let own = |value: &&String| !value.starts_with("api://") && **value != application.app_id.to_string();
    let identifiers: Vec<String> = application.identifiers.iter().filter(own).cloned().collect();
    set(&mut recipe, SamlField::Identifier, &identifiers);
    set(&mut recipe, SamlField::ReplyUrl, &application.reply_urls);
    set(&mut recipe, SamlField::SignOnUrl, principal.sign_on_url.as_slice());
    set(&mut recipe, SamlField::RelayState, principal.relay_state.as_slice());
    set(&mut recipe, SamlField::LogoutUrl, application.logout_url.as_slice());
    if principal.sign_on_url.is_none() {
        recipe.started_by = vec![Initiator::IdentityProvider];
    }
    recipe.signs = None::<Signs>;
    recipe
}

/// Fixed values of a field; what a pattern cannot hold (`<`, `>`) is left out.
fn set(recipe: &mut Recipe, field: SamlField, values: &[String]) {
    let patterns: Vec<Pattern> =
        values.iter().filter(|value| !value.is_empty()).filter_map(|value| value.parse().ok()).collect();
    if patterns.is_empty() {
        return;
    }
    let required = recipe.field.get(&field).map_or(Required::Never, |own| own.required);
    recipe.field.insert(field, FieldRecipe { patterns, required, ..FieldRecipe::default() });
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorward_domain::{SsoMode, TemplateId};

    #[test]
    fn a_gallery_entrys_own_addresses_become_patterns() {
        let template = ApplicationTemplate {
            id: TemplateId::NON_GALLERY,
            name: "Kite Desk".to_owned(),
            publisher: String::new(),
            description: String::new(),
            modes: vec![SsoMode::Saml],
            categories: Vec::new(),
        };
        let uri = TemplateUri {
            of: TemplateUse::ReplyUrl,
            required: true,
            values: Vec::new(),
            examples: vec!["https://<tenant name>.kite.example/acs".to_owned()],
        };
        let recipe = from_template(&template, &[uri]);
        assert_eq!(
            recipe.field[&SamlField::ReplyUrl].patterns[0].to_string(),
            "https://<tenant_name>.kite.example/acs"
        );
        assert!(recipe.placeholder.contains_key("tenant_name"));
        assert_eq!(Recipe::parse(&recipe.to_toml().unwrap()).unwrap(), recipe);
    }

    #[test]
    fn metadata_fills_the_fields_it_names() {
        let facts = MetadataFacts {
            entity_id: "https://desk.example.com/saml".to_owned(),
            reply_urls: vec!["https://desk.example.com/saml/acs".to_owned()],
            logout_url: Some("https://desk.example.com/saml/out".to_owned()),
            wants_assertions_signed: true,
        };
        let recipe = from_metadata(&facts, None, Some("sp.xml"));
        assert_eq!(recipe.product, "desk.example.com");
        let text = recipe.to_toml().unwrap();
        assert!(
            text.contains("https://desk.example.com/saml/acs"),
            "the reply address is in the file:\n{text}"
        );
        assert_eq!(recipe.field[&SamlField::LogoutUrl].patterns.len(), 1);
    }
}
