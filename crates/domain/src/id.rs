//! Identifiers. Entra shows four different GUIDs for one application, so each kind is its own type and the compiler
//! refuses to take one for another.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The text is not a GUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not a GUID")]
pub struct IdError {
    /// What was given, cut to 64 characters.
    pub text: String,
}

macro_rules! guid {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::parse_str(text.trim())
                    .map(Self)
                    .map_err(|_| IdError { text: text.chars().take(64).collect() })
            }
        }
    };
}

guid! {
    /// One Entra directory (`tid`).
    TenantId
}
guid! {
    /// The object id of anything in the directory: application, service principal, user, group.
    ObjectId
}
guid! {
    /// An application's client id: the same on the registration and on its service principal.
    AppId
}
guid! {
    /// A gallery entry (`applicationTemplate.id`).
    TemplateId
}
guid! {
    /// An app role on a service principal.
    AppRoleId
}
guid! {
    /// One onboarding under way or finished; made here, unknown to Entra.
    RunId
}

impl AppRoleId {
    /// "Default access": what is assigned when an application defines no role of its own.
    pub const DEFAULT_ACCESS: Self = Self(Uuid::nil());
}

impl TemplateId {
    /// The gallery entry behind "create your own application" (SAML or password single sign-on).
    /// Source: Graph documentation of `applicationTemplate: instantiate`.
    pub const NON_GALLERY: Self = Self(Uuid::from_u128(0x8adf8e6e_67b2_4cf2_a259_e3dc5476c621));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_reads_back_as_it_was_written() {
        let text = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";
        assert_eq!(text.parse::<TemplateId>().unwrap().to_string(), text);
        assert_eq!(TemplateId::NON_GALLERY.to_string(), text);
    }

    #[test]
    fn nonsense_is_named_and_cut() {
        let error = "x".repeat(200).parse::<TenantId>().unwrap_err();
        assert_eq!(error.text.len(), 64, "a pasted page must not become the message");
    }
}
