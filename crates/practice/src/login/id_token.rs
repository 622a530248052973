//! The id token: who signed in.

use super::{circumstances::Circumstances, jwt};
use crate::state::{World, keys::KeyError, sign_in::Grant};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use time::Duration;
use uuid::Uuid;

/// What binds an id token to the code and the access token that travel with it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Companions<'a> {
    pub(super) code: Option<&'a str>,
    pub(super) access_token: Option<&'a str>,
}

/// A compact JWS of version 2.
pub(super) fn make(
    world: &World,
    grant: &Grant,
    at: &Circumstances,
    companions: Companions<'_>,
) -> Result<String, KeyError> {
    let tenant = world.tenant.id;
    let user = world.directory.any(grant.user);
    let text = |name: &str| user.map(|user| user.text(name).to_owned()).unwrap_or_default();
    let issued = at.now.unix_timestamp();
    let mut claims = json!({
        "aud": grant.client.to_string(),
        "iss": format!("{}/{tenant}/v2.0", at.origin),
        "iat": issued,
        "nbf": issued,
        "exp": (at.now + Duration::hours(1)).unix_timestamp(),
        "oid": grant.user.to_string(),
        "rh": jwt::opaque(tenant, grant.client),
        "sid": session(grant),
        "sub": jwt::pairwise(grant.user, grant.client),
        "tid": tenant.to_string(),
        "uti": jwt::unique(at.trace),
        "ver": "2.0",
    });
    if grant.scopes.contains("profile") {
        claims["name"] = text("displayName").into();
        claims["preferred_username"] = text("userPrincipalName").into();
    }
    if grant.scopes.contains("email") && !text("mail").is_empty() {
        claims["email"] = text("mail").into();
    }
    if let Some(nonce) = &grant.nonce {
        claims["nonce"] = nonce.as_str().into();
    }
    if let Some(code) = companions.code {
        claims["c_hash"] = jwt::half_hash(code).into();
    }
    if let Some(token) = companions.access_token {
        claims["at_hash"] = jwt::half_hash(token).into();
    }
    registered_claims(world, grant, &mut claims);
    jwt::sign(world, &claims, false)
}

/// What the registration asks for: app roles the person holds, groups, `auth_time`, `login_hint`.
fn registered_claims(world: &World, grant: &Grant, claims: &mut Value) {
    let Some(instance) =
        world.directory.by_app_id(crate::state::object::Kind::ServicePrincipal, grant.client)
    else {
        return;
    };
    let roles = crate::saml_idp::claims::role_values(world, grant.user, instance.id);
    if !roles.is_empty() {
        claims["roles"] = json!(roles);
    }
    let application = world.directory.by_app_id(crate::state::object::Kind::Application, grant.client);
    let Some(application) = application else { return };
    match crate::saml_idp::groups::of(world, grant.user, application, instance.id, 200) {
        crate::saml_idp::groups::Groups::None => {}
        crate::saml_idp::groups::Groups::Ids(ids) => claims["groups"] = json!(ids),
        crate::saml_idp::groups::Groups::TooMany => {
            claims["_claim_names"] = json!({ "groups": "src1" });
            claims["_claim_sources"] = json!({ "src1": { "endpoint": format!(
                "https://graph.windows.net/{}/users/{}/getMemberObjects", world.tenant.id, grant.user
            ) } });
        }
    }
    let optional = application.properties.get("optionalClaims").and_then(|all| all.get("idToken"));
    let wants = |name: &str| {
        let rows = optional.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        rows.iter().any(|row| row["name"].as_str() == Some(name))
    };
    let user = world.directory.any(grant.user);
    let mut put = |name: &str, property: &str| {
        let value = user.and_then(|user| user.optional_text(property));
        if let (true, Some(value)) = (wants(name), value) {
            claims[name] = value.into();
        }
    };
    put("email", "mail");
    put("upn", "userPrincipalName");
    put("given_name", "givenName");
    put("family_name", "surname");
    if wants("auth_time") {
        claims["auth_time"] = grant.signed_in.unix_timestamp().into();
    }
}

/// The session's id: the same for all tokens of one sign-in.
fn session(grant: &Grant) -> String {
    let label = format!("session:{}:{}", grant.user, grant.signed_in.unix_timestamp_nanos());
    crate::seed::stable_id(&label).to_string()
}

/// `client_info`: user and tenant, as Microsoft's libraries want it.
pub(super) fn client_info(user: Uuid, tenant: Uuid) -> String {
    let info = json!({ "uid": user.to_string(), "utid": tenant.to_string() });
    URL_SAFE_NO_PAD.encode(info.to_string())
}
