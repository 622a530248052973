//! What stands in the way, in words.

use crate::contract::preview::PreviewProblem;
use doorward_saml::{GROUPS_IN_TOKEN, Problem};

/// One problem; ids of other people are put as they are given.
pub(super) fn problem(problem: &Problem) -> PreviewProblem {
    let tag = serde_json::to_value(problem).ok();
    let code = tag.as_ref().and_then(|value| value["code"].as_str()).unwrap_or_default().to_owned();
    let (text, remedy) = match problem {
        Problem::NameIdEmpty { source } => (
            format!("{source} is empty, so there is nothing to put into the NameID (AADSTS501241)."),
            format!("Fill {source} in for this person, or let the NameID come from another attribute."),
        ),
        Problem::NameIdNotAddress { value } => (
            format!("The NameID “{value}” is to be an address and is none."),
            "Let the NameID come from an attribute that holds an address.".to_owned(),
        ),
        Problem::NameIdTwice { value, others } => (
            format!(
                "The NameID “{value}” is that of {} too: the application takes one for the other.",
                others.join(", ")
            ),
            "Give each person a value of their own, or let the NameID come from the user principal name."
                .to_owned(),
        ),
        Problem::ClaimEmpty { claim, source } => {
            let name = claim.rsplit('/').next().unwrap_or(claim);
            if source == "\"\"" {
                (
                    format!(
                        "The application needs the claim “{name}”, and the claims mapping policy does not make it."
                    ),
                    "Add the claim to the policy.".to_owned(),
                )
            } else {
                (
                    format!("The application needs the claim “{name}”, and {source} is empty."),
                    format!("Fill {source} in for this person."),
                )
            }
        }
        Problem::TooManyGroups { count } => (
            format!("{count} groups are more than the {GROUPS_IN_TOKEN} that fit: none at all is sent."),
            "Send only the groups that are assigned to the application.".to_owned(),
        ),
        Problem::Guest => (
            "A guest: the user principal name is not the address that the application knows.".to_owned(),
            "Look at the NameID, and at the policies for guests.".to_owned(),
        ),
    };
    PreviewProblem { code, fails: problem.fails(), text, remedy }
}

/// Entra would let nobody in who is not assigned.
pub(super) fn not_assigned() -> PreviewProblem {
    PreviewProblem {
        code: "not_assigned".to_owned(),
        fails: true,
        text: "Not assigned, neither directly nor by a group the person is in directly (AADSTS50105)."
            .to_owned(),
        remedy: "Assign the person on the page Assignment.".to_owned(),
    }
}
