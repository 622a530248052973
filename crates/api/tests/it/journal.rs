//! A damaged journal: everything can be looked at, nothing is changed, and it is made anew from itself and from the tenant.

use crate::office::Office;
use doorward_api::contract::{
    ErrorCode, Nothing, Page,
    drift::{DriftState, StatusRequest},
    run::PageStatus,
};
use serde_json::{Value, json};
use std::{fs, path::PathBuf, time::Duration};

/// How much of the file is spoilt.
enum Spoilt {
    /// Every byte.
    Wholly,
    /// The tree of the journal's lines; what else stands there can be read.
    Lines,
}

fn file(office: &Office) -> PathBuf {
    office.folder.path().join("profile").join("journal.db")
}

/// The same profile again, its journal spoilt while it was closed.
async fn reopened_without_journal(office: Office, how: Spoilt) -> Office {
    let path = file(&office);
    office
        .reopened_after(|| match how {
            Spoilt::Wholly => fs::write(&path, "no database at all, ".repeat(400)).unwrap(),
            Spoilt::Lines => spoil_lines(&path),
        })
        .await
}

fn spoil_lines(path: &std::path::Path) {
    let page: i64 = {
        let raw = rusqlite::Connection::open(path).unwrap();
        raw.query_row("SELECT rootpage FROM sqlite_master WHERE name = 'journal'", [], |row| row.get(0))
            .unwrap()
    };
    let mut bytes = fs::read(path).unwrap();
    let from = usize::try_from(page - 1).unwrap() * 4096;
    bytes[from..from + 4096].fill(0xA5);
    fs::write(path, bytes).unwrap();
}

