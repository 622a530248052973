//! What a patch leads to, given what is there: pure.

use crate::{
    field::{Field, ObjectKind},
    plan::{FieldChange, Merge, Step},
};
use doorward_domain::{Application, ServicePrincipal};

/// One field of one step: what is wanted, and what was there when the change was made.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Index of the step within its task.
    pub(crate) step: usize,
    pub(crate) change: FieldChange,
    /// Values that the plan was made from, where the object could be read then.
    pub(crate) planned: Vec<String>,
    /// Values that this run wrote before.
    pub(crate) written: Vec<String>,
    /// Values found just before the change.
    pub(crate) held: Vec<String>,
    /// Values that will be there.
    pub(crate) wanted: Vec<String>,
}

/// How a field that was changed looks now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// As wanted.
    Shows,
    /// As it was before: the news has not arrived.
    Stale,
    /// Neither: somebody else wrote in between.
    Overwritten,
}

impl Target {
    pub(crate) fn new(step: usize, plan: &Step, change: FieldChange, written: Vec<String>) -> Self {
        let shown = plan.changes.iter().find(|shown| shown.field == change.field.graph_name());
        let planned = shown.map(|shown| shown.from.clone()).unwrap_or_default();
        Self { step, change, planned, written, held: Vec::new(), wanted: Vec::new() }
    }

    pub(crate) fn meet(&mut self, held: Vec<String>) {
        self.wanted = self.change.target(&held, &self.written);
        self.held = held;
    }

    pub(crate) fn field(&self) -> Field {
        self.change.field
    }

    pub(crate) fn differs(&self) -> bool {
        self.wanted != self.held
    }

    /// A single value is neither what the plan was made from nor what is wanted: somebody else decided meanwhile.
    pub(crate) fn is_foreign(&self) -> bool {
        // An object always has a name: none in the plan means that it could not be read yet.
        let unread = self.change.field == Field::Name && self.planned.is_empty();
        self.change.merge == Merge::Set
            && !unread
            && self.differs()
            && self.held != self.planned
            && self.held.iter().any(|value| !self.written.contains(value))
    }

    pub(crate) fn look(&self, now: &[String]) -> Look {
        if self.holds(now) {
            Look::Shows
        } else if same(now, &self.held) {
            Look::Stale
        } else {
            Look::Overwritten
        }
    }

    /// The wanted values are there. Beside them, in lists, there may be what others have added since.
    fn holds(&self, now: &[String]) -> bool {
        match self.change.merge {
            Merge::Set => same(now, &self.wanted),
            Merge::Keep => {
                let gone = |value: &String| !self.wanted.contains(value);
                self.change.wanted.iter().all(|value| now.contains(value))
                    && !self.written.iter().any(|value| gone(value) && now.contains(value))
            }
        }
    }
}

/// Equal up to order: the directory does not promise to keep it.
fn same(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|value| other.contains(value))
}

/// What an object holds in a field.
pub(crate) enum Object {
    Application(Application),
    Principal(Box<ServicePrincipal>),
}

impl Object {
    pub(crate) fn read(&self, field: Field) -> Vec<String> {
        match self {
            Self::Application(application) => field.read_application(application),
            Self::Principal(principal) => field.read_principal(principal),
        }
    }
}

/// The folder of an object's kind in Graph.
pub(crate) fn folder(object: ObjectKind) -> &'static str {
    if object == ObjectKind::Application { "applications" } else { "servicePrincipals" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    fn target(change: FieldChange, held: &[&str]) -> Target {
        let mut target = Target {
            step: 0,
            change,
            planned: texts(held),
            written: Vec::new(),
            held: Vec::new(),
            wanted: Vec::new(),
        };
        target.meet(texts(held));
        target
    }

    #[test]
    fn old_news_is_told_from_a_lost_update() {
        let keep =
            target(FieldChange::keep(Field::ReplyUrls, texts(&["https://ours/"])), &["https://theirs/"]);
        assert_eq!(keep.look(&texts(&["https://theirs/"])), Look::Stale);
        assert_eq!(keep.look(&texts(&["https://theirs/", "https://ours/"])), Look::Shows);
        assert_eq!(
            keep.look(&texts(&["https://ours/", "https://theirs/", "https://new/"])),
            Look::Shows,
            "what others add afterwards is no contradiction"
        );
        assert_eq!(
            keep.look(&texts(&["https://theirs/", "https://new/"])),
            Look::Overwritten,
            "somebody wrote from an older state and took ours away"
        );
    }

    #[test]
    fn a_value_that_changed_since_the_preview_is_not_overwritten() {
        let mut set = target(FieldChange::set(Field::SignOnUrl, Some("https://ours/")), &[]);
        assert!(!set.is_foreign());
        set.meet(texts(&["https://somebody/"]));
        assert!(set.is_foreign());
        set.meet(texts(&["https://ours/"]));
        assert!(!set.is_foreign(), "it is what we want");
    }
}
