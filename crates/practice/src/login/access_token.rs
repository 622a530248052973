//! Access tokens: signed, with the claims that clients look into although they should not.
//!
//! Graph itself knows its tokens by their fingerprint and trusts nothing that is written in them.

use super::{
    circumstances::Circumstances,
    client::{self, Client},
    jwt,
    proof::Proof,
    resource::Resource,
};
use crate::state::{World, keys::KeyError, sign_in::Grant};
use serde_json::{Value, json};

/// What goes into one access token.
pub(super) struct Contents<'a> {
    pub(super) grant: &'a Grant,
    pub(super) resource: &'a Resource,
    pub(super) proof: Proof,
}

/// A compact JWS of the resource's version.
pub(super) fn make(world: &World, contents: &Contents<'_>, at: &Circumstances) -> Result<String, KeyError> {
    let Contents { grant, resource, .. } = contents;
    let tenant = world.tenant.id;
    let second = resource.version == 2;
    let issuer = if second { format!("{}/{tenant}/v2.0", at.origin) } else { world.tenant.saml_issuer() };
    let mut claims = json!({
        "aud": audience(grant, resource),
        "iss": issuer,
        "iat": at.now.unix_timestamp(),
        "nbf": at.now.unix_timestamp(),
        "exp": grant.expires.unix_timestamp(),
        "aio": jwt::half_hash(&at.trace.to_string()),
        "oid": grant.user.to_string(),
        "rh": jwt::opaque(tenant, resource.id),
        "sub": if grant.app_only { grant.user.to_string() } else { jwt::pairwise(grant.user, resource.id) },
        "tid": tenant.to_string(),
        "uti": jwt::unique(at.trace),
        "ver": if second { "2.0" } else { "1.0" },
    });
    let proof = match contents.proof {
        Proof::None => "0",
        Proof::Secret => "1",
        Proof::Certificate => "2",
    };
    let (client, how) = if second { ("azp", "azpacr") } else { ("appid", "appidacr") };
    claims[client] = grant.client.to_string().into();
    claims[how] = proof.into();
    if grant.cae {
        claims["xms_cc"] = json!(["cp1"]);
    }
    if grant.app_only {
        application(&mut claims, grant, world, second);
    } else {
        person(&mut claims, grant, world, second);
    }
    jwt::sign(world, &claims, !second)
}

/// Graph's audience is its address if it was asked for by address, else its id.
fn audience(grant: &Grant, resource: &Resource) -> String {
    if resource.version == 2 {
        return resource.id.to_string();
    }
    let graph = resource.id == super::first_party::GRAPH;
    if graph && grant.prefix.is_empty() { resource.id.to_string() } else { resource.audience.clone() }
}

fn application(claims: &mut Value, grant: &Grant, world: &World, second: bool) {
    claims["idtyp"] = "app".into();
    if !grant.scopes.is_empty() {
        claims["roles"] = json!(grant.scopes);
    }
    if !second {
        claims["idp"] = world.tenant.saml_issuer().into();
        if let Some(Client { name, .. }) = client::find(world, grant.client) {
            claims["app_displayname"] = name.into();
        }
        claims["tenant_region_scope"] = "EU".into();
    }
}

fn person(claims: &mut Value, grant: &Grant, world: &World, second: bool) {
    let user = world.directory.any(grant.user);
    let text = |name: &str| user.map(|user| user.text(name)).unwrap_or_default();
    let scopes: Vec<&str> =
        grant.scopes.iter().map(String::as_str).filter(|scope| *scope != "offline_access").collect();
    claims["scp"] = scopes.join(" ").into();
    claims["name"] = text("displayName").into();
    let mut roles: Vec<String> =
        world.directory.roles_of(grant.user).iter().map(ToString::to_string).collect();
    // Every member has this one; it stands for "is a user of the tenant".
    roles.push("b79fbf4d-3ef9-4689-8143-76b194e85509".to_owned());
    claims["wids"] = json!(roles);
    if second {
        claims["preferred_username"] = text("userPrincipalName").into();
        return;
    }
    claims["acct"] = i32::from(text("userType") == "Guest").into();
    claims["acr"] = "1".into();
    claims["amr"] = json!(["pwd"]);
    claims["idtyp"] = "user".into();
    claims["ipaddr"] = "127.0.0.1".into();
    claims["unique_name"] = text("userPrincipalName").into();
    claims["upn"] = text("userPrincipalName").into();
    for (claim, property) in [("family_name", "surname"), ("given_name", "givenName")] {
        if !text(property).is_empty() {
            claims[claim] = text(property).into();
        }
    }
    if let Some(Client { name, .. }) = client::find(world, grant.client) {
        claims["app_displayname"] = name.into();
    }
    claims["xms_st"] = json!({ "sub": jwt::pairwise(grant.user, grant.client) });
    claims["tenant_region_scope"] = "EU".into();
}
