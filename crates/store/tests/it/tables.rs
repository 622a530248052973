//! Tenants, accounts, settings and runs as they are used from day to day.

use crate::scene::{
    ADMIN, NOW, OTHER, RUN, Scene, TENANT, account, application, entry, minutes, run, tenant,
};
use doorward_domain::{ObjectId, RunId};
use doorward_store::{StoreError, TenantRow, UsedAssertion};
use serde_json::json;
use uuid::Uuid;

#[test]
fn a_tenant_is_kept_as_it_was_handed_in() {
    let scene = Scene::new();
    scene.open().journal().tenants().upsert(&tenant(TENANT)).unwrap();
    let reopened = scene.open();
    assert_eq!(reopened.journal().tenants().get(TENANT).unwrap(), Some(tenant(TENANT)));
    assert_eq!(reopened.journal().tenants().list().unwrap(), [tenant(TENANT)]);
    assert_eq!(reopened.journal().tenants().get(OTHER).unwrap(), None);
}

#[test]
fn confirmation_lasts_until_the_tenant_is_reached_elsewhere() {
    let scene = Scene::new();
    let profile = scene.open();
    let tenants = profile.journal().tenants();
    let confirmed = || tenants.get(TENANT).unwrap().unwrap().confirmed;
    tenants.upsert(&tenant(TENANT)).unwrap();
    assert!(tenants.confirm(TENANT, minutes(1)).unwrap());

    let again = TenantRow { added: minutes(9), ..tenant(TENANT) };
    tenants.upsert(&again).unwrap();
    assert_eq!(confirmed(), Some(minutes(1)), "an ordinary sign-in keeps it");
    assert_eq!(tenants.get(TENANT).unwrap().unwrap().added, NOW, "and the day of the first one");

    tenants.upsert(&TenantRow { graph_url: "https://proxy.example".into(), ..tenant(TENANT) }).unwrap();
    assert_eq!(confirmed(), None, "another server may be another tenant in disguise");
    assert!(!tenants.confirm(OTHER, NOW).unwrap(), "an unknown tenant cannot be confirmed");
}

#[test]
fn the_practice_tenant_may_move_to_another_port_but_not_become_real() {
    let scene = Scene::new();
    let profile = scene.open();
    let tenants = profile.journal().tenants();
    let at = |port: u16, practice: bool| TenantRow {
        graph_url: format!("http://127.0.0.1:{port}"),
        practice,
        ..tenant(TENANT)
    };
    tenants.upsert(&at(4000, true)).unwrap();
    tenants.confirm(TENANT, NOW).unwrap();
    tenants.upsert(&at(5000, true)).unwrap();
    assert_eq!(tenants.get(TENANT).unwrap().unwrap().confirmed, Some(NOW));
    tenants.upsert(&at(5000, false)).unwrap();
    assert_eq!(tenants.get(TENANT).unwrap().unwrap().confirmed, None);
}

#[test]
fn a_forgotten_tenant_leaves_only_what_was_done_there() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    let journal = profile.journal();
    journal.accounts().upsert(&account(1, "ada@contoso.com")).unwrap();
    journal.entries().append(&entry("create", "proved")).unwrap();
    profile.cache().applications().replace_all(TENANT, &[application(TENANT, 1, "Sentry")], NOW).unwrap();

    assert!(profile.forget(TENANT).unwrap());
    assert!(journal.tenants().list().unwrap().is_empty());
    assert_eq!(journal.tenants().get(TENANT).unwrap(), None);
    assert!(journal.accounts().list().unwrap().is_empty());
    assert!(journal.runs().list_open_everywhere().unwrap().is_empty(), "Home does not show its runs");
    let seen = profile.cache().applications().list(TENANT).unwrap();
    assert_eq!((seen.rows.len(), seen.listed), (0, None));
    assert_eq!(journal.entries().of_run(RUN).unwrap().len(), 1, "the journal is never lost");
    assert!(!profile.forget(TENANT).unwrap(), "forgetting twice is told");

    journal.tenants().upsert(&TenantRow { added: minutes(5), ..tenant(TENANT) }).unwrap();
    let back = journal.tenants().get(TENANT).unwrap().unwrap();
    assert_eq!((back.added, back.confirmed), (minutes(5), None), "it comes back as a new acquaintance");
    assert_eq!(journal.runs().list_open(TENANT).unwrap().len(), 1, "with its runs");
}

