//! Instants in a message, compared as UTC with the tolerance of the expectation.

use super::Scene;
use crate::{encoding, xml::Node};
use time::OffsetDateTime;

/// An instant that may be absent; the error is what to show.
pub(super) fn optional(scene: &Scene<'_>, node: Node, name: &str) -> Result<Option<OffsetDateTime>, String> {
    match scene.tree.attribute(node, name) {
        None => Ok(None),
        Some(text) => match encoding::read_instant(text) {
            Some(moment) => Ok(Some(moment)),
            None => Err(format!("{name} {text}")),
        },
    }
}

/// An instant that must be there.
pub(super) fn needed(scene: &Scene<'_>, node: Node, name: &str) -> Result<OffsetDateTime, String> {
    optional(scene, node, name)?.ok_or_else(|| format!("{name} missing"))
}

/// The end lies ahead.
pub(super) fn not_ended(scene: &Scene<'_>, name: &str, end: OffsetDateTime) -> Result<(), String> {
    if end > scene.expectation.earliest() { Ok(()) } else { Err(shown(name, end)) }
}

/// The beginning lies behind.
pub(super) fn begun(scene: &Scene<'_>, name: &str, start: OffsetDateTime) -> Result<(), String> {
    if start <= scene.expectation.latest() { Ok(()) } else { Err(shown(name, start)) }
}

/// What "now" means, for the expected side.
pub(super) fn now(scene: &Scene<'_>) -> String {
    encoding::instant(scene.expectation.now)
}

fn shown(name: &str, moment: OffsetDateTime) -> String {
    format!("{name} {}", encoding::instant(moment))
}
