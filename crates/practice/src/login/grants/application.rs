//! Client credentials: an application by itself, with the permissions an administrator gave it.

use crate::{
    login::{
        client::{Client, Origin},
        failure::Failure,
        issue,
        journal::Attempt,
        proof::Proof,
        resource::{self, Resource},
        scope,
        token::Desk,
    },
    state::{World, sign_in::Grant},
};
use serde_json::Value;
use uuid::Uuid;

pub(in crate::login) fn redeem(world: &mut World, desk: &Desk<'_>) -> Result<Value, Failure> {
    let wanted = wanted(world, desk);
    let mut attempt =
        Attempt::of(world, &desk.client, wanted.as_ref().map_or_else(|_| Uuid::nil(), |r| r.id));
    attempt.service_principal = desk.client.instance;
    let outcome = wanted.and_then(|resource| give(world, desk, &resource));
    attempt.ended(world, desk.at, &outcome);
    outcome
}

fn give(world: &mut World, desk: &Desk<'_>, resource: &Resource) -> Result<Value, Failure> {
    if matches!(desk.tenant, "common" | "organizations") {
        let message = "No tenant-identifying information found in either the request or implied by any provided credentials.";
        return Err(Failure::new("invalid_request", 50_059, message));
    }
    if desk.proof == Proof::None {
        let message = "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.";
        return Err(Failure::new("invalid_client", 7_000_216, message));
    }
    let Client { id, instance: Some(holder), origin: Origin::Registered, .. } = desk.client else {
        let message = format!(
            "The client application {} is missing service principal in the tenant {}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119",
            desk.client.id, world.tenant.id
        );
        return Err(Failure::new("unauthorized_client", 7_000_229, message));
    };
    let roles = resource::roles_held(world, holder, resource);
    let required = resource.instance.and_then(|id| world.directory.any(id));
    if roles.is_empty() && required.is_some_and(|instance| instance.flag("appRoleAssignmentRequired")) {
        let message =
            format!("Application '{id}' is not assigned to a role for the application '{}'.", resource.id);
        return Err(Failure::new("invalid_grant", 501_051, message));
    }
    let grant = Grant {
        user: holder,
        client: id,
        resource: resource.id,
        scopes: roles.into_iter().collect(),
        app_only: true,
        prefix: scope::parse(world, desk.fields.get("scope"), &desk.at.origin)?.prefix,
        default: true,
        cae: desk.fields.handles_challenges(),
        by_device_code: false,
        nonce: None,
        signed_in: desk.at.now,
        issued: desk.at.now,
        expires: desk.at.now,
    };
    issue::tokens(desk.app, world, &grant, desk.wish(), desk.at)
}

/// The one resource whose `.default` is asked for.
fn wanted(world: &World, desk: &Desk<'_>) -> Result<Resource, Failure> {
    let text = desk.fields.need("scope")?;
    let asked = scope::parse(world, text, &desk.at.origin)?;
    if !asked.default {
        let message = format!(
            "The provided value for scope {text} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."
        );
        return Err(Failure::new("invalid_scope", 1_002_012, message));
    }
    resource::with_id(world, asked.resource).ok_or_else(issue::broken)
}