#[test]
fn a_tenant_without_runs_is_forgotten_whole() {
    let scene = Scene::new();
    let profile = scene.open();
    profile.journal().tenants().upsert(&tenant(OTHER)).unwrap();
    assert!(profile.forget(OTHER).unwrap());
    let rows: i64 =
        scene.raw("journal.db").query_row("SELECT count(*) FROM tenants", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
}

#[test]
fn one_account_is_current() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    let accounts = profile.journal().accounts();
    assert_eq!(accounts.current().unwrap(), None, "nobody before the first sign-in");
    let (ada, bo) = (account(1, "ada@contoso.com"), account(2, "bo@contoso.com"));
    accounts.upsert(&ada).unwrap();
    accounts.upsert(&bo).unwrap();
    assert!(accounts.set_current(TENANT, ada.account.object_id, minutes(1)).unwrap());
    assert!(accounts.set_current(TENANT, bo.account.object_id, minutes(2)).unwrap());
    assert_eq!(accounts.current().unwrap().unwrap().account, bo.account);
    assert!(!accounts.set_current(TENANT, ADMIN, NOW).unwrap(), "an unknown account cannot be current");
    assert_eq!(accounts.current().unwrap().unwrap().account, bo.account, "and the current one stays");
    accounts.upsert(&bo).unwrap();
    assert_eq!(accounts.current().unwrap().unwrap().last_used, NOW, "a renewed account stays current");

    assert!(accounts.set_current(TENANT, ada.account.object_id, minutes(3)).unwrap());
    let order: Vec<_> = accounts.list_of(TENANT).unwrap().into_iter().map(|row| row.account.upn).collect();
    assert_eq!(order, ["ada@contoso.com", "bo@contoso.com"], "last used first");
    assert!(accounts.remove(TENANT, ada.account.object_id).unwrap());
    assert_eq!(accounts.current().unwrap(), None, "signing out leaves nobody, not somebody else");
    assert_eq!(accounts.list().unwrap().len(), 1);
    assert!(!accounts.remove(TENANT, ada.account.object_id).unwrap());
}

#[test]
fn an_account_needs_its_tenant() {
    let scene = Scene::new();
    let profile = scene.open();
    let error = profile.journal().accounts().upsert(&account(1, "ada@contoso.com")).unwrap_err();
    assert!(matches!(error, StoreError::Orphan { table: "accounts" }), "{error:?}");
}

#[test]
fn settings_are_values_under_keys() {
    let scene = Scene::new();
    let profile = scene.open();
    let settings = profile.journal().settings();
    assert_eq!(settings.get("theme").unwrap(), None);
    settings.set("theme", &json!("dark")).unwrap();
    settings.set("theme", &json!({ "name": "light", "contrast": 2 })).unwrap();
    settings.set("cleared", &json!(null)).unwrap();
    assert_eq!(settings.get("theme").unwrap(), Some(json!({ "name": "light", "contrast": 2 })));
    assert_eq!(
        settings.get("cleared").unwrap(),
        Some(json!(null)),
        "set to null is not the same as never set"
    );
    assert_eq!(settings.all().unwrap().into_keys().collect::<Vec<_>>(), ["cleared", "theme"]);
    assert!(settings.remove("theme").unwrap());
    assert!(!settings.remove("theme").unwrap());
}

