//! Which claims an application's assertions carry: a claims mapping policy if one is attached, else Entra's standard claims
//! with what the recipe wants. Claims that were tuned in the portal cannot be read by Graph v1.0; that is said.

use super::groups::GroupClaim;
use crate::{
    contract::{WireError, preview::ClaimsBasis},
    convert::directory_failure,
    directory::TenantDirectory,
};
use doorward_catalog::Recipe;
use doorward_domain::ServicePrincipal;
use doorward_onboarding::ports::Directory;
use doorward_saml::{ClaimSource, ClaimsPlan};
use serde_json::Value;

const GROUPS: &str = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups";
const ROLE: &str = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";

/// The plan, and what is known about it.
pub(super) struct Planned {
    pub(super) plan: ClaimsPlan,
    pub(super) groups: GroupClaim,
    pub(super) basis: ClaimsBasis,
    pub(super) notes: Vec<String>,
}

/// Reads the policy and the registration of an application.
pub(super) async fn read(
    directory: &TenantDirectory,
    principal: &ServicePrincipal,
    recipe: &Recipe,
) -> Result<Planned, WireError> {
    let path = format!("/servicePrincipals/{}/claimsMappingPolicies", principal.id);
    let policies = directory.document(&path, &[]).await.map_err(directory_failure)?;
    let path = format!("/applications(appId='{}')", principal.app_id);
    let select = [("$select", "id,groupMembershipClaims,optionalClaims")];
    let registration = directory.document(&path, &select).await.map_err(directory_failure)?;
    let groups = registration.as_ref().map(GroupClaim::read).unwrap_or_default();
    let mut planned = made(policies.as_ref(), recipe);
    if !principal.app_roles.is_empty() && !groups.as_roles() {
        planned.plan.set_claim(ROLE, ClaimSource::Roles, false);
    }
    planned.plan.groups_claim = groups.claim(GROUPS, ROLE);
    planned.groups = groups;
    Ok(planned)
}

fn made(policies: Option<&Value>, recipe: &Recipe) -> Planned {
    let definitions = policies.and_then(|all| all["value"].as_array()).into_iter().flatten();
    let policy =
        definitions.filter_map(|policy| policy["definition"][0].as_str()).find_map(ClaimsPlan::from_policy);
    let mut notes = Vec::new();
    if policies.is_none() {
        notes.push("Whether a claims mapping policy is attached could not be read.".to_owned());
    }
    let (mut plan, basis) = match policy {
        Some(plan) => (plan, ClaimsBasis::Policy),
        None => {
            notes.push(
                "Claims changed on the portal's page “Attributes & Claims” cannot be read; what is shown holds unless they were."
                    .to_owned(),
            );
            let asks = recipe.name_id.is_some() || !recipe.claim.is_empty();
            (ClaimsPlan::default(), if asks { ClaimsBasis::Recipe } else { ClaimsBasis::Standard })
        }
    };
    if basis == ClaimsBasis::Recipe
        && let Some(name_id) = &recipe.name_id
    {
        plan.set_name_id(ClaimSource::read(name_id));
    }
    for claim in &recipe.claim {
        need(&mut plan, claim, basis);
    }
    Planned { plan, groups: GroupClaim::default(), basis, notes }
}

/// Marks a claim as needed. Under a policy its source is the policy's own; else the recipe says where it comes from.
fn need(plan: &mut ClaimsPlan, claim: &doorward_catalog::Claim, basis: ClaimsBasis) {
    let name = match claim.namespace.as_deref().map(|space| space.trim_end_matches('/')) {
        Some(space) if !space.is_empty() => format!("{space}/{}", claim.name),
        _ => claim.name.clone(),
    };
    let held = plan.claims.iter().find(|one| one.name.eq_ignore_ascii_case(&name));
    let held = held.map(|one| one.source.clone());
    let source = match (basis, held, &claim.source) {
        (ClaimsBasis::Policy, Some(held), _) => held,
        (ClaimsBasis::Policy, None, _) => {
            return plan.set_claim(&name, ClaimSource::Constant(String::new()), true);
        }
        (_, _, Some(source)) => ClaimSource::read(source),
        (_, Some(held), None) => held,
        (_, None, None) => ClaimSource::Other("a value that the application gives".to_owned()),
    };
    plan.set_claim(&name, source, true);
}
