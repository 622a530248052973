//! Codes of policies: Conditional Access, devices, risk, consent by administrators.

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
        50_097,
        Browser,
        Compare::Nothing,
        UseManagedDevice,
        [
            "The tenant wants to know the device, and this one did not prove itself.",
            "Use a registered device; sign-in by device code cannot meet this.",
        ],
    ),
    entry(
        50_131,
        Entra,
        Compare::Nothing,
        ReviewPolicy,
        [
            "A condition on device or place was not met.",
            "The Conditional Access tab of the sign-in log names the policy.",
        ],
    ),
    entry(
        50_158,
        Entra,
        Person,
        CompleteMfa,
        [
            "A step outside of Entra, such as another vendor's second factor or terms of use, is still open.",
            "Finish that step, then sign in again.",
        ],
    ),
    entry(
        53_000,
        Browser,
        Compare::Nothing,
        UseManagedDevice,
        [
            "Policy demands a device that meets the rules, and this one does not.",
            "Use a compliant device, or bring this one up to the rules.",
        ],
    ),
    entry(
        53_001,
        Browser,
        Compare::Nothing,
        UseManagedDevice,
        ["Policy demands a device joined to the organisation, and this one is not.", "Use a joined device."],
    ),
    entry(
        53_002,
        Browser,
        Compare::Nothing,
        ReviewPolicy,
        ["Policy allows approved client programs only.", "Use an approved program, or change the policy."],
    ),
    entry(
        53_003,
        Entra,
        Person,
        ReviewPolicy,
        [
            "A Conditional Access policy refused the sign-in. Policies that forbid sign-in by device code end here as well.",
            "Open the sign-in log: its Conditional Access tab names the policy.",
        ],
    ),
    entry(
        53_004,
        Entra,
        Person,
        EnableAccount,
        [
            "Registering a second factor was refused because the account is at risk.",
            "Secure the account first, then register.",
        ],
    ),
    entry(
        53_011,
        Entra,
        Person,
        AskHomeTenant,
        [
            "The guest is at risk in their home tenant.",
            "The administrators of that tenant must clear the risk.",
        ],
    ),
    entry(
        530_032,
        Entra,
        Compare::Nothing,
        ReviewPolicy,
        ["A security policy of the tenant refused the sign-in.", "The sign-in log names the policy."],
    ),
    entry(
        530_033,
        Here,
        Compare::Nothing,
        UseBrowserSignIn,
        [
            "Sign-in by device code cannot meet a policy that looks at the device.",
            "Sign in through the browser on this device.",
        ],
    ),
    entry(
        530_034,
        Entra,
        Compare::Nothing,
        AskHomeTenant,
        [
            "An administrator of a partner was refused because of risk in their home tenant.",
            "Clear the risk there.",
        ],
    ),
    entry(
        530_035,
        Entra,
        Compare::Nothing,
        ReviewPolicy,
        [
            "The tenant's security defaults refused the sign-in.",
            "Use a current way of signing in; older protocols are off.",
        ],
    ),
    entry(
        65_001,
        Entra,
        Compare::Nothing,
        GrantConsent,
        ["A permission that the application needs has not been granted.", "An administrator must consent."],
    ),
    entry(
        65_004,
        Browser,
        Compare::Nothing,
        GrantConsent,
        ["The person said no when asked for consent.", "Ask again, and say what the permission is for."],
    ),
    entry(
        90_094,
        Entra,
        Compare::Nothing,
        GrantConsent,
        [
            "Only an administrator may grant what the application asks for.",
            "Sign in as an administrator and consent for the organisation.",
        ],
    ),
    entry(
        90_095,
        Entra,
        Compare::Nothing,
        GrantConsent,
        ["A request for an administrator's consent was shown.", "An administrator must answer it."],
    ),
    entry(
        90_099,
        Entra,
        Compare::Nothing,
        GrantConsent,
        [
            "The application was not granted in the customer's tenant.",
            "Consent there, or through the partner relationship.",
        ],
    ),
];