async fn settled() {
    tokio::time::sleep(Duration::from_millis(600)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_journal_a_console_can_only_read() {
    let office = Office::open().await;
    let run = office.sentry().await;
    office.apply(&run, Page::Application).await.unwrap();
    let office = reopened_without_journal(office, Spoilt::Lines).await;
    let session = office.console.session(Nothing {}).await.unwrap();
    let damage = session.damage.expect("the damage is told");
    assert_eq!((damage.readable_runs, damage.file), (1, file(&office).display().to_string()));
    assert!(session.account.is_some(), "whoever was signed in can sign in");

    let before = office.count().await;
    let spoilt = fs::read(file(&office)).unwrap();
    let home = office.console.home_refresh(Nothing {}).await.expect("the directory is read");
    assert!(!home.applications.is_empty());
    assert_eq!(office.view(&run.id).await.id, run.id, "a run that can be read is shown");
    let error = office.console.run_apply(doorward_api::contract::run::RunApply {
        run: run.id.clone(),
        page: Page::Urls,
        plan: String::new(),
    });
    assert_eq!(error.await.unwrap_err().code, ErrorCode::ProfileDamaged);
    let start =
        doorward_api::contract::run::RunStart { product: Some("Kite".to_owned()), ..Default::default() };
    let error = office.console.run_start(start).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ProfileDamaged, "{error:?}");
    assert!(error.hint.unwrap().contains("doorward journal rebuild"));
    assert_eq!(office.count().await, before, "no request changed anything");
    assert!(fs::read(file(&office)).unwrap() == spoilt, "nor was the file");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finished_onboarding_is_found_by_its_mark_and_compared_again() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let view = office.apply_all(&run).await;
    settled().await;
    let office = reopened_without_journal(office, Spoilt::Wholly).await;
    let before = office.count().await;
    let rebuilt = office.console.journal_rebuild(Nothing {}).await.unwrap();
    assert!(fs::metadata(rebuilt.set_aside.unwrap()).is_ok(), "the damaged file is kept");
    assert_eq!((rebuilt.kept.unwrap().runs, rebuilt.searched), (0, true));
    let [found] = rebuilt.found.as_slice() else { panic!("{:?}", rebuilt.found) };
    assert_eq!((found.name.as_str(), found.mark.as_str()), ("Sentry", &run.id[..8]));
    assert!(office.console.session(Nothing {}).await.unwrap().damage.is_none());

    let again = office.view(&found.run).await;
    assert_eq!(
        again.answers.placeholders["ORGANIZATION_SLUG"], "acme",
        "the answers are read off the tenant"
    );
    assert!(again.answers.overrides.is_empty(), "{:?}", again.answers.overrides);
    assert_eq!(again.application.created, view.application.created);
    for page in &again.pages {
        let status = match page.page {
            Page::ApplicationSide => PageStatus::Current,
            Page::TestSso | Page::Done => continue,
            _ => PageStatus::Done,
        };
        assert_eq!(page.status, status, "{page:?}");
    }
    let confirm = office.console.session(Nothing {}).await.unwrap().tenant.unwrap();
    let confirm = doorward_api::contract::session::TenantConfirmation { tenant_id: confirm.id };
    office.console.tenant_confirm(confirm).await.unwrap();
    office.apply_all(&again).await;
    assert_eq!(office.count().await, before, "nothing was left to do, so nothing was done");
    let status = office.console.status(StatusRequest { application: "Sentry".to_owned() }).await.unwrap();
    assert_eq!(status.state, DriftState::Same, "{:?}", status.differences);

    let second = office.console.journal_rebuild(Nothing {}).await.unwrap();
    assert!(second.found.is_empty() && second.set_aside.is_none(), "found once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_made_application_is_taken_up_where_it_stands_and_nothing_is_made_twice() {
    let office = Office::open().await;
    let before = office.count().await;
    let run = office.sentry().await;
    // The name is never given, so that the application keeps the mark it was made with.
    office.fault(json!({ "name": "outage", "count": 50, "method": "PATCH" })).await;
    office.apply(&run, Page::Application).await.unwrap_err();
    settled().await;
    let office = reopened_without_journal(office, Spoilt::Wholly).await;
    let rebuilt = office.console.journal_rebuild(Nothing {}).await.unwrap();
    let [found] = rebuilt.found.as_slice() else { panic!("{:?}", rebuilt.found) };
    assert_eq!(found.name, "Sentry", "without the mark");
    let confirm = office.console.session(Nothing {}).await.unwrap().tenant.unwrap();
    let confirm = doorward_api::contract::session::TenantConfirmation { tenant_id: confirm.id };
    office.console.tenant_confirm(confirm).await.unwrap();
    let again = office.view(&found.run).await;
    let again = office
        .answer(&again, |answers| {
            answers.overrides.clear();
            answers.placeholders.insert("ORGANIZATION_SLUG".to_owned(), "acme".to_owned());
        })
        .await;
    let view = office.apply_all(&again).await;
    settled().await;
    office.assert_one_of_each(&before, &view).await;
    let name = &view.application.created.unwrap().service_principal_id;
    let principal = office.graph("GET", &format!("/servicePrincipals/{name}"), Value::Null).await;
    assert_eq!(principal["displayName"], "Sentry", "it has its name now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_lost_its_lines_and_what_it_knew_makes_nothing_twice() {
    let office = Office::open().await;
    let run = office.sentry().await;
    office.apply(&run, Page::Application).await.unwrap();
    office.apply(&run, Page::Certificate).await.unwrap();
    settled().await;
    let before = office.count().await;
    let path = file(&office);
    let office = office
        .reopened_after(|| {
            let raw = rusqlite::Connection::open(&path).unwrap();
            raw.execute("UPDATE runs SET known = json_set(known, '$.known', json('{}'))", []).unwrap();
            drop(raw);
            spoil_lines(&path);
        })
        .await;
    let rebuilt = office.console.journal_rebuild(Nothing {}).await.unwrap();
    let kept = rebuilt.kept.unwrap();
    assert_eq!((kept.runs, kept.entries, kept.whole), (1, 0, false));
    let [found] = rebuilt.found.as_slice() else { panic!("{:?}", rebuilt.found) };
    assert_eq!(
        (found.run.as_str(), found.completed),
        (run.id.as_str(), true),
        "its own run, told again what it made"
    );
    let view = office.view(&run.id).await;
    office.apply(&view, Page::Application).await.unwrap();
    office.apply(&view, Page::Certificate).await.unwrap();
    assert_eq!(office.count().await, before, "nothing was made a second time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_somebody_put_out_of_sight_is_not_found_again() {
    let office = Office::open().await;
    let run = office.sentry().await;
    office.apply_all(&run).await;
    settled().await;
    office.console.run_discard(doorward_api::contract::RunRef { run: run.id.clone() }).await.unwrap();
    let rebuilt = office.console.journal_rebuild(Nothing {}).await.unwrap();
    assert!(rebuilt.found.is_empty() && rebuilt.kept.is_none(), "{rebuilt:?}");
}
