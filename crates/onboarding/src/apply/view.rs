//! Looking at the run's objects through the shared eyes.

use super::{
    ApplyFailure,
    watch::{Haste, Wait},
    work::Work,
};
use crate::{field::ObjectKind, ports::Assigned};
use doorward_domain::{Application, ObjectId, Person, ServicePrincipal};
use std::time::Duration;
use tokio::time::Instant;

/// What was seen this long ago is still good for a merge, if this run has not written since.
const FRESH: Duration = Duration::from_millis(700);

impl Work<'_> {
    /// Waits until the service principal shows what is looked for.
    pub(crate) async fn watch_principal<V>(
        &self,
        id: ObjectId,
        wait: Wait,
        check: impl Fn(&ServicePrincipal) -> Option<V>,
    ) -> Result<V, ApplyFailure> {
        let look = || self.engine.directory.service_principal(id);
        self.watch(&self.eyes.principal, wait, look, |seen| seen.as_ref().and_then(&check)).await
    }

    /// Waits until the registration shows what is looked for.
    pub(crate) async fn watch_application<V>(
        &self,
        id: ObjectId,
        wait: Wait,
        check: impl Fn(&Application) -> Option<V>,
    ) -> Result<V, ApplyFailure> {
        let look = || self.engine.directory.application(id);
        self.watch(&self.eyes.application, wait, look, |seen| seen.as_ref().and_then(&check)).await
    }

    /// Waits until the person is there.
    pub(crate) async fn watch_person(&self, id: ObjectId, wait: Wait) -> Result<Person, ApplyFailure> {
        let key = id.to_string();
        let look = || self.engine.directory.person(&key);
        self.watch(&self.eyes.person, wait, look, Clone::clone).await
    }

    /// Waits until the assignments show what is looked for.
    pub(crate) async fn watch_assigned<V>(
        &self,
        principal: ObjectId,
        wait: Wait,
        check: impl Fn(&[Assigned]) -> Option<V>,
    ) -> Result<V, ApplyFailure> {
        let look = || self.engine.directory.assigned_to(principal);
        self.watch(&self.eyes.assigned, wait, look, |seen| check(seen)).await
    }

    /// The registration as it is now; waits while it is too young to be read.
    pub(crate) async fn held_application(&self, id: ObjectId) -> Result<Application, ApplyFailure> {
        let wait = self.held(ObjectKind::Application);
        self.watch_application(id, wait, |seen| Some(seen.clone())).await
    }

    /// The service principal as it is now; waits while it is too young to be read.
    pub(crate) async fn held_principal(&self, id: ObjectId) -> Result<ServicePrincipal, ApplyFailure> {
        let wait = self.held(ObjectKind::ServicePrincipal);
        self.watch_principal(id, wait, |seen| Some(seen.clone())).await
    }

    fn held(&self, object: ObjectKind) -> Wait {
        let fresh = Instant::now().checked_sub(FRESH).unwrap_or(self.started);
        let since = self.last_write(object).map_or(fresh, |wrote| wrote.max(fresh));
        Wait { since, agreeing: 1, haste: Haste::Now }
    }
}