#[test]
fn a_run_keeps_every_answer_over_a_restart() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    let mut row = profile.journal().runs().get(RUN).unwrap().unwrap();
    assert_eq!(row, run(RUN));
    row.answers = json!({ "ORGANIZATION_SLUG": "acme ☕ 'quoted'", "fields": [1, null, true] });
    row.known = json!({ "service_principal": ADMIN });
    (row.page, row.state) = ("done".into(), "done".into());
    (row.updated, row.finished) = (minutes(2), Some(minutes(2)));
    profile.journal().runs().save(&mut row).unwrap();
    drop(profile);
    assert_eq!(scene.open().journal().runs().get(RUN).unwrap(), Some(row));
}

#[test]
fn runs_under_way_come_last_saved_first() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    let runs = profile.journal().runs();
    for (id, state, minute) in [(1, "open", 5), (2, "left", 6), (3, "open", 7)] {
        let mut row = run(RunId(Uuid::from_u128(id)));
        (row.state, row.updated) = (state.into(), minutes(minute));
        runs.insert(&row).unwrap();
    }
    let ids =
        |rows: Vec<doorward_store::RunRow>| rows.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>();
    assert_eq!(ids(runs.list_open(TENANT).unwrap()), [3, 1, 0x12]);
    assert_eq!(ids(runs.list(TENANT).unwrap()), [3, 2, 1, 0x12]);
    assert_eq!(ids(runs.list_open_everywhere().unwrap()), [3, 1, 0x12]);
    assert!(runs.list(OTHER).unwrap().is_empty());
    assert!(runs.remove(RUN).unwrap(), "a draft that changed nothing is deleted");
    assert!(matches!(runs.insert(&run(RUN)), Ok(())), "so that its id is free");
}

#[test]
fn a_run_is_refused_for_the_right_reason() {
    let scene = Scene::new();
    let profile = scene.open_with_run();
    let runs = profile.journal().runs();
    assert!(matches!(runs.insert(&run(RUN)), Err(StoreError::Exists { table: "runs" })));
    let mut stray = run(RunId(Uuid::from_u128(1)));
    stray.tenant = OTHER;
    assert!(matches!(runs.insert(&stray), Err(StoreError::Orphan { table: "runs" })));
    let mut odd = run(RunId(Uuid::from_u128(1)));
    odd.state = "paused".into();
    assert!(matches!(runs.insert(&odd), Err(StoreError::Invalid { table: "runs", .. })));
    odd.account = ObjectId(Uuid::nil());
    odd.state = "open".into();
    runs.insert(&odd).expect("the rest of the row was fine");
}

#[test]
fn an_assertion_is_taken_once_and_forgotten_when_its_time_is_over() {
    let scene = Scene::new();
    let one = |id: &str, captured: bool, from: i64| UsedAssertion {
        issuer: "https://sts.windows.net/7e/".to_owned(),
        id: id.to_owned(),
        captured,
        run: RUN,
        used: minutes(from),
        until: minutes(from + 60),
    };
    let profile = scene.open_with_run();
    assert!(profile.journal().used_assertions().take(&one("_looked", true, 0)).unwrap());
    assert!(profile.journal().used_assertions().take(&one("_a", false, 1)).unwrap());
    drop(profile);
    let profile = scene.open();
    let table = profile.journal().used_assertions();
    assert!(!table.take(&one("_a", false, 5)).unwrap(), "also after a restart");
    assert!(
        table.take(&UsedAssertion { issuer: "https://other/".to_owned(), ..one("_a", false, 5) }).unwrap()
    );
    let issuer = &one("_a", false, 1).issuer;
    assert_eq!(
        table.used_up(issuer).unwrap().into_iter().collect::<Vec<_>>(),
        ["_a"],
        "a look uses nothing up"
    );
    assert_eq!(table.find(issuer, "_a").unwrap(), Some(one("_a", false, 1)), "the first use stands");
    assert!(table.find(issuer, "_looked").unwrap().unwrap().captured);
    assert!(table.take(&one("_b", false, 61)).unwrap());
    assert_eq!(table.find(issuer, "_a").unwrap(), None, "its time was over");
}
