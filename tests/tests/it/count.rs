//! What the tenant holds, before and after.

use doorward_tests::{Desk, desk::Said};
use serde_json::Value;

/// Counts of objects.
pub(crate) struct Count(Value);

impl Count {
    pub(crate) async fn of(desk: &Desk) -> Self {
        Self(desk.control("GET", "/state", Value::Null).await.unwrap())
    }

    /// Exactly one more of everything that an onboarding makes, and one certificate.
    pub(crate) async fn assert_one_more(&self, desk: &Desk, said: &Said, occasion: &str) {
        let after = Self::of(desk).await.0;
        for kind in ["applications", "servicePrincipals", "users", "assignments"] {
            let more = after[kind].as_u64().unwrap() - self.0[kind].as_u64().unwrap();
            assert_eq!(more, 1, "{occasion}: exactly one more of {kind}; {}", said.errors);
        }
        let principal = said.result()["application"]["servicePrincipalId"].as_str().unwrap_or_default();
        assert_eq!(after["certificates"][principal], 1, "{occasion}: one certificate; {}", said.errors);
        assert_finished(said, occasion);
    }

    /// Nothing was made.
    pub(crate) async fn assert_same(&self, desk: &Desk, occasion: &str) {
        let after = Self::of(desk).await.0;
        for kind in ["applications", "servicePrincipals", "users", "assignments"] {
            assert_eq!(after[kind], self.0[kind], "{occasion}: no {kind} were made");
        }
    }
}

/// Onboarded in full: an active certificate, somebody assigned, nothing left to do but the proof.
fn assert_finished(said: &Said, occasion: &str) {
    let receipt = said.result();
    assert_eq!(said.code, Some(3), "{occasion}: done, not proven; {} {}", receipt, said.errors);
    assert!(receipt["certificate"]["thumbprint"].is_string(), "{occasion}: a certificate is active");
    let fields = receipt["fields"].as_array().unwrap();
    let identifier = fields.iter().find(|field| field["field"] == "identifier").unwrap();
    assert!(
        identifier["value"].as_str().unwrap().starts_with("https://sentry.io/saml/metadata/"),
        "{occasion}"
    );
}
