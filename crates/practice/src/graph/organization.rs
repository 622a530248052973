//! The tenant about itself: organization, domains, licences, directory roles.

use super::odata::collection::{self, Manner};
use super::schema::{Holds, Property, Schema, Write};
use super::{Answer, Reply, ask::Ask, ask::Verb, find, mixed, moment, permission::Need, refusal::Refusal};
use crate::state::{DomainFacts, World, object::Kind};
use serde_json::{Value, json};

const fn list_of(name: &'static str) -> Property {
    Property { name, holds: Holds::Complexes(&[]), write: Write::Never, shown: true }
}

const fn shown(name: &'static str) -> Property {
    Property { name, holds: Holds::Text(256), write: Write::Never, shown: true }
}

const ORGANIZATION: Schema = Schema {
    type_name: "microsoft.graph.organization",
    resource: "Organization",
    properties: &[
        shown("deletedDateTime"),
        list_of("assignedPlans"),
        list_of("businessPhones"),
        shown("city"),
        shown("country"),
        shown("countryLetterCode"),
        shown("createdDateTime"),
        shown("displayName"),
        shown("onPremisesSyncEnabled"),
        shown("partnerTenantType"),
        shown("preferredLanguage"),
        list_of("technicalNotificationMails"),
        shown("tenantType"),
        list_of("verifiedDomains"),
    ],
};

const DOMAIN: Schema = Schema {
    type_name: "microsoft.graph.domain",
    resource: "Domain",
    properties: &[
        shown("authenticationType"),
        shown("availabilityStatus"),
        shown("isAdminManaged"),
        shown("isDefault"),
        shown("isInitial"),
        shown("isRoot"),
        shown("isVerified"),
        shown("passwordNotificationWindowInDays"),
        shown("passwordValidityPeriodInDays"),
        list_of("supportedServices"),
        shown("state"),
    ],
};

const SKU: Schema = Schema {
    type_name: "microsoft.graph.subscribedSku",
    resource: "SubscribedSku",
    properties: &[
        shown("accountId"),
        shown("accountName"),
        shown("appliesTo"),
        shown("capabilityStatus"),
        shown("consumedUnits"),
        shown("prepaidUnits"),
        list_of("servicePlans"),
        shown("skuId"),
        shown("skuPartNumber"),
        list_of("subscriptionIds"),
    ],
};

/// Service plan of Microsoft Entra ID P1.
const P1: &str = "41781fb2-bc02-4b7c-bd55-b576c07bb09d";

/// `/organization`.
pub(super) fn organizations(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    Need::READ_ME.met_by(&ask.caller, false)?;
    let row = organization(world);
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            collection::page(ask, &ORGANIZATION, Manner::DIRECTORY, "organization", vec![row]).map(Reply::Ok)
        }
        (Verb::Get, [id]) if *id == world.tenant.id.to_string() => {
            collection::entity(ask, &ORGANIZATION, "organization", row).map(Reply::Ok)
        }
        (Verb::Get, [id]) => Err(Refusal::not_found(id)),
        _ => Err(Refusal::wrong_verb()),
    }
}

fn organization(world: &World) -> Value {
    let tenant = &world.tenant;
    let domains: Vec<Value> = tenant
        .domains
        .iter()
        .filter(|domain| domain.verified)
        .map(|domain| {
            json!({
                "capabilities": "Email, OfficeCommunicationsOnline",
                "isDefault": domain.name == tenant.default_domain(),
                "isInitial": domain.initial,
                "name": domain.name,
                "type": authentication(domain),
            })
        })
        .collect();
    json!({
        "id": tenant.id.to_string(),
        "displayName": tenant.name,
        "countryLetterCode": "NL",
        "city": "Delft",
        "createdDateTime": moment(tenant.created),
        "preferredLanguage": "en",
        "tenantType": "AAD",
        "verifiedDomains": domains,
        "assignedPlans": [{
            "assignedDateTime": moment(tenant.created), "capabilityStatus": "Enabled",
            "service": "AADPremiumService", "servicePlanId": P1,
        }],
    })
}

fn authentication(domain: &DomainFacts) -> &'static str {
    if domain.managed { "Managed" } else { "Federated" }
}

/// `/domains`.
pub(super) fn domains(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    Need::READ_DOMAINS.met_by(&ask.caller, false)?;
    let render = |domain: &DomainFacts| {
        json!({
            "id": domain.name,
            "authenticationType": authentication(domain),
            "isAdminManaged": true,
            "isDefault": domain.name == world.tenant.default_domain(),
            "isInitial": domain.initial,
            "isRoot": true,
            "isVerified": domain.verified,
            "passwordNotificationWindowInDays": 14,
            "passwordValidityPeriodInDays": 2_147_483_647,
            "supportedServices": if domain.verified { json!(["Email", "OfficeCommunicationsOnline"]) } else { json!([]) },
        })
    };
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            let rows = world.tenant.domains.iter().map(render).collect();
            collection::page(ask, &DOMAIN, Manner::DIRECTORY, "domains", rows).map(Reply::Ok)
        }
        (Verb::Get, [name]) => {
            let found = world.tenant.domains.iter().find(|domain| domain.name.eq_ignore_ascii_case(name));
            let domain = found.ok_or_else(|| Refusal::not_found(name))?;
            collection::entity(ask, &DOMAIN, "domains", render(domain)).map(Reply::Ok)
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

/// `/subscribedSkus`: the tenant has P1 for everyone.
pub(super) fn licences(world: &World, ask: &Ask<'_>) -> Answer {
    Need::READ_LICENCES.met_by(&ask.caller, false)?;
    if ask.verb != Verb::Get {
        return Err(Refusal::wrong_verb());
    }
    let sku = "078d2b04-f1bd-4111-bbd4-b4b1b354cef4";
    let row = json!({
        "id": format!("{}_{sku}", world.tenant.id),
        "accountId": world.tenant.id.to_string(),
        "accountName": world.tenant.name,
        "appliesTo": "User",
        "capabilityStatus": "Enabled",
        "consumedUnits": world.directory.live(Kind::User).count(),
        "prepaidUnits": { "enabled": 100, "lockedOut": 0, "suspended": 0, "warning": 0 },
        "servicePlans": [{
            "appliesTo": "User", "provisioningStatus": "Success", "servicePlanId": P1,
            "servicePlanName": "AAD_PREMIUM",
        }],
        "skuId": sku,
        "skuPartNumber": "AAD_PREMIUM",
        "subscriptionIds": [],
    });
    collection::page(ask, &SKU, Manner::DIRECTORY, "subscribedSkus", vec![row]).map(Reply::Ok)
}

/// `/directoryRoles`.
pub(super) fn roles(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    Need::READ_ROLES.met_by(&ask.caller, false)?;
    match (ask.verb, rest) {
        (Verb::Get, []) => super::list(world, ask, Kind::DirectoryRole),
        (Verb::Get, [id]) => {
            let role = find(world, ask, Kind::DirectoryRole, id)?;
            super::entity(ask, role, super::schema::render(role)).map(Reply::Ok)
        }
        (Verb::Get, [id, "members"]) => {
            let members = find(world, ask, Kind::DirectoryRole, id)?.members.clone();
            mixed(ask, members.iter().filter_map(|member| world.directory.readable(*member, ask.now)), None)
        }
        (_, [.., other]) => Err(Refusal::no_segment(other)),
        _ => Err(Refusal::wrong_verb()),
    }
}
