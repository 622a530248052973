//! Connections to the outside. A proxy of the system stands between the program and the world, never between the program
//! and this very computer: a practice tenant must work behind any company's proxy.

use crate::{
    contract::{ErrorCode, WireError},
    environment::Environment,
};
use doorward_signin::SignInHttp;
use std::time::Duration;
use url::{Host, Url};

/// How long a server may take to accept a connection.
const CONNECTING: Duration = Duration::from_secs(10);

/// Clients for one side.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    /// Graph, metadata, control.
    pub(crate) http: reqwest::Client,
    /// Sign-in.
    pub(crate) sign_in: SignInHttp,
}

/// Clients for both sides.
#[derive(Debug, Clone)]
pub(crate) struct Wires {
    world: Wire,
    local: Wire,
}

impl Wires {
    /// Prepares both.
    pub(crate) fn new(environment: &Environment) -> Result<Self, WireError> {
        let internal = |error: reqwest::Error| {
            WireError::new(ErrorCode::Internal, "No connections can be made on this machine.")
                .details(error.to_string())
        };
        let trust = environment.trust()?;
        let wire = |local: bool| -> Result<Wire, WireError> {
            let builder = || {
                let builder = trust
                    .client()
                    .user_agent(concat!("Doorward/", env!("CARGO_PKG_VERSION")))
                    .connect_timeout(CONNECTING)
                    .redirect(reqwest::redirect::Policy::none());
                if local { builder.no_proxy() } else { builder }
            };
            let http = builder().build().map_err(internal)?;
            Ok(Wire { http, sign_in: SignInHttp::new(builder()).map_err(internal)? })
        };
        Ok(Self { world: wire(false)?, local: wire(true)? })
    }

    /// The clients that reach a service.
    pub(crate) fn to(&self, service: &Url) -> &Wire {
        if is_local(service) { &self.local } else { &self.world }
    }

    /// The clients that stay on this computer.
    pub(crate) fn local(&self) -> &Wire {
        &self.local
    }
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_computer_is_told_from_the_world() {
        let local = |text: &str| is_local(&Url::parse(text).unwrap());
        assert!(local("http://127.0.0.1:8080") && local("http://localhost") && local("http://[::1]/"));
        assert!(!local("https://login.microsoftonline.com") && !local("https://localhost.example"));
    }
}
