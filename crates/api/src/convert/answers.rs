//! Answers, both ways.

use crate::contract::{ErrorCode, Initiation, WireError, run};
use doorward_catalog::Initiator;
use doorward_domain::SamlField;
use doorward_onboarding::{Answers, TestUserAnswer};
use serde_json::Value;
use std::str::FromStr;

/// Longest text that is kept from one box.
const LONGEST: usize = 2000;

pub(crate) fn answers_out(answers: &Answers) -> run::Answers {
    run::Answers {
        name: answers.name.clone(),
        adopt: answers.adopt.map(|id| id.to_string()),
        placeholders: answers.placeholders.clone(),
        overrides: answers
            .overrides
            .iter()
            .map(|(field, value)| (field_key(*field), value.clone()))
            .collect(),
        patterns: answers.patterns.iter().map(|(field, text)| (field_key(*field), text.clone())).collect(),
        initiation: answers.initiator.map(initiation_out),
        emails: answers.emails.clone(),
        test_user: run::TestUserAnswer {
            existing: answers.test_user.existing.map(|id| id.to_string()),
            name: answers.test_user.name.clone(),
            user_name: answers.test_user.user_name.clone(),
            domain: answers.test_user.domain.clone(),
        },
        group: answers.group.map(|id| id.to_string()),
        role: answers.role.map(|id| id.to_string()),
        vendor_done: answers.vendor_done,
        claims_done: answers.claims_done,
    }
}

pub(crate) fn answers_in(answers: &run::Answers) -> Result<Answers, WireError> {
    let mut overrides = std::collections::BTreeMap::new();
    for (key, value) in &answers.overrides {
        overrides.insert(field_of(key)?, short(value)?);
    }
    let mut placeholders = std::collections::BTreeMap::new();
    for (key, value) in &answers.placeholders {
        placeholders.insert(short(key)?, short(value)?);
    }
    let mut patterns = std::collections::BTreeMap::new();
    for (key, text) in &answers.patterns {
        patterns.insert(field_of(key)?, short(text)?);
    }
    let user = &answers.test_user;
    Ok(Answers {
        name: short(&answers.name)?,
        adopt: id(answers.adopt.as_deref(), "adopt")?,
        placeholders,
        overrides,
        patterns,
        initiator: answers.initiation.map(initiator_in),
        emails: answers.emails.clone().map(|mails| mails.into_iter().take(20).collect()),
        test_user: TestUserAnswer {
            existing: id(user.existing.as_deref(), "existing")?,
            name: short(&user.name)?,
            user_name: short(&user.user_name)?,
            domain: short(&user.domain)?,
        },
        group: id(answers.group.as_deref(), "group")?,
        role: id(answers.role.as_deref(), "role")?,
        vendor_done: answers.vendor_done,
        claims_done: answers.claims_done,
    })
}

fn short(text: &str) -> Result<String, WireError> {
    if text.chars().count() > LONGEST {
        return Err(WireError::new(
            ErrorCode::InvalidInput,
            format!("A box takes at most {LONGEST} characters."),
        ));
    }
    Ok(text.to_owned())
}

fn id<T: FromStr>(text: Option<&str>, field: &str) -> Result<Option<T>, WireError> {
    text.filter(|text| !text.is_empty())
        .map(|text| {
            text.parse().map_err(|_| {
                WireError::new(ErrorCode::InvalidInput, "This is not an object id.").field(field)
            })
        })
        .transpose()
}

fn field_of(key: &str) -> Result<SamlField, WireError> {
    serde_json::from_value(Value::String(key.to_owned())).map_err(|_| {
        WireError::new(ErrorCode::InvalidInput, format!("“{key}” is not a SAML field.")).field("overrides")
    })
}

/// The wire's name of a SAML field.
pub(crate) fn field_key(field: SamlField) -> String {
    serde_json::to_value(field).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(crate) fn initiation_out(initiator: Initiator) -> Initiation {
    match initiator {
        Initiator::ServiceProvider => Initiation::ServiceProvider,
        Initiator::IdentityProvider => Initiation::IdentityProvider,
    }
}

fn initiator_in(initiation: Initiation) -> Initiator {
    match initiation {
        Initiation::ServiceProvider => Initiator::ServiceProvider,
        Initiation::IdentityProvider => Initiator::IdentityProvider,
    }
}
