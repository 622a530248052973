//! Finding while typing.

use crate::scene::{NOW, OTHER, Scene, TENANT, minutes};
use doorward_domain::{ApplicationTemplate, ObjectId, SsoMode, TemplateId, TenantId};
use doorward_store::{PersonRow, Profile, StoreError, TemplateRow};
use std::time::{Duration, Instant};
use uuid::Uuid;

const GALLERY: &str = "graph.microsoft.com";

fn template(id: u128, name: &str, publisher: &str) -> TemplateRow {
    let template = ApplicationTemplate {
        id: TemplateId(Uuid::from_u128(id)),
        name: name.into(),
        publisher: publisher.into(),
        description: "Tracks errors, with Sentry in its description.".into(),
        modes: vec![SsoMode::Saml, SsoMode::Other],
        categories: vec!["developerServices".into()],
    };
    TemplateRow::new(template, NOW)
}

fn gallery(profile: &Profile, names: &[(&str, &str)]) {
    let rows: Vec<_> =
        names.iter().zip(1..).map(|((name, publisher), id)| template(id, name, publisher)).collect();
    profile.cache().templates(GALLERY).replace_all(NOW, &rows).unwrap();
}

fn found(profile: &Profile, typed: &str) -> Vec<String> {
    profile.cache().templates(GALLERY).search(typed, 10).unwrap().into_iter().map(|row| row.name).collect()
}

#[test]
fn the_exact_name_comes_first_then_the_beginnings() {
    let scene = Scene::new();
    let profile = scene.open();
    gallery(
        &profile,
        &[
            ("Absentry", "Other"),
            ("Contoso", "Sentry Inc."),
            ("Open Sentry Bridge", "Other"),
            ("Sentry On-Premise", "Functional Software"),
            ("Sentry", "Functional Software"),
            ("Segment", "Twilio"),
        ],
    );
    assert_eq!(
        found(&profile, "sentry"),
        ["Sentry", "Sentry On-Premise", "Open Sentry Bridge", "Contoso", "Absentry"],
        "exact, beginning, word, publisher, inside; the description does not count"
    );
    assert_eq!(
        found(&profile, "  SEN "),
        ["Sentry", "Sentry On-Premise", "Open Sentry Bridge", "Contoso", "Absentry"]
    );
    assert_eq!(found(&profile, "on sentry"), ["Sentry On-Premise"], "words in any order, each a beginning");
    assert_eq!(found(&profile, "functional"), ["Sentry", "Sentry On-Premise"]);
    assert!(found(&profile, "zzz").is_empty());
    assert_eq!(found(&profile, "")[0], "Absentry", "nothing typed lists the gallery by name");
    assert_eq!(profile.cache().templates(GALLERY).search("sentry", 2).unwrap().len(), 2);
}

#[test]
fn accents_do_not_stand_in_the_way() {
    let scene = Scene::new();
    let profile = scene.open();
    gallery(&profile, &[("Käfer & Söhne GmbH", ""), ("日本語ポータル", ""), ("AT&T Wireless", "")]);
    assert_eq!(found(&profile, "kafer sohn"), ["Käfer & Söhne GmbH"]);
    assert_eq!(found(&profile, "日本"), ["日本語ポータル"]);
    assert_eq!(found(&profile, "at&t"), ["AT&T Wireless"]);
}

#[test]
fn no_text_is_an_error() {
    let scene = Scene::new();
    let profile = scene.open();
    gallery(&profile, &[("Sentry", "Functional Software")]);
    let long = "a\" OR ".repeat(5_000);
    for typed in [
        "\"",
        "'",
        "''; DROP TABLE templates; --",
        "*",
        "sen*",
        "^sentry",
        "name:sentry",
        "-sentry",
        "NOT",
        "AND OR NOT",
        "NEAR(a b)",
        "(((",
        "a OR",
        "{name} : x",
        "\0",
        "sen\0try",
        "%",
        "_",
        "\\",
        "“”",
        "ⓐ",
        "\u{301}",
        "e\u{301}",
        "😀",
        "\u{202e}",
        "+",
        "&",
        long.as_str(),
    ] {
        profile
            .cache()
            .templates(GALLERY)
            .search(typed, 10)
            .unwrap_or_else(|error| panic!("{typed:?}: {error}"));
        profile
            .cache()
            .people()
            .search(TENANT, typed, 10)
            .unwrap_or_else(|error| panic!("{typed:?}: {error}"));
    }
    assert_eq!(found(&profile, "sentry' --"), ["Sentry"], "what is left of hostile text still finds");
    assert!(found(&profile, "%").is_empty(), "no wildcard of SQL's either");
}

