//! What things are, in the words of the field: tenants, applications, certificates, people.
//!
//! This crate decides vocabulary and identity, nothing else. It reads no clock, opens no file and speaks no protocol;
//! where time or chance is needed it is handed in through [`Clock`] and [`Random`], so that expiry, jitter and
//! generated names are ordinary, repeatable tests everywhere above.

mod ambient;
mod application;
mod certificate;
mod id;
mod person;
mod saml_field;
mod tenant;

pub use ambient::{Clock, Random};
pub use application::{AppRole, Application, ApplicationTemplate, ServicePrincipal, SsoMode};
pub use certificate::{SigningCertificate, Thumbprint, ThumbprintError};
pub use id::{AppId, AppRoleId, IdError, ObjectId, RunId, TemplateId, TenantId};
pub use person::{Group, Person, Principal, PrincipalKind};
pub use saml_field::SamlField;
pub use tenant::{Account, Domain, Tenant};
