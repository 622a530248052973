//! How a client writes what it wants, and how the answer lists what it got.

use super::{
    failure::Failure,
    resource::{self, Resource},
};
use crate::state::{World, authorization::Asked, sign_in::Grant};
use std::collections::BTreeSet;

/// Scopes of the sign-in protocol itself.
pub(crate) const PROTOCOL: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Longer scope parameters are nonsense.
const LONGEST: usize = 16 * 1024;

/// Reads a scope parameter: short names are Graph's; long ones begin with a resource. One request, one resource.
pub(crate) fn parse(world: &World, text: &str, origin: &str) -> Result<Asked, Failure> {
    if text.len() > LONGEST {
        return Err(Failure::new("invalid_scope", 70_011, "The provided value for 'scope' is too long."));
    }
    let mut asked = Asked::default();
    let mut found: Option<Resource> = None;
    for word in text.split_whitespace() {
        if let Some(own) = PROTOCOL.iter().find(|own| own.eq_ignore_ascii_case(word)) {
            asked.protocol.insert((*own).to_owned());
            continue;
        }
        let (prefix, name) = match word.rfind('/') {
            Some(at) => word.split_at(at + 1),
            None => ("", word),
        };
        if let Some(own) = PROTOCOL.iter().find(|own| own.eq_ignore_ascii_case(name)) {
            asked.protocol.insert((*own).to_owned());
            continue;
        }
        let resource = resource_of(world, prefix, word, origin)?;
        if found.as_ref().is_some_and(|found| found.id != resource.id) {
            let message = format!(
                "Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {text} is not valid."
            );
            return Err(Failure::new("invalid_scope", 28_000, message));
        }
        take(&mut asked, prefix, name, word, &resource)?;
        found = Some(resource);
    }
    if asked.default && !asked.scopes.is_empty() {
        let message = format!(
            "The provided value for the input parameter 'scope' is not valid. One or more scopes in '{text}' are not compatible with each other: .default scope can't be combined with resource-specific scopes."
        );
        return Err(Failure::new("invalid_scope", 70_011, message));
    }
    if found.is_none() && asked.protocol.is_empty() {
        return Err(Failure::missing("scope"));
    }
    asked.resource = found.map(|resource| resource.id).unwrap_or_default();
    Ok(asked)
}

fn resource_of(world: &World, prefix: &str, word: &str, origin: &str) -> Result<Resource, Failure> {
    resource::named(world, prefix, origin).ok_or_else(|| {
        let wanted = prefix.trim_end_matches('/');
        let message = format!(
            "The resource principal named {wanted} was not found in the tenant named {} (asked for as '{word}'). This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.",
            world.tenant.name
        );
        Failure::new("invalid_resource", 500_011, message)
    })
}

fn take(asked: &mut Asked, prefix: &str, name: &str, word: &str, resource: &Resource) -> Result<(), Failure> {
    if name == ".default" {
        asked.default = true;
    } else {
        let known = resource.permissions.iter().find(|permission| permission.name.eq_ignore_ascii_case(name));
        let known = known.ok_or_else(|| {
            let message = format!(
                "The application asked for scope '{word}' that doesn't exist on the resource '{}'. Contact the app vendor.",
                resource.id
            );
            Failure::new("invalid_scope", 650_053, message)
        })?;
        asked.scopes.insert(known.name.clone());
    }
    if asked.prefix.is_empty() {
        prefix.clone_into(&mut asked.prefix);
    }
    Ok(())
}

/// The `scope` of a token answer: everything but `offline_access`, written as it was asked for.
pub(crate) fn list(grant: &Grant) -> String {
    let name = |scope: &String| {
        if PROTOCOL.contains(&scope.as_str()) { scope.clone() } else { format!("{}{scope}", grant.prefix) }
    };
    let mut all: Vec<String> =
        grant.scopes.iter().filter(|scope| *scope != "offline_access").map(name).collect();
    if grant.default {
        all.push(format!("{}.default", grant.prefix));
    }
    all.join(" ")
}

/// The permissions at the resource among the scopes.
pub(crate) fn permissions(scopes: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    scopes.iter().map(String::as_str).filter(|scope| !PROTOCOL.contains(scope))
}
