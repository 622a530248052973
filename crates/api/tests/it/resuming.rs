//! Leaving and coming back: a run goes on where it stands, and what was made is never made again.

use crate::office::{Office, PAGES};
use doorward_api::contract::{Nothing, Page, RunRef};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_on_after_every_page_as_if_nothing_had_happened() {
    let mut office = Office::open().await;
    let before = office.count().await;
    let run = office.sentry().await;
    let mut view = run.clone();
    for page in PAGES {
        view = office.apply(&run, page).await.unwrap_or_else(|error| panic!("{page:?}: {error:?}"));
        office = office.reopened().await;
        assert_eq!(office.view(&run.id).await.answers, view.answers, "what was typed is still there");
    }
    office.assert_one_of_each(&before, &view).await;
    let again = office.preview(&run, Page::Urls).await;
    assert!(again.steps.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_done_twice_does_nothing_the_second_time() {
    let office = Office::open().await;
    let before = office.count().await;
    let run = office.sentry().await;
    office.apply_all(&run).await;
    let view = office.apply_all(&run).await;
    office.assert_one_of_each(&before, &view).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn home_shows_the_run_under_way_and_then_the_application() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let home = office.console.home(Nothing {}).await.unwrap();
    assert_eq!(home.under_way[0].id, run.id);
    assert!(home.as_of.is_none(), "the directory has not been read yet, and the page says so");
    office.apply_all(&run).await;
    office.console.run_finish(RunRef { run: run.id.clone() }).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    let home = office.console.home_refresh(Nothing {}).await.unwrap();
    assert!(home.under_way.is_empty());
    let row = home.applications.iter().find(|row| row.name == "Sentry").unwrap();
    assert!(row.certificate_ends.is_some());
    assert!(home.as_of.is_some());
    let activity = office.console.activity(Nothing {}).await.unwrap();
    assert!(
        activity.runs[0]
            .entries
            .iter()
            .any(|entry| entry.step == "add_certificate" && entry.phase == "proved")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_existing_application_is_taken_over_and_keeps_its_name() {
    let office = Office::open().await;
    office.console.home_refresh(Nothing {}).await.unwrap();
    let before = office.count().await;
    let template = office.gallery("Asana").await;
    let run = office
        .console
        .run_start(doorward_api::contract::run::RunStart {
            template_id: Some(template),
            ..Default::default()
        })
        .await
        .unwrap();
    let instance = run.application.instances[0].service_principal_id.clone();
    let run = office.answer(&run, |answers| answers.adopt = Some(instance.clone())).await;
    assert!(office.preview(&run, Page::Application).await.steps.is_empty(), "taking over writes nothing");
    let view = office.apply(&run, Page::Application).await.unwrap();
    let created = view.application.created.unwrap();
    assert_eq!((created.service_principal_id, created.adopted), (instance, true));
    assert_eq!(office.count().await["applications"], before["applications"]);
}
