//! Who holds an Identifier already: registrations, service principals of other tenants' applications, and deleted
//! applications that can still be restored.

use serde::{Deserialize, Serialize};

/// Where an Identifier was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// A registration of this tenant.
    Application,
    /// A service principal without a registration here.
    ServicePrincipal,
    /// A soft-deleted registration.
    Deleted,
}

/// Somebody who holds the wanted Identifier, as it is or in another of its forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Where.
    pub kind: HolderKind,
    /// Display name.
    pub name: String,
    /// The form in which it is held.
    pub value: String,
}

/// The forms under which the sign-in service takes one Identifier: as it is, and with `spn:` or `urn:spn:` before it.
/// The form asked for comes first.
#[must_use]
pub fn forms_of(identifier: &str) -> Vec<String> {
    let bare = ["urn:spn:", "spn:"]
        .iter()
        .find_map(|prefix| {
            let head = identifier.get(..prefix.len())?;
            head.eq_ignore_ascii_case(prefix).then(|| &identifier[prefix.len()..])
        })
        .unwrap_or(identifier);
    let mut forms = vec![identifier.to_owned()];
    for form in [bare.to_owned(), format!("spn:{bare}"), format!("urn:spn:{bare}")] {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_leads_to_the_same_three() {
        let mut bare = forms_of("https://sentry.io/acme");
        let mut prefixed = forms_of("urn:spn:https://sentry.io/acme");
        assert_eq!(prefixed[0], "urn:spn:https://sentry.io/acme");
        bare.sort();
        prefixed.sort();
        assert_eq!(bare, prefixed);
        assert_eq!(bare.len(), 3);
    }

    #[test]
    fn odd_letters_do_not_break_it() {
        assert_eq!(forms_of("ü").len(), 3, "a prefix is not looked for inside a letter");
        assert_eq!(forms_of("").len(), 3);
    }
}
