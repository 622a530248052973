//! Judges a row by a parsed `$filter`, and refuses the forms that real Graph refuses.

use super::parse::{Comparison, Expression, TextTest};
use super::row::Row;
use crate::graph::refusal::Refusal;
use crate::graph::schema::{Holds, Schema};
use serde_json::Value;
use std::cmp::Ordering;

/// What a collection allows in its filters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Abilities {
    /// `contains` works (gallery, logs) or is refused (directory objects).
    pub(crate) contains: bool,
    /// `ne`, `not`, `endsWith` and `/$count` need the advanced query mode.
    pub(crate) advanced_needed: bool,
    /// The request is in the advanced query mode: `ConsistencyLevel: eventual` with `$count=true`.
    pub(crate) advanced: bool,
}

impl Abilities {
    fn needs_advanced(self, operator: &str) -> Result<(), Refusal> {
        if self.advanced || !self.advanced_needed {
            return Ok(());
        }
        Err(Refusal::unsupported_query(format!(
            "Operator '{operator}' is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for more information"
        )))
    }
}

/// Text properties of people on which `endsWith` works.
const ENDS: [&str; 5] = ["mail", "otherMails", "proxyAddresses", "userPrincipalName", "identities"];

/// Refuses what this collection does not answer, and properties it does not have.
pub(crate) fn admit(expression: &Expression, abilities: Abilities, schema: &Schema) -> Result<(), Refusal> {
    match expression {
        Expression::Compare(path, comparison, wanted) => {
            if *comparison == Comparison::Ne {
                abilities.needs_advanced("Not Equal")?;
            }
            property(path, abilities, schema)?;
            comparable(path, wanted, schema)
        }
        Expression::Text(TextTest::Contains, ..) if !abilities.contains => {
            Err(Refusal::unsupported_query("Filter operator 'Contains' is not supported."))
        }
        Expression::Text(test, path, _) => {
            if *test == TextTest::EndsWith {
                abilities.needs_advanced("endsWith")?;
                if abilities.advanced_needed && !ENDS.contains(&path.as_str()) {
                    return Err(unsupported(path, schema));
                }
            }
            property(path, abilities, schema)
        }
        Expression::In(path, _) => property(path, abilities, schema),
        // Inside a lambda the names are those of the variable.
        Expression::Any(path, inner) => {
            if inner.as_ref().is_some_and(|(_, inner)| has_not_equal(inner)) {
                abilities.needs_advanced("Not Equal")?;
            }
            property(path, abilities, schema)
        }
        Expression::Not(inner) => {
            abilities.needs_advanced("Not")?;
            admit(inner, abilities, schema)
        }
        Expression::And(left, right) | Expression::Or(left, right) => {
            admit(left, abilities, schema)?;
            admit(right, abilities, schema)
        }
    }
}

fn has_not_equal(expression: &Expression) -> bool {
    match expression {
        Expression::Compare(_, comparison, _) => *comparison == Comparison::Ne,
        Expression::Not(_) => true,
        Expression::And(left, right) | Expression::Or(left, right) => {
            has_not_equal(left) || has_not_equal(right)
        }
        _ => false,
    }
}

fn property(path: &str, abilities: Abilities, schema: &Schema) -> Result<(), Refusal> {
    let (head, rest) = path.split_once('/').unwrap_or((path, ""));
    if rest == "$count" {
        abilities.needs_advanced("$count")?;
        if schema.relations.contains(&head) {
            return Ok(());
        }
    }
    if head == "id" {
        return Ok(());
    }
    match schema.property(head) {
        Some(property) if property.filterable => Ok(()),
        Some(_) => Err(unsupported(head, schema)),
        None => Err(Refusal::new(
            400,
            "BadRequest",
            format!(
                "Invalid filter clause: Could not find a property named '{head}' on type '{}'.",
                schema.type_name
            ),
        )),
    }
}

fn unsupported(property: &str, schema: &Schema) -> Refusal {
    Refusal::unsupported_query(format!(
        "Unsupported or invalid query filter clause specified for property '{property}' of resource '{}'.",
        schema.resource
    ))
}

/// A flag is compared with a flag, a text with a text.
fn comparable(path: &str, wanted: &Value, schema: &Schema) -> Result<(), Refusal> {
    let (found, other) = match (schema.property(path).map(|property| property.holds), wanted) {
        (Some(Holds::Flag), Value::String(_)) => ("Edm.Boolean", "Edm.String"),
        (Some(Holds::Text(_)), Value::Bool(_)) => ("Edm.String", "Edm.Boolean"),
        (Some(Holds::Text(_)), Value::Number(_)) => ("Edm.String", "Edm.Int32"),
        (Some(Holds::Texts(_) | Holds::Complexes(_)), Value::String(_)) => {
            return Err(unsupported(path, schema));
        }
        _ => return Ok(()),
    };
    Err(Refusal::new(
        400,
        "BadRequest",
        format!(
            "Invalid filter clause: A binary operator with incompatible types was detected. Found operand types '{found}' and '{other}' for operator kind 'Equal'."
        ),
    ))
}

