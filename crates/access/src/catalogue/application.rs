//! Codes about the application and its SAML settings.

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
        50_011,
        Entra,
        ReplyUrl,
        AddReplyUrl,
        [
            "The application asked for the answer to be sent to a reply URL that is not registered.",
            "Register exactly this URL; case, port and closing slash count.",
        ],
    ),
    entry(
        50_003,
        Entra,
        Certificate,
        CreateCertificate,
        [
            "The application has no signing certificate that Entra could sign with.",
            "Make a signing certificate and activate it.",
        ],
    ),
    entry(
        50_146,
        Entra,
        Certificate,
        CreateCertificate,
        [
            "Claims are mapped for this application, which needs a signing key of its own, and it has none.",
            "Make and activate a signing certificate for this application.",
        ],
    ),
    entry(
        501_461,
        Entra,
        Identifier,
        FixRegistration,
        [
            "Mapped claims are allowed only when the audience is the application id or lies in a verified domain.",
            "Give the application its own signing certificate, or use an Identifier in a verified domain.",
        ],
    ),
    entry(
        50_105,
        Entra,
        Assignment,
        AssignPerson,
        [
            "The application demands an assignment, and this person has none, neither directly nor through a group that holds them directly.",
            "Assign the person, or a group of which they are a direct member; nested groups do not count.",
        ],
    ),
    entry(
        500_113,
        Entra,
        ReplyUrl,
        AddReplyUrl,
        [
            "The application has no reply URL at all, so the answer has nowhere to go.",
            "Enter the Reply URL (ACS) that the vendor names.",
        ],
    ),
    entry(
        900_971,
        Entra,
        ReplyUrl,
        AddReplyUrl,
        [
            "The request names no reply URL and none is registered.",
            "Enter the Reply URL (ACS) that the vendor names.",
        ],
    ),
    entry(
        501_241,
        Entra,
        NameIdSource,
        FixNameId,
        [
            "The attribute that the NameID (or another needed claim) comes from is empty for this person.",
            "Fill the attribute for the person, or choose another source for the claim.",
        ],
    ),
    entry(
        650_056,
        Entra,
        Identifier,
        FixIdentifier,
        [
            "The application is set up wrongly: its Identifier does not match the request, it asks for permissions that nobody granted, or it is used in another tenant.",
            "Compare the Identifier with the Issuer that the vendor sends; they must agree to the last character.",
        ],
    ),
    entry(
        650_057,
        Entra,
        Identifier,
        FixRegistration,
        [
            "The request asks for a resource that is not in the application's list of permissions.",
            "Add the permission to the registration, or correct the resource in the request.",
        ],
    ),
    entry(
        65_005,
        Entra,
        Identifier,
        FixRegistration,
        [
            "The application asks for a resource that its registration does not list or that cannot be used here.",
            "Correct the list of required permissions, then consent again.",
        ],
    ),
    entry(
        700_016,
        Entra,
        Identifier,
        FixIdentifier,
        [
            "No application in this tenant has the Identifier that the request came with.",
            "Make the Identifier (Entity ID) here and the vendor's Issuer the same to the last character, and check that this is the right tenant.",
        ],
    ),
    entry(
        70_001,
        Entra,
        Identifier,
        FixIdentifier,
        [
            "The application that the request names is unknown or disabled in this tenant.",
            "Compare Identifier and tenant with what the vendor sends.",
        ],
    ),
    entry(
        7_000_112,
        Entra,
        Enabled,
        EnableApplication,
        ["The application is switched off in this tenant.", "Switch on “Enabled for users to sign in”."],
    ),
    entry(
        75_001,
        Vendor,
        Compare::Nothing,
        AskVendor,
        [
            "The request came by a binding that is broken or not understood.",
            "The vendor must send the request by HTTP-Redirect or HTTP-POST to the Login URL.",
        ],
    ),
    entry(
        75_005,
        Vendor,
        Compare::Nothing,
        AskVendor,
        [
            "The SAML request is malformed: its compression, base64 or XML is broken.",
            "Let the vendor check how the request is written; start again from their sign-on page, not from a bookmark.",
        ],
    ),
    entry(
        75_008,
        Vendor,
        Compare::Nothing,
        AskVendor,
        [
            "The request was sent to another address than the one written in its Destination.",
            "Give the vendor this application's Login URL again.",
        ],
    ),
    entry(
        750_054,
        Browser,
        Compare::Nothing,
        AskVendor,
        [
            "The sign-in page was opened without a SAML request.",
            "Begin at the application's Sign-on URL or in My Apps, not at the Login URL itself.",
        ],
    ),
    entry(
        75_011,
        Vendor,
        Compare::Nothing,
        AskVendor,
        [
            "The person signed in by another method than the one the request insists on (RequestedAuthnContext).",
            "Ask the vendor to leave RequestedAuthnContext out, or let the person sign in afresh by the method asked for.",
        ],
    ),
    entry(
        75_016,
        Vendor,
        Compare::Nothing,
        AskVendor,
        [
            "The request asks for a NameID format that Entra does not know.",
            "The vendor may ask for emailAddress, unspecified, persistent or transient.",
        ],
    ),
    entry(
        7_500_529,
        Vendor,
        Compare::Nothing,
        AskVendor,
        [
            "The ID of the SAML request does not begin with a letter or an underscore.",
            "The vendor must put a letter or an underscore before it.",
        ],
    ),
    entry(
        900_236,
        Vendor,
        Compare::Nothing,
        AskVendor,
        [
            "The SAML request holds a property that Entra does not support, such as Subject or Scoping.",
            "The vendor must leave it out.",
        ],
    ),
    entry(
        76_021,
        Entra,
        Compare::Nothing,
        UploadRequestCertificate,
        [
            "Signed requests are demanded, and this one is not signed, or not by a certificate known here.",
            "Upload the vendor's verification certificate, or stop demanding signed requests.",
        ],
    ),
    entry(
        76_026,
        Vendor,
        Compare::Nothing,
        TryLater,
        ["The SAML request is too old.", "Begin anew at the vendor; if it comes again, a clock is wrong."],
    ),
    entry(
        500_011,
        Entra,
        Tenant,
        GrantConsent,
        [
            "The resource that is asked for does not exist in this tenant.",
            "Check the tenant; if it is the right one, an administrator must consent so that the resource appears.",
        ],
    ),
    entry(
        50_177,
        Entra,
        Person,
        AskHomeTenant,
        [
            "A guest is passed through to a resource that does not take guests from that tenant.",
            "Use a member account, or change the cross-tenant access settings.",
        ],
    ),
    entry(
        500_212,
        Entra,
        Person,
        AskHomeTenant,
        [
            "The person's home tenant does not let its people go to this tenant.",
            "Its administrators must allow outbound access.",
        ],
    ),
    entry(
        500_213,
        Entra,
        Person,
        ReviewPolicy,
        [
            "This tenant's cross-tenant access settings do not let the guest in.",
            "Allow inbound access for their tenant and this application.",
        ],
    ),
];
