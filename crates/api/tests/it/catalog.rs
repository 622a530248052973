//! The catalog: sources read, questions answered, recipes kept, found and onboarded from.

use crate::office::{Office, PAGES};
use doorward_api::contract::{
    CatalogSource, ErrorCode, HitSource, RecipeRef, SearchText,
    catalog::{CatalogAnswers, CatalogReading, CatalogSave, QuestionTakes, ReadAs},
    run::RunStart,
};
use std::collections::BTreeMap;

/// A tutorial written for these tests: one value is not marked as one, and nothing is said about people.
pub(crate) const PAGE: &str = "# Tutorial: Microsoft Entra integration with Kite Desk\n\n\
    ## Prerequisites\n\nAn account.\n\n## Configure Microsoft Entra SSO\n\n\
    1. On the **Basic SAML Configuration** section, perform the following steps:\n\n\
    \ta. In the **Identifier** textbox, type KiteDesk\n\n\
    \tb. In the **Reply URL** textbox, type a URL using the following pattern: `https://<tenant>.kite.example/acs`\n\n\
    \tc. In the **Sign-on URL** textbox, type a URL using the following pattern: `https://<tenant>.kite.example/login`\n\n\
    1. On the **Set up Single Sign-On with SAML** page, in the **SAML Signing Certificate** section, find **Certificate (Raw)** \
    and select **Download** to download the certificate.\n\n\
    1. On the **Set up Kite Desk** section, copy the **Login URL** and the **Microsoft Entra Identifier**.\n\n\
    ## Create Kite Desk test user\n\nSee their documentation.\n\n## Test SSO\n";

async fn read(office: &Office, text: &str) -> CatalogReading {
    let source = CatalogSource::Text { text: text.to_owned(), name: Some("kite.md".to_owned()) };
    office.console.catalog_read(source).await.unwrap()
}

fn answered(reading: &CatalogReading, answers: &[(&str, &str)]) -> CatalogAnswers {
    let answers = answers.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned()));
    CatalogAnswers {
        text: reading.text.clone(),
        name: reading.name.clone(),
        answers: answers.collect::<BTreeMap<_, _>>(),
        // The name that was read, said to be right.
        product: Some(reading.product.clone()),
    }
}

const ANSWERS: [(&str, &str); 2] = [("identifier", "kite-desk"), ("provisioning", "manual_admin")];

#[tokio::test]
async fn a_tutorial_is_read_asked_about_kept_found_and_onboarded_from() {
    let office = Office::open().await;
    let reading = read(&office, PAGE).await;
    assert_eq!((reading.read_as, reading.product.as_str()), (ReadAs::Tutorial, "Kite Desk"));
    let reply = reading.facts.iter().find(|fact| fact.fact == "reply_url").unwrap();
    let line: Vec<u16> = reading.text.lines().nth(reply.line as usize - 1).unwrap().encode_utf16().collect();
    let shown = String::from_utf16(&line[reply.start as usize..reply.end as usize]).unwrap();
    assert!(shown.contains("https://<tenant>.kite.example/acs"), "the place is where it was read: {shown}");
    let asked = reading.draft.questions.iter().find(|question| question.field == "identifier").unwrap();
    assert_eq!(
        (asked.takes, asked.candidates.as_slice()),
        (QuestionTakes::Patterns, &["KiteDesk".to_owned()][..])
    );

    let save = CatalogSave { draft: answered(&reading, &ANSWERS[..1]), replace: false };
    let error = office.console.catalog_save(save).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("provisioning")));
    let wrong = answered(&reading, &[("identifier", "https://<>/")]);
    let draft = office.console.catalog_draft(wrong).await.unwrap();
    let still = draft.questions.iter().find(|question| question.field == "identifier").unwrap();
    assert!(still.problem.is_some(), "an answer that does not fit says why and leaves the question open");

    let all: Vec<(&str, &str)> = open_besides(&reading, &ANSWERS);
    let save = CatalogSave { draft: answered(&reading, &all), replace: false };
    let kept = office.console.catalog_save(save.clone()).await.unwrap();
    assert!(kept.own && kept.id == "kite-desk");
    let error = office.console.catalog_save(save).await.unwrap_err();
    assert!(error.message.contains("already"), "a second one does not write over it: {error:?}");

    let found = office.console.catalog_search(SearchText { text: "kite".to_owned() }).await.unwrap();
    assert_eq!(found.hits[0].sources, [HitSource::Own], "the list finds it: {:?}", found.hits);
    let start = RunStart { recipe: Some("kite-desk".to_owned()), ..RunStart::default() };
    let run = office.console.run_start(start).await.unwrap();
    office.console.catalog_remove(RecipeRef { recipe: "kite-desk".to_owned() }).await.unwrap();
    let run = office
        .answer(&run, |answers| {
            answers.placeholders.insert("tenant".to_owned(), "acme".to_owned());
        })
        .await;
    assert_eq!(run.product, "Kite Desk", "the run keeps its recipe, whatever happens to the file");
    let done = office.apply_all(&run).await;
    let reply = done.urls.fields.iter().find(|field| field.field == "reply_url").unwrap();
    assert_eq!(reply.value, "https://acme.kite.example/acs");
    let state = office.count().await;
    assert!(state.to_string().contains("Kite Desk"), "the application stands in the tenant: {state}");
}

