//! `/auditLogs`: who signed in or tried to, and who changed what. The sign-in log needs a P1 licence.

use super::odata::collection::{self, Manner};
use super::schema::{DIRECTORY_AUDIT, SIGN_IN, SIGN_IN_BETA};
use super::{Answer, Reply, ask::Ask, ask::Verb, ask::Version, permission::Need, refusal::Refusal};
use crate::state::World;
use serde_json::Value;

/// Refused in the reporting service's words without a P1 licence.
pub(super) fn licensed(world: &World) -> Result<(), Refusal> {
    if world.directory.settings.premium() {
        return Ok(());
    }
    Err(Refusal::new(
        403,
        "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
        "Neither tenant is B2C or tenant doesn't have premium license",
    ))
}

pub(super) fn route(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    if ask.verb != Verb::Get {
        return Err(Refusal::wrong_verb());
    }
    match rest {
        ["signIns", rest @ ..] => {
            Need::logs_met_by(&ask.caller, false)?;
            licensed(world)?;
            let beta = ask.version == Version::Beta;
            let all = world.sign_in.log.latest_first().filter(|record| {
                // v1.0 tells what people did, not what programs did for them.
                beta || (record.interactive && record.service_principal.is_none())
            });
            let rows =
                all.map(|record| if beta { record.render_beta(world.tenant.id) } else { record.render() });
            let schema = if beta { &SIGN_IN_BETA } else { &SIGN_IN };
            told(ask, schema, "auditLogs/signIns", rows.collect(), rest)
        }
        ["directoryAudits", rest @ ..] => {
            Need::logs_met_by(&ask.caller, true)?;
            let rows = world.directory.audits.latest_first().map(|audit| audit.body.clone()).collect();
            told(ask, &DIRECTORY_AUDIT, "auditLogs/directoryAudits", rows, rest)
        }
        ["provisioning"] => {
            Need::logs_met_by(&ask.caller, false)?;
            licensed(world)?;
            told(ask, &DIRECTORY_AUDIT, "auditLogs/provisioning", Vec::new(), &[])
        }
        [other, ..] => Err(Refusal::no_segment(other)),
        [] => Err(Refusal::wrong_verb()),
    }
}

fn told(
    ask: &Ask<'_>,
    schema: &'static super::schema::Schema,
    fragment: &str,
    rows: Vec<Value>,
    rest: &[&str],
) -> Answer {
    match rest {
        [] => collection::page(ask, schema, Manner::LOG, fragment, rows).map(Reply::Ok),
        [id] => {
            let row = rows.into_iter().find(|row| row["id"] == **id).ok_or_else(|| Refusal::not_found(id))?;
            collection::entity(ask, schema, fragment, row).map(Reply::Ok)
        }
        [.., other] => Err(Refusal::no_segment(other)),
    }
}
