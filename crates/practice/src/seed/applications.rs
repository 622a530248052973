//! Applications that are there already, so that a learner's Home is not empty: certificates in several states of age,
//! people and groups assigned.

use super::{DOMAIN, Soil, gallery};
use crate::graph::certificate::Entries;
use crate::state::{
    World,
    directory::Assignment,
    keys::{CertificateText, KeyError, SamlKey, SigningPair},
    object::{Kind, Object},
    secret::Secret,
};
use serde_json::{Map, Value, json};
use time::Duration;
use uuid::Uuid;

struct Present {
    template: &'static str,
    name: &'static str,
    identifier: &'static str,
    reply_url: &'static str,
    sign_on_url: Option<&'static str>,
    /// Days until the certificate ends; negative: it has ended.
    ends_in: i64,
    group: &'static str,
}

const PRESENT: [Present; 6] = [
    Present {
        template: "Box",
        name: "Box",
        identifier: "box.net",
        reply_url: "https://sso.services.box.net/sp/ACS.saml2",
        sign_on_url: Some("https://larkfield.account.box.example"),
        ends_in: 640,
        group: "All Staff",
    },
    Present {
        template: "BambooHR",
        name: "BambooHR",
        identifier: "BambooHR-SAML",
        reply_url: "https://larkfield.bamboohr.example/saml/consume.php",
        sign_on_url: Some("https://larkfield.bamboohr.example"),
        ends_in: 21,
        group: "All Staff",
    },
    Present {
        template: "Asana",
        name: "Asana",
        identifier: "https://app.asana.com/",
        reply_url: "https://app.asana.com/-/saml/consume",
        sign_on_url: None,
        ends_in: 410,
        group: "Engineering",
    },
    Present {
        template: "Canva",
        name: "Canva (Marketing)",
        identifier: "urn:canva:larkfield",
        reply_url: "https://www.canva.com/auth/saml/larkfield",
        sign_on_url: None,
        ends_in: 980,
        group: "Sales",
    },
    Present {
        template: "ArcGIS Online",
        name: "ArcGIS Online",
        identifier: "larkfield.maps.arcgis.com",
        reply_url: "https://larkfield.maps.arcgis.com/sharing/rest/oauth2/saml/signin",
        sign_on_url: Some("https://larkfield.maps.arcgis.com"),
        ends_in: 52,
        group: "Customer Facing",
    },
    Present {
        template: "Certify",
        name: "Certify Expenses",
        identifier: "https://www.certify.com",
        reply_url: "https://www.certify.com/SAMLLogin.aspx",
        sign_on_url: None,
        ends_in: -3,
        group: "Finance",
    },
];

/// Adds the applications. One RSA key serves them all, which keeps the start quick; each has its own certificate.
pub(super) fn install(world: &mut World, soil: &Soil<'_>, key: &Secret) -> Result<(), KeyError> {
    for present in &PRESENT {
        install_one(world, soil, present, key)?;
    }
    Ok(())
}

fn install_one(world: &mut World, soil: &Soil<'_>, present: &Present, key: &Secret) -> Result<(), KeyError> {
    let since = soil.now - Duration::days(300);
    let label = |kind: &str| soil.id(&format!("{kind}:{}", present.name));
    let app_id = label("appId");
    let template = gallery::by_name(present.template);
    let roles = template.map(gallery::Template::roles).unwrap_or_default();
    let role = roles.first().and_then(|role| role["id"].as_str()).and_then(|id| Uuid::parse_str(id).ok());
    let template_id = template.map(|template| template.id.to_string());
    let shared = json!({
        "appId": app_id.to_string(),
        "applicationTemplateId": template_id,
        "appRoles": roles,
        "createdDateTime": crate::graph::moment(since),
        "displayName": present.name,
        "signInAudience": "AzureADMyOrg",
    });
    let mut application = Object::new(label("application"), Kind::Application, fields(shared.clone()), since);
    let home = template.map(gallery::Template::marked_home_page);
    application.properties.extend(registration(&[present.identifier], &[present.reply_url], home));
    application.properties["web"]["redirectUriSettings"][0]["index"] = 0.into();
    let mut instance = Object::new(label("servicePrincipal"), Kind::ServicePrincipal, fields(shared), since);
    instance.properties.extend(fields(json!({
        "accountEnabled": true,
        "appDisplayName": present.name,
        "appOwnerOrganizationId": world.tenant.id.to_string(),
        "appRoleAssignmentRequired": true,
        "homepage": template.map(gallery::Template::marked_home_page),
        "loginUrl": present.sign_on_url,
        "notificationEmailAddresses": [format!("nadia.okafor@{DOMAIN}")],
        "preferredSingleSignOnMode": "saml",
        "replyUrls": [present.reply_url],
        "samlSingleSignOnSettings": { "relayState": null },
        "servicePrincipalNames": [present.identifier, app_id.to_string()],
        "servicePrincipalType": "Application",
        "tags": ["WindowsAzureActiveDirectoryIntegratedApp"],
        "info": application.properties.get("info"),
        "verifiedPublisher": application.properties.get("verifiedPublisher"),
    })));
    certify(world, soil, present, key, &mut instance)?;
    world.directory.insert(application);
    let resource = world.directory.insert(instance);
    assign(world, soil, present, resource, role);
    Ok(())
}

