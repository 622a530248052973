//! A plan of claims from a `claimsMappingPolicy` of Entra.
//!
//! Reads what can be computed and keeps the rest by name. Claims that no policy may change are left as they are.
//! Source: Graph documentation of `claimsMappingPolicy`; keys are case-sensitive there, sources and ids are not.

use super::{Claim, ClaimSource, ClaimsPlan};
use crate::names::{NAME_ID_EMAIL, NAME_ID_UNSPECIFIED};
use serde_json::Value;

const NAME_ID: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";
/// Beginnings of claim names that a policy cannot set.
const RESTRICTED: &[&str] = &[
    "http://schemas.microsoft.com/identity/claims/tenantid",
    "http://schemas.microsoft.com/identity/claims/objectidentifier",
    "http://schemas.microsoft.com/identity/claims/identityprovider",
    "http://schemas.microsoft.com/claims/authnmethodsreferences",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
    "http://schemas.microsoft.com/claims/groups.link",
];

impl ClaimsPlan {
    /// The plan under a policy, from an entry of its `definition`; `None` when that is no claims mapping policy.
    #[must_use]
    pub fn from_policy(definition: &str) -> Option<Self> {
        let parsed: Value = serde_json::from_str(definition).ok()?;
        let policy = parsed.get("ClaimsMappingPolicy")?;
        let basic = match &policy["IncludeBasicClaimSet"] {
            Value::Bool(basic) => *basic,
            Value::String(text) => !text.eq_ignore_ascii_case("false"),
            _ => true,
        };
        let mut plan = Self::default();
        if !basic {
            plan.claims.clear();
        }
        for row in policy["ClaimsSchema"].as_array().into_iter().flatten() {
            let Some(name) = row["SamlClaimType"].as_str() else { continue };
            let source = source(row, policy);
            if name.eq_ignore_ascii_case(NAME_ID) {
                plan.set_name_id(source);
            } else if !RESTRICTED.iter().any(|fixed| name.eq_ignore_ascii_case(fixed)) {
                plan.set_claim(name, source, false);
            }
        }
        Some(plan)
    }

    /// Lets the NameID come from another source. Only an address keeps the format of one.
    pub fn set_name_id(&mut self, source: ClaimSource) {
        let address =
            matches!(&source, ClaimSource::User(name) if name == "mail" || name == "userprincipalname");
        self.name_id_format = if address { NAME_ID_EMAIL } else { NAME_ID_UNSPECIFIED }.to_owned();
        self.name_id = source;
    }

    /// Adds a claim, or lets the one of this name come from another source.
    pub fn set_claim(&mut self, name: &str, source: ClaimSource, required: bool) {
        match self.claims.iter_mut().find(|claim| claim.name.eq_ignore_ascii_case(name)) {
            Some(claim) => *claim = Claim { source, required, ..claim.clone() },
            None => self.claims.push(Claim { name: name.to_owned(), source, required }),
        }
    }

    /// Attributes of a person that the plan reads, by the name after `user.`.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        self.claims
            .iter()
            .map(|claim| &claim.source)
            .chain([&self.name_id])
            .filter_map(ClaimSource::attribute)
    }
}

fn source(row: &Value, policy: &Value) -> ClaimSource {
    if let Some(value) = row["Value"].as_str() {
        return ClaimSource::Constant(value.to_owned());
    }
    let id = row["ID"].as_str().unwrap_or_default().to_ascii_lowercase();
    let from = row["Source"].as_str().unwrap_or("user").to_ascii_lowercase();
    match from.as_str() {
        "user" => ClaimSource::read(&format!("user.{id}")),
        "transformation" => transformed(row["TransformationID"].as_str().unwrap_or_default(), policy),
        _ => ClaimSource::Other(format!("{from}.{id}")),
    }
}

/// The one transformation that can be computed here is the part of an address before its `@`.
fn transformed(id: &str, policy: &Value) -> ClaimSource {
    let all =
        policy["ClaimsTransformation"].as_array().or_else(|| policy["ClaimsTransformations"].as_array());
    let found = all.into_iter().flatten().find(|one| one["ID"] == id);
    let method = found.and_then(|one| one["TransformationMethod"].as_str()).unwrap_or("transformation");
    let input = found.and_then(|one| one["InputClaims"][0]["ClaimTypeReferenceId"].as_str());
    match (method, input) {
        ("ExtractMailPrefix", Some(input)) => {
            let rows = policy["ClaimsSchema"].as_array();
            let of = rows.into_iter().flatten().find(|row| row["ID"].as_str() == Some(input));
            let name = of.and_then(|row| row["ID"].as_str()).unwrap_or(input);
            ClaimSource::read(&format!("ExtractMailPrefix(user.{})", name.to_ascii_lowercase()))
        }
        (method, _) => ClaimSource::Other(format!("{method}(…)")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::{PersonFacts, Problem, preview};

    const POLICY: &str = r#"{"ClaimsMappingPolicy":{"Version":1,"IncludeBasicClaimSet":"false","ClaimsSchema":[
        {"Source":"user","ID":"mail","SamlClaimType":"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"},
        {"Source":"user","ID":"EmployeeId","SamlClaimType":"number"},
        {"Value":"EU","SamlClaimType":"region"},
        {"Source":"company","ID":"tenantcountry","SamlClaimType":"land"},
        {"Source":"transformation","ID":"x","TransformationID":"cut","SamlClaimType":"short"},
        {"Source":"user","ID":"mail","SamlClaimType":"http://schemas.microsoft.com/identity/claims/tenantid"}],
        "ClaimsTransformation":[{"ID":"cut","TransformationMethod":"ExtractMailPrefix",
            "InputClaims":[{"ClaimTypeReferenceId":"mail","TransformationClaimType":"mail"}]}]}}"#;

    #[test]
    fn a_policy_becomes_a_plan_and_what_only_entra_knows_is_named() {
        let plan = ClaimsPlan::from_policy(POLICY).unwrap();
        assert_eq!(plan.name_id, ClaimSource::User("mail".to_owned()));
        let claims: Vec<_> =
            plan.claims.iter().map(|claim| (claim.name.as_str(), claim.source.to_string())).collect();
        let expected = [
            ("number", "user.employeeid"),
            ("region", "\"EU\""),
            ("land", "company.tenantcountry"),
            ("short", "ExtractMailPrefix(user.mail)"),
        ];
        let expected: Vec<_> = expected.iter().map(|(name, source)| (*name, (*source).to_owned())).collect();
        assert_eq!(claims, expected, "the standard claims are off, and the tenant id cannot be set");
        assert_eq!(plan.attributes().collect::<Vec<_>>(), ["employeeid", "mail", "mail"]);
    }

    #[test]
    fn what_cannot_be_computed_is_no_problem_but_is_marked() {
        let mut plan = ClaimsPlan::from_policy(POLICY).unwrap();
        plan.set_claim("land", ClaimSource::read("company.tenantcountry"), true);
        let person = PersonFacts {
            attributes: [("mail".to_owned(), "b@contoso.com".to_owned())].into(),
            ..PersonFacts::default()
        };
        let shown = preview(&plan, &person);
        assert_eq!(shown.problems, Vec::<Problem>::new());
        let land = shown.claims.iter().find(|claim| claim.name == "land").unwrap();
        assert!(!land.computed && land.required && land.values.is_empty());
    }

    #[test]
    fn other_texts_are_no_policy() {
        for text in ["", "[]", "{}", r#"{"TokenIssuancePolicy":{}}"#] {
            assert_eq!(ClaimsPlan::from_policy(text), None, "{text}");
        }
    }
}
