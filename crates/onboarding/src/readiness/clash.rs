//! Names and Identifiers that others have, anywhere in the tenant.

use super::{Finding, FindingCode, HolderKind, Severity};
use crate::plan::{Ground, StepId};

/// The Identifier is held by somebody else, in whatever form.
pub(super) fn identifier(ground: &Ground<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for name in ground.snapshot.same_identifier.iter().take(1) {
        let text =
            format!("The application {name} holds this Identifier. Entra allows each Identifier once.");
        found.push(
            Finding::new(FindingCode::IdentifierTaken, Severity::Blocks, text)
                .remedy("Use that application, or another Identifier.")
                .field("identifier")
                .step(StepId::Identifiers),
        );
    }
    for holder in &ground.snapshot.around.identifier_holders {
        if ground.snapshot.same_identifier.contains(&holder.name) {
            continue;
        }
        let as_it_is = match holder.value.as_str() {
            value if value.starts_with("urn:spn:") || value.starts_with("spn:") => format!(" as {value}"),
            _ => String::new(),
        };
        let finding = match holder.kind {
            HolderKind::Application => {
                let text = format!(
                    "The application {} holds this Identifier{as_it_is}. Entra allows each Identifier once.",
                    holder.name
                );
                Finding::new(FindingCode::IdentifierTaken, Severity::Blocks, text)
                    .remedy("Use that application, or another Identifier.")
            }
            HolderKind::ServicePrincipal => {
                let text = format!(
                    "{}, an application of another tenant, holds this Identifier here{as_it_is}.",
                    holder.name
                );
                Finding::new(FindingCode::IdentifierTaken, Severity::Blocks, text)
                    .remedy("Use that enterprise application, or another Identifier.")
            }
            HolderKind::Deleted => {
                let text =
                    format!("The deleted application {} still holds this Identifier{as_it_is}.", holder.name);
                Finding::new(FindingCode::DeletedHolds, Severity::Warns, text).remedy(
                    "If Entra refuses the Identifier, restore that application or delete it for good under Deleted applications.",
                )
            }
        };
        found.push(finding.field("identifier").step(StepId::Identifiers));
    }
    found
}

/// A deleted application has the wanted name: perhaps it should be restored rather than made anew.
pub(super) fn deleted_name(ground: &Ground<'_>) -> Option<Finding> {
    if ground.known.service_principal.is_some() || ground.answers.adopt.is_some() {
        return None;
    }
    let name = ground.snapshot.around.deleted_same_name.first()?;
    let text = format!("An application called {name} was deleted and can still be restored.");
    Some(
        Finding::new(FindingCode::DeletedHolds, Severity::Informs, text)
            .remedy("Restore it in Entra under Deleted applications if that is the one you want.")
            .field("name"),
    )
}
