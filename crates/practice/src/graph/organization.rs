//! The tenant about itself: organization, domains, licences.

use super::odata::collection::{self, Manner};
use super::schema::{DOMAIN, LICENCE_DETAILS, ORGANIZATION, SKU};
use super::{Answer, Reply, ask::Ask, ask::Verb, moment, permission::Need, refusal::Refusal};
use crate::state::{DomainFacts, World, object::Kind, tenant_settings::Licence};
use serde_json::{Value, json};

/// Service plan of Microsoft Entra ID P1.
const P1: &str = "41781fb2-bc02-4b7c-bd55-b576c07bb09d";
/// Service plan of Microsoft Entra ID P2.
const P2: &str = "eec0eb4f-6444-4f95-aba0-50c24d67f998";

/// Id and part number of a product, and its service plans by id and name.
type Product = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// The product the tenant has a licence for.
pub(super) fn sku(world: &World) -> Option<Product> {
    match world.directory.settings.licence {
        Licence::Free => None,
        Licence::P1 => Some(("078d2b04-f1bd-4111-bbd4-b4b1b354cef4", "AAD_PREMIUM", &[(P1, "AAD_PREMIUM")])),
        Licence::P2 => Some((
            "84a661c4-e949-4bd2-a560-ed7766fcaf2b",
            "AAD_PREMIUM_P2",
            &[(P1, "AAD_PREMIUM"), (P2, "AAD_PREMIUM_P2")],
        )),
    }
}

fn plans(plans: &[(&str, &str)]) -> Value {
    plans
        .iter()
        .map(|(id, name)| {
            json!({
                "appliesTo": "User", "provisioningStatus": "Success", "servicePlanId": id, "servicePlanName": name,
            })
        })
        .collect()
}

/// `assignedPlans` of the tenant and of licensed people.
pub(super) fn assigned_plans(world: &World) -> Value {
    let plan = |(id, _): &(&str, &str)| {
        json!({
            "assignedDateTime": moment(world.tenant.created), "capabilityStatus": "Enabled",
            "service": "AADPremiumService", "servicePlanId": id,
        })
    };
    sku(world).map_or_else(|| json!([]), |(.., plans)| plans.iter().map(plan).collect())
}

/// `licenseDetails` of a licensed person.
pub(super) fn licence_details(world: &World) -> Option<Value> {
    let (id, part, list) = sku(world)?;
    debug_assert!(LICENCE_DETAILS.knows("skuId"));
    Some(
        json!({ "id": format!("{}_{id}", world.tenant.id), "servicePlans": plans(list), "skuId": id, "skuPartNumber": part }),
    )
}

/// `/organization`.
pub(super) fn organizations(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    Need::READ_ME.met_by(&ask.caller, false)?;
    let row = organization(world);
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            collection::page(ask, &ORGANIZATION, Manner::SHORT, "organization", vec![row]).map(Reply::Ok)
        }
        (Verb::Get, [id]) if *id == world.tenant.id.to_string() => {
            collection::entity(ask, &ORGANIZATION, "organization", row).map(Reply::Ok)
        }
        (Verb::Get, [id]) => Err(Refusal::not_found(id)),
        (Verb::Get, [.., other]) => Err(Refusal::no_segment(other)),
        _ => Err(Refusal::denied()),
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
        "assignedPlans": assigned_plans(world),
        "provisionedPlans": [],
        "businessPhones": [],
        "technicalNotificationMails": [format!("nadia.okafor@{}", tenant.default_domain())],
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
            collection::page(ask, &DOMAIN, Manner::SHORT, "domains", rows).map(Reply::Ok)
        }
        (Verb::Get, [name]) => {
            let found = world.tenant.domains.iter().find(|domain| domain.name.eq_ignore_ascii_case(name));
            let domain = found.ok_or_else(|| Refusal::not_found(name))?;
            collection::entity(ask, &DOMAIN, "domains", render(domain)).map(Reply::Ok)
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

/// `/subscribedSkus`: what the tenant has a licence for.
pub(super) fn licences(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    Need::READ_LICENCES.met_by(&ask.caller, false)?;
    if ask.verb != Verb::Get {
        return Err(Refusal::wrong_verb());
    }
    let rows: Vec<Value> = sku(world)
        .map(|(id, part, list)| {
            let people = world.directory.live(Kind::User).count();
            json!({
                "id": format!("{}_{id}", world.tenant.id),
                "accountId": world.tenant.id.to_string(),
                "accountName": world.tenant.name,
                "appliesTo": "User",
                "capabilityStatus": "Enabled",
                "consumedUnits": people,
                "prepaidUnits": { "enabled": people.next_multiple_of(100), "lockedOut": 0, "suspended": 0, "warning": 0 },
                "servicePlans": plans(list),
                "skuId": id,
                "skuPartNumber": part,
                "subscriptionIds": [],
            })
        })
        .into_iter()
        .collect();
    match rest {
        [] => collection::page(ask, &SKU, Manner::SHORT, "subscribedSkus", rows).map(Reply::Ok),
        [id] => {
            let row = rows.into_iter().find(|row| row["id"] == **id).ok_or_else(|| Refusal::not_found(id))?;
            collection::entity(ask, &SKU, "subscribedSkus", row).map(Reply::Ok)
        }
        [.., other] => Err(Refusal::no_segment(other)),
    }
}
