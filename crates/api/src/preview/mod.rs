//! What an assertion will carry, foreseen: the plan of claims and the people it is about are read from the directory, the
//! values are computed here, and nobody signs in. Reads only.

mod groups;
mod people;
mod plan;
mod words;

use crate::{
    Console,
    contract::{
        ErrorCode, RunRef, WireError,
        preview::{PreviewAsk, PreviewClaimView, PreviewProblem, PreviewView, ScanPerson, ScanView},
    },
    convert::directory_failure,
    run::parse_run,
    session::Session,
};
use doorward_domain::{ObjectId, PrincipalKind, ServicePrincipal};
use doorward_onboarding::ports::{Assigned, Directory};
use doorward_saml::{PersonFacts, Problem, preview, scan};
use doorward_signin::Feature;
use groups::GroupClaim;
use people::People;
use plan::Planned;
use std::{collections::BTreeMap, sync::Arc};

/// Everything an assertion of one application is foreseen from.
struct Ground {
    session: Arc<Session>,
    principal: ServicePrincipal,
    planned: Planned,
    assigned: Vec<Assigned>,
}

impl Console {
    /// What an assertion for one person will carry.
    ///
    /// # Errors
    /// `not_found` when there is no such person; `invalid_input` while the application is not in the tenant;
    /// `consent_missing` with the permission that is lacking.
    pub async fn assertion_preview(self: &Arc<Self>, request: PreviewAsk) -> Result<PreviewView, WireError> {
        let ground = self.ground_of(&request.run).await?;
        let people = ground.people();
        let found = people.one(request.person.trim()).await?;
        let mut found = found.ok_or_else(|| {
            WireError::new(ErrorCode::NotFound, format!("Nobody is called “{}” here.", request.person.trim()))
                .hint("Name a user principal name or an object id.")
                .field("person")
        })?;
        let direct = people.groups_directly(std::slice::from_ref(&found.facts.id)).await?;
        let direct = direct.into_iter().next().unwrap_or_default();
        let groups: Vec<_> = direct.iter().map(|group| group.id).collect();
        let own = ground.assignments_of(&found.facts, &groups);
        let assigned = !ground.principal.assignment_required || !own.is_empty();
        found.facts.roles = ground.roles(&own);
        let mut facts = [found.facts];
        people.add_groups(&mut facts, &[direct]).await?;
        let [facts] = facts;
        let shown = preview(&ground.planned.plan, &facts);
        let mut problems: Vec<PreviewProblem> = shown.problems.iter().map(words::problem).collect();
        if !assigned {
            problems.insert(0, words::not_assigned());
        }
        Ok(PreviewView {
            id: facts.id,
            name: facts.name,
            upn: found.upn,
            assigned,
            name_id: shown.name_id,
            name_id_format: shown.name_id_format,
            name_id_source: shown.name_id_source,
            claims: shown
                .claims
                .into_iter()
                .map(|claim| PreviewClaimView {
                    name: claim.name,
                    values: claim.values,
                    source: claim.source,
                    required: claim.required,
                    computed: claim.computed,
                })
                .collect(),
            problems,
            basis: ground.planned.basis,
            notes: ground.planned.notes,
        })
    }

