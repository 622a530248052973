//! The receipt: what was done, what the vendor needs, and the evidence.

use crate::output::Output;
use doorward_api::contract::{EvidenceView, RunView, SavedFile, SessionView};
use serde_json::{Value, json};

/// Everything a receipt is made from.
pub(crate) struct Receipt<'a> {
    pub(crate) run: &'a RunView,
    pub(crate) session: &'a SessionView,
    pub(crate) evidence: Option<&'a EvidenceView>,
    pub(crate) password: Option<&'a str>,
    pub(crate) handover: Option<&'a SavedFile>,
    pub(crate) milliseconds: u128,
}

impl Receipt<'_> {
    pub(crate) fn to_json(&self) -> Value {
        let run = self.run;
        let checks: Vec<Value> = self
            .evidence
            .iter()
            .flat_map(|evidence| &evidence.checks)
            .map(|check| {
                json!({ "code": check.code, "passed": check.passed, "expected": check.expected, "found": check.found })
            })
            .collect();
        json!({
            "run": run.id,
            "name": run.name,
            "product": run.product,
            "tenant": self.session.tenant.as_ref().map(|tenant| json!({ "id": tenant.id, "name": tenant.name, "practice": tenant.practice })),
            "account": self.session.account.as_ref().map(|account| account.upn.clone()),
            "application": run.application.created,
            "fields": run.urls.fields.iter().map(|field| json!({ "field": field.field, "value": field.value })).collect::<Vec<_>>(),
            "values": run.certificate.values,
            "certificate": run.certificate.active,
            "testUser": run.test_user.ready.as_ref().map(|person| json!({ "id": person.id, "upn": person.upn, "password": self.password })),
            "assigned": run.assignment.assigned,
            "steps": run.receipt,
            "openItems": run.open_items,
            "handover": self.handover.map(|file| file.path.clone()),
            "milliseconds": u64::try_from(self.milliseconds).unwrap_or(u64::MAX),
            "evidence": {
                "accepted": self.evidence.is_some_and(|evidence| evidence.accepted),
                "initiation": self.evidence.map(|evidence| evidence.initiation),
                "person": self.evidence.and_then(|evidence| evidence.person.clone()),
                "summary": self.evidence.map(|evidence| evidence.summary.clone()),
                "configuration": self.evidence.map(|evidence| evidence.configuration.clone()),
                "at": self.evidence.map(|evidence| evidence.at),
                "checks": checks,
            },
        })
    }

    pub(crate) fn say(&self, output: Output) {
        let run = self.run;
        output.say(format!("{} is set up.", run.name));
        for line in &run.receipt {
            output.say(format!("  ✓ {}", line.text));
        }
        if let Some(values) = &run.certificate.values {
            output.say("For the vendor:");
            output.say(format!("  Login URL                    {}", values.login_url));
            output.say(format!("  Microsoft Entra Identifier   {}", values.identifier));
            output.say(format!("  App Federation Metadata URL  {}", values.metadata_url));
        }
        if let Some(password) = self.password {
            output.say(format!("Test user's password, shown once: {password}"));
        }
        match self.evidence {
            Some(evidence) => output.say(&evidence.summary),
            None => output.say("Sign-on was not tested."),
        }
        for item in &run.open_items {
            output.say(format!("  still open: {}", item.text));
        }
        if let Some(file) = self.handover {
            output.say(format!("Hand-over document: {}", file.path));
        }
    }
}
