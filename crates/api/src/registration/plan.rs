//! The difference between a registration as it should be and as the tenant holds it. Made from what was read, by nothing but
//! comparing: the same tenant yields the same plan, and a registration that is right yields none. Lists are merged; what
//! others put there stays.

use super::found::{Access, Application, Found, GRAPH, Permission, REDIRECT, ResourceAccess, TAG};
use crate::contract::{ChangeView, Finding, PlanView, RequestView, Severity, StepView};
use doorward_signin::Scope;
use serde_json::{Map, Value, json};
use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
};

/// Placeholder for the client id of a registration that is still to be made.
pub(super) const CLIENT: &str = "{application.appId}";

/// One write.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// Make the registration.
    Create { name: String, body: Value },
    /// Mend the one that is there.
    Mend { id: String, name: String, body: Value, changes: Vec<ChangeView> },
    /// Make its instance in the tenant; without a client id, for the registration that is made before.
    Principal { client: Option<String> },
}

/// The whole difference.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) findings: Vec<Finding>,
    /// Permissions with this tenant's ids.
    pub(super) scopes: Vec<Permission>,
}

/// Compares. `wanted` are the permissions by name.
pub(super) fn plan(found: &Found, name: &str, wanted: &[Scope]) -> Plan {
    let mut plan = Plan::default();
    for scope in wanted {
        let offered = found.offered.iter().find(|offered| {
            offered.value.eq_ignore_ascii_case(scope.name()) && offered.is_enabled != Some(false)
        });
        match offered {
            Some(permission) => plan.scopes.push(permission.clone()),
            // Protocol scopes need no registration: every sign-in may ask for them.
            None if matches!(scope, Scope::OpenId(_)) => {}
            None => plan.findings.push(not_offered(scope)),
        }
    }
    match found.own.first() {
        Some(own) => {
            plan.findings.extend(several(found));
            plan.steps.extend(mend(own, &plan.scopes));
            if found.service_principal.is_none() {
                plan.steps.push(Step::Principal { client: Some(own.app_id.clone()) });
            }
        }
        None => {
            plan.findings.extend(namesake(found, name));
            plan.steps.push(Step::Create { name: name.to_owned(), body: whole(name, &plan.scopes) });
            plan.steps.push(Step::Principal { client: None });
        }
    }
    plan
}

fn whole(name: &str, scopes: &[Permission]) -> Value {
    json!({
        "displayName": name,
        "signInAudience": "AzureADMyOrg",
        "isFallbackPublicClient": true,
        "publicClient": { "redirectUris": [REDIRECT] },
        "requiredResourceAccess": [access(scopes)],
        "tags": [TAG],
    })
}

fn access(scopes: &[Permission]) -> ResourceAccess {
    let one = |scope: &Permission| Access { id: scope.id.clone(), kind: "Scope".to_owned() };
    ResourceAccess { resource_app_id: GRAPH.to_owned(), resource_access: scopes.iter().map(one).collect() }
}

fn mend(own: &Application, scopes: &[Permission]) -> Option<Step> {
    let mut body = Map::new();
    let mut changes = Vec::new();
    let mut change = |field: &str, removed: Vec<String>, added: Vec<String>, kept: Vec<String>| {
        changes.push(ChangeView {
            object: "application".to_owned(),
            name: own.display_name.clone(),
            field: field.to_owned(),
            from: removed.iter().chain(&kept).cloned().collect(),
            to: added.iter().chain(&kept).cloned().collect(),
            removed,
            added,
            kept,
        });
    };
    if own.is_fallback_public_client != Some(true) {
        body.insert("isFallbackPublicClient".to_owned(), true.into());
        let before = own.is_fallback_public_client.map(|flag| flag.to_string()).into_iter().collect();
        change("isFallbackPublicClient", before, vec!["true".to_owned()], Vec::new());
    }
    let redirects = &own.public_client.redirect_uris;
    if !redirects.iter().any(|uri| uri == REDIRECT) {
        let merged: Vec<_> = redirects.iter().cloned().chain([REDIRECT.to_owned()]).collect();
        body.insert("publicClient".to_owned(), json!({ "redirectUris": merged }));
        change("publicClient.redirectUris", Vec::new(), vec![REDIRECT.to_owned()], redirects.clone());
    }
    let (merged, lacking) = with_scopes(&own.required_resource_access, scopes);
    if !lacking.is_empty() {
        body.insert("requiredResourceAccess".to_owned(), json!(merged));
        change("requiredResourceAccess", Vec::new(), lacking, Vec::new());
    }
    if !own.tags.iter().any(|tag| tag == TAG) {
        let merged: Vec<_> = own.tags.iter().cloned().chain([TAG.to_owned()]).collect();
        body.insert("tags".to_owned(), json!(merged));
        change("tags", Vec::new(), vec![TAG.to_owned()], own.tags.clone());
    }
    let (id, name) = (own.id.clone(), own.display_name.clone());
    (!body.is_empty()).then_some(Step::Mend { id, name, body: Value::Object(body), changes })
}

