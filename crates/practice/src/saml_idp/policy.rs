//! Policies that shape a Response: what is signed and how names are written (`tokenIssuancePolicy`), and which claims
//! are made from what (`claimsMappingPolicy`).

use crate::state::{
    World,
    object::{Kind, Object},
};
use doorward_saml::SignWhat;
use serde_json::Value;
use uuid::Uuid;

const IDENTITY: &str = "http://schemas.microsoft.com/identity/claims";

/// Claims no policy may change.
const RESTRICTED: &[&str] = &[
    "http://schemas.microsoft.com/identity/claims/tenantid",
    "http://schemas.microsoft.com/identity/claims/objectidentifier",
    "http://schemas.microsoft.com/identity/claims/identityprovider",
    "http://schemas.microsoft.com/claims/authnmethodsreferences",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
    "http://schemas.microsoft.com/claims/groups.link",
];

/// The parsed definition of the policy of this kind that is attached to one of the holders.
fn definition(world: &World, holders: &[&Object], kind: Kind, key: &str) -> Option<Value> {
    let policy = holders
        .iter()
        .flat_map(|holder| holder.attached.iter())
        .filter_map(|id| world.directory.any(*id))
        .find(|policy| policy.kind == kind)?;
    let text = policy.texts("definition").first().map(|text| (*text).to_owned())?;
    let mut parsed: Value = serde_json::from_str(&text).ok()?;
    parsed.get_mut(key).map(Value::take)
}

/// What is signed, by the policy of the application.
pub(super) fn signs(world: &World, holders: &[&Object]) -> SignWhat {
    let policy = definition(world, holders, Kind::TokenIssuancePolicy, "TokenIssuancePolicy");
    match policy.as_ref().and_then(|policy| policy["TokenResponseSigningPolicy"].as_str()) {
        Some("ResponseOnly") => SignWhat::Response,
        Some("ResponseAndToken") => SignWhat::Both,
        _ => SignWhat::Assertion,
    }
}

/// A claims mapping.
pub(super) struct Mapping {
    /// The default claims stay.
    pub(super) basic: bool,
    schema: Vec<Value>,
}

/// The claims mapping of the service principal, if it has one.
pub(super) fn mapping(world: &World, instance: &Object) -> Option<Mapping> {
    let policy = definition(world, &[instance], Kind::ClaimsMappingPolicy, "ClaimsMappingPolicy")?;
    let basic = match &policy["IncludeBasicClaimSet"] {
        Value::Bool(basic) => *basic,
        Value::String(text) => !text.eq_ignore_ascii_case("false"),
        _ => true,
    };
    let schema = policy["ClaimsSchema"].as_array().cloned().unwrap_or_default();
    Some(Mapping { basic, schema })
}

const NAME_ID: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

impl Mapping {
    /// Claims by their SAML names; those without a value and restricted ones are left out.
    pub(super) fn claims(&self, world: &World, user: &Object) -> Vec<(String, Vec<String>)> {
        let named = self.schema.iter().filter_map(|row| Some((row["SamlClaimType"].as_str()?, row)));
        named
            .filter(|(name, _)| *name != NAME_ID && !RESTRICTED.contains(name))
            .filter_map(|(name, row)| Some((name.to_owned(), vec![value(world, user, row)?])))
            .collect()
    }

    /// The value of the NameID, if the policy names one.
    pub(super) fn name_id(&self, world: &World, user: &Object) -> Option<String> {
        let row = self.schema.iter().find(|row| row["SamlClaimType"].as_str() == Some(NAME_ID))?;
        value(world, user, row)
    }
}

fn value(world: &World, user: &Object, row: &Value) -> Option<String> {
    if let Some(fixed) = row["Value"].as_str() {
        return Some(fixed.to_owned());
    }
    let id = row["ID"].as_str()?.to_ascii_lowercase();
    let source = row["Source"].as_str().unwrap_or("user").to_ascii_lowercase();
    let text = match source.as_str() {
        "user" => property(user, &id),
        "company" if id == "tenantcountry" => Some("DE".to_owned()),
        "company" => Some(world.tenant.id.to_string()).filter(|_| id == "tenantid"),
        _ => None,
    };
    text.filter(|text| !text.is_empty())
}

fn property(user: &Object, id: &str) -> Option<String> {
    let name = match id {
        "objectid" => return Some(user.id.to_string()),
        "surname" => "surname",
        "givenname" => "givenName",
        "displayname" => "displayName",
        "mail" => "mail",
        "userprincipalname" => "userPrincipalName",
        "department" => "department",
        "companyname" => "companyName",
        "employeeid" => "employeeId",
        "jobtitle" => "jobTitle",
        "country" => "country",
        "city" => "city",
        "state" => "state",
        "streetaddress" => "streetAddress",
        "postalcode" => "postalCode",
        "telephonenumber" => "mobilePhone",
        "mailnickname" => "mailNickname",
        "preferredlanguage" | "preferredlanguange" => "preferredLanguage",
        "usagelocation" => "usageLocation",
        "usertype" => "userType",
        "onpremisessamaccountname" => "onPremisesSamAccountName",
        _ => {
            let number = id.strip_prefix("extensionattribute")?;
            let all = user.properties.get("onPremisesExtensionAttributes")?;
            return all.get(format!("extensionAttribute{number}"))?.as_str().map(str::to_owned);
        }
    };
    user.optional_text(name).map(str::to_owned)
}

/// Where more groups than fit are to be asked for.
pub(super) fn groups_link(tenant: Uuid, user: Uuid) -> (String, Vec<String>) {
    let address = format!("https://graph.windows.net/{tenant}/users/{user}/getMemberObjects");
    (format!("{}/groups.link", IDENTITY.replace("/identity/claims", "/claims")), vec![address])
}
