//! What can be asked for.

use clap::{Args, Parser, Subcommand};
use doorward_api::contract::Purpose;
use std::path::PathBuf;

/// Take a SaaS application from nothing to proven single sign-on in Microsoft Entra ID.
#[derive(Debug, Parser)]
#[command(name = "doorward", version, propagate_version = true)]
pub(crate) struct Doorward {
    /// Print one JSON object per line; the last one is the result.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sign in, with a code or in the browser.
    Signin(SignIn),
    /// Forget the present account's tokens on this computer.
    Signout,
    /// Say who is signed in, and where.
    Whoami,
    /// Register Doorward in the present tenant, so that sign-ins there use a client of its own.
    Register(Register),
    /// Onboard an application, prove its sign-on, and print the receipt.
    Onboard(Box<Onboard>),
    /// SAML: check a response, show a message, look at fields, read metadata, foresee an assertion, read the sign-in log.
    Saml {
        #[command(subcommand)]
        command: crate::saml::args::SamlCommand,
    },
    /// Say what an error of Entra or a SAML status means, and what to do.
    Explain(crate::saml::args::Explain),
    /// Take a run back, or one of its steps, to the exact former values.
    Undo(Undo),
    /// Compare an onboarded application with what its run left behind, and mend it.
    Status(Status),
    /// Tutorials read, recipes made, found and looked over.
    Catalog {
        #[command(subcommand)]
        command: crate::catalog::args::CatalogCommand,
    },
    /// What this profile remembers of its onboardings.
    Journal {
        #[command(subcommand)]
        command: JournalCommand,
    },
    /// The practice tenant.
    Practice {
        #[command(subcommand)]
        command: PracticeCommand,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SignIn {
    /// Tenant id or verified domain; left out: the account's home tenant.
    #[arg(long, default_value = "")]
    pub(crate) tenant: String,
    /// Microsoft cloud; left out: as in Settings, else global.
    #[arg(long, value_name = "CLOUD", value_parser = ["global", "us-gov", "us-dod", "china"])]
    pub(crate) cloud: Option<String>,
    /// Sign in in the browser of this computer instead of with a code.
    #[arg(long, conflicts_with = "open")]
    pub(crate) browser: bool,
    /// Open the page where the code is typed in the browser.
    #[arg(long)]
    pub(crate) open: bool,
    /// What permissions are asked for; may be given several times.
    #[arg(long = "for", value_name = "PURPOSE", value_enum, default_values = ["onboard"])]
    pub(crate) purposes: Vec<SignInFor>,
}

/// What permissions are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SignInFor {
    /// Read applications, policies, people and groups.
    Look,
    /// Onboard applications.
    Onboard,
    /// Register Doorward in the tenant.
    Register,
    /// Read the sign-in log (`doorward saml watch`).
    Log,
}

impl SignInFor {
    pub(crate) fn meant(self) -> Purpose {
        match self {
            Self::Look => Purpose::Look,
            Self::Onboard => Purpose::Onboard,
            Self::Register => Purpose::Register,
            Self::Log => Purpose::Log,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Register {
    /// Name of the registration; left out: Doorward.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Print what would be written, and write nothing.
    #[arg(long)]
    pub(crate) plan: bool,
    /// Register permissions for reading only.
    #[arg(long)]
    pub(crate) read_only: bool,
    /// Open the page on which an administrator consents, and wait for the answer.
    #[arg(long, conflicts_with = "plan")]
    pub(crate) consent: bool,
    /// Do not ask whether this is the right tenant (it is asked on a terminal only).
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Onboard {
    /// A recipe of your own or a built-in one (sentry, segment, sequr), the name of a gallery entry, or a file: a recipe,
    /// SAML metadata, or a tutorial that leaves no question open.
    #[arg(required_unless_present = "plan_file")]
    pub(crate) application: Option<String>,
    /// The application is in no gallery and has no recipe: its name is taken as it is; give its fields with --field.
    #[arg(long)]
    pub(crate) non_gallery: bool,
    /// Answer for a placeholder or a choice, for example ORGANIZATION_SLUG=acme; may be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = pair)]
    pub(crate) set: Vec<(String, String)>,
    /// A SAML field by hand: identifier, reply_url, sign_on_url, relay_state or logout_url.
    #[arg(long = "field", value_name = "FIELD=VALUE", value_parser = pair)]
    pub(crate) field: Vec<(String, String)>,
    /// Display name of the application; left out: the product's name.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Use this existing application (object id of its service principal).
    #[arg(long, value_name = "OBJECT_ID")]
    pub(crate) adopt: Option<String>,
    /// Test with this existing person (user principal name) instead of a new one.
    #[arg(long, value_name = "UPN")]
    pub(crate) test_user: Option<String>,
    /// User name of the new test user, with or without a domain.
    #[arg(long, value_name = "NAME[@DOMAIN]", conflicts_with = "test_user")]
    pub(crate) new_user: Option<String>,
    /// Address for expiry mails; may be given several times.
    #[arg(long = "email", value_name = "ADDRESS")]
    pub(crate) emails: Vec<String>,
    /// Prove the sign-on that Entra starts, instead of the one that the application starts.
    #[arg(long)]
    pub(crate) idp_initiated: bool,
    /// Print what would be done, and do nothing.
    #[arg(long)]
    pub(crate) plan: bool,
    /// Apply a plan that `--plan --json` printed; refused with exit code 5 if the tenant has moved on since.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["application", "non_gallery", "set", "field", "name", "adopt", "test_user", "new_user", "emails", "plan"])]
    pub(crate) plan_file: Option<PathBuf>,
    /// Start a practice tenant inside this process and sign in to it; nothing is real.
    #[arg(long)]
    pub(crate) practice: bool,
    /// Milliseconds until the practice tenant shows new objects; left out: 1500.
    #[arg(long, value_name = "MS", requires = "practice")]
    pub(crate) lag: Option<u32>,
    /// Refuse to work in any other tenant (id or domain).
    #[arg(long, value_name = "ID_OR_DOMAIN")]
    pub(crate) tenant: Option<String>,
    /// Do not ask whether this is the right tenant.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Put the new test user's password into the receipt.
    #[arg(long)]
    pub(crate) show_password: bool,
    /// Leave the proof out.
    #[arg(long)]
    pub(crate) no_proof: bool,
    /// Seconds that the directory may take to show a change before the run stands; left out: 300. The same command goes on.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) wait: Option<u64>,
    /// Write the hand-over document into this folder.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) handover: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// The run's id, or `latest`.
    pub(crate) run: String,
    /// Take only this step back, for example assign.
    #[arg(long)]
    pub(crate) step: Option<String>,
    /// Print what would be taken back, and do nothing.
    #[arg(long)]
    pub(crate) plan: bool,
    /// Do not ask.
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JournalCommand {
    /// Make a damaged journal anew from what can be read of it, and take up onboardings that left their mark in the tenant.
    ///
    /// The damaged file is set aside, not deleted. With a sound journal only the tenant is looked through, for example on
    /// another computer. Nothing is changed in the tenant.
    Rebuild,
}

#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Display name, recipe, client id, object id or run id.
    pub(crate) application: String,
    /// Put right what differs, as far as that is possible.
    #[arg(long)]
    pub(crate) mend: bool,
    /// With --mend: print what would be done, and do nothing.
    #[arg(long, requires = "mend")]
    pub(crate) plan: bool,
    /// Do not ask.
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PracticeCommand {
    /// Run the practice tenant by itself until it is interrupted.
    Serve(Serve),
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Port on the local computer; 0 takes any.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Keep the tenant in this file; left out: in memory only.
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Milliseconds until new objects become visible.
    #[arg(long, default_value_t = 1500, value_name = "MS")]
    pub(crate) lag: u64,
    /// Milliseconds that every answer takes longer.
    #[arg(long, default_value_t = 0, value_name = "MS")]
    pub(crate) latency: u64,
    /// Milliseconds the tenant's clock is ahead; negative: behind.
    #[arg(long, default_value_t = 0, value_name = "MS", allow_hyphen_values = true)]
    pub(crate) clock: i64,
    /// Write every exchange with Graph into this folder, one line of JSON each, secrets replaced.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) record: Option<PathBuf>,
    /// Number that the people and applications are made from.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// People to add to the small company, for size.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) users: usize,
    /// Applications to add, each with its service principal.
    #[arg(long, default_value_t = 0, value_name = "M")]
    pub(crate) apps: usize,
    /// Groups to add.
    #[arg(long, default_value_t = 0, value_name = "G")]
    pub(crate) groups: usize,
    /// Listen with TLS: an authority and a server certificate are made at the start.
    #[arg(long)]
    pub(crate) tls: bool,
    /// Further name in the server certificate, beside localhost, 127.0.0.1 and ::1; may be given several times.
    #[arg(long = "tls-name", value_name = "NAME", requires = "tls")]
    pub(crate) tls_names: Vec<String>,
}

pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("give it as NAME=VALUE".to_owned()),
    }
}