/// The lists with what is lacking added, and the names of that.
fn with_scopes(before: &[ResourceAccess], scopes: &[Permission]) -> (Vec<ResourceAccess>, Vec<String>) {
    let mut merged = before.to_vec();
    if !merged.iter().any(|resource| resource.resource_app_id.eq_ignore_ascii_case(GRAPH)) {
        merged.push(access(&[]));
    }
    let mut lacking = Vec::new();
    for resource in merged.iter_mut().filter(|resource| resource.resource_app_id.eq_ignore_ascii_case(GRAPH))
    {
        for scope in scopes {
            let held = resource
                .resource_access
                .iter()
                .any(|access| access.kind == "Scope" && access.id.eq_ignore_ascii_case(&scope.id));
            if !held {
                resource.resource_access.push(Access { id: scope.id.clone(), kind: "Scope".to_owned() });
                lacking.push(scope.value.clone());
            }
        }
    }
    (merged, lacking)
}

fn finding(code: &str, severity: Severity, message: String, remedy: &str) -> Finding {
    Finding {
        code: code.to_owned(),
        severity,
        message,
        remedy: Some(remedy.to_owned()),
        step: None,
        field: None,
    }
}

fn not_offered(scope: &Scope) -> Finding {
    finding(
        "permission_unknown",
        Severity::Blocks,
        format!("Graph in this tenant does not offer {}.", scope.name()),
        "Look whether the account may read Graph's service principal, or whether this cloud lacks the permission.",
    )
}

fn several(found: &Found) -> Option<Finding> {
    let (first, others) = found.own.split_first()?;
    (!others.is_empty()).then(|| {
        finding(
            "several_registrations",
            Severity::Warns,
            format!("{} registrations look like Doorward's; {} is used.", found.own.len(), first.app_id),
            "Delete those that nobody uses.",
        )
    })
}

fn namesake(found: &Found, name: &str) -> Option<Finding> {
    let other = found.namesakes.first()?;
    let mut finding = finding(
        "name_taken",
        Severity::Blocks,
        format!("Another application is called {name} ({}), and it is not Doorward's.", other.app_id),
        "Take another name.",
    );
    finding.field = Some("name".to_owned());
    Some(finding)
}

