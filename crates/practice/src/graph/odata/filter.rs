//! Judges an object by a parsed `$filter`, and refuses the forms that real Graph refuses.

use super::parse::{Comparison, Expression, TextTest};
use crate::graph::refusal::Refusal;
use serde_json::Value;
use std::cmp::Ordering;

/// What a collection allows in its filters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Abilities {
    /// `contains` works (gallery) or is refused (directory objects).
    pub(crate) contains: bool,
    /// `ne`, `not` and `endsWith` need the advanced query mode.
    pub(crate) advanced_needed: bool,
    /// The request is in the advanced query mode: `ConsistencyLevel: eventual` with `$count=true`.
    pub(crate) advanced: bool,
}

/// Refuses what this collection does not answer, and properties it does not have.
pub(crate) fn admit(
    expression: &Expression,
    abilities: Abilities,
    known: &dyn Fn(&str) -> bool,
) -> Result<(), Refusal> {
    let path_known = |path: &str| {
        let head = path.split('/').next().unwrap_or_default();
        if known(head) {
            Ok(())
        } else {
            Err(Refusal::new(
                400,
                "BadRequest",
                format!("Invalid filter clause: no property named '{head}'."),
            ))
        }
    };
    let advanced = |operator: &str| {
        if abilities.advanced || !abilities.advanced_needed {
            return Ok(());
        }
        Err(Refusal::unsupported_query(format!(
            "Operator '{operator}' is not supported without the ConsistencyLevel:eventual header and $count=true."
        )))
    };
    match expression {
        Expression::Compare(path, comparison, _) => {
            if *comparison == Comparison::Ne {
                advanced("ne")?;
            }
            path_known(path)
        }
        Expression::Text(TextTest::Contains, ..) if !abilities.contains => {
            Err(Refusal::unsupported_query("Unsupported Query: the operator 'contains' is not supported."))
        }
        Expression::Text(test, path, _) => {
            if *test == TextTest::EndsWith {
                advanced("endsWith")?;
            }
            path_known(path)
        }
        Expression::In(path, _) => path_known(path),
        // Inside a lambda the names are those of the variable.
        Expression::Any(path, _) => path_known(path),
        Expression::Not(inner) => {
            advanced("not")?;
            admit(inner, abilities, known)
        }
        Expression::And(left, right) | Expression::Or(left, right) => {
            admit(left, abilities, known)?;
            admit(right, abilities, known)
        }
    }
}

/// Whether the object fits the filter.
pub(crate) fn fits(expression: &Expression, object: &Value) -> bool {
    match expression {
        Expression::Compare(path, comparison, wanted) => compare(at(object, path), *comparison, wanted),
        Expression::Text(test, path, wanted) => {
            let Some(found) = at(object, path).as_str() else { return false };
            text_fits(*test, found, wanted)
        }
        Expression::In(path, values) => {
            values.iter().any(|wanted| compare(at(object, path), Comparison::Eq, wanted))
        }
        Expression::Any(path, inner) => {
            let items = at(object, path).as_array().map(Vec::as_slice).unwrap_or_default();
            match inner {
                None => !items.is_empty(),
                // The variable becomes the one property of a small object, so that `x` and `x/name` both resolve.
                Some((variable, inner)) => items.iter().any(|item| {
                    let scope = Value::Object([(variable.clone(), item.clone())].into_iter().collect());
                    fits(inner, &scope)
                }),
            }
        }
        Expression::Not(inner) => !fits(inner, object),
        Expression::And(left, right) => fits(left, object) && fits(right, object),
        Expression::Or(left, right) => fits(left, object) || fits(right, object),
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

fn at<'a>(object: &'a Value, path: &str) -> &'a Value {
    path.split('/').fold(object, |value, name| value.get(name).unwrap_or(&Value::Null))
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
    }
}

/// The order of two values of one type; text is compared without regard to case.
pub(crate) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.to_lowercase().cmp(&right.to_lowercase())),
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::parse::parse, *};
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
        });
        assert!(keeps("displayName eq 'o''hara & co'", &object), "apostrophes double, case does not count");
        assert!(keeps("startswith(displayName,'O''H') and accountEnabled eq true", &object));
        assert!(keeps("servicePrincipalNames/any(n:n eq 'https://login.sequr.io')", &object));
        assert!(keeps("appRoles/any(r: r/displayName eq 'User')", &object));
        assert!(keeps("createdDateTime ge 2026-01-01T00:00:00Z", &object), "timestamps stand without quotes");
        assert!(!keeps("displayName in ('a','b') or (accountEnabled eq false)", &object));
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
        let known: &dyn Fn(&str) -> bool = &|name| name == "displayName";
        for filter in ["displayName ne 'a'", "not startswith(displayName,'a')", "contains(displayName,'a')"] {
            let refused = admit(&parse(filter).unwrap(), plain, known).unwrap_err();
            assert_eq!(refused.code, "Request_UnsupportedQuery", "{filter}");
        }
        assert!(admit(&parse("nosuch eq 'a'").unwrap(), plain, known).is_err());
    }
}
