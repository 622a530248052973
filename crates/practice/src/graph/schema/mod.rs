//! What each directory object looks like: its properties, what they hold, who may write them, which are shown unasked.
//!
//! One table per entity type decides three things at once: that unknown properties are refused, that values have the
//! right type and length, and what a read without `$select` returns. The facts come from the Graph v1.0 metadata.

mod access;
mod application;
mod application_child;
mod fixed;
mod group;
mod policy;
mod service_principal;
mod template;
mod user;
mod value;

pub(crate) use access::{ACCESS_POLICY, NAMED_LOCATION};
pub(crate) use application::APPLICATION;
pub(crate) use application_child::{EXTENSION_PROPERTY, FEDERATED_CREDENTIAL, PERMISSION_CLASSIFICATION};
pub(crate) use fixed::*;
pub(crate) use group::{DIRECTORY_ROLE, GROUP};
pub(crate) use policy::{
    APP_MANAGEMENT_POLICY, CLAIMS_MAPPING_POLICY, DEFAULT_MANAGEMENT_POLICY, HOME_REALM_DISCOVERY_POLICY,
    TOKEN_ISSUANCE_POLICY, TOKEN_LIFETIME_POLICY,
};
pub(crate) use service_principal::SERVICE_PRINCIPAL;
pub(crate) use template::{CONFIGURATION_URIS, TEMPLATE};
pub(crate) use user::USER;

use super::refusal::Refusal;
use crate::state::object::{Kind, Object};
use serde_json::{Map, Value};

/// What a property holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Holds {
    /// Text of at most this many characters.
    Text(usize),
    Flag,
    Number,
    Guid,
    Moment,
    /// A list of texts, each of at most this many characters.
    Texts(usize),
    Complex(&'static [Property]),
    Complexes(&'static [Property]),
}

/// When a client may set a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    Always,
    /// When the object is created, not later.
    Once,
    Never,
}

/// One property.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Property {
    pub(crate) name: &'static str,
    pub(crate) holds: Holds,
    pub(crate) write: Write,
    /// Returned without `$select`.
    pub(crate) shown: bool,
    /// `$filter` and `$orderby` know it.
    pub(crate) filterable: bool,
}

impl Property {
    const fn new(name: &'static str, holds: Holds) -> Self {
        Self { name, holds, write: Write::Always, shown: true, filterable: true }
    }

    /// A property of a type that is declared where it is used.
    pub(crate) const fn plain(name: &'static str, holds: Holds) -> Self {
        Self::new(name, holds)
    }

    const fn fixed(mut self) -> Self {
        self.write = Write::Never;
        self
    }

    /// `$filter` does not know it.
    const fn opaque(mut self) -> Self {
        self.filterable = false;
        self
    }

    const fn once(mut self) -> Self {
        self.write = Write::Once;
        self
    }

    /// Returned only when selected.
    const fn hidden(mut self) -> Self {
        self.shown = false;
        self
    }
}

const fn text(name: &'static str, length: usize) -> Property {
    Property::new(name, Holds::Text(length))
}

const fn flag(name: &'static str) -> Property {
    Property::new(name, Holds::Flag)
}

const fn guid(name: &'static str) -> Property {
    Property::new(name, Holds::Guid)
}

const fn moment(name: &'static str) -> Property {
    Property::new(name, Holds::Moment)
}

const fn texts(name: &'static str, length: usize) -> Property {
    Property::new(name, Holds::Texts(length))
}

const fn complex(name: &'static str, parts: &'static [Property]) -> Property {
    Property::new(name, Holds::Complex(parts))
}

const fn complexes(name: &'static str, parts: &'static [Property]) -> Property {
    Property::new(name, Holds::Complexes(parts))
}

/// An entity type.
#[derive(Debug)]
pub(crate) struct Schema {
    /// For example `microsoft.graph.user`.
    pub(crate) type_name: &'static str,
    /// How error messages call it.
    pub(crate) resource: &'static str,
    pub(crate) properties: &'static [Property],
    /// Relationships: what `$expand` and a further path segment may name.
    pub(crate) relations: &'static [&'static str],
}

