//! What the admin filled in, kept as typed.

use doorward_catalog::{Filled, Initiator, Inputs, Recipe};
use doorward_domain::{AppRoleId, ObjectId, SamlField};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything the admin decided. Absent values take the recipe's proposal.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// Display name of the application.
    pub name: String,
    /// Service principal to take over instead of adding a new one.
    pub adopt: Option<ObjectId>,
    /// Values for placeholders.
    pub placeholders: BTreeMap<String, String>,
    /// Fields typed by hand.
    pub overrides: BTreeMap<SamlField, String>,
    /// Which of several patterns a field follows, as written; absent: the first.
    pub patterns: BTreeMap<SamlField, String>,
    /// Who starts the sign-on; absent: the application, where it can.
    pub initiator: Option<Initiator>,
    /// Addresses for expiry mails; absent: the signed-in account's.
    pub emails: Option<Vec<String>>,
    /// Test user.
    pub test_user: TestUserAnswer,
    /// Assigned group; absent: the test user.
    pub group: Option<ObjectId>,
    /// Chosen role.
    pub role: Option<AppRoleId>,
    /// The vendor's side is done.
    pub vendor_done: bool,
    /// Claims, name identifier and signing option are set in Entra as the application expects them.
    pub claims_done: bool,
}

/// The test user as chosen.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TestUserAnswer {
    /// An existing person; absent: a new one is made.
    pub existing: Option<ObjectId>,
    /// Display name of the new one.
    pub name: String,
    /// The part before `@`.
    pub user_name: String,
    /// Domain.
    pub domain: String,
}

impl Answers {
    /// Who starts the sign-on, as answered or as the recipe has it first.
    #[must_use]
    pub fn initiator(&self, recipe: &Recipe) -> Initiator {
        self.initiator
            .filter(|wanted| recipe.started_by.contains(wanted))
            .or_else(|| recipe.started_by.first().copied())
            .unwrap_or(Initiator::ServiceProvider)
    }

    /// The recipe's fields with these answers put in.
    #[must_use]
    pub fn fill(&self, recipe: &Recipe) -> Filled {
        let inputs = Inputs {
            placeholders: &self.placeholders,
            overrides: &self.overrides,
            patterns: &self.patterns,
            initiator: self.initiator(recipe),
        };
        Filled::new(recipe, inputs)
    }

    /// The application's name, as answered or the product's.
    #[must_use]
    pub fn application_name(&self, recipe: &Recipe) -> String {
        let typed = self.name.trim();
        if typed.is_empty() { recipe.product.clone() } else { typed.to_owned() }
    }

    /// The new test user's display name.
    #[must_use]
    pub fn person_name(&self, recipe: &Recipe) -> String {
        let typed = self.test_user.name.trim();
        if typed.is_empty() { recipe.test_user.clone() } else { typed.to_owned() }
    }

    /// The new test user's principal name; without a domain it ends in `@`.
    #[must_use]
    pub fn person_upn(&self, recipe: &Recipe, domain: &str) -> String {
        let typed = self.test_user.user_name.trim();
        let proposed = recipe.test_user.replace(' ', ".");
        let name = if typed.is_empty() { proposed } else { typed.to_owned() };
        let chosen = self.test_user.domain.trim();
        format!("{name}@{}", if chosen.is_empty() { domain } else { chosen })
    }
}
