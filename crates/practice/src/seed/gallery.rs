//! The gallery: several hundred templates, their ids invented from their names and stable for ever.
//!
//! Names are real (they are facts about Microsoft's gallery); publishers, categories and ids are made up, except for
//! the non-gallery template, whose id is Microsoft's own.

use super::stable_id;
use crate::graph::ask::Version;
use doorward_domain::TemplateId;
use serde_json::{Value, json};
use std::sync::LazyLock;
use uuid::Uuid;

const NAMES: &str = include_str!("../../data/gallery.json");

const CATEGORIES: [&str; 12] = [
    "businessMgmt",
    "collaboration",
    "contentManagement",
    "crm",
    "developerServices",
    "education",
    "finance",
    "humanResources",
    "itInfrastructure",
    "marketing",
    "productivity",
    "security",
];

/// URL patterns of one field, as the beta endpoint tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    usage: &'static str,
    required: bool,
    text: &'static str,
    /// A fixed value rather than a pattern.
    fixed: bool,
}

/// A gallery entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    publisher: String,
    modes: Vec<&'static str>,
    category: &'static str,
    provisioning: bool,
    slug: String,
    patterns: Vec<Pattern>,
}

static ALL: LazyLock<Vec<Template>> = LazyLock::new(|| {
    // The file is part of the program; were it broken, the gallery would hold the three known entries.
    let mut names: Vec<String> = serde_json::from_str(NAMES).unwrap_or_default();
    for known in ["Sentry", "Segment", "Sequr"] {
        if !names.iter().any(|name| name == known) {
            names.push(known.to_owned());
        }
    }
    names.sort_by_key(|name| name.to_lowercase());
    names.dedup();
    let mut all: Vec<Template> = names.into_iter().map(Template::named).collect();
    all.push(Template {
        id: TemplateId::NON_GALLERY.0,
        name: "Custom".to_owned(),
        publisher: "Active Directory Application Registry".to_owned(),
        modes: vec!["password", "saml", "notSupported"],
        category: "developerServices",
        provisioning: true,
        slug: "customappsso".to_owned(),
        patterns: Vec::new(),
    });
    all
});

/// All entries, by name.
pub(crate) fn all() -> &'static [Template] {
    &ALL
}

/// The entry with the id.
pub(crate) fn by_id(id: Uuid) -> Option<&'static Template> {
    ALL.iter().find(|template| template.id == id)
}

/// The entry with exactly this name.
pub(crate) fn by_name(name: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.name == name)
}

impl Template {
    fn named(name: String) -> Self {
        let id = stable_id(&format!("gallery:{name}"));
        let chance = id.as_bytes()[0];
        let known = matches!(name.as_str(), "Sentry" | "Segment" | "Sequr");
        let modes = match chance % 16 {
            _ if known => vec!["saml"],
            0 => vec!["oidc"],
            1 => vec!["password"],
            2 | 3 => vec!["saml", "oidc"],
            4..=6 => vec!["password", "saml"],
            _ => vec!["saml"],
        };
        let slug: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let (publisher, category) = match name.as_str() {
            "Sentry" => ("Sentry".to_owned(), "developerServices"),
            "Segment" => ("Segment".to_owned(), "marketing"),
            "Sequr" => ("Sequr".to_owned(), "security"),
            _ => {
                let first = name.split([' ', '-', '(']).next().unwrap_or(&name).to_owned();
                (first, CATEGORIES[usize::from(id.as_bytes()[1]) % CATEGORIES.len()])
            }
        };
        let provisioning = name == "Segment" || (!known && chance.is_multiple_of(5));
        let patterns = patterns(&name);
        Self { id, publisher, modes, category, provisioning, slug, patterns, name }
    }

    /// The entry as Graph tells it.
    pub(crate) fn render(&self, version: Version) -> Value {
        let home = self.home_page();
        let mut body = json!({
            "id": self.id.to_string(),
            "categories": [self.category],
            "deprecationDate": null,
            "description": format!("Sign people in to {} with their work account.", self.name),
            "displayName": self.name,
            "endpoints": [],
            "homePageUrl": home,
            "isEntraIntegrated": true,
            "lastModifiedDateTime": "2026-08-20T08:00:00Z",
            "logoUrl": null,
            "publisher": self.publisher,
            "supportedProvisioningTypes": if self.provisioning { json!(["sync"]) } else { json!([]) },
            "supportedSingleSignOnModes": self.modes,
        });
        if version == Version::Beta {
            body["configurationUris"] = self.patterns.iter().map(Pattern::render).collect();
        }
        body
    }

    fn home_page(&self) -> String {
        let known = match self.name.as_str() {
            "Sentry" => "https://sentry.io/",
            "Segment" => "https://segment.com/",
            "Sequr" => "https://sequr.io/",
            _ => return format!("https://www.{}.example/", self.slug),
        };
        known.to_owned()
    }

    /// The home page with the marker by which Entra recognises the gallery entry.
    pub(crate) fn marked_home_page(&self) -> String {
        format!("{}?metadata={}|ISV9.1|primary|z", self.home_page(), self.slug)
    }

    /// The roles every instance of this entry starts with; their ids belong to the entry.
    pub(crate) fn roles(&self) -> Vec<Value> {
        let role = |name: &str| {
            json!({
                "allowedMemberTypes": ["User"],
                "description": name,
                "displayName": name,
                "id": stable_id(&format!("role:{}:{name}", self.id)).to_string(),
                "isEnabled": true,
                "origin": "Application",
                "value": null,
            })
        };
        vec![role("User"), role("msiam_access")]
    }
}

impl Pattern {
    fn render(&self) -> Value {
        let (values, examples) =
            if self.fixed { (vec![self.text], vec![]) } else { (vec![], vec![self.text]) };
        json!({
            "usage": self.usage,
            "appliesToSingleSignOnMode": "saml",
            "isRequired": self.required,
            "values": values,
            "examples": examples,
        })
    }
}

/// URL patterns as the vendors' tutorials print them.
fn patterns(name: &str) -> Vec<Pattern> {
    let pattern = |usage, text| Pattern { usage, required: usage != "loginUrl", text, fixed: false };
    let fixed = |usage, text| Pattern { usage, required: true, text, fixed: true };
    match name {
        "Sentry" => vec![
            pattern("identifierUri", "https://sentry.io/saml/metadata/<ORGANIZATION_SLUG>/"),
            pattern("redirectUri", "https://sentry.io/saml/acs/<ORGANIZATION_SLUG>/"),
            pattern("loginUrl", "https://sentry.io/organizations/<ORGANIZATION_SLUG>/"),
        ],
        "Segment" => vec![
            pattern("identifierUri", "urn:auth0:segment-prod:samlp-<CUSTOMER_VALUE>"),
            pattern(
                "redirectUri",
                "https://segment-prod.auth0.com/login/callback?connection=<CUSTOMER_VALUE>",
            ),
            Pattern { required: false, ..fixed("loginUrl", "https://app.segment.com") },
        ],
        "Sequr" => vec![
            fixed("identifierUri", "https://login.sequr.io"),
            fixed("loginUrl", "https://login.sequr.io"),
        ],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_gallery_is_large_and_its_ids_are_distinct_and_stable() {
        let ids: BTreeSet<Uuid> = all().iter().map(|template| template.id).collect();
        assert!(all().len() > 400, "search needs something to search in");
        assert_eq!(ids.len(), all().len());
        let sentry = by_name("Sentry").unwrap();
        assert_eq!(sentry.id, stable_id("gallery:Sentry"), "another start finds the same entry");
        assert_eq!(sentry.modes, ["saml"]);
    }
}
