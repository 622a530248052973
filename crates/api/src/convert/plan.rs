//! Plans, for showing.

use crate::contract::{self, ChangeView, Finding, PlanView, RequestView, Severity, StepView};
use doorward_onboarding as engine;
use serde_json::Value;

pub(crate) fn page_out(page: engine::Page) -> contract::Page {
    match page {
        engine::Page::Application => contract::Page::Application,
        engine::Page::Urls => contract::Page::Urls,
        engine::Page::Certificate => contract::Page::Certificate,
        engine::Page::TestUser => contract::Page::TestUser,
        engine::Page::Assignment => contract::Page::Assignment,
        engine::Page::ApplicationSide => contract::Page::ApplicationSide,
        engine::Page::TestSso => contract::Page::TestSso,
        engine::Page::Done => contract::Page::Done,
    }
}

pub(crate) fn page_in(page: contract::Page) -> engine::Page {
    match page {
        contract::Page::Application => engine::Page::Application,
        contract::Page::Urls => engine::Page::Urls,
        contract::Page::Certificate => engine::Page::Certificate,
        contract::Page::TestUser => engine::Page::TestUser,
        contract::Page::Assignment => engine::Page::Assignment,
        contract::Page::ApplicationSide => engine::Page::ApplicationSide,
        contract::Page::TestSso => engine::Page::TestSso,
        contract::Page::Done => engine::Page::Done,
    }
}

pub(crate) fn plan_view(
    plan: &engine::Plan,
    findings: Vec<engine::Finding>,
    known: &engine::Known,
) -> PlanView {
    PlanView {
        hash: plan.hash(),
        steps: plan.steps.iter().map(|step| step_view(step, known)).collect(),
        findings: findings.into_iter().map(finding_view).collect(),
    }
}

fn step_view(step: &engine::Step, known: &engine::Known) -> StepView {
    StepView {
        id: name(&step.id),
        page: Some(page_out(step.page)),
        intent: step.intent.clone(),
        requests: step.requests(known).into_iter().map(request_view).collect(),
        changes: step.changes.iter().map(change_view).collect(),
        depends_on: step.depends_on.iter().map(name).collect(),
        undo: step.undo.clone(),
        undoable: step.undoable,
    }
}

pub(super) fn request_view(request: engine::Request) -> RequestView {
    RequestView {
        method: request.method,
        path: request.path,
        body: request.body.and_then(|body| serde_json::to_string_pretty(&body).ok()),
    }
}

pub(crate) fn change_view(change: &engine::Change) -> ChangeView {
    ChangeView {
        object: name(&change.object),
        name: change.name.clone(),
        field: change.field.clone(),
        from: change.from.clone(),
        to: change.to.clone(),
        removed: change.removed.clone(),
        added: change.added.clone(),
        kept: change.kept.clone(),
    }
}

pub(super) fn finding_view(finding: engine::Finding) -> Finding {
    Finding {
        code: name(&finding.code),
        severity: match finding.severity {
            engine::Severity::Blocks => Severity::Blocks,
            engine::Severity::Warns => Severity::Warns,
            engine::Severity::Informs => Severity::Informs,
        },
        message: finding.message,
        remedy: finding.remedy,
        step: finding.step.as_ref().map(name),
        field: finding.field,
    }
}

/// The name that an enum has on the wire.
pub(crate) fn name<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}
