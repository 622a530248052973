//! The applications that are onboarded: what their administrators would fill in.

/// One application, seen from the person at the keyboard.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// Gallery name.
    pub product: &'static str,
    /// Which of several forms a field has here, chosen by its text.
    pub forms: &'static [&'static str],
    /// Boxes on the URLs page, by label, and what goes into them.
    pub boxes: &'static [(&'static str, &'static str)],
    /// A person who exists already tests; otherwise a new one is made.
    pub existing_person: bool,
    /// Who starts the sign-ons that are proved, in this order, as the choice is labelled.
    pub proofs: &'static [&'static str],
    /// What the vendor hands out later, and the box it belongs into.
    pub later: Option<(&'static str, &'static str)>,
}

/// Both ways to start a sign-on.
const BOTH: &[&str] = &["SP-initiated", "IdP-initiated"];

/// Sentry: one value fills all three fields.
pub const SENTRY: Case = Case {
    product: "Sentry",
    forms: &[],
    boxes: &[("Organization slug", "acme")],
    existing_person: false,
    proofs: BOTH,
    later: None,
};

/// Segment: one value, in two fields of different shape.
pub const SEGMENT: Case = Case {
    product: "Segment",
    forms: &[],
    boxes: &[("Customer value", "acme")],
    existing_person: false,
    proofs: &["SP-initiated"],
    later: None,
};

/// Kite Desk: in no gallery; its tutorial is brought as a file.
pub const KITE_DESK: Case = Case {
    product: "Kite Desk",
    forms: &[],
    boxes: &[("Tenant", "acme")],
    existing_person: false,
    proofs: &["SP-initiated"],
    later: None,
};

/// Harbor Ledger: in no gallery either; its addresses differ by region, and its own settings show one value.
pub const HARBOR_LEDGER: Case = Case {
    product: "Harbor Ledger",
    forms: &["eu", "https://harborledger.example/sso?customer=<customer>"],
    boxes: &[("Customer", "acme")],
    existing_person: true,
    proofs: BOTH,
    later: Some(("Relay State", "books-2027")),
};

/// Sequr: nothing to fill in, and a relay state that only the vendor knows, once its side is saved.
pub const SEQUR: Case = Case {
    product: "Sequr",
    forms: &[],
    boxes: &[],
    existing_person: true,
    proofs: &["SP-initiated"],
    later: Some(("Relay State", "c1f0a8d2-sequr-acme")),
};