impl Schema {
    /// The schema of a kind of directory object.
    pub(crate) fn of(kind: Kind) -> &'static Self {
        match kind {
            Kind::User => &USER,
            Kind::Group => &GROUP,
            Kind::Application => &APPLICATION,
            Kind::ServicePrincipal => &SERVICE_PRINCIPAL,
            Kind::DirectoryRole => &DIRECTORY_ROLE,
            Kind::ClaimsMappingPolicy => &CLAIMS_MAPPING_POLICY,
            Kind::TokenIssuancePolicy => &TOKEN_ISSUANCE_POLICY,
            Kind::TokenLifetimePolicy => &TOKEN_LIFETIME_POLICY,
            Kind::HomeRealmDiscoveryPolicy => &HOME_REALM_DISCOVERY_POLICY,
            Kind::AppManagementPolicy => &APP_MANAGEMENT_POLICY,
            Kind::NamedLocation => &NAMED_LOCATION,
            Kind::AccessPolicy => &ACCESS_POLICY,
            Kind::FederatedCredential => &FEDERATED_CREDENTIAL,
            Kind::ExtensionProperty => &EXTENSION_PROPERTY,
            Kind::PermissionClassification => &PERMISSION_CLASSIFICATION,
        }
    }

    pub(crate) fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    pub(crate) fn knows(&self, name: &str) -> bool {
        self.property(name).is_some()
    }

    /// Names returned without `$select`.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &'static str> {
        self.properties.iter().filter(|property| property.shown).map(|property| property.name)
    }

    /// What a property that was never set reads as: an empty list, or null.
    pub(crate) fn absent(&self, name: &str) -> Value {
        match self.property(name).map(|property| property.holds) {
            Some(Holds::Texts(_) | Holds::Complexes(_)) => Value::Array(Vec::new()),
            _ => Value::Null,
        }
    }

    /// Checks a body against the schema and returns the properties to set. Refuses unknown and read-only names and
    /// values of the wrong type; `creating` admits what may be set only once.
    pub(crate) fn accept(
        &self,
        body: &Map<String, Value>,
        creating: bool,
    ) -> Result<Map<String, Value>, Refusal> {
        let mut accepted = Map::new();
        for (name, value) in body {
            // Annotations, and references such as `owners@odata.bind`, which are read elsewhere.
            if name.contains('@') {
                continue;
            }
            if name == "id" {
                // A client that writes back what it has read sends the id along; it says nothing new.
                if creating {
                    return Err(read_only(name));
                }
                continue;
            }
            let Some(property) = self.property(name) else {
                return Err(Refusal::bad_request(format!("Invalid property '{name}'.")));
            };
            let writable = match property.write {
                Write::Always => true,
                Write::Once => creating,
                Write::Never => false,
            };
            if !writable {
                return Err(read_only(name));
            }
            accepted.insert(name.clone(), value::check(property, value, self.resource)?);
        }
        Ok(accepted)
    }
}

fn read_only(name: &str) -> Refusal {
    let message = format!("Property '{name}' is read-only and cannot be set.");
    Refusal::bad_request(message.clone()).with_detail("ReadOnly", name, message)
}

/// The object as Graph would return it in full; what to leave out is decided by the query.
pub(crate) fn render(object: &Object) -> Value {
    render_as(object, object.properties.clone())
}

/// The object with these properties, which may be older than its own.
pub(crate) fn render_as(object: &Object, mut all: Map<String, Value>) -> Value {
    all.insert("id".to_owned(), object.id.to_string().into());
    if let Some(deleted) = object.deleted {
        all.insert("deletedDateTime".to_owned(), super::moment(deleted).into());
    }
    Value::Object(all)
}

/// Sets accepted properties: complex values are merged one level deep, everything else is replaced.
pub(crate) fn merge(object: &mut Object, accepted: Map<String, Value>) {
    for (name, value) in accepted {
        match (object.properties.get_mut(&name), value) {
            (Some(Value::Object(old)), Value::Object(new)) => old.extend(new),
            (_, value) => {
                object.properties.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn accept(schema: &Schema, body: Value) -> Result<Map<String, Value>, Refusal> {
        schema.accept(body.as_object().unwrap(), false)
    }

    #[test]
    fn unknown_read_only_and_ill_typed_properties_are_refused() {
        assert!(accept(&APPLICATION, json!({"displayNam": "x"})).unwrap_err().message.contains("displayNam"));
        assert!(accept(&APPLICATION, json!({"appId": "x"})).unwrap_err().message.contains("read-only"));
        assert!(accept(&APPLICATION, json!({"identifierUris": "x"})).is_err(), "a text is not a list");
        assert!(accept(&APPLICATION, json!({"web": {"redirectUri": []}})).is_err(), "nested names count too");
        assert!(accept(&APPLICATION, json!({"displayName": "x".repeat(121)})).is_err());
        assert!(accept(&APPLICATION, json!({"web": {"redirectUris": ["https://a.example"]}})).is_ok());
        let quoted = accept(&APPLICATION, json!({"appRoles": [{"isEnabled": "true"}]})).unwrap();
        assert_eq!(quoted["appRoles"][0]["isEnabled"], true, "a truth value in quotes is one");
        assert!(accept(&APPLICATION, json!({"isFallbackPublicClient": "perhaps"})).is_err());
    }
}
