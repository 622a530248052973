//! What the tenant must hold afterwards, told from the wish and from what was there before, object by object.

use super::wish::Wish;
use serde_json::Value;
use std::collections::BTreeSet;

/// The only role of an application that defines none.
const DEFAULT_ACCESS: &str = "00000000-0000-0000-0000-000000000000";

/// Holds the tenant against the wish.
pub(crate) fn assert_ends(before: &Value, after: &Value, wish: &Wish, occasion: &str) {
    let new_person = usize::from(wish.person.is_none());
    let new_application = usize::from(wish.adopt.is_none());
    for (set, more) in
        [("applications", new_application), ("servicePrincipals", new_application), ("users", new_person)]
    {
        assert_eq!(rows(after, set).len(), rows(before, set).len() + more, "{set}: {occasion}");
    }
    let principal = own_principal(before, after, wish);
    let app_id = text(principal, "appId");
    let application = rows(after, "applications").iter().find(|row| text(row, "appId") == app_id).unwrap();
    let former_application = rows(before, "applications").iter().find(|row| text(row, "appId") == app_id);
    let former_principal = rows(before, "servicePrincipals").iter().find(|row| text(row, "appId") == app_id);
    others_are_untouched(before, after, app_id, occasion);
    application_is_right(application, former_application, wish, occasion);
    principal_is_right(principal, former_principal, wish, occasion);
    certificate_is_right(principal, former_principal, occasion);
    somebody_is_assigned(before, after, principal, wish, occasion);
}

fn own_principal<'a>(before: &Value, after: &'a Value, wish: &Wish) -> &'a Value {
    let known: BTreeSet<&str> = rows(before, "servicePrincipals").iter().map(|row| text(row, "id")).collect();
    let own = |row: &&Value| match &wish.adopt {
        Some(id) => text(row, "id") == id,
        None => !known.contains(text(row, "id")),
    };
    rows(after, "servicePrincipals").iter().find(own).unwrap()
}

/// Of objects that are nobody's business here, every byte stays.
fn others_are_untouched(before: &Value, after: &Value, app_id: &str, occasion: &str) {
    for set in ["applications", "servicePrincipals", "users"] {
        for row in rows(before, set).iter().filter(|row| text(row, "appId") != app_id) {
            let now = rows(after, set).iter().find(|now| now["id"] == row["id"]);
            assert_eq!(now, Some(row), "{set} of others: {occasion}");
        }
    }
}

fn application_is_right(now: &Value, former: Option<&Value>, wish: &Wish, occasion: &str) {
    assert_eq!(text(now, "displayName"), wish.name, "name: {occasion}");
    let slug = wish.answer.as_ref().map(|(_, value)| value.as_str()).unwrap_or_default();
    let (identifier, reply) = match wish.product {
        "Sentry" => (
            format!("https://sentry.io/saml/metadata/{slug}/"),
            Some(format!("https://sentry.io/saml/acs/{slug}/")),
        ),
        "Segment" => (
            format!("urn:auth0:segment-prod:samlp-{slug}"),
            Some(format!("https://segment-prod.auth0.com/login/callback?connection={slug}")),
        ),
        _ => ("https://login.sequr.io".to_owned(), None),
    };
    let with_ours = |list: BTreeSet<String>, ours: Option<String>| list.into_iter().chain(ours).collect();
    let identifiers: BTreeSet<String> =
        with_ours(former.map(|row| set(&row["identifierUris"])).unwrap_or_default(), Some(identifier));
    assert_eq!(set(&now["identifierUris"]), identifiers, "identifiers: {occasion}");
    let urls: BTreeSet<String> =
        with_ours(former.map(|row| set(&row["web"]["redirectUris"])).unwrap_or_default(), reply.clone());
    assert_eq!(set(&now["web"]["redirectUris"]), urls, "reply URLs: {occasion}");
    if let Some(reply) = reply {
        assert_eq!(now["web"]["redirectUris"][0], reply.as_str(), "ours is the default: {occasion}");
    }
    match &wish.logout_url {
        Some(url) => assert_eq!(now["web"]["logoutUrl"], url.as_str(), "logout URL: {occasion}"),
        None => assert_eq!(
            filled(&now["web"]["logoutUrl"]),
            former.and_then(|row| filled(&row["web"]["logoutUrl"])),
            "logout URL of others: {occasion}"
        ),
    }
}

