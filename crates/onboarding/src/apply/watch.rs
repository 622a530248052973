//! *Accepted, not visible yet*, with a clock: waiting until an eye has seen something, looking no more often than needed.

use super::{ApplyFailure, eye::Eye, work::Work};
use crate::ports::DirectoryError;
use std::{future::Future, time::Duration};
use tokio::time::Instant;

/// When the last task at work has ended, others may take a moment to begin.
const LULL: Duration = Duration::from_millis(30);

/// How urgent a wait is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Haste {
    /// Others build on it: look at once, then at growing distances.
    Now,
    /// Likewise, but this is news that travels: what it took before is a guide to what it takes now.
    Travels,
    /// Nobody builds on it: what others see serves as well, and a look of its own comes this much later, or when all
    /// other work has ended.
    Later(Duration),
}

/// What is waited for, and since when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait {
    /// Looks that began earlier do not count.
    pub(crate) since: Instant,
    /// Looks in a row that must agree.
    pub(crate) agreeing: u32,
    pub(crate) haste: Haste,
}

/// The state of one wait.
#[derive(Default)]
struct Looks {
    /// When the last look that counts began.
    last: Option<Instant>,
    agreed: u32,
    missed: bool,
    /// Everybody else has ended.
    alone: bool,
}

impl Work<'_> {
    /// Waits until looks at an object show what `check` looks for.
    ///
    /// # Errors
    /// `NotSettled` at the limit, `Cancelled`, or an error of the directory that does not pass by itself.
    pub(crate) async fn watch<T, V, L, F, C>(
        &self,
        eye: &Eye<T>,
        wait: Wait,
        look: L,
        check: C,
    ) -> Result<V, ApplyFailure>
    where
        L: Fn() -> F,
        F: Future<Output = Result<T, DirectoryError>>,
        C: Fn(&T) -> Option<V>,
    {
        let patient = matches!(wait.haste, Haste::Later(_));
        if patient {
            self.board.rest();
        }
        let outcome = self.watch_on(eye, wait, look, check).await;
        if patient {
            self.board.resume();
        }
        outcome
    }

    async fn watch_on<T, V, L, F, C>(
        &self,
        eye: &Eye<T>,
        wait: Wait,
        look: L,
        check: C,
    ) -> Result<V, ApplyFailure>
    where
        L: Fn() -> F,
        F: Future<Output = Result<T, DirectoryError>>,
        C: Fn(&T) -> Option<V>,
    {
        let mut news = eye.seen.subscribe();
        let mut looks = Looks::default();
        loop {
            let seen = eye.since(wait.since).filter(|seen| looks.last.is_none_or(|last| seen.began > last));
            if let Some(seen) = seen {
                looks.last = Some(seen.began);
                if let Some(found) = check(&seen.value) {
                    looks.agreed += 1;
                    if looks.agreed >= wait.agreeing {
                        if looks.missed && wait.haste == Haste::Travels {
                            self.learn(seen.began - wait.since);
                        }
                        return Ok(found);
                    }
                } else {
                    (looks.agreed, looks.missed) = (0, true);
                }
            }
            let due = self.due(&wait, &looks);
            if due > wait.since + self.engine.settle.limit {
                return Err(ApplyFailure::NotSettled);
            }
            let may_be_alone = matches!(wait.haste, Haste::Later(_)) && !looks.alone;
            tokio::select! {
                biased;
                () = self.engine.cancel.cancelled() => return Err(ApplyFailure::Cancelled),
                _ = news.changed() => {}
                () = self.alone(), if may_be_alone => looks.alone = true,
                () = tokio::time::sleep_until(due) => self.look(eye, &wait, &mut looks, &look).await?,
            }
        }
    }

    /// Looks, unless somebody else has looked while this one waited for its turn.
    async fn look<T, L, F>(
        &self,
        eye: &Eye<T>,
        wait: &Wait,
        looks: &mut Looks,
        look: &L,
    ) -> Result<(), ApplyFailure>
    where
        L: Fn() -> F,
        F: Future<Output = Result<T, DirectoryError>>,
    {
        let _turn = eye.looking.lock().await;
        let newer = looks.last.map_or(wait.since, |last| last + Duration::from_nanos(1));
        if eye.since(newer).is_some() {
            return Ok(());
        }
        let began = Instant::now();
        match look().await {
            Ok(value) => {
                eye.show(began, value);
            }
            Err(error) if error.is_passing() => {
                *looks = Looks { last: Some(began), agreed: 0, missed: true, alone: looks.alone };
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Everybody who does more than wait for a proof has ended.
    async fn alone(&self) {
        loop {
            self.board.calm().await;
            tokio::time::sleep(LULL).await;
            if self.board.is_calm() {
                return;
            }
        }
    }

    fn due(&self, wait: &Wait, looks: &Looks) -> Instant {
        let settle = self.engine.settle;
        let learnt = self.learnt().filter(|_| wait.haste == Haste::Travels);
        let pace = settle.pace(learnt);
        match (looks.last, wait.haste) {
            (Some(last), Haste::Later(pause)) if !looks.alone => last + pause,
            (None, Haste::Later(pause)) if !looks.alone => wait.since + pause,
            (None, Haste::Travels) => wait.since + pace.begin(),
            (None, _) => wait.since,
            (Some(last), _) if looks.agreed > 0 => last + settle.first,
            (Some(last), _) => wait.since + pace.after(last - wait.since),
        }
    }
}