    /// Everybody assigned whose sign-on would fail, and why.
    ///
    /// # Errors
    /// As [`Console::assertion_preview`].
    pub async fn assertion_scan(self: &Arc<Self>, request: RunRef) -> Result<ScanView, WireError> {
        let ground = self.ground_of(&request.run).await?;
        let people = ground.people();
        let mut notes = ground.planned.notes.clone();
        if !ground.principal.assignment_required {
            notes.push(
                "Nobody needs to be assigned, so others can sign in too; they were not looked at.".to_owned(),
            );
        }
        let (mut facts, members) = people.assigned(&ground.assigned).await?;
        for person in &mut facts {
            let groups: Vec<ObjectId> = members.get(&person.id).cloned().unwrap_or_default();
            person.roles = ground.roles(&ground.assignments_of(person, &groups));
        }
        let direct = match ground.planned.groups {
            GroupClaim::Assigned { .. } => {
                let ids: Vec<String> = facts.iter().map(|person| person.id.clone()).collect();
                people.groups_directly(&ids).await?
            }
            _ => Vec::new(),
        };
        people.add_groups(&mut facts, &direct).await?;
        let mut found: Vec<ScanPerson> = scan(&ground.planned.plan, &facts)
            .into_iter()
            .map(|one| ScanPerson {
                id: one.id,
                name: one.name,
                name_id: one.name_id,
                problems: one.problems.iter().map(|problem| named(problem, &facts)).collect(),
            })
            .collect();
        let fails = |one: &ScanPerson| one.problems.iter().any(|problem| problem.fails);
        found.sort_by_key(|one| (!fails(one), one.name.to_lowercase()));
        Ok(ScanView {
            looked: u32::try_from(facts.len()).unwrap_or(u32::MAX),
            failing: u32::try_from(found.iter().filter(|one| fails(one)).count()).unwrap_or(u32::MAX),
            people: found,
            basis: ground.planned.basis,
            notes,
        })
    }

    /// What an application's assertions are foreseen from, read now.
    async fn ground_of(self: &Arc<Self>, run: &str) -> Result<Ground, WireError> {
        let session = self.signed_in().await?;
        let run = self.load(parse_run(run)?, &session)?;
        let missing = || WireError::new(ErrorCode::InvalidInput, "The application is not in the tenant yet.");
        let id = run.memory.known.service_principal.ok_or_else(missing)?;
        session.allow(self, &[Feature::Foresee], "Looking at people's attributes and groups").await?;
        let directory = &session.directory;
        let principal = directory.service_principal(id).await.map_err(directory_failure)?;
        let principal = principal.ok_or_else(missing)?;
        let planned = plan::read(directory, &principal, &run.recipe).await?;
        let assigned = directory.assigned_to(id).await.map_err(directory_failure)?;
        Ok(Ground { session: Arc::clone(&session), principal, planned, assigned })
    }
}

/// A problem in words, other people by their names.
fn named(problem: &Problem, facts: &[PersonFacts]) -> PreviewProblem {
    match problem {
        Problem::NameIdTwice { value, others } => {
            let name = |id: &String| facts.iter().find(|one| one.id == *id).map(|one| one.name.clone());
            let others = others.iter().map(|id| name(id).unwrap_or_else(|| id.clone())).collect();
            words::problem(&Problem::NameIdTwice { value: value.clone(), others })
        }
        other => words::problem(other),
    }
}

impl Ground {
    fn people(&self) -> People<'_> {
        People {
            graph: &self.session.directory.graph,
            plan: &self.planned.plan,
            groups: &self.planned.groups,
            assigned: self.assigned_groups(),
        }
    }

    fn assigned_groups(&self) -> Vec<ObjectId> {
        let groups = self.assigned.iter().filter(|one| one.principal.kind == PrincipalKind::Group);
        groups.map(|one| one.principal.id).collect()
    }

    /// The assignments that let a person in: own ones, and those of groups the person is in directly.
    fn assignments_of(&self, person: &PersonFacts, groups: &[ObjectId]) -> Vec<&Assigned> {
        let own =
            |one: &&Assigned| one.principal.id.to_string() == person.id || groups.contains(&one.principal.id);
        self.assigned.iter().filter(own).collect()
    }

    /// Values of the roles of these assignments; roles without a value say nothing.
    fn roles(&self, assignments: &[&Assigned]) -> Vec<String> {
        let values: BTreeMap<_, _> = self
            .principal
            .app_roles
            .iter()
            .filter_map(|role| Some((role.id, role.value.clone().filter(|value| !value.is_empty())?)))
            .collect();
        let mut found: Vec<String> =
            assignments.iter().filter_map(|one| values.get(&one.role).cloned()).collect();
        found.sort();
        found.dedup();
        found
    }
}