impl Step {
    pub(super) fn id(&self) -> &'static str {
        match self {
            Self::Create { .. } => "register_application",
            Self::Mend { .. } => "mend_registration",
            Self::Principal { .. } => "create_service_principal",
        }
    }

    pub(super) fn method(&self) -> &'static str {
        match self {
            Self::Mend { .. } => "PATCH",
            _ => "POST",
        }
    }

    pub(super) fn path(&self) -> String {
        match self {
            Self::Create { .. } => "/applications".to_owned(),
            Self::Mend { id, .. } => format!("/applications/{id}"),
            Self::Principal { .. } => "/servicePrincipals".to_owned(),
        }
    }

    pub(super) fn body(&self) -> Value {
        match self {
            Self::Create { body, .. } | Self::Mend { body, .. } => body.clone(),
            Self::Principal { client } => json!({ "appId": client.as_deref().unwrap_or(CLIENT) }),
        }
    }

    fn intent(&self) -> String {
        match self {
            Self::Create { name, .. } => format!("Register “{name}” as a public client of this tenant"),
            Self::Mend { name, .. } => format!("Mend the registration “{name}”"),
            Self::Principal { .. } => "Make its instance in this tenant".to_owned(),
        }
    }

    fn undo(&self) -> &'static str {
        match self {
            Self::Create { .. } => "Delete the registration; Entra keeps it for 30 days.",
            Self::Mend { .. } => "Set the former values, shown here, in the portal.",
            Self::Principal { .. } => "Delete the enterprise application; the registration stays.",
        }
    }

    fn changes(&self, scopes: &[Permission]) -> Vec<ChangeView> {
        let added = |object: &str, name: &str, field: &str, added: Vec<String>| ChangeView {
            object: object.to_owned(),
            name: name.to_owned(),
            field: field.to_owned(),
            from: Vec::new(),
            to: added.clone(),
            removed: Vec::new(),
            added,
            kept: Vec::new(),
        };
        match self {
            Self::Create { name, .. } => {
                let one =
                    |field: &str, value: &str| added("application", name, field, vec![value.to_owned()]);
                vec![
                    one("displayName", name),
                    one("signInAudience", "AzureADMyOrg"),
                    one("isFallbackPublicClient", "true"),
                    one("publicClient.redirectUris", REDIRECT),
                    added("application", name, "requiredResourceAccess", names(scopes)),
                    one("tags", TAG),
                ]
            }
            Self::Mend { changes, .. } => changes.clone(),
            Self::Principal { client } => {
                let client = client.as_deref().unwrap_or(CLIENT).to_owned();
                vec![added("servicePrincipal", "", "appId", vec![client])]
            }
        }
    }
}

fn names(scopes: &[Permission]) -> Vec<String> {
    scopes.iter().map(|scope| scope.value.clone()).collect()
}

