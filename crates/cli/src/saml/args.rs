//! What can be asked of `doorward saml` and `doorward explain`.

use clap::{Args, Subcommand};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

#[derive(Debug, Subcommand)]
pub(crate) enum SamlCommand {
    /// Check whether a captured response proves a sign-on.
    Check(Box<Check>),
    /// Show what a SAML message says, without checking anything.
    Decode(Decode),
    /// Look at the SAML fields before they are written.
    Lint(Box<LintFields>),
    /// Read the metadata of a service provider or identity provider.
    Metadata(Metadata),
    /// Compute what an assertion will carry, for one person or for everybody assigned. Needs a sign-in; reads only.
    Preview(Preview),
    /// Open an onboarded application and read from Entra's sign-in log how the sign-on ends. Needs a sign-in; changes nothing.
    Watch(Watch),
}

#[derive(Debug, Args)]
pub(crate) struct Preview {
    /// The application: display name, recipe, client id, object id or run id of one onboarded here.
    #[arg(long, value_name = "NAME|ID")]
    pub(crate) app: String,
    /// The person: user principal name or object id.
    #[arg(long, value_name = "UPN|ID", required_unless_present = "everyone", conflicts_with = "everyone")]
    pub(crate) user: Option<String>,
    /// Everybody who is assigned: list those whose sign-on would fail.
    #[arg(long)]
    pub(crate) everyone: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// The application: display name, recipe, client id, object id or run id of one onboarded here.
    #[arg(long, value_name = "NAME|ID")]
    pub(crate) app: String,
    /// Start from My Apps instead of the application's Sign-on URL.
    #[arg(long)]
    pub(crate) my_apps: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// File with the response, - for standard input: base64, XML, a form body, a URL, a page or a HAR recording.
    #[arg(long, value_name = "FILE|-")]
    pub(crate) response: String,
    /// Trusted signing certificates: files in PEM, base64 or DER, or metadata; any of them may have signed.
    #[arg(long, value_name = "PEM", required = true, num_args = 1..)]
    pub(crate) certificate: Vec<String>,
    /// The identity provider's entity ID, exactly.
    #[arg(long)]
    pub(crate) issuer: String,
    /// The application's Identifier (Entity ID), exactly.
    #[arg(long)]
    pub(crate) audience: String,
    /// The application's Reply URL (ACS), exactly.
    #[arg(long, value_name = "URL")]
    pub(crate) acs: String,
    /// ID of the request that the response must answer.
    #[arg(long, value_name = "ID", conflicts_with = "idp_initiated")]
    pub(crate) request_id: Option<String>,
    /// The response must be unasked for.
    #[arg(long)]
    pub(crate) idp_initiated: bool,
    /// The moment at which it is checked; left out: now.
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    pub(crate) at: Option<OffsetDateTime>,
    /// Tolerated difference between the clocks; more than 180 count as 180.
    #[arg(long, value_name = "SECONDS", default_value_t = 180)]
    pub(crate) skew: u32,
    /// Accept SHA-1 in signature and digest, with a warning.
    #[arg(long)]
    pub(crate) allow_sha1: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Decode {
    /// File with the message, - for standard input, or the text itself.
    #[arg(value_name = "FILE|-|TEXT", default_value = "-")]
    pub(crate) message: String,
    /// Print the XML only.
    #[arg(long)]
    pub(crate) xml: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LintFields {
    /// Identifier (Entity ID).
    #[arg(long, value_name = "URI")]
    pub(crate) identifier: Option<String>,
    /// Reply URL (ACS).
    #[arg(long, value_name = "URL")]
    pub(crate) reply_url: Option<String>,
    /// Sign-on URL.
    #[arg(long, value_name = "URL")]
    pub(crate) sign_on_url: Option<String>,
    /// Logout URL.
    #[arg(long, value_name = "URL")]
    pub(crate) logout_url: Option<String>,
    /// Relay State.
    #[arg(long, value_name = "TEXT")]
    pub(crate) relay_state: Option<String>,
    /// Hold the fields against the patterns of a built-in recipe.
    #[arg(long, value_name = "RECIPE")]
    pub(crate) recipe: Option<String>,
    /// Hold a field against a pattern, for example reply_url=https://sentry.io/saml/acs/<ORG>/; several allowed.
    #[arg(long = "pattern", value_name = "FIELD=PATTERN")]
    pub(crate) patterns: Vec<String>,
    /// Identifier of another application, with or without its name before it; several allowed.
    #[arg(long = "other", value_name = "[NAME=]IDENTIFIER")]
    pub(crate) others: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Metadata {
    /// File, - for standard input, or an address that begins with https://.
    #[arg(value_name = "FILE|-|URL")]
    pub(crate) source: String,
    /// Say whether a certificate of this thumbprint (SHA-1, hexadecimal) signs; exit code 1 when none does.
    #[arg(long, value_name = "HEX")]
    pub(crate) thumbprint: Option<String>,
    /// The moment at which validity is judged; left out: now.
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    pub(crate) at: Option<OffsetDateTime>,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A code with or without AADSTS, an error page's text or address, a SAML status; - reads standard input.
    #[arg(required = true, value_name = "TEXT")]
    pub(crate) text: Vec<String>,
    /// Hold the error against an application: the name of one onboarded here, or a JSON file with its settings.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) app: Option<String>,
}

fn moment(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(|_| "give it as 2026-01-10T09:00:00Z".to_owned())
}
