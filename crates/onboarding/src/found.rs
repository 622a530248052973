//! Answers read back from a tenant: what somebody must have answered for an application to stand as it stands. For a run whose
//! own memory is lost.

use crate::{
    answers::{Answers, TestUserAnswer},
    ports::Assigned,
};
use doorward_catalog::{Initiator, Recipe};
use doorward_domain::{Application, PrincipalKind, SamlField, ServicePrincipal};

impl Answers {
    /// The answers that lead to this application under this recipe. Values that follow the recipe's patterns become answers to
    /// its placeholders, all others values typed by hand. Of several Identifiers or Reply URLs the first counts, as in
    /// every sign-on.
    #[must_use]
    pub fn found(
        recipe: &Recipe,
        name: &str,
        application: &Application,
        principal: &ServicePrincipal,
        assigned: &[Assigned],
    ) -> Self {
        let mut answers = Self { name: name.to_owned(), ..Self::default() };
        let only_there = recipe.started_by.contains(&Initiator::IdentityProvider)
            && principal.sign_on_url.is_none()
            && recipe.field.contains_key(&SamlField::SignOnUrl);
        answers.initiator = only_there.then_some(Initiator::IdentityProvider);
        let values: Vec<(SamlField, &str)> = SamlField::ALL
            .into_iter()
            .filter_map(|field| Some((field, value(field, application, principal)?)))
            .collect();
        for (field, value) in &values {
            answers.take_pattern(recipe, *field, value);
        }
        for (field, value) in values {
            if answers.fill(recipe).value(field) != Some(value) {
                answers.patterns.remove(&field);
                answers.overrides.insert(field, value.to_owned());
            }
        }
        answers.take_assignment(assigned);
        answers
    }

    /// Reads a value by the first of the recipe's patterns that it follows without contradicting what was read before.
    fn take_pattern(&mut self, recipe: &Recipe, field: SamlField, value: &str) {
        let patterns = recipe.field.get(&field).map(|own| own.patterns.as_slice()).unwrap_or_default();
        for pattern in patterns {
            let Ok(read) = pattern.read(value) else { continue };
            if read.iter().any(|(name, text)| self.placeholders.get(name).is_some_and(|known| known != text))
            {
                continue;
            }
            self.placeholders.extend(read);
            if patterns.first() != Some(pattern) {
                self.patterns.insert(field, pattern.to_string());
            }
            return;
        }
    }

    fn take_assignment(&mut self, assigned: &[Assigned]) {
        let of = |kind| assigned.iter().find(|one| one.principal.kind == kind);
        let person = of(PrincipalKind::Person);
        let group = of(PrincipalKind::Group);
        self.test_user =
            TestUserAnswer { existing: person.map(|one| one.principal.id), ..TestUserAnswer::default() };
        if person.is_none() {
            self.group = group.map(|one| one.principal.id);
        }
        self.role = person.or(group).map(|one| one.role);
    }
}

fn value<'a>(
    field: SamlField,
    application: &'a Application,
    principal: &'a ServicePrincipal,
) -> Option<&'a str> {
    match field {
        SamlField::Identifier => application.identifiers.first().map(String::as_str),
        SamlField::ReplyUrl => application.reply_urls.first().map(String::as_str),
        SamlField::SignOnUrl => principal.sign_on_url.as_deref(),
        SamlField::RelayState => principal.relay_state.as_deref(),
        SamlField::LogoutUrl => application.logout_url.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mark::tests::principal;
    use doorward_catalog::builtin;
    use doorward_domain::{AppId, AppRoleId, ObjectId, Principal};
    use uuid::Uuid;

    fn recipe(id: &str) -> &'static Recipe {
        builtin().iter().find(|recipe| recipe.id == id).unwrap()
    }

    /// An application whose fields hold these values.
    fn holding(values: &[(SamlField, &str)]) -> (Application, ServicePrincipal) {
        let of =
            |wanted| values.iter().find(|(field, _)| *field == wanted).map(|(_, value)| (*value).to_owned());
        let application = Application {
            id: ObjectId(Uuid::nil()),
            app_id: AppId(Uuid::nil()),
            name: "Any".to_owned(),
            template: None,
            identifiers: of(SamlField::Identifier).into_iter().collect(),
            reply_urls: of(SamlField::ReplyUrl).into_iter().collect(),
            logout_url: of(SamlField::LogoutUrl),
        };
        let principal = ServicePrincipal {
            sign_on_url: of(SamlField::SignOnUrl),
            relay_state: of(SamlField::RelayState),
            ..principal("Any", &[])
        };
        (application, principal)
    }

    fn found(recipe: &Recipe, values: &[(SamlField, &str)], assigned: &[Assigned]) -> Answers {
        let (application, principal) = holding(values);
        Answers::found(recipe, "Any", &application, &principal, assigned)
    }

    #[test]
    fn what_was_filled_in_is_read_back_for_every_recipe_of_ours() {
        for recipe in builtin() {
            let mut given = Answers::default();
            for field in recipe.field.values() {
                for name in field.patterns.iter().flat_map(|pattern| pattern.placeholders()) {
                    given.placeholders.insert(name.to_owned(), "acme".to_owned());
                }
            }
            let filled = given.fill(recipe);
            let values: Vec<_> =
                SamlField::ALL.into_iter().filter_map(|field| Some((field, filled.value(field)?))).collect();
            let answers = found(recipe, &values, &[]);
            for (field, value) in values {
                assert_eq!(answers.fill(recipe).value(field), Some(value), "{} {field:?}", recipe.id);
            }
            assert!(answers.overrides.is_empty(), "{}: {:?}", recipe.id, answers.overrides);
        }
    }

    #[test]
    fn a_value_of_no_pattern_or_of_another_answer_is_kept_as_typed() {
        let sentry = recipe("sentry");
        let values = [
            (SamlField::Identifier, "https://sentry.io/saml/metadata/acme/"),
            (SamlField::ReplyUrl, "https://sentry.io/saml/acs/globex/"),
            (SamlField::SignOnUrl, "https://elsewhere.example/"),
        ];
        let answers = found(sentry, &values, &[]);
        assert_eq!(answers.placeholders["ORGANIZATION_SLUG"], "acme");
        for (field, value) in values {
            assert_eq!(answers.fill(sentry).value(field), Some(value));
        }
        assert_eq!(answers.overrides.len(), 2);
    }

    #[test]
    fn the_person_assigned_is_the_one_who_tests_and_a_group_counts_where_nobody_is() {
        let one = |kind, id| Assigned {
            principal: Principal { id: ObjectId(Uuid::from_u128(id)), kind, name: String::new() },
            role: AppRoleId(Uuid::from_u128(id + 100)),
        };
        let (person, group) = (one(PrincipalKind::Person, 1), one(PrincipalKind::Group, 2));
        let both = found(recipe("segment"), &[], &[group.clone(), person]);
        assert_eq!(both.test_user.existing, Some(ObjectId(Uuid::from_u128(1))));
        assert_eq!((both.group, both.role), (None, Some(AppRoleId(Uuid::from_u128(101)))));
        let group = found(recipe("segment"), &[], &[group]);
        assert_eq!((group.test_user.existing, group.group), (None, Some(ObjectId(Uuid::from_u128(2)))));
    }
}
