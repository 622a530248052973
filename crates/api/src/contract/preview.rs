//! What an assertion will carry, foreseen.

use serde::{Deserialize, Serialize};

/// Whose assertion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PreviewAsk {
    /// The run.
    pub run: String,
    /// Object id or user principal name.
    pub person: String,
}

/// Where the plan of claims was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ClaimsBasis {
    /// A claims mapping policy on the application.
    Policy,
    /// What the recipe wants, on top of Entra's standard claims.
    Recipe,
    /// Entra's standard claims.
    Standard,
}

/// What an assertion for one person will carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PreviewView {
    /// Object id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// User principal name.
    pub upn: String,
    /// Entra would let the person in: assigned, or nobody needs to be.
    pub assigned: bool,
    /// The NameID; absent when only Entra can make it, or when it would be missing.
    pub name_id: Option<String>,
    /// Its format URI.
    pub name_id_format: String,
    /// Where it comes from, as the portal writes it.
    pub name_id_source: String,
    /// Claims in order.
    pub claims: Vec<PreviewClaimView>,
    /// What stands in the way.
    pub problems: Vec<PreviewProblem>,
    /// Where the plan of claims was taken from.
    pub basis: ClaimsBasis,
    /// What this preview cannot know, a sentence each.
    pub notes: Vec<String>,
}

/// One claim as the application will see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PreviewClaimView {
    /// Claim URI.
    pub name: String,
    /// Values; empty when the claim is left out.
    pub values: Vec<String>,
    /// Where they come from, as the portal writes it.
    pub source: String,
    /// The application needs it.
    pub required: bool,
    /// The value can be computed here.
    pub computed: bool,
}

/// What stands in the way of a sign-on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PreviewProblem {
    /// `name_id_empty`, `name_id_not_address`, `name_id_twice`, `claim_empty`, `too_many_groups`, `guest`, `not_assigned`.
    pub code: String,
    /// The sign-on, or what the application needs from it, fails; otherwise it is worth knowing.
    pub fails: bool,
    /// What, in a sentence.
    pub text: String,
    /// What to do.
    pub remedy: String,
}

/// Everybody about whom something is to be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ScanView {
    /// How many people were looked at.
    pub looked: u32,
    /// How many of them would fail.
    pub failing: u32,
    /// Those with a problem, failing ones first.
    pub people: Vec<ScanPerson>,
    /// Where the plan of claims was taken from.
    pub basis: ClaimsBasis,
    /// What this scan cannot know, a sentence each.
    pub notes: Vec<String>,
}

/// One person with a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ScanPerson {
    /// Object id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// The NameID that would be sent.
    pub name_id: Option<String>,
    /// What stands in the way, never empty.
    pub problems: Vec<PreviewProblem>,
}