#[test]
fn galleries_do_not_mix() {
    let scene = Scene::new();
    let profile = scene.open();
    gallery(&profile, &[("Sentry", "")]);
    let practice = profile.cache().templates("practice");
    assert_eq!(practice.synced_at().unwrap(), None, "never fetched");
    practice.replace_all(minutes(1), &[template(1, "Sentry (practice)", "")]).unwrap();
    practice.replace_all(minutes(2), &[template(1, "Sentry practice", "")]).unwrap();
    assert_eq!(found(&profile, "sentry"), ["Sentry"]);
    let id = TemplateId(Uuid::from_u128(1));
    assert_eq!(practice.get(id).unwrap().unwrap().name, "Sentry practice");
    assert_eq!(practice.get(id).unwrap().unwrap().seen, minutes(2));
    let here = profile.cache().templates(GALLERY);
    assert_eq!(here.get(id).unwrap(), Some(template(1, "Sentry", "")), "read back as it was written");
    assert_eq!((here.synced_at().unwrap(), practice.synced_at().unwrap()), (Some(NOW), Some(minutes(2))));
    assert_eq!(practice.search("sentry", 10).unwrap().len(), 1, "the replaced row is in no index any more");
}

#[test]
fn a_doubled_template_keeps_the_old_gallery() {
    let scene = Scene::new();
    let profile = scene.open();
    gallery(&profile, &[("Sentry", "")]);
    let doubled = [template(5, "Segment", ""), template(5, "Segment again", "")];
    let error = profile.cache().templates(GALLERY).replace_all(minutes(1), &doubled).unwrap_err();
    assert!(matches!(error, StoreError::Exists { table: "templates" }), "{error:?}");
    assert_eq!(found(&profile, "se"), ["Sentry"]);
    assert_eq!(profile.cache().templates(GALLERY).synced_at().unwrap(), Some(NOW));
}

#[test]
fn a_whole_gallery_is_stored_and_searched_without_a_wait() {
    let scene = Scene::new();
    let profile = scene.open();
    let rows: Vec<_> = (0..5_000).map(|id| template(id, &format!("App {id} Cloud"), "Vendor")).collect();
    let began = Instant::now();
    profile.cache().templates(GALLERY).replace_all(NOW, &rows).unwrap();
    profile.cache().templates(GALLERY).replace_all(NOW, &rows).unwrap();
    let stored = began.elapsed();
    let began = Instant::now();
    for typed in ["a", "ap", "app 49", "cloud", "4999", "zzz", ""] {
        profile.cache().templates(GALLERY).search(typed, 20).unwrap();
    }
    let searched = began.elapsed() / 7;
    drop(profile);
    let began = Instant::now();
    drop(scene.open());
    let opened = began.elapsed();
    println!("stored twice in {stored:?}, searched in {searched:?}, opened in {opened:?}");
    // Wide limits: they catch a lost index or a transaction per row, not a busy machine.
    assert!(stored < Duration::from_secs(10), "{stored:?}");
    assert!(searched < Duration::from_millis(500), "{searched:?}");
    assert!(opened < Duration::from_secs(2), "{opened:?}");
}

fn person(tenant: TenantId, id: u128, name: &str, upn: &str, mail: Option<&str>) -> PersonRow {
    let id = ObjectId(Uuid::from_u128(id));
    PersonRow { tenant, id, name: name.into(), upn: upn.into(), mail: mail.map(Into::into), seen: NOW }
}

#[test]
fn people_are_found_by_name_and_address() {
    let scene = Scene::new();
    let profile = scene.open();
    let people = profile.cache().people();
    let names = |typed: &str| -> Vec<String> {
        people.search(TENANT, typed, 10).unwrap().into_iter().map(|row| row.name).collect()
    };
    people
        .upsert_many(&[
            person(TENANT, 1, "Britta Simon", "b.simon@contoso.com", Some("britta@contoso.com")),
            person(TENANT, 2, "Simon Björk", "simon.bjork@contoso.com", None),
            person(TENANT, 3, "Zoë Simonsen", "simon@contoso.com", None),
            person(OTHER, 4, "Simon Elsewhere", "simon@fabrikam.com", None),
        ])
        .unwrap();
    assert_eq!(
        names("simon"),
        ["Simon Björk", "Britta Simon", "Zoë Simonsen"],
        "names that begin so come first"
    );
    assert_eq!(names("simon@contoso.com")[0], "Zoë Simonsen", "an exact address before everything");
    assert_eq!(names("bjork si"), ["Simon Björk"]);
    assert_eq!(names("britta@"), ["Britta Simon"]);
    assert_eq!(names("").len(), 3, "the other tenant's people are never shown");

    let mut married = person(TENANT, 1, "Britta Olsen", "b.olsen@contoso.com", None);
    married.seen = minutes(1);
    people.upsert_many(std::slice::from_ref(&married)).unwrap();
    assert_eq!(
        names("simon"),
        ["Simon Björk", "Zoë Simonsen"],
        "the old name and address are in no index any more"
    );
    assert_eq!(names("olsen"), ["Britta Olsen"]);
    assert_eq!(people.get(TENANT, married.id).unwrap(), Some(married));

    profile.cache().forget(TENANT).unwrap();
    assert!(names("").is_empty() && names("simon").is_empty());
    assert_eq!(people.search(OTHER, "simon", 10).unwrap().len(), 1);
}
