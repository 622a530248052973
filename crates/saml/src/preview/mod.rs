//! What the assertion will carry for a person, computed before anybody signs in.
//!
//! Pure: a person's facts and a plan of claims in, names and values out. It predicts what Entra is documented to emit
//! (an empty source leaves the claim out; a NameID without a usable value becomes an opaque one; more than 150 groups
//! are left out altogether) and marks what a vendor could not use.

mod policy;
mod scan;
mod source;

pub use scan::{Scan, scan};
pub use source::ClaimSource;

use crate::names::{NAME_ID_EMAIL, NAME_ID_PERSISTENT, NAME_ID_TRANSIENT};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most groups that a SAML assertion carries; above it the claim is left out altogether.
pub const GROUPS_IN_TOKEN: usize = 150;

/// What is known about a person, by the directory's own names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PersonFacts {
    /// Object id.
    pub id: String,
    /// Display name, for the report.
    pub name: String,
    /// Attributes by the name that a claim's source has after `user.`, in small letters: `userprincipalname`, `mail`,
    /// `givenname`, `surname`, `employeeid`, `extensionattribute1` …
    pub attributes: BTreeMap<String, String>,
    /// `userType` is `Guest`.
    pub guest: bool,
    /// Groups that would be emitted, as they would be named.
    pub groups: Vec<String>,
    /// Values of the application roles that the person has.
    pub roles: Vec<String>,
}

/// One claim of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// Claim URI.
    pub name: String,
    /// Where its value comes from.
    pub source: ClaimSource,
    /// The vendor needs it.
    #[serde(default)]
    pub required: bool,
}

/// What an application's assertions carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimsPlan {
    /// Where the NameID comes from.
    pub name_id: ClaimSource,
    /// Its format URI.
    pub name_id_format: String,
    /// Claims in order.
    pub claims: Vec<Claim>,
    /// URI of the group claim, when groups are emitted.
    pub groups_claim: Option<String>,
}

impl Default for ClaimsPlan {
    /// As a new application has it: the user principal name as NameID, four claims about the person.
    fn default() -> Self {
        let uri = |name: &str| format!("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/{name}");
        let claim = |name: &str, from: &str| Claim {
            name: uri(name),
            source: ClaimSource::User(from.to_owned()),
            required: false,
        };
        Self {
            name_id: ClaimSource::User("userprincipalname".to_owned()),
            name_id_format: NAME_ID_EMAIL.to_owned(),
            claims: vec![
                claim("givenname", "givenname"),
                claim("surname", "surname"),
                claim("emailaddress", "mail"),
                claim("name", "userprincipalname"),
            ],
            groups_claim: None,
        }
    }
}

/// What stands in the way of one person's sign-on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Problem {
    /// The NameID's source is empty: Entra refuses (AADSTS501241) or sends an opaque name.
    NameIdEmpty {
        /// The source.
        source: String,
    },
    /// The NameID is to be an address and is none.
    NameIdNotAddress {
        /// The value.
        value: String,
    },
    /// Another person has the same NameID, so that the vendor takes one for the other.
    NameIdTwice {
        /// The value.
        value: String,
        /// Object ids of the others.
        others: Vec<String>,
    },
    /// A claim that the vendor needs would be left out.
    ClaimEmpty {
        /// Claim URI.
        claim: String,
        /// The source.
        source: String,
    },
    /// More groups than an assertion carries: none is sent.
    TooManyGroups {
        /// How many.
        count: usize,
    },
    /// A guest: their user principal name is not their address, and other policies apply.
    Guest,
}

impl Problem {
    /// Sign-on, or what the vendor needs from it, fails; the others are warnings.
    #[must_use]
    pub fn fails(&self) -> bool {
        !matches!(self, Self::Guest)
    }
}

/// One claim as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewClaim {
    /// Claim URI.
    pub name: String,
    /// Values; empty when the claim is left out.
    pub values: Vec<String>,
    /// Where they come from, for people.
    pub source: String,
    /// The vendor needs it.
    pub required: bool,
    /// The value can be computed here; otherwise only Entra knows it.
    pub computed: bool,
}

/// What would be sent for one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// The NameID; `None` when it is an opaque value that only Entra can make.
    pub name_id: Option<String>,
    /// Its format URI.
    pub name_id_format: String,
    /// Where it comes from, for people.
    pub name_id_source: String,
    /// Claims in the plan's order, the group claim last.
    pub claims: Vec<PreviewClaim>,
    /// What stands in the way.
    pub problems: Vec<Problem>,
}

/// What the assertion will carry for a person.
#[must_use]
pub fn preview(plan: &ClaimsPlan, person: &PersonFacts) -> Preview {
    let mut problems = Vec::new();
    let name_id = name_id(plan, person, &mut problems);
    let mut claims: Vec<PreviewClaim> = Vec::new();
    for claim in &plan.claims {
        let values = claim.source.values(person);
        if values.is_empty() && claim.required && claim.source.is_computed() {
            problems
                .push(Problem::ClaimEmpty { claim: claim.name.clone(), source: claim.source.to_string() });
        }
        claims.push(PreviewClaim {
            name: claim.name.clone(),
            values,
            source: claim.source.to_string(),
            required: claim.required,
            computed: claim.source.is_computed(),
        });
    }
    if let Some(name) = &plan.groups_claim {
        let count = person.groups.len();
        let values = if count > GROUPS_IN_TOKEN {
            problems.push(Problem::TooManyGroups { count });
            Vec::new()
        } else {
            person.groups.clone()
        };
        claims.push(PreviewClaim {
            name: name.clone(),
            values,
            source: "groups".to_owned(),
            required: false,
            computed: true,
        });
    }
    if person.guest {
        problems.push(Problem::Guest);
    }
    Preview {
        name_id,
        name_id_format: plan.name_id_format.clone(),
        name_id_source: plan.name_id.to_string(),
        claims,
        problems,
    }
}

fn name_id(plan: &ClaimsPlan, person: &PersonFacts, problems: &mut Vec<Problem>) -> Option<String> {
    if matches!(plan.name_id_format.as_str(), NAME_ID_PERSISTENT | NAME_ID_TRANSIENT) {
        return None;
    }
    if !plan.name_id.is_computed() {
        return None;
    }
    let Some(value) = plan.name_id.values(person).into_iter().next() else {
        problems.push(Problem::NameIdEmpty { source: plan.name_id.to_string() });
        return None;
    };
    let address =
        value.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
    if plan.name_id_format == NAME_ID_EMAIL && !address {
        problems.push(Problem::NameIdNotAddress { value: value.clone() });
    }
    Some(value)
}

#[cfg(test)]
mod tests;
