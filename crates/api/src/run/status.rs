//! Where a run stands, page by page: told from what the tenant was last seen to hold, not from flags.

use super::{OpenRun, view::open_claims};
use crate::contract::{
    self, Moment,
    run::{OpenItem, PageState, PageStatus},
};
use crate::convert::{field_key, page_out};
use doorward_catalog::ArrivalKind;
use doorward_domain::SamlField;
use doorward_onboarding::{Page, configuration_hash, plan_page};
use doorward_store::{EvidenceRow, JournalRow};
use time::OffsetDateTime;

/// A run with everything its state is told from.
pub(crate) struct RunFacts<'a> {
    pub(crate) run: &'a OpenRun,
    pub(crate) account: &'a str,
    pub(crate) now: OffsetDateTime,
    /// Newest first.
    pub(crate) evidence: &'a [EvidenceRow],
    /// Oldest first.
    pub(crate) journal: &'a [JournalRow],
    /// Page being applied, and since when it waits for the directory, if it does.
    pub(crate) working: Option<(Page, Option<Moment>)>,
    /// The new test user's password waits to be read.
    pub(crate) password_waits: bool,
}

impl RunFacts<'_> {
    /// The page has nothing left to do.
    pub(crate) fn is_done(&self, page: Page) -> bool {
        let known = &self.run.memory.known;
        let snapshot = &self.run.memory.snapshot;
        let planned = || plan_page(&self.run.ground(self.account, self.now), page).steps.is_empty();
        let made = known.service_principal.is_some() && snapshot.principal.is_some();
        match page {
            Page::Application => made && planned(),
            Page::Urls => {
                made && self.run.answers.fill(&self.run.recipe).problems().count() == 0 && planned()
            }
            Page::Certificate => made && planned(),
            Page::TestUser => self.run.answers.test_user.existing.is_some() || known.made_user.is_some(),
            Page::Assignment => made && planned(),
            Page::ApplicationSide => self.run.answers.vendor_done && planned(),
            Page::TestSso => self.proved(),
            Page::Done => self.run.row.finished.is_some(),
        }
    }

    /// The latest test passed, and nothing was changed since.
    pub(crate) fn proved(&self) -> bool {
        let now = configuration_hash(&self.run.memory.snapshot);
        self.last_check().is_some_and(|row| row.accepted && row.configuration == now)
    }

    /// The last response that was checked; what Entra's log says is no proof.
    fn last_check(&self) -> Option<&EvidenceRow> {
        self.evidence.iter().find(|row| !crate::proof::rests_on_log(row))
    }

    pub(crate) fn done_count(&self) -> u8 {
        u8::try_from(Page::ALL.iter().filter(|page| self.is_done(**page)).count()).unwrap_or(8)
    }

    pub(crate) fn pages(&self) -> Vec<PageState> {
        Page::ALL.iter().map(|page| self.page(*page)).collect()
    }

    pub(crate) fn page(&self, page: Page) -> PageState {
        let waits = self.working.filter(|(own, _)| *own == page);
        let open = self.open_on(page);
        let failed = self.failure(page);
        let (status, note) = match () {
            () if waits.is_some_and(|(_, since)| since.is_some()) => {
                (PageStatus::Waiting, Some("accepted, waiting for the directory".to_owned()))
            }
            () if self.run.page == page && self.run.row.finished.is_none() => {
                (PageStatus::Current, failed.or_else(|| open.clone()))
            }
            () if failed.is_some() => (PageStatus::NeedsYou, failed),
            () if self.is_done(page) && open.is_some() => (PageStatus::NeedsYou, open),
            () if self.is_done(page) => (PageStatus::Done, self.done_note(page)),
            () => (PageStatus::NotYet, None),
        };
        PageState { page: page_out(page), status, note, since: waits.and_then(|(_, since)| since) }
    }

    fn done_note(&self, page: Page) -> Option<String> {
        match page {
            Page::Application => Some(format!("{} added", self.run.row.name)),
            Page::TestUser => self.run.memory.snapshot.person.as_ref().map(|person| person.name.clone()),
            Page::TestSso => Some("passed".to_owned()),
            _ => None,
        }
    }

    /// The last step of a page failed, and no later try proved it.
    fn failure(&self, page: Page) -> Option<String> {
        if self.is_done(page) {
            return None;
        }
        let ground = self.run.ground(self.account, self.now);
        plan_page(&ground, page).steps.iter().find_map(|step| {
            let name = step.id.to_string();
            let last = self.journal.iter().rev().find(|row| row.step == name)?;
            (last.phase == "failed").then(|| "did not finish; go on where it stands".to_owned())
        })
    }

    fn open_on(&self, page: Page) -> Option<String> {
        let page = page_out(page);
        self.open_items()
            .into_iter()
            .find(|item| item.page == page && item.code != "not_proven")
            .map(|item| item.text)
    }

    /// What is still to be done, once the application exists.
    pub(crate) fn open_items(&self) -> Vec<OpenItem> {
        let run = self.run;
        if run.memory.known.service_principal.is_none() {
            return Vec::new();
        }
        let product = &run.recipe.product;
        let mut items = Vec::new();
        let mut add =
            |code: &str, text: String, page| items.push(OpenItem { code: code.to_owned(), text, page });
        let filled = run.answers.fill(&run.recipe);
        for (field, own) in
            run.recipe.field.iter().filter(|(field, own)| own.later && filled.value(**field).is_none())
        {
            let collected = run.recipe.vendor.iter().any(|step| step.collects == Some(*field));
            let page = if collected { contract::Page::ApplicationSide } else { contract::Page::Urls };
            let name = own.vendor_label.as_deref().unwrap_or(field.portal_name());
            let name = if *field == SamlField::RelayState { "Relay state" } else { name };
            add(&field_key(*field), format!("{name} is still to come from {product}"), page);
        }
        for (code, text) in open_claims(run, self.evidence) {
            add(code, text, contract::Page::Urls);
        }
        if !run.answers.vendor_done {
            add(
                "vendor_side",
                format!("{product} has to be told Entra's values"),
                contract::Page::ApplicationSide,
            );
        }
        let arrival = match run.recipe.arrival.kind {
            ArrivalKind::ByVendor => {
                Some(format!("People have to be created by {product} before their first sign-on"))
            }
            ArrivalKind::Provisioning => Some(format!("Provisioning to {product} has to be set up in Entra")),
            ArrivalKind::Unknown => Some(format!("Find out how people come to exist at {product}")),
            ArrivalKind::ByHand | ArrivalKind::JustInTime => None,
        };
        if let Some(text) = arrival.filter(|_| run.answers.vendor_done) {
            add("arrival", text, contract::Page::ApplicationSide);
        }
        if run.memory.known.password_lost && !self.password_waits {
            let text =
                "The test user's password is not known here; reset it in Entra before the test".to_owned();
            add("password_lost", text, contract::Page::TestUser);
        }
        if !self.proved() {
            let text = match self.last_check() {
                None if !self.evidence.is_empty() => {
                    "Only Entra's log was read: the response itself has not been checked yet"
                }
                None => "Sign-on has not been tested yet",
                Some(row) if row.accepted => "Settings were changed after the last test",
                Some(_) => "The last test did not pass",
            };
            add("not_proven", text.to_owned(), contract::Page::TestSso);
        }
        items
    }
}
