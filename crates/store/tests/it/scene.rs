//! What the stories share: a profile in a directory of its own, a tenant, a run, and a moment that stands still.

use doorward_domain::{Account, AppId, Domain, ObjectId, RunId, Tenant, TenantId};
use doorward_store::{AccountRow, ApplicationRow, JournalEntry, Profile, RunRow, TenantRow};
use rusqlite::Connection;
use serde_json::json;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-22 20:30:00.25 UTC);
pub(crate) const TENANT: TenantId = TenantId(Uuid::from_u128(0x7e));
pub(crate) const OTHER: TenantId = TenantId(Uuid::from_u128(0x07));
pub(crate) const ADMIN: ObjectId = ObjectId(Uuid::from_u128(0xad));
pub(crate) const RUN: RunId = RunId(Uuid::from_u128(0x12));

pub(crate) fn minutes(count: i64) -> OffsetDateTime {
    NOW + Duration::minutes(count)
}

pub(crate) struct Scene {
    pub(crate) home: TempDir,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    /// The profile directory; does not exist before the first opening.
    pub(crate) fn directory(&self) -> PathBuf {
        self.home.path().join("data").join("doorward")
    }

    pub(crate) fn open(&self) -> Profile {
        Profile::open(&self.directory(), NOW).unwrap()
    }

    /// A profile that knows a tenant and has a run in it.
    pub(crate) fn open_with_run(&self) -> Profile {
        let profile = self.open();
        profile.journal().tenants().upsert(&tenant(TENANT)).unwrap();
        profile.journal().runs().insert(&run(RUN)).unwrap();
        profile
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.directory().join(name)
    }

    /// A connection that bypasses the store, as another program or a curious person would.
    pub(crate) fn raw(&self, name: &str) -> Connection {
        Connection::open(self.file(name)).unwrap()
    }
}

/// Writes garbage over the middle of a file, header left whole.
pub(crate) fn scribble(path: &Path, from: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[from..].fill(0xA5);
    std::fs::write(path, bytes).unwrap();
}

pub(crate) fn tenant(id: TenantId) -> TenantRow {
    let domain = Domain { name: "contoso.com".into(), is_default: true, is_initial: false, is_managed: true };
    TenantRow {
        tenant: Tenant { id, name: "Contoso".into(), domains: vec![domain] },
        login_url: "https://login.microsoftonline.com".into(),
        graph_url: "https://graph.microsoft.com".into(),
        client_id: "04b07795-0000-0000-0000-000000000000".into(),
        practice: false,
        colour: 3,
        added: NOW,
        confirmed: None,
    }
}

pub(crate) fn account(object: u128, upn: &str) -> AccountRow {
    let object_id = ObjectId(Uuid::from_u128(object));
    AccountRow {
        account: Account { tenant: TENANT, object_id, upn: upn.into(), name: "Ada Admin".into() },
        last_used: NOW,
    }
}

pub(crate) fn run(id: RunId) -> RunRow {
    RunRow {
        id,
        tenant: TENANT,
        account: ADMIN,
        recipe: "sentry".into(),
        name: "Sentry".into(),
        page: "urls".into(),
        state: "open".into(),
        answers: json!({ "ORGANIZATION_SLUG": "acme" }),
        known: json!({}),
        created: NOW,
        updated: NOW,
        finished: None,
        revision: 0,
    }
}

pub(crate) fn entry(step: &str, phase: &str) -> JournalEntry {
    JournalEntry {
        run: RUN,
        step: step.into(),
        phase: phase.into(),
        at: NOW,
        detail: json!({ "marker": "dw-1" }),
        request_id: None,
    }
}

pub(crate) fn application(tenant: TenantId, object: u128, name: &str) -> ApplicationRow {
    ApplicationRow {
        tenant,
        service_principal: ObjectId(Uuid::from_u128(object)),
        application: None,
        app_id: AppId(Uuid::from_u128(object << 64)),
        name: name.into(),
        template: None,
        mode: Some("saml".into()),
        certificate_ends: Some(minutes(60)),
        people: Some(4),
        detail: json!({ "enabled": true }),
        seen: NOW,
    }
}
