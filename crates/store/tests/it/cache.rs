//! What was seen, and how old it is.

use crate::scene::{NOW, OTHER, Scene, TENANT, application, minutes};
use doorward_domain::ObjectId;
use doorward_store::{ApplicationRow, StoreError};
use uuid::Uuid;

fn names(rows: &[ApplicationRow]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

#[test]
fn a_fetched_list_replaces_the_one_before_it() {
    let scene = Scene::new();
    let profile = scene.open();
    let applications = profile.cache().applications();
    let before = applications.list(TENANT).unwrap();
    assert_eq!((before.rows.len(), before.listed), (0, None), "never fetched");

    applications.replace_all(TENANT, &[], NOW).unwrap();
    assert_eq!(applications.list(TENANT).unwrap().listed, Some(NOW), "fetched, and empty");

    let first =
        [application(TENANT, 1, "sequr"), application(TENANT, 2, "Sentry"), application(TENANT, 3, "Ärzte")];
    applications.replace_all(TENANT, &first, minutes(1)).unwrap();
    applications.replace_all(OTHER, &[application(OTHER, 1, "Elsewhere")], minutes(1)).unwrap();
    let second = [application(TENANT, 2, "Sentry"), application(TENANT, 4, "segment")];
    applications.replace_all(TENANT, &second, minutes(2)).unwrap();
    let list = applications.list(TENANT).unwrap();
    assert_eq!(names(&list.rows), ["segment", "Sentry"], "by name, letter case apart");
    assert_eq!(list.listed, Some(minutes(2)));
    assert!(list.rows.iter().all(|row| row.seen == minutes(2)));
    assert_eq!(applications.count(OTHER).unwrap(), 1, "the other tenant's are as they were");
}

#[test]
fn one_refreshed_application_does_not_make_the_list_younger() {
    let scene = Scene::new();
    let profile = scene.open();
    let applications = profile.cache().applications();
    applications.replace_all(TENANT, &[application(TENANT, 1, "Sentry")], NOW).unwrap();
    let mut renamed = application(TENANT, 1, "Sentry EU");
    renamed.seen = minutes(30);
    renamed.application = Some(ObjectId(Uuid::from_u128(77)));
    applications.upsert(&renamed).unwrap();
    let list = applications.list(TENANT).unwrap();
    assert_eq!((list.rows, list.listed), (vec![renamed.clone()], Some(NOW)));
    assert!(applications.remove(TENANT, renamed.service_principal).unwrap());
    assert_eq!(applications.count(TENANT).unwrap(), 0);
}

#[test]
fn who_holds_a_name_is_found_letter_case_and_closing_slashes_apart() {
    let scene = Scene::new();
    let profile = scene.open();
    let applications = profile.cache().applications();
    let named = |tenant, object, name: &str, names: &[&str]| ApplicationRow {
        detail: serde_json::json!({ "enabled": true, "names": names }),
        ..application(tenant, object, name)
    };
    let rows = [
        named(TENANT, 1, "Sentry", &["https://sentry.example/saml/", "6f1c"]),
        named(TENANT, 2, "Asana", &["https://app.asana.example/", "https://SENTRY.example/saml"]),
        application(TENANT, 3, "As an earlier version kept it"),
    ];
    applications.replace_all(TENANT, &rows, NOW).unwrap();
    applications.upsert(&named(OTHER, 4, "Elsewhere", &["https://sentry.example/saml/"])).unwrap();
    let wanted = ["https://sentry.example/saml/".to_owned(), "nobody".to_owned()];
    let found = applications.holding(TENANT, &wanted).unwrap();
    let found: Vec<_> = found.iter().map(|one| (one.application.as_str(), one.held.as_str())).collect();
    let expected = [("Asana", "https://SENTRY.example/saml"), ("Sentry", "https://sentry.example/saml/")];
    assert_eq!(found, expected, "of this tenant only");
    assert_eq!(applications.holding(TENANT, &["https://sentry.example/sam".to_owned()]).unwrap(), []);
}

#[test]
fn another_tenants_row_is_refused_and_the_old_list_stays() {
    let scene = Scene::new();
    let profile = scene.open();
    let applications = profile.cache().applications();
    applications.replace_all(TENANT, &[application(TENANT, 1, "Sentry")], NOW).unwrap();
    let mixed = [application(TENANT, 2, "Sequr"), application(OTHER, 3, "Stray")];
    let error = applications.replace_all(TENANT, &mixed, minutes(1)).unwrap_err();
    assert!(matches!(error, StoreError::OtherTenant { expected: TENANT, found: OTHER }), "{error:?}");
    assert_eq!(names(&applications.list(TENANT).unwrap().rows), ["Sentry"]);
}
