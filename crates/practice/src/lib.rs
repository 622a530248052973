//! A tenant that behaves like Entra, spoken to over HTTP.
//!
//! People learn, show, develop and test Doorward against it, so it is worth only as much as it resembles the real
//! thing: the sign-in endpoints, Microsoft Graph, the SAML identity provider, and a page that plays the vendor. It
//! decides what the directory holds and what it refuses. It listens on loopback only, answers no foreign `Host`, and
//! shares no type with Doorward's own Graph client: a wrong field name must not agree with itself.
//!
//! ```no_run
//! # async fn story(clock: std::sync::Arc<dyn doorward_domain::Clock>, random: std::sync::Arc<dyn doorward_domain::Random>) -> Result<(), doorward_practice::StartError> {
//! let practice = doorward_practice::serve(doorward_practice::Options::new(clock, random)).await?;
//! tracing::info!(login = practice.welcome().login, "the practice tenant listens");
//! practice.stop().await;
//! # Ok(())
//! # }
//! ```

mod app;
mod control;
mod graph;
mod guard;
mod http;
mod listen;
mod login;
mod page;
mod persist;
mod record;
mod saml_idp;
mod seed;
mod serve;
mod state;
mod tls;
mod vendor;
pub mod visitor;
mod welcome;

pub use seed::crowd::Size;
pub use serve::{Options, Practice, StartError, serve};
pub use state::keys::KeyError;
pub use tls::TlsError;
pub use welcome::{Control, PracticeAccount, Welcome};
