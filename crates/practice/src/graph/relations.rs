//! What an object is connected with: owners, members, memberships, managers, assignments, policies, credentials.
//!
//! One table says what each relationship leads to; paths (`/groups/{id}/members`), casts, counts, references and
//! `$expand` all read it.

use super::odata::{
    collection::{self, Manner, Wanted},
    query::Query,
    row::Listed,
};
use super::permission::Need;
use super::schema::{self, Schema};
use super::{Answer, Reply, ask::Ask, assignment, grants, objects, refusal::Refusal, user};
use crate::state::{World, object::Kind, object::Object};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use uuid::Uuid;

/// What a relationship leads to.
enum Related {
    /// Directory objects of any kind.
    Mixed(Vec<Uuid>),
    /// Objects of one kind.
    Of(Kind, Vec<Uuid>),
    /// At most one directory object.
    One(Option<Uuid>),
    /// Things that are no objects.
    Rows(&'static Schema, Vec<Value>),
}

/// Real Graph expands at most this many.
const EXPANDED: usize = 20;

/// All properties of all directory objects: what a filter on a mixed collection may name.
static DIRECTORY_OBJECT: LazyLock<Schema> = LazyLock::new(|| {
    let mut all: Vec<schema::Property> = Vec::new();
    for kind in Kind::DIRECTORY {
        for property in Schema::of(kind).properties {
            if !all.iter().any(|known| known.name == property.name) {
                all.push(*property);
            }
        }
    }
    Schema {
        type_name: "microsoft.graph.directoryObject",
        resource: "DirectoryObject",
        properties: all.leak(),
        relations: &[],
    }
});

fn related(world: &World, object: &Object, name: &str) -> Option<Related> {
    let directory = &world.directory;
    if !Schema::of(object.kind).relations.contains(&name) {
        return None;
    }
    if let Some(kind) = policy_kind(name) {
        let of_kind = |id: &Uuid| directory.any(*id).is_some_and(|policy| policy.kind == kind);
        return Some(Related::Of(kind, object.attached.iter().copied().filter(of_kind).collect()));
    }
    let children = |kind: Kind| {
        Related::Of(kind, directory.children(object.id, kind).iter().map(|child| child.id).collect())
    };
    Some(match name {
        "owners" => Related::Mixed(object.owners().to_vec()),
        "members" => Related::Mixed(object.members().to_vec()),
        "transitiveMembers" => Related::Mixed(all_members(world, object)),
        "memberOf" | "transitiveMemberOf" => {
            Related::Mixed(memberships(world, object.id, name == "transitiveMemberOf"))
        }
        "ownedObjects" => {
            Related::Mixed(directory.owned_by(object.id).iter().map(|thing| thing.id).collect())
        }
        "manager" => Related::One(object.manager),
        "directReports" => {
            let reports = directory.live(Kind::User).filter(|user| user.manager == Some(object.id));
            Related::Mixed(reports.map(|user| user.id).collect())
        }
        "appRoleAssignments" => Related::Rows(
            &schema::ASSIGNMENT,
            assignment::rows(world, directory.assignments.of_principal(object.id)),
        ),
        "appRoleAssignedTo" => Related::Rows(
            &schema::ASSIGNMENT,
            assignment::rows(world, directory.assignments.of_resource(object.id)),
        ),
        "oauth2PermissionGrants" => Related::Rows(&schema::GRANT, grants::of(world, object)),
        "licenseDetails" => Related::Rows(&schema::LICENCE_DETAILS, user::licences(world)),
        "federatedIdentityCredentials" => children(Kind::FederatedCredential),
        "extensionProperties" => children(Kind::ExtensionProperty),
        "delegatedPermissionClassifications" => children(Kind::PermissionClassification),
        "appliesTo" => Related::Mixed(holders(world, object.id)),
        "createdOnBehalfOf" => Related::One(None),
        // Nothing of the kind exists here: honest empty lists.
        "createdObjects" | "ownedDevices" | "registeredDevices" => Related::Mixed(Vec::new()),
        "endpoints" | "scopedMembers" => Related::Rows(&schema::ROLE_TEMPLATE, Vec::new()),
        _ => return None,
    })
}

/// The kind of policy behind a relationship.
fn policy_kind(name: &str) -> Option<Kind> {
    Some(match name {
        "claimsMappingPolicies" => Kind::ClaimsMappingPolicy,
        "tokenIssuancePolicies" => Kind::TokenIssuancePolicy,
        "tokenLifetimePolicies" => Kind::TokenLifetimePolicy,
        "homeRealmDiscoveryPolicies" => Kind::HomeRealmDiscoveryPolicy,
        "appManagementPolicies" => Kind::AppManagementPolicy,
        _ => return None,
    })
}

/// Groups and directory roles around an object.
fn memberships(world: &World, id: Uuid, nested: bool) -> Vec<Uuid> {
    let groups = world.directory.groups_of(id, nested);
    let around = groups.iter().copied().filter(|_| nested).chain([id]);
    let roles: BTreeSet<Uuid> =
        around.flat_map(|id| world.directory.around(id, Kind::DirectoryRole)).map(|role| role.id).collect();
    groups.into_iter().chain(roles).collect()
}

/// Applications and service principals that a policy is attached to.
fn holders(world: &World, policy: Uuid) -> Vec<Uuid> {
    let all =
        [Kind::Application, Kind::ServicePrincipal].into_iter().flat_map(|kind| world.directory.live(kind));
    all.filter(|holder| holder.attached.contains(&policy)).map(|holder| holder.id).collect()
}

/// Members of members, each once.
pub(super) fn all_members(world: &World, group: &Object) -> Vec<Uuid> {
    let mut seen = BTreeSet::new();
    let mut frontier = group.members().to_vec();
    let mut found = Vec::new();
    while let Some(member) = frontier.pop() {
        if seen.insert(member) {
            found.push(member);
            frontier.extend(world.directory.any(member).into_iter().flat_map(Object::members).copied());
        }
    }
    found
}

/// What reading a relationship needs.
fn need(kind: Kind, name: &str) -> Need {
    match (kind, name) {
        (Kind::User | Kind::Group, "appRoleAssignments") => Need::READ_ASSIGNMENTS_OF_PRINCIPAL,
        (_, "oauth2PermissionGrants") => Need::READ_GRANTS,
        (Kind::User, "manager" | "directReports" | "licenseDetails") => Need::READ_USERS,
        (Kind::Application | Kind::ServicePrincipal, "memberOf" | "transitiveMemberOf") => {
            Need::READ_MEMBERSHIPS
        }
        (Kind::Application | Kind::ServicePrincipal, _) => Need::READ_APPLICATIONS,
        (Kind::DirectoryRole, _) => Need::READ_ROLES,
        (Kind::User | Kind::Group, _) => Need::READ_MEMBERSHIPS,
        _ => Need::READ_POLICIES,
    }
}

/// Reads `/{relation}`, `/{relation}/{cast}`, `/{relation}/$count`, `/{relation}/$ref`, `/{relation}/{id}`; `None` if
/// the object has no such relationship. `own`: one's own memberships need no more than the right to read oneself.
pub(super) fn read(
    world: &World,
    ask: &Ask<'_>,
    object: &Object,
    path: &[&str],
    own: bool,
) -> Option<Answer> {
    let (name, rest) = path.split_first()?;
    let found = related(world, object, name)?;
    let free = own
        && matches!(
            *name,
            "memberOf"
                | "transitiveMemberOf"
                | "manager"
                | "licenseDetails"
                | "directReports"
                | "ownedObjects"
                | "createdObjects"
        );
    if let (false, Err(refusal)) =
        (free, need(object.kind, name).met_by(&ask.caller, ask.caller.owns(object)))
    {
        return Some(Err(refusal));
    }
    Some(answer(world, ask, found, name, rest))
}

fn answer(world: &World, ask: &Ask<'_>, found: Related, name: &str, rest: &[&str]) -> Answer {
    match (found, rest) {
        (Related::Rows(schema, rows), []) => {
            collection::page(ask, schema, Manner::DIRECTORY, name, rows).map(Reply::Ok)
        }
        (Related::Rows(schema, rows), [id]) => {
            let row = rows.into_iter().find(|row| row["id"] == **id).ok_or_else(|| Refusal::not_found(id))?;
            collection::entity(ask, schema, name, row).map(Reply::Ok)
        }
        (Related::One(id), []) => one(world, ask, id, name),
        (Related::One(Some(id)), ["$ref"]) => Ok(Reply::Ok(json!({
            "@odata.context": ask.context("$ref"),
            "@odata.id": reference(ask, id),
        }))),
        (Related::One(None), _) => Err(Refusal::not_found(name)),
        (Related::Of(kind, ids), []) => {
            typed(world, ask, kind, &ids, kind.set_name().rsplit('/').next().unwrap_or_default())
        }
        (Related::Of(_, ids) | Related::Mixed(ids), ["$ref"]) => references(world, ask, &ids),
        (Related::Mixed(ids), []) => mixed(world, ask, &ids),
        (Related::Mixed(ids), ["$count"]) => Ok(Reply::Text(counted(world, ask, &ids, &DIRECTORY_OBJECT)?)),
        (Related::Mixed(ids), [segment, rest @ ..]) if segment.contains('.') => {
            let kind = cast(segment).ok_or_else(|| Refusal::no_segment(segment))?;
            let only = |id: &Uuid| world.directory.any(*id).is_some_and(|object| object.kind == kind);
            let ids: Vec<Uuid> = ids.into_iter().filter(only).collect();
            match rest {
                [] => typed(world, ask, kind, &ids, "directoryObjects"),
                ["$count"] => Ok(Reply::Text(counted(world, ask, &ids, Schema::of(kind))?)),
                [.., other] => Err(Refusal::no_segment(other)),
            }
        }
        (Related::Of(_, ids) | Related::Mixed(ids), [segment, "$ref"]) => {
            let id = Uuid::parse_str(segment).ok().filter(|id| ids.contains(id));
            let found = id.and_then(|id| world.directory.readable(id, ask.now));
            let object = found.ok_or_else(|| Refusal::not_found(segment))?;
            Ok(Reply::Ok(json!({
                "@odata.context": ask.context("$ref"),
                "@odata.type": format!("#{}", object.kind.type_name()),
                "@odata.id": reference(ask, object.id),
                "id": object.id.to_string(),
            })))
        }
        (Related::Of(_, ids) | Related::Mixed(ids), [segment]) => {
            let id = Uuid::parse_str(segment).ok().filter(|id| ids.contains(id));
            one(world, ask, Some(id.ok_or_else(|| Refusal::not_found(segment))?), segment)
        }
        (_, [.., other]) => Err(Refusal::no_segment(other)),
    }
}

fn reference(ask: &Ask<'_>, id: Uuid) -> String {
    format!("{}/{}/directoryObjects/{id}", ask.origin, ask.version.segment())
}

fn references(world: &World, ask: &Ask<'_>, ids: &[Uuid]) -> Answer {
    let seen = ids.iter().filter(|id| world.directory.readable(**id, ask.now).is_some());
    let rows: Vec<Value> = seen.map(|id| json!({ "@odata.id": reference(ask, *id) })).collect();
    Ok(Reply::Ok(json!({ "@odata.context": ask.context("Collection($ref)"), "value": rows })))
}

fn one(world: &World, ask: &Ask<'_>, id: Option<Uuid>, name: &str) -> Answer {
    let found = id.and_then(|id| world.directory.readable(id, ask.now));
    let object = found.ok_or_else(|| Refusal::not_found(name))?;
    let mut body = loose(&ask.query, object);
    body["@odata.context"] =
        json!(ask.context(&format!("directoryObjects{}/$entity", collection::fields(ask))));
    Ok(Reply::Ok(body))
}

/// An object among others of other kinds: its type, and what was selected of what it has.
pub(super) fn loose(query: &Query, object: &Object) -> Value {
    let own = Schema::of(object.kind);
    let known = |name: &String| own.knows(name) || name == "id" || name == "*";
    let mut narrowed = Query {
        select: query.select.iter().filter(|name| known(name)).cloned().collect(),
        ..Query::default()
    };
    if narrowed.select.is_empty() && !query.select.is_empty() {
        narrowed.select.push("id".to_owned());
    }
    let mut rendered = schema::render(object);
    objects::hide_keys(&mut rendered);
    rendered["@odata.type"] = json!(format!("#{}", object.kind.type_name()));
    // The names are known, so the projection cannot refuse.
    collection::project(own, &narrowed, rendered).unwrap_or_default()
}

/// Mixed directory objects, each with its type.
pub(super) fn mixed(world: &World, ask: &Ask<'_>, ids: &[Uuid]) -> Answer {
    collection::refuse_expand(ask, &DIRECTORY_OBJECT)?;
    if let Some(unknown) = ask.query.select.iter().find(|name| {
        let head = name.split('/').next().unwrap_or_default();
        head != "id" && head != "*" && !DIRECTORY_OBJECT.knows(head)
    }) {
        return Err(collection::no_property(unknown, &DIRECTORY_OBJECT));
    }
    let wanted = Wanted::read(ask, &DIRECTORY_OBJECT, Manner::DIRECTORY)?;
    let page = collection::draw(ask, Manner::DIRECTORY, &wanted, seen(world, ask, ids), |_| None)?;
    page.body(ask, "directoryObjects", |row| Ok(loose(&ask.query, row.object))).map(Reply::Ok)
}

fn typed(world: &World, ask: &Ask<'_>, kind: Kind, ids: &[Uuid], fragment: &str) -> Answer {
    let schema = Schema::of(kind);
    collection::refuse_expand(ask, schema)?;
    let manner = if Kind::DIRECTORY.contains(&kind) { Manner::DIRECTORY } else { Manner::SHORT };
    let wanted = Wanted::read(ask, schema, manner)?;
    let page = collection::draw(ask, manner, &wanted, seen(world, ask, ids), |_| None)?;
    let fragment = if fragment == "directoryObjects" { kind.set_name() } else { fragment };
    page.body(ask, fragment, |row| {
        let mut rendered = schema::render(row.object);
        objects::hide_keys(&mut rendered);
        collection::project(schema, &ask.query, rendered)
    })
    .map(Reply::Ok)
}

fn seen<'w>(world: &'w World, ask: &Ask<'_>, ids: &[Uuid]) -> impl Iterator<Item = Listed<'w>> {
    let now = ask.now;
    ids.iter()
        .filter_map(move |id| world.directory.readable(*id, now))
        .map(move |object| Listed { object, now })
}

fn counted(world: &World, ask: &Ask<'_>, ids: &[Uuid], schema: &Schema) -> Result<String, Refusal> {
    if !ask.eventual {
        return Err(Refusal::bad_request("$count is not currently supported."));
    }
    let wanted = Wanted::read(ask, schema, Manner::DIRECTORY)?;
    Ok(wanted.count(seen(world, ask, ids)).to_string())
}

/// The kind behind an OData cast segment.
pub(super) fn cast(segment: &str) -> Option<Kind> {
    let name = segment.strip_prefix("microsoft.").unwrap_or(segment);
    Kind::DIRECTORY.into_iter().find(|kind| {
        kind.type_name().strip_prefix("microsoft.").is_some_and(|known| known.eq_ignore_ascii_case(name))
    })
}

/// Refuses an `$expand` before any row is drawn.
pub(super) fn check_expand(ask: &Ask<'_>, schema: &Schema) -> Result<(), Refusal> {
    if ask.query.expand.len() > 1 {
        return Err(Refusal::unsupported_query(
            "The query specifies an unsupported $expand property(s) or too many $expand properties. Only one $expand property per query is allowed.",
        ));
    }
    match ask.query.expand.first() {
        Some(expand) if !schema.relations.contains(&expand.name.as_str()) => {
            Err(collection::no_property(&expand.name, schema))
        }
        _ => Ok(()),
    }
}

/// Adds what is expanded to a projected object: at most twenty items of each relationship.
pub(super) fn expand(world: &World, ask: &Ask<'_>, object: &Object, body: &mut Value) -> Result<(), Refusal> {
    for wish in &ask.query.expand {
        let Some(found) = related(world, object, &wish.name) else { continue };
        need(object.kind, &wish.name)
            .met_by(&ask.caller, object.id == ask.caller.user || ask.caller.owns(object))?;
        let query = Query { select: wish.select.clone(), ..Query::default() };
        let most = wish.top.unwrap_or(EXPANDED).min(EXPANDED);
        let objects = |ids: Vec<Uuid>| -> Value {
            let seen = ids.iter().filter_map(|id| world.directory.readable(*id, ask.now));
            seen.take(most).map(|object| loose(&query, object)).collect()
        };
        body[&wish.name] = match found {
            Related::Mixed(ids) => objects(ids),
            Related::Of(_, ids) => {
                let mut rows = objects(ids);
                rows.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut).for_each(|row| {
                    row.remove("@odata.type");
                });
                rows
            }
            Related::One(id) => chain(world, ask, id, &query, wish.deep, 0),
            Related::Rows(schema, rows) => rows
                .into_iter()
                .take(most)
                .map(|row| collection::project(schema, &query, row))
                .collect::<Result<Vec<_>, _>>()?
                .into(),
        };
    }
    Ok(())
}

/// A manager, with `$levels` the manager's manager too.
fn chain(world: &World, ask: &Ask<'_>, id: Option<Uuid>, query: &Query, deep: bool, depth: usize) -> Value {
    let Some(object) = id.and_then(|id| world.directory.readable(id, ask.now)) else { return Value::Null };
    let mut body = loose(query, object);
    if deep && depth < 20 && object.manager.is_some() {
        body["manager"] = chain(world, ask, object.manager, query, deep, depth + 1);
    }
    body
}