/// Whether the row fits the filter.
pub(crate) fn fits(expression: &Expression, row: &dyn Row) -> bool {
    match expression {
        Expression::Compare(path, comparison, wanted) => compare(&row.at(path), *comparison, wanted),
        Expression::Text(test, path, wanted) => match &*row.at(path) {
            Value::String(found) => text_fits(*test, found, wanted),
            Value::Array(items) => {
                items.iter().filter_map(Value::as_str).any(|found| text_fits(*test, found, wanted))
            }
            _ => false,
        },
        Expression::In(path, values) => {
            let found = row.at(path);
            values.iter().any(|wanted| compare(&found, Comparison::Eq, wanted))
        }
        Expression::Any(path, inner) => {
            let found = row.at(path);
            let items = found.as_array().map(Vec::as_slice).unwrap_or_default();
            match inner {
                None => !items.is_empty(),
                // The variable becomes the one property of a small object, so that `x` and `x/name` both resolve.
                Some((variable, inner)) => items.iter().any(|item| {
                    let scope = Value::Object([(variable.clone(), item.clone())].into_iter().collect());
                    fits(inner, &scope)
                }),
            }
        }
        Expression::Not(inner) => !fits(inner, row),
        Expression::And(left, right) => fits(left, row) && fits(right, row),
        Expression::Or(left, right) => fits(left, row) || fits(right, row),
    }
}

fn text_fits(test: TextTest, found: &str, wanted: &str) -> bool {
    let (found, wanted) = (found.to_lowercase(), wanted.to_lowercase());
    match test {
        TextTest::StartsWith => found.starts_with(&wanted),
        TextTest::EndsWith => found.ends_with(&wanted),
        TextTest::Contains => found.contains(&wanted),
    }
}

/// Compares as the directory does: text without regard to case.
fn compare(found: &Value, comparison: Comparison, wanted: &Value) -> bool {
    let order = order(found, wanted);
    match comparison {
        Comparison::Eq => order == Some(Ordering::Equal),
        Comparison::Ne => order != Some(Ordering::Equal),
        Comparison::Gt => order == Some(Ordering::Greater),
        Comparison::Ge => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        Comparison::Lt => order == Some(Ordering::Less),
        Comparison::Le => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        // Flags of an enumeration stand separated by commas.
        Comparison::Has => match (found, wanted) {
            (Value::String(found), Value::String(wanted)) => {
                found.split(',').any(|flag| flag.trim().eq_ignore_ascii_case(wanted))
            }
            _ => false,
        },
    }
}

/// The order of two values of one type; text is compared without regard to case.
pub(crate) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => {
            if left.is_ascii() && right.is_ascii() {
                let lower =
                    |text: &'_ str| text.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>();
                if left.eq_ignore_ascii_case(right) {
                    return Some(Ordering::Equal);
                }
                return Some(lower(left).cmp(&lower(right)));
            }
            Some(left.to_lowercase().cmp(&right.to_lowercase()))
        }
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::parse::parse, *};
    use crate::graph::schema::{GROUP, USER};
    use serde_json::json;

    fn keeps(filter: &str, object: &Value) -> bool {
        fits(&parse(filter).unwrap(), object)
    }

    #[test]
    fn filters_a_client_uses_are_understood() {
        let object = json!({
            "displayName": "O'Hara & Co", "accountEnabled": true,
            "servicePrincipalNames": ["https://login.sequr.io"],
            "createdDateTime": "2026-11-20T09:00:00Z",
            "appRoles": [{ "value": null, "displayName": "User" }],
            "assignedLicenses": [],
        });
        assert!(keeps("displayName eq 'o''hara & co'", &object), "apostrophes double, case does not count");
        assert!(keeps("startswith(displayName,'O''H') and accountEnabled eq true", &object));
        assert!(keeps("servicePrincipalNames/any(n:n eq 'https://login.sequr.io')", &object));
        assert!(keeps("appRoles/any(r: r/displayName eq 'User')", &object));
        assert!(keeps("createdDateTime ge 2026-01-01T00:00:00Z", &object), "timestamps stand without quotes");
        assert!(!keeps("displayName in ('a','b') or (accountEnabled eq false)", &object));
        assert!(keeps("assignedLicenses/$count eq 0", &object));
        assert!(keeps("NOT(displayName eq 'x') and not(accountEnabled eq false)", &object));
        assert!(keeps("appRoles/any(r: r/value eq null)", &object));
    }

    #[test]
    fn broken_filters_are_refused_and_never_panic() {
        for broken in
            ["", "displayName", "displayName eq", "eq eq eq", "a eq 'x", "(a eq 1", "a eq 1)", "x/any(y"]
        {
            assert!(parse(broken).is_err(), "{broken}");
        }
        assert!(parse(&"(".repeat(7_000)).is_err(), "depth is bounded");
        assert!(parse(&"not ".repeat(1_900)).is_err());
    }

    #[test]
    fn advanced_operators_need_the_advanced_mode() {
        let plain = Abilities { contains: false, advanced_needed: true, advanced: false };
        for filter in [
            "displayName ne 'a'",
            "not startswith(displayName,'a')",
            "contains(displayName,'a')",
            "endsWith(mail,'a')",
            "assignedLicenses/$count eq 0",
            "passwordProfile/password eq 'a'",
        ] {
            let refused = admit(&parse(filter).unwrap(), plain, &USER).unwrap_err();
            assert_eq!(refused.code, "Request_UnsupportedQuery", "{filter}");
        }
        let wide = Abilities { advanced: true, ..plain };
        for filter in ["displayName ne 'a'", "endsWith(mail,'a')", "assignedLicenses/$count eq 0"] {
            assert!(admit(&parse(filter).unwrap(), wide, &USER).is_ok(), "{filter}");
        }
        assert!(admit(&parse("members/$count eq 0").unwrap(), wide, &GROUP).is_ok());
        assert!(admit(&parse("nosuch eq 'a'").unwrap(), plain, &USER).is_err());
        assert!(admit(&parse("accountEnabled eq 'true'").unwrap(), plain, &USER).is_err(), "wrong type");
    }
}
