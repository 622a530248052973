//! Codes about the person and the account.

use super::{
    Action::*,
    Compare::{self, *},
    Entry,
    Place::*,
    entry,
};

/// The entries of this chapter.
pub(super) const ENTRIES: &[Entry] = &[
    entry(
        50_020,
        Entra,
        Person,
        UseOtherAccount,
        [
            "The account belongs to another tenant or identity provider and is unknown in this one.",
            "Sign in with an account of this tenant, or invite the person as a guest.",
        ],
    ),
    entry(
        90_072,
        Entra,
        Person,
        UseOtherAccount,
        [
            "The account belongs to another tenant or identity provider and is unknown in this one.",
            "Sign in with an account of this tenant, or invite the person as a guest.",
        ],
    ),
    entry(
        16_000,
        Browser,
        Person,
        UseOtherAccount,
        [
            "The browser holds a session of an account that is unknown in this tenant.",
            "Choose another account, or try a private window.",
        ],
    ),
    entry(
        50_034,
        Entra,
        Person,
        CheckTenant,
        [
            "No account of this name exists in the tenant.",
            "Check the spelling, and that this is the person's tenant.",
        ],
    ),
    entry(
        50_053,
        Entra,
        Person,
        EnableAccount,
        [
            "The account is locked after too many wrong passwords, or the address it came from is known for attacks.",
            "Wait or unblock the account; the sign-in log says which of the two it was.",
        ],
    ),
    entry(
        50_055,
        Entra,
        Person,
        ResetPassword,
        ["The password has expired.", "Change it at the next sign-in page or reset it."],
    ),
    entry(
        50_144,
        Entra,
        Person,
        ResetPassword,
        [
            "The password in the local Active Directory has expired.",
            "Change it there; the cloud takes it over.",
        ],
    ),
    entry(
        50_056,
        Entra,
        Person,
        ResetPassword,
        [
            "No password is stored for this account in the cloud.",
            "Set one, or look after the synchronisation of passwords.",
        ],
    ),
    entry(
        50_057,
        Entra,
        Person,
        EnableAccount,
        ["The account is disabled.", "Switch the account on, if that is meant to be."],
    ),
    entry(
        50_126,
        Entra,
        Person,
        ResetPassword,
        ["User name or password is wrong.", "Type them again; after that, reset the password."],
    ),
    entry(
        50_058,
        Browser,
        Compare::Nothing,
        SignInAgain,
        [
            "A silent sign-in was tried where no session exists.",
            "Sign in on the page; by itself this is no failure.",
        ],
    ),
    entry(
        50_059,
        Here,
        Tenant,
        CheckTenant,
        [
            "The request does not tell which tenant is meant.",
            "Use an address with the tenant's id or domain.",
        ],
    ),
    entry(
        90_002,
        Here,
        Tenant,
        CheckTenant,
        [
            "The tenant that the request names does not exist in this cloud.",
            "Look for a typing error, or for another national cloud.",
        ],
    ),
    entry(
        50_072,
        Entra,
        Person,
        CompleteMfa,
        ["The person must register a second factor first.", "Finish the registration, then sign in again."],
    ),
    entry(
        50_079,
        Entra,
        Person,
        CompleteMfa,
        [
            "A second factor became necessary and none is registered.",
            "Finish the registration, then sign in again.",
        ],
    ),
    entry(
        50_074,
        Entra,
        Person,
        CompleteMfa,
        ["A second factor was asked for and not passed.", "Sign in again and pass it."],
    ),
    entry(
        50_076,
        Entra,
        Person,
        CompleteMfa,
        [
            "Policy or place demands a second factor that this sign-in lacks.",
            "Sign in in the browser with the second factor.",
        ],
    ),
    entry(
        50_078,
        Entra,
        Person,
        CompleteMfa,
        ["The second factor was passed too long ago.", "Sign in again with it."],
    ),
    entry(
        50_133,
        Entra,
        Compare::Nothing,
        SignInAgain,
        ["The session ended, because the password changed or the session was revoked.", "Sign in again."],
    ),
    entry(
        50_173,
        Entra,
        Compare::Nothing,
        SignInAgain,
        ["The sign-in is older than the last change of password or revocation.", "Sign in again."],
    ),
    entry(
        50_140,
        Browser,
        Compare::Nothing,
        super::Action::Nothing,
        ["The page that asks whether to stay signed in was shown.", "Answer it; this is no failure."],
    ),
    entry(
        50_199,
        Browser,
        Compare::Nothing,
        super::Action::Nothing,
        ["The page that asks whether this application is meant was shown.", "Answer it; this is no failure."],
    ),
    entry(
        120_002,
        Entra,
        Person,
        ResetPassword,
        ["The new password is too weak.", "Choose a longer, less common one."],
    ),
    entry(
        120_003,
        Entra,
        Person,
        ResetPassword,
        ["The new password contains the person's own name.", "Choose another."],
    ),
    entry(
        120_018,
        Entra,
        Person,
        ResetPassword,
        ["The new password is on the list of banned ones.", "Choose another."],
    ),
    entry(
        120_005,
        Entra,
        Person,
        ResetPassword,
        [
            "The password was changed in one place only.",
            "Look after the writeback to the local Active Directory, then change it again.",
        ],
    ),
    entry(
        120_013,
        Entra,
        Person,
        ResetPassword,
        [
            "The local Active Directory could not be reached to change the password.",
            "Look after the writeback, then try again.",
        ],
    ),
    entry(
        120_014,
        Entra,
        Person,
        EnableAccount,
        ["The account is locked or disabled in the local Active Directory.", "Unlock it there."],
    ),
];