/// What a registration holds beside names and ids.
pub(super) fn registration(
    identifiers: &[&str],
    reply_urls: &[&str],
    home: Option<String>,
) -> Map<String, Value> {
    let settings: Vec<Value> = reply_urls.iter().map(|uri| json!({ "index": null, "uri": uri })).collect();
    fields(json!({
        "identifierUris": identifiers,
        "publisherDomain": DOMAIN,
        "oauth2RequirePostResponse": false,
        "api": {
            "acceptMappedClaims": null, "knownClientApplications": [], "requestedAccessTokenVersion": null,
            "oauth2PermissionScopes": [], "preAuthorizedApplications": [],
        },
        "info": {
            "logoUrl": null, "marketingUrl": null, "privacyStatementUrl": null, "supportUrl": null,
            "termsOfServiceUrl": null,
        },
        "parentalControlSettings": { "countriesBlockedForMinors": [], "legalAgeGroupRule": "Allow" },
        "publicClient": { "redirectUris": [] },
        "spa": { "redirectUris": [] },
        "verifiedPublisher": { "displayName": null, "verifiedPublisherId": null, "addedDateTime": null },
        "web": {
            "homePageUrl": home,
            "logoutUrl": null,
            "redirectUris": reply_urls,
            "redirectUriSettings": settings,
            "implicitGrantSettings": { "enableAccessTokenIssuance": false, "enableIdTokenIssuance": false },
        },
    }))
}

fn certify(
    world: &mut World,
    soil: &Soil<'_>,
    present: &Present,
    key: &Secret,
    instance: &mut Object,
) -> Result<(), KeyError> {
    let ends = soil.now + Duration::days(present.ends_in);
    let text = CertificateText {
        common_name: "Microsoft Azure Federated SSO Certificate".to_owned(),
        starts: (ends - Duration::days(1_095)).min(soil.now - Duration::days(1)),
        ends,
        serial: soil.random.uuid(),
    };
    let pair = SigningPair::self_signed(key, text)?;
    let name = "CN=Microsoft Azure Federated SSO Certificate";
    let entries = Entries { pair: &pair, name, shared: soil.random.uuid(), verify: soil.random.uuid() };
    entries.write(instance);
    let thumbprint = pair.thumbprint().to_string();
    instance.set("preferredTokenSigningKeyThumbprint", thumbprint.clone());
    world.saml_keys.insert(thumbprint, SamlKey { service_principal: instance.id, pair });
    Ok(())
}

fn assign(world: &mut World, soil: &Soil<'_>, present: &Present, resource: Uuid, role: Option<Uuid>) {
    let group = world.directory.live(Kind::Group).find(|group| group.text("displayName") == present.group);
    let Some(principal) = group.map(|group| group.id) else { return };
    world.directory.assignments.push(Assignment {
        id: soil.id(&format!("assignment:{}", present.name)).simple().to_string(),
        principal,
        resource,
        role: role.unwrap_or_default(),
        created: soil.now - Duration::days(200),
    });
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