fn principal_is_right(now: &Value, former: Option<&Value>, wish: &Wish, occasion: &str) {
    assert_eq!(text(now, "displayName"), wish.name, "name: {occasion}");
    assert_eq!(now["preferredSingleSignOnMode"], "saml", "{occasion}");
    let slug = wish.answer.as_ref().map(|(_, value)| value.as_str()).unwrap_or_default();
    let start = match wish.product {
        "Sentry" => format!("https://sentry.io/organizations/{slug}/"),
        "Segment" => "https://app.segment.com".to_owned(),
        _ => "https://login.sequr.io".to_owned(),
    };
    // Where Entra starts, My Apps must not lead to the application's own start.
    let start = (!wish.from_entra).then_some(start);
    assert_eq!(filled(&now["loginUrl"]), start, "sign-on URL: {occasion}");
    let relay = filled(&now["samlSingleSignOnSettings"]["relayState"]);
    let former_relay = former.and_then(|row| filled(&row["samlSingleSignOnSettings"]["relayState"]));
    assert_eq!(relay, wish.relay_state.clone().or(former_relay), "relay state: {occasion}");
    let mut mails = former.map(|row| set(&row["notificationEmailAddresses"])).unwrap_or_default();
    mails.extend(wish.emails.clone().unwrap_or_else(|| vec![wish.admin.clone()]));
    assert_eq!(set(&now["notificationEmailAddresses"]), mails, "expiry mails: {occasion}");
    if let Some(former) = former {
        assert_eq!(now["tags"], former["tags"], "tags of others: {occasion}");
    }
}

/// One that was active stays; one that lay ready is made active; else there is exactly one new one, active.
fn certificate_is_right(now: &Value, former: Option<&Value>, occasion: &str) {
    let names = |row: &Value| -> BTreeSet<String> {
        let keys = row["keyCredentials"].as_array().cloned().unwrap_or_default();
        keys.iter().filter_map(|key| key["customKeyIdentifier"].as_str().map(str::to_owned)).collect()
    };
    let there = former.map(names).unwrap_or_default();
    let expected = there.len().max(1);
    assert_eq!(names(now).len(), expected, "certificates: {occasion}");
    assert!(there.is_subset(&names(now)), "nobody's certificate is removed: {occasion}");
    let active = filled(&now["preferredTokenSigningKeyThumbprint"]);
    assert!(active.is_some(), "one is active: {occasion}");
    if let Some(former) = former.and_then(|row| filled(&row["preferredTokenSigningKeyThumbprint"])) {
        assert_eq!(active, Some(former), "the active one stays active: {occasion}");
    }
}

fn somebody_is_assigned(before: &Value, after: &Value, principal: &Value, wish: &Wish, occasion: &str) {
    let known: BTreeSet<&str> = rows(before, "users").iter().map(|row| text(row, "id")).collect();
    let made = rows(after, "users").iter().find(|row| !known.contains(text(row, "id")));
    if let Some(made) = made {
        let upn = text(made, "userPrincipalName");
        assert!(upn.starts_with(&format!("{}@", wish.user_name)), "{upn}: {occasion}");
    }
    let person = wish.person.clone().or_else(|| made.map(|row| text(row, "id").to_owned()));
    let who = wish.group.clone().or(person);
    let assigned = principal["appRoleAssignedTo"].as_array().unwrap();
    assert_eq!(assigned.len(), 1, "one assignment: {occasion}");
    assert_eq!(assigned[0]["principalId"].as_str(), who.as_deref(), "who: {occasion}");
    let role = text(&assigned[0], "appRoleId");
    let roles = principal["appRoles"].as_array().cloned().unwrap_or_default();
    let of_people =
        |role: &&Value| role["isEnabled"] == true && set(&role["allowedMemberTypes"]).contains("User");
    let usable: Vec<&Value> = roles.iter().filter(of_people).collect();
    match &wish.role {
        Some(wanted) => assert_eq!(role, wanted, "the chosen role: {occasion}"),
        None if usable.is_empty() => assert_eq!(role, DEFAULT_ACCESS, "default access: {occasion}"),
        None => {
            // The technical role is only for applications that have no other.
            let named = usable.iter().any(|own| text(own, "displayName") != "msiam_access");
            let chosen =
                usable.iter().find(|own| text(own, "id") == role).expect("a role of the application");
            assert!(!named || text(chosen, "displayName") != "msiam_access", "a named role: {occasion}");
        }
    }
}

fn rows<'a>(shown: &'a Value, set: &str) -> &'a Vec<Value> {
    shown[set].as_array().unwrap()
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}

fn filled(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn set(list: &Value) -> BTreeSet<String> {
    let rows = list.as_array().cloned().unwrap_or_default();
    rows.iter().filter_map(|row| row.as_str().map(str::to_owned)).collect()
}