impl Plan {
    /// Names this very plan: what would be written where.
    pub(super) fn hash(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for step in &self.steps {
            (step.id(), step.path(), step.body().to_string()).hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }

    /// For showing.
    pub(super) fn view(&self) -> PlanView {
        let mut before: Vec<String> = Vec::new();
        let steps = self.steps.iter().map(|step| {
            let view = StepView {
                id: step.id().to_owned(),
                page: None,
                intent: step.intent(),
                requests: vec![RequestView {
                    method: step.method().to_owned(),
                    path: step.path(),
                    body: serde_json::to_string_pretty(&step.body()).ok(),
                }],
                changes: step.changes(&self.scopes),
                depends_on: before.clone(),
                undo: step.undo().to_owned(),
                undoable: false,
            };
            before = vec![view.id.clone()];
            view
        });
        PlanView { hash: self.hash(), steps: steps.collect(), findings: self.findings.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorward_signin::{Feature, scopes_for};

    fn offered() -> Vec<Permission> {
        scopes_for(&[Feature::Look])
            .iter()
            .map(|scope| Permission {
                id: format!("id-of-{}", scope.name()),
                value: scope.name().to_owned(),
                kind: if scope.name() == "User.Read" { "User" } else { "Admin" }.to_owned(),
                is_enabled: Some(true),
            })
            .collect()
    }

    fn wanted() -> Vec<Scope> {
        scopes_for(&[Feature::Look])
    }

    fn right() -> Application {
        Application {
            id: "object".to_owned(),
            app_id: "client".to_owned(),
            display_name: "Doorward".to_owned(),
            tags: vec![TAG.to_owned()],
            is_fallback_public_client: Some(true),
            public_client: super::super::found::PublicClient { redirect_uris: vec![REDIRECT.to_owned()] },
            required_resource_access: vec![access(&offered())],
        }
    }

    #[test]
    fn an_empty_tenant_gets_a_public_client_with_the_tenants_own_ids() {
        let found = Found { offered: offered(), ..Found::default() };
        let plan = plan(&found, "Doorward", &wanted());
        let [Step::Create { body, .. }, Step::Principal { client: None }] = plan.steps.as_slice() else {
            panic!("{:?}", plan.steps)
        };
        assert_eq!(body["isFallbackPublicClient"], true, "AADSTS7000218 otherwise");
        assert_eq!(body["publicClient"]["redirectUris"], json!(["http://localhost"]));
        assert_eq!(body["signInAudience"], "AzureADMyOrg", "nobody else's tenant is concerned");
        let access = body["requiredResourceAccess"][0]["resourceAccess"].as_array().unwrap();
        assert!(access.iter().all(|one| one["type"] == "Scope"), "never a Role");
        assert!(
            access.iter().any(|one| one["id"] == "id-of-Policy.Read.All"),
            "looked up, not known by heart"
        );
        assert!(body.get("passwordCredentials").is_none(), "a public client has no secret");
    }

    #[test]
    fn a_registration_that_is_right_is_left_alone() {
        let principal = Some("principal".to_owned());
        let found = Found {
            offered: offered(),
            own: vec![right()],
            service_principal: principal,
            ..Found::default()
        };
        assert!(plan(&found, "Doorward", &wanted()).steps.is_empty(), "found, and nothing to write");
    }

    #[test]
    fn what_others_put_into_a_registration_stays() {
        let mut own = right();
        own.public_client.redirect_uris = vec!["ms-appx-web://other".to_owned()];
        own.tags = vec!["Finance".to_owned()];
        let other = ResourceAccess {
            resource_app_id: "another-api".to_owned(),
            resource_access: vec![Access { id: "x".to_owned(), kind: "Role".to_owned() }],
        };
        let held = Access { id: "id-of-User.Read".to_owned(), kind: "Scope".to_owned() };
        let own_graph = ResourceAccess { resource_app_id: GRAPH.to_owned(), resource_access: vec![held] };
        own.required_resource_access = vec![other.clone(), own_graph];
        let found = Found { offered: offered(), own: vec![own], ..Found::default() };
        let plan = plan(&found, "Doorward", &wanted());
        let Some(Step::Mend { body, changes, .. }) = plan.steps.first() else { panic!("{:?}", plan.steps) };
        assert_eq!(body["publicClient"]["redirectUris"], json!(["ms-appx-web://other", "http://localhost"]));
        assert_eq!(body["tags"], json!(["Finance", TAG]));
        assert_eq!(body["requiredResourceAccess"][0], json!(other));
        assert!(body.get("isFallbackPublicClient").is_none(), "what is right is not written");
        let scopes = changes.iter().find(|change| change.field == "requiredResourceAccess").unwrap();
        assert!(!scopes.added.contains(&"User.Read".to_owned()), "nor what is there already");
        assert!(matches!(plan.steps[1], Step::Principal { client: Some(_) }));
    }

    #[test]
    fn a_namesake_that_is_something_else_blocks() {
        let other = Application { app_id: "web".to_owned(), ..Application::default() };
        let found = Found { offered: offered(), namesakes: vec![other], ..Found::default() };
        let findings = plan(&found, "Doorward", &wanted()).findings;
        assert_eq!((findings[0].code.as_str(), findings[0].severity), ("name_taken", Severity::Blocks));
    }

    #[test]
    fn a_permission_that_the_tenant_does_not_offer_is_named() {
        let findings = plan(&Found::default(), "Doorward", &wanted()).findings;
        assert!(findings.iter().any(|finding| finding.message.contains("Application.Read.All")));
        assert!(
            findings.iter().all(|finding| !finding.message.contains("openid")),
            "those need no registration"
        );
    }

    #[test]
    fn another_tenant_is_another_plan() {
        let (empty, mut other) = (Found { offered: offered(), ..Found::default() }, Found::default());
        other.offered = offered();
        other.offered[3].id = "elsewhere".to_owned();
        let hash = |found: &Found| plan(found, "Doorward", &wanted()).hash();
        assert_eq!(hash(&empty), hash(&empty));
        assert_ne!(hash(&empty), hash(&other));
    }
}
