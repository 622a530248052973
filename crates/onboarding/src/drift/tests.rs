use super::*;
use crate::plan::{Action, StepId};
use doorward_domain::{AppId, Application};
use uuid::Uuid;

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn application(urls: &[&str]) -> Application {
    Application {
        id: ObjectId(Uuid::nil()),
        app_id: AppId(Uuid::nil()),
        name: "Sentry".to_owned(),
        template: None,
        identifiers: texts(&["https://sentry.io/"]),
        reply_urls: texts(urls),
        logout_url: None,
    }
}

fn end() -> EndState {
    let fields = [
        (Field::Identifiers, texts(&["https://sentry.io/"])),
        (Field::ReplyUrls, texts(&["https://ours/", "https://theirs/"])),
    ];
    EndState { application: Some(ObjectId(Uuid::nil())), fields: fields.into(), ..EndState::default() }
}

fn differences(urls: &[&str]) -> Vec<Difference> {
    let present = Present { application: Some(application(urls)), ..Present::default() };
    compare(&end(), &present)
}

#[test]
fn the_same_is_the_same_whatever_a_test_left_in_between() {
    assert_eq!(differences(&["https://ours/", "https://theirs/"]), []);
    assert_eq!(differences(&["https://ours/", "https://theirs/", "http://localhost:4000/acs"]), []);
}

#[test]
fn a_reply_url_of_others_is_told_and_left() {
    let found = differences(&["https://ours/", "https://theirs/", "https://evil/"]);
    assert_eq!((found[0].kind, found[0].mendable), (DriftKind::Added, false));
    let present = Present { application: Some(application(&[])), ..Present::default() };
    assert!(mend(&end(), &present, &found).is_empty(), "nothing of others is taken away");
}

#[test]
fn another_default_reply_url_is_a_change() {
    let found = differences(&["https://theirs/", "https://ours/"]);
    assert_eq!(found[0].kind, DriftKind::Changed, "answers go to the first one");
}

#[test]
fn a_missing_value_is_put_back_beside_what_others_added() {
    let found = differences(&["https://new/"]);
    assert_eq!(found[0].kind, DriftKind::Missing);
    let present = Present { application: Some(application(&["https://new/"])), ..Present::default() };
    let steps = mend(&end(), &present, &found);
    assert_eq!(steps[0].id, StepId::Identifiers);
    assert_eq!(steps[0].changes[0].to, texts(&["https://ours/", "https://theirs/", "https://new/"]));
    let Action::Patch { fields, .. } = &steps[0].action else { panic!("a PATCH mends a field") };
    assert_eq!(fields.len(), 1, "what is right is not written");
}

#[test]
fn an_application_that_is_gone_is_one_difference_and_not_many() {
    let found = compare(&end(), &Present::default());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind, DriftKind::Gone);
    assert!(found[0].note.as_ref().unwrap().contains("Restore"));
}

#[test]
fn what_others_added_before_a_mend_stays_theirs() {
    let record = |before: &[&str], after: &[&str]| FormerField {
        field: Field::ReplyUrls,
        before: texts(before),
        after: texts(after),
        raw: None,
    };
    let own = left_behind(None, &record(&["https://old/"], &["https://ours/", "https://old/"]));
    assert_eq!(
        own,
        texts(&["https://ours/", "https://old/"]),
        "what was kept at first belongs to the end state"
    );
    let mended = left_behind(
        Some(&own),
        &record(&["https://evil/"], &["https://ours/", "https://old/", "https://evil/"]),
    );
    assert_eq!(mended, own);
}
