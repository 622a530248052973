//! Conditional Access at sign-in: which policies apply, what they demand, and whether a browser on this computer can
//! give it.
//!
//! Second factors count as given (nobody here has a telephone); devices are neither compliant nor joined, so policies
//! that want one refuse, and so do policies that block.

use super::{circumstances::Circumstances, failure::Failure};
use crate::{
    graph::access::evaluate,
    state::{
        World,
        object::Object,
        sign_in::{AccessStatus, SignInProtocol},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the policies say to one sign-in.
#[derive(Debug, Clone, Default)]
pub(super) struct Ruling {
    /// AADSTS number and words of the first policy that refuses.
    pub(super) refusal: Option<(u32, &'static str)>,
    pub(super) status: AccessStatus,
    /// `appliedConditionalAccessPolicies`.
    pub(super) rows: Vec<Value>,
}

impl Ruling {
    /// The refusal as a token endpoint tells it.
    pub(super) fn failure(&self) -> Result<(), Failure> {
        match self.refusal {
            None => Ok(()),
            Some((number, words)) => {
                Err(Failure::new("invalid_grant", number, words).suberror("message_only"))
            }
        }
    }
}

/// The ruling for a person, a resource and a way of signing in.
pub(super) fn rule(
    world: &World,
    user: Uuid,
    resource: Uuid,
    (protocol, at): (SignInProtocol, &Circumstances),
) -> Ruling {
    let Some(person) = world.directory.any(user) else { return Ruling::default() };
    let flow = if protocol == SignInProtocol::DeviceCode { "deviceCodeFlow" } else { "none" };
    let browser = at.user_agent.starts_with("Mozilla/");
    let conditions = json!({
        "clientAppType": if browser { "browser" } else { "mobileAppsAndDesktopClients" },
        "devicePlatform": platform(&at.user_agent),
        "ipAddress": "127.0.0.1",
        "authenticationFlow": { "transferMethod": flow },
    });
    let resource = resource.to_string();
    let mut ruling = Ruling::default();
    for policy in evaluate::applying(world, person, &resource, &conditions) {
        let controls = controls(policy);
        let refusal = refusal(&controls, protocol);
        let enforced = policy.text("state") == "enabled";
        let result = match (enforced, refusal.is_some()) {
            (true, true) => "failure",
            (true, false) => "success",
            (false, true) => "reportOnlyFailure",
            (false, false) => "reportOnlySuccess",
        };
        if enforced {
            ruling.refusal = ruling.refusal.or(refusal);
            ruling.status =
                if ruling.refusal.is_some() { AccessStatus::Failure } else { AccessStatus::Success };
        }
        ruling.rows.push(json!({
            "id": policy.id.to_string(),
            "displayName": policy.text("displayName"),
            "enforcedGrantControls": controls.iter().map(|control| word(control)).collect::<Vec<_>>(),
            "enforcedSessionControls": [],
            "result": result,
        }));
    }
    ruling
}

fn controls(policy: &Object) -> Vec<String> {
    let grant = policy.properties.get("grantControls").and_then(|grant| grant.get("builtInControls"));
    let all = grant.and_then(Value::as_array).into_iter().flatten();
    all.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Why the controls cannot be met here. Controls joined by "or" are met by a second factor.
fn refusal(controls: &[String], protocol: SignInProtocol) -> Option<(u32, &'static str)> {
    let has = |name: &str| controls.iter().any(|control| control == name);
    if has("block") {
        return Some((
            53_003,
            "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
        ));
    }
    if has("mfa") || !(has("compliantDevice") || has("domainJoinedDevice")) {
        return None;
    }
    if protocol == SignInProtocol::DeviceCode {
        return Some((530_033, "A device-based Conditional Access policy blocks sign-in by device code."));
    }
    if has("compliantDevice") {
        return Some((
            53_000,
            "Device is not in required device state: compliant. Conditional Access policy requires a compliant device, and the device is not compliant.",
        ));
    }
    Some((
        53_001,
        "Device is not in required device state: domain joined. Conditional Access policy requires a domain joined device, and the device is not domain joined.",
    ))
}

/// As sign-in logs name a control.
fn word(control: &str) -> &str {
    match control {
        "block" => "Block",
        "mfa" => "Mfa",
        "compliantDevice" => "RequireCompliantDevice",
        "domainJoinedDevice" => "RequireDomainJoinedDevice",
        "approvedApplication" => "RequireApprovedApp",
        other => other,
    }
}

fn platform(user_agent: &str) -> &'static str {
    [("Windows", "windows"), ("Android", "android"), ("iPhone", "iOS"), ("Mac OS", "macOS")]
        .iter()
        .find(|(mark, _)| user_agent.contains(mark))
        .map_or("linux", |(_, name)| name)
}
