//! SAML 2.0 as Entra speaks it: metadata, sign-on requests, responses issued and responses checked.
//!
//! The crate decides whether a response proves a sign-on, and says why or why not, check by check. It is pure: bytes
//! and an expectation in, a verdict out. It reads no clock, opens no connection and follows no reference out of a
//! document.
//!
//! Its one design decision: **one parse, one tree**. The element whose signature was verified is the very node that
//! name and claims are read from, so there is no second reading that could disagree with the first. It refuses
//! whatever it does not understand; an error in a library is a refusal, never a skipped check.

mod capture;
mod certificate;
mod check;
mod encoding;
mod entity;
mod issue;
mod lint;
mod metadata;
mod names;
mod outline;
mod preview;
mod reason;
mod replay;
mod request;
mod response;
mod verdict;
mod xml;

pub use capture::{CAPTURE_LIMIT, Capture, CaptureError, Carrier, captured};
pub use certificate::{Certificate, CertificateError, KeyKind};
pub use check::{check, check_captured, check_xml};
pub use entity::{Endpoint as EntityEndpoint, Entity, EntityError, EntityKey, Role, RoleKind, Use};
pub use issue::{Assertion, Failure, IssueError, KeyError, SignWhat, SigningKey, issue, issue_failure};
pub use lint::{Finding, Grade, Known, Lint, LintCode, lint};
pub use metadata::{Binding, Endpoint, IdpMetadata, MetadataError};
pub use names::{
    AUTHN_CONTEXT_PASSWORD, NAME_ID_EMAIL, NAME_ID_PERSISTENT, NAME_ID_TRANSIENT, NAME_ID_UNSPECIFIED,
    STATUS_AUTHN_FAILED, STATUS_REQUEST_DENIED, STATUS_REQUESTER, STATUS_RESPONDER, STATUS_SUCCESS,
};
pub use outline::{AssertionOutline, Outline, OutlineError, SignatureOutline};
pub use preview::{
    Claim, ClaimSource, ClaimsPlan, GROUPS_IN_TOKEN, PersonFacts, Preview, PreviewClaim, Problem, Scan,
    preview, scan,
};
pub use replay::ReplayGuard;
pub use request::{AuthnRequest, RequestError, request_id};
pub use response::{Expectation, Initiation};
pub use verdict::{Check, CheckCode, Facts, Outcome, SignedPart, Status, Verdict, Warning};
pub use xml::XmlFault;
