//! Page 2: SAML mode first and alone, then Identifier and Reply URL on the registration, then Sign-on URL and Relay
//! State on the service principal. And page 6: the Relay State that a vendor hands out late.

use super::{Action, Change, FieldChange, Ground, Step, StepId};
use crate::{
    field::{Field, ObjectKind},
    page::Page,
};
use doorward_domain::SamlField;

pub(super) fn steps(ground: &Ground<'_>) -> Vec<Step> {
    let filled = ground.answers.fill(ground.recipe);
    let one = |field: SamlField| filled.value(field).map(str::to_owned).into_iter().collect::<Vec<_>>();
    let mode =
        patch_step(ground, StepId::SamlMode, Page::Urls, vec![FieldChange::set(Field::Mode, Some("saml"))]);
    let mut registration = vec![
        FieldChange::keep(Field::Identifiers, one(SamlField::Identifier)),
        FieldChange::keep(Field::ReplyUrls, one(SamlField::ReplyUrl)),
    ];
    if filled.value(SamlField::LogoutUrl).is_some() || ground.known.written.contains_key(&Field::LogoutUrl) {
        registration.push(FieldChange::set(Field::LogoutUrl, filled.value(SamlField::LogoutUrl)));
    }
    let identifiers = patch_step(ground, StepId::Identifiers, Page::Urls, registration);
    let mut sign_on = vec![FieldChange::set(Field::SignOnUrl, filled.value(SamlField::SignOnUrl))];
    if filled.value(SamlField::RelayState).is_some() || ground.known.written.contains_key(&Field::RelayState)
    {
        sign_on.push(FieldChange::set(Field::RelayState, filled.value(SamlField::RelayState)));
    }
    let sign_on = patch_step(ground, StepId::SignOn, Page::Urls, sign_on);
    [mode, identifiers, sign_on].into_iter().flatten().collect()
}

pub(super) fn late_steps(ground: &Ground<'_>) -> Vec<Step> {
    let filled = ground.answers.fill(ground.recipe);
    let relay = filled.value(SamlField::RelayState).and_then(|value| {
        let change = FieldChange::set(Field::RelayState, Some(value));
        patch_step(ground, StepId::RelayState, Page::ApplicationSide, vec![change])
    });
    let mut late: Vec<Step> = steps(ground).into_iter().filter(|step| collected(ground, step)).collect();
    for step in &mut late {
        step.page = Page::ApplicationSide;
    }
    late.into_iter().chain(relay).collect()
}

/// The step writes a field that the vendor shows late and that is entered at the vendor's step.
fn collected(ground: &Ground<'_>, step: &Step) -> bool {
    let Action::Patch { fields, .. } = &step.action else { return false };
    let others = ground.recipe.vendor.iter().filter_map(|step| step.collects);
    others.filter(|field| *field != SamlField::RelayState).any(|field| {
        fields.iter().any(|change| change.field == Field::of(field) && !change.wanted.is_empty())
    })
}

/// A PATCH step from those fields that need a change; `None` when none does.
pub(super) fn patch_step(
    ground: &Ground<'_>,
    id: StepId,
    page: Page,
    wanted: Vec<FieldChange>,
) -> Option<Step> {
    let object = wanted.first()?.field.object();
    let mut fields = Vec::new();
    let mut changes = Vec::new();
    for change in wanted {
        let current = current(ground, change.field);
        let written = ground.known.written.get(&change.field).cloned().unwrap_or_default();
        if change.holds(&current, &written) {
            continue;
        }
        let target = change.target(&current, &written);
        changes.push(Change::between(
            object,
            ground.answers.application_name(ground.recipe),
            change.field.graph_name(),
            current,
            target,
        ));
        fields.push(change);
    }
    if fields.is_empty() {
        return None;
    }
    Some(Step {
        id,
        page,
        action: Action::Patch { object, fields },
        intent: intent(id).to_owned(),
        changes,
        depends_on: before(ground, id),
        undo: "Write the former values back.".to_owned(),
        undoable: true,
    })
}

fn current(ground: &Ground<'_>, field: Field) -> Vec<String> {
    match field.object() {
        ObjectKind::Application => {
            ground.snapshot.application.as_ref().map(|application| field.read_application(application))
        }
        _ => ground.snapshot.principal.as_ref().map(|principal| field.read_principal(principal)),
    }
    .unwrap_or_default()
}

fn intent(id: StepId) -> &'static str {
    match id {
        StepId::SamlMode => "Switch single sign-on to SAML",
        StepId::Identifiers => "Tell Entra which application asks and where to send the answer",
        StepId::SignOn => "Tell Entra where people start",
        StepId::RelayState => "Store the relay state that the vendor handed out",
        StepId::NotificationEmails => "Say who is warned before the certificate ends",
        _ => "Change settings",
    }
}

fn before(ground: &Ground<'_>, id: StepId) -> Vec<StepId> {
    let made = ground.known.service_principal.is_some();
    match id {
        StepId::SamlMode | StepId::NotificationEmails if !made => vec![StepId::Instantiate],
        StepId::Identifiers => vec![StepId::SamlMode],
        StepId::SignOn => vec![StepId::Identifiers],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ground, sentry};
    use super::*;
    use crate::plan::plan_page;
    use doorward_domain::{Application, ObjectId};

    #[test]
    fn mode_comes_first_and_alone() {
        let scene = sentry();
        let plan = plan_page(&ground(&scene), Page::Urls);
        let ids: Vec<_> = plan.steps.iter().map(|step| step.id).collect();
        assert_eq!(ids, [StepId::SamlMode, StepId::Identifiers, StepId::SignOn]);
        let request = &plan.steps[0].requests(&scene.known)[0];
        assert_eq!(request.body, Some(serde_json::json!({ "preferredSingleSignOnMode": "saml" })));
        assert_eq!(request.path, "/servicePrincipals/{servicePrincipal.id}");
    }

    #[test]
    fn what_is_there_already_is_not_written_again() {
        let mut scene = sentry();
        scene.snapshot.application = Some(Application {
            id: ObjectId(uuid::Uuid::nil()),
            app_id: doorward_domain::AppId(uuid::Uuid::nil()),
            name: "Sentry".to_owned(),
            template: None,
            identifiers: vec!["https://sentry.io/saml/metadata/acme/".to_owned()],
            reply_urls: vec!["https://sentry.io/saml/acs/acme/".to_owned(), "https://other/".to_owned()],
            logout_url: None,
        });
        let plan = plan_page(&ground(&scene), Page::Urls);
        assert!(plan.steps.iter().all(|step| step.id != StepId::Identifiers), "nothing to change there");
    }

    #[test]
    fn relay_state_is_stored_late_and_only_when_it_is_known() {
        let mut scene = sentry();
        assert!(plan_page(&ground(&scene), Page::ApplicationSide).steps.is_empty());
        scene.answers.overrides.insert(SamlField::RelayState, "rs-1".to_owned());
        let plan = plan_page(&ground(&scene), Page::ApplicationSide);
        assert_eq!(plan.steps[0].changes[0].added, ["rs-1"]);
    }
}