/// The answers, and the first candidate for whatever else is asked.
fn open_besides<'a>(reading: &'a CatalogReading, given: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = given.to_vec();
    for question in &reading.draft.questions {
        if !all.iter().any(|(field, _)| *field == question.field) {
            let first = question.candidates.first().map_or("", String::as_str);
            all.push((question.field.as_str(), first));
        }
    }
    all
}

#[tokio::test]
async fn no_recipe_at_all_is_enough_for_an_application_of_no_gallery() {
    let office = Office::open().await;
    let start = RunStart { product: Some("Homegrown".to_owned()), ..RunStart::default() };
    let run = office.console.run_start(start).await.unwrap();
    assert!(run.application.instances.is_empty(), "other applications of no gallery are not instances of it");
    let run = office
        .answer(&run, |answers| {
            for (field, value) in [
                ("identifier", "https://home.example/sp"),
                ("reply_url", "https://home.example/acs"),
                ("sign_on_url", "https://home.example/"),
            ] {
                answers.overrides.insert(field.to_owned(), value.to_owned());
            }
        })
        .await;
    let preview = office.preview(&run, PAGES[0]).await;
    assert!(
        !preview.steps[0].intent.contains("gallery"),
        "it is not called a gallery entry: {}",
        preview.steps[0].intent
    );
    let done = office.apply_all(&run).await;
    assert!(done.application.created.is_some());
    let found = office.console.catalog_search(SearchText { text: String::new() }).await.unwrap();
    assert!(found.total > 100 && found.trouble.is_none());
    let error = office.console.run_start(RunStart::default()).await.unwrap_err();
    assert_eq!(error.field.as_deref(), Some("product"), "without anything at all a name is asked for");
}

#[tokio::test]
async fn an_application_that_is_there_becomes_a_recipe_and_is_gone_on_with() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply_all(&run).await;
    let principal = run.application.created.as_ref().unwrap().service_principal_id.clone();
    let source = CatalogSource::Application { service_principal_id: principal.clone() };
    let reading = office.console.catalog_read(source).await.unwrap();
    assert_eq!(reading.read_as, ReadAs::Application);
    assert!(reading.draft.questions.is_empty() && reading.text.contains("https://sentry.io/saml/acs/acme/"));
    let mut draft = answered(&reading, &[]);
    draft.product = Some("Sentry of ours".to_owned());
    let kept = office.console.catalog_save(CatalogSave { draft, replace: false }).await.unwrap();
    assert_eq!(kept.id, "sentry-of-ours");
    let saved = office.console.catalog_export(RecipeRef { recipe: kept.id }).await.unwrap();
    let text = std::fs::read_to_string(saved.path).unwrap();
    assert!(text.contains("product = \"Sentry of ours\"") && saved.name.ends_with(".toml"));

    office.console.home_refresh(doorward_api::contract::Nothing {}).await.unwrap();
    let found = office.console.catalog_search(SearchText { text: "sentry".to_owned() }).await.unwrap();
    let sources: Vec<&[HitSource]> = found.hits.iter().map(|hit| hit.sources.as_slice()).collect();
    assert!(sources.contains(&&[HitSource::BuiltIn, HitSource::Gallery][..]), "{sources:?}");
    assert!(sources.contains(&&[HitSource::Application][..]), "each row says its source: {sources:?}");
    assert!(sources.contains(&&[HitSource::Own][..]));
    let start = RunStart { adopt: Some(principal), ..RunStart::default() };
    let again = office.console.run_start(start).await.unwrap();
    assert!(again.answers.adopt.is_some(), "the wizard opens on the application that is there");
}

#[tokio::test]
async fn the_list_answers_from_the_cache_when_the_service_is_gone() {
    let office = Office::open().await;
    office.console.catalog_search(SearchText { text: String::new() }).await.unwrap();
    office.fault(serde_json::json!({ "name": "outage", "count": 1000 })).await;
    let found = office.console.catalog_search(SearchText { text: "sequ".to_owned() }).await.unwrap();
    assert!(found.hits.iter().any(|hit| hit.name == "Sequr"), "the first time was enough: {:?}", found.hits);
}

#[tokio::test]
async fn what_is_no_tutorial_is_refused_in_words() {
    let office = Office::open().await;
    for (text, word) in
        [("", "empty"), ("Shopping list: milk, eggs", "tutorial"), ("format = 1\nid = 'x'", "recipe")]
    {
        let source = CatalogSource::Text { text: text.to_owned(), name: None };
        let error = office.console.catalog_read(source).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput);
        assert!(error.message.contains(word), "{text:?}: {}", error.message);
    }
    for address in ["http://learn.microsoft.com/x", "https://127.0.0.1/x", "https://printer/x", "nonsense"] {
        let error = office.console.catalog_read(CatalogSource::Address { address: address.to_owned() }).await;
        assert_eq!(error.unwrap_err().code, ErrorCode::InvalidInput, "{address} is not fetched");
    }
}
