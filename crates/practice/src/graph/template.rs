//! `/applicationTemplates`: the gallery, and `instantiate`, which is not idempotent and may answer 404 although it
//! created.

use super::odata::collection::{self, Manner};
use super::schema::{self, Schema};
use super::{
    Answer, Reply, application, ask::Ask, ask::Verb, ask::Version, permission::Need, refusal::Refusal,
};
use super::{objects::fresh_body, service_principal};
use crate::seed::gallery::{self, Template};
use crate::state::{World, fault::FaultName, object::Kind, object::Object};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The beta form of a gallery entry, which tells the URL patterns as well.
const BETA: Schema = Schema {
    type_name: "microsoft.graph.applicationTemplate",
    resource: "ApplicationTemplate",
    properties: &{
        let mut all = [schema::CONFIGURATION_URIS; schema::TEMPLATE.properties.len() + 1];
        let mut index = 0;
        while index < schema::TEMPLATE.properties.len() {
            all[index] = schema::TEMPLATE.properties[index];
            index += 1;
        }
        all
    },
    relations: &[],
};

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    Need::NOTHING.met_by(&ask.caller, false)?;
    let schema = if ask.version == Version::Beta { &BETA } else { &schema::TEMPLATE };
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            let rows = gallery::all().iter().map(|template| template.render(ask.version)).collect();
            collection::page(ask, schema, Manner::GALLERY, "applicationTemplates", rows).map(Reply::Ok)
        }
        (Verb::Get, ["$count"]) => {
            let wanted = collection::Wanted::read(ask, schema, Manner::GALLERY)?;
            let rows = gallery::all().iter().map(|template| template.render(ask.version));
            Ok(Reply::Text(wanted.count(rows).to_string()))
        }
        (Verb::Get, [id]) => {
            let body = template(id)?.render(ask.version);
            collection::entity(ask, schema, "applicationTemplates", body).map(Reply::Ok)
        }
        (Verb::Post, [id, "instantiate" | "microsoft.graph.instantiate"]) => instantiate(world, ask, id),
        (_, [] | [_]) => Err(Refusal::wrong_verb()),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
    }
}

fn template(id: &str) -> Result<&'static Template, Refusal> {
    let id = Uuid::parse_str(id)
        .map_err(|_| Refusal::bad_request(format!("Invalid object identifier '{id}'.")))?;
    gallery::by_id(id).ok_or_else(|| Refusal::not_found(&id.to_string()))
}

fn instantiate(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, false)?;
    let template = template(id)?;
    let body = ask.object()?;
    if let Some(unknown) =
        body.keys().find(|name| !matches!(name.as_str(), "displayName" | "serviceManagementReference"))
    {
        return Err(Refusal::bad_request(format!("Invalid property '{unknown}'.")));
    }
    let name = body.get("displayName").and_then(Value::as_str).unwrap_or_default().trim();
    if name.is_empty() || name.chars().count() > 120 {
        return Err(Refusal::invalid_value("displayName", "Application"));
    }
    let (application, instance) = make(world, ask, template, name);
    let plain = |object: &Object| {
        let mut body = fresh_body(ask, object);
        if let Some(fields) = body.as_object_mut() {
            fields.remove("@odata.context");
        }
        body
    };
    let body = json!({
        "@odata.context": ask.context("microsoft.graph.applicationServicePrincipal"),
        "application": plain(&application),
        "servicePrincipal": plain(&instance),
    });
    let lost = application.id.to_string();
    world.directory.create(application, ask.now, ask.lag);
    world.directory.create(instance, ask.now, ask.lag);
    if world.faults.take(FaultName::InstantiateLost, "POST", &ask.target).is_some() {
        return Err(Refusal::not_found(&lost));
    }
    Ok(Reply::Created { body, location: None })
}

/// Application and service principal as a gallery entry makes them.
fn make(world: &World, ask: &Ask<'_>, template: &Template, name: &str) -> (Object, Object) {
    let mut application = Object::new(ask.random.uuid(), Kind::Application, Map::new(), ask.now);
    application::defaults(&mut application, ask, world.tenant.default_domain());
    application.set("displayName", name);
    application.set("applicationTemplateId", template.id.to_string());
    application.set("appRoles", template.roles());
    application.properties["web"]["homePageUrl"] = template.marked_home_page().into();
    if let Some(reference) = ask.body.as_ref().and_then(|body| body.get("serviceManagementReference")) {
        application.set("serviceManagementReference", reference.clone());
    }
    let mut instance = Object::new(ask.random.uuid(), Kind::ServicePrincipal, Map::new(), ask.now);
    service_principal::defaults(&mut instance, &application, world.tenant.id, ask);
    instance.set("applicationTemplateId", template.id.to_string());
    instance.set("appRoleAssignmentRequired", true);
    instance.set("homepage", template.marked_home_page());
    instance.set("tags", ["WindowsAzureActiveDirectoryIntegratedApp"].map(Value::from).to_vec());
    let owner = ask.caller.user;
    (application.owned_by([owner]), instance.owned_by([owner]))
}
