//! What a reading says about people and about the vendor's side, in our own sentences.

use crate::{
    recipe::{Arrival, ArrivalKind, CertificateForm, Paste, VendorStep, VendorValue},
    tutorial::{self, AppConfig, Copied, Facts, Way},
};
use doorward_domain::SamlField;

/// How people arrive, as read.
pub(super) fn arrival(facts: &Facts) -> Arrival {
    let way = match (facts.jit, facts.provisioning) {
        (Some(true), _) => Way::Jit,
        (_, way) => way,
    };
    arrival_by(&facts.app, way, facts.provisioning_all.contains(&Way::Automatic))
}

/// How people arrive; `automatic`: the product can also be filled ahead.
pub(super) fn arrival_by(app: &str, way: Way, automatic: bool) -> Arrival {
    let also = match automatic && way != Way::Automatic {
        true => format!(" {app} can also be filled ahead by automatic provisioning."),
        false => String::new(),
    };
    let (kind, text) = match way {
        Way::Jit => {
            (ArrivalKind::JustInTime, format!("{app} makes the account at a person's first sign-on.{also}"))
        }
        Way::ManualSupport => (
            ArrivalKind::ByVendor,
            format!("{app}'s support has to create the person before the first sign-on.{also}"),
        ),
        Way::ManualAdmin => (
            ArrivalKind::ByHand,
            format!("An administrator of {app} creates the person before the first sign-on.{also}"),
        ),
        Way::Automatic => (
            ArrivalKind::Provisioning,
            format!(
                "{app} is filled by automatic provisioning; until that is set up, create the person by hand."
            ),
        ),
        Way::None => (
            ArrivalKind::Unknown,
            format!("Find out from {app} whether people are created at their first sign-on or beforehand."),
        ),
    };
    Arrival { kind, text }
}

/// The vendor's steps: what is carried over, and what comes back from there.
pub(super) fn vendor(
    facts: &Facts,
    copies: &[Copied],
    form: Option<CertificateForm>,
    later: &[SamlField],
) -> Vec<VendorStep> {
    let app = &facts.app;
    let paste = values(facts, copies, form);
    let text = match facts.app_config {
        AppConfig::SupportTeam => format!("Send these values to {app}'s support; they set up their side."),
        AppConfig::ExternalLink => {
            format!("Enter these values in {app}, as its own documentation describes.")
        }
        AppConfig::AdminSteps => format!(
            "Sign in to {app} as an administrator and enter these values in its settings for single sign-on."
        ),
    };
    let mut steps = vec![VendorStep { text, link: None, paste, collects: None }];
    steps.extend(later.iter().map(|field| VendorStep {
        text: format!("Copy the {} that {app} shows, and enter it here.", field.portal_name()),
        link: None,
        paste: Vec::new(),
        collects: Some(*field),
    }));
    steps
}

fn values(facts: &Facts, copies: &[Copied], form: Option<CertificateForm>) -> Vec<Paste> {
    let all = copies.is_empty() && facts.copies_generic;
    let has = |copied| copies.contains(&copied) || all && copied != Copied::MetadataUrl;
    let mut paste = Vec::new();
    let mut add = |into: &str, value| paste.push(Paste { into: into.to_owned(), value });
    if has(Copied::LoginUrl) {
        add("Login URL", VendorValue::LoginUrl);
    }
    if has(Copied::EntraIdentifier) {
        add("Entity ID of the identity provider", VendorValue::EntraIdentifier);
    }
    if has(Copied::LogoutUrl) {
        add("Logout URL", VendorValue::LogoutUrl);
    }
    if has(Copied::MetadataUrl) || form == Some(CertificateForm::MetadataUrl) {
        add("Metadata URL", VendorValue::MetadataUrl);
    }
    match form {
        Some(CertificateForm::MetadataXml) => add("Metadata file", VendorValue::MetadataFile),
        Some(CertificateForm::Thumbprint) => add("Certificate thumbprint", VendorValue::Thumbprint),
        Some(CertificateForm::Base64 | CertificateForm::Raw | CertificateForm::Pem) => {
            add("Certificate", VendorValue::Certificate);
        }
        Some(CertificateForm::MetadataUrl) | None => {}
    }
    paste
}

/// The recipe's word for a form.
pub(super) fn form_of(form: tutorial::CertificateForm) -> Option<CertificateForm> {
    use tutorial::CertificateForm as Read;
    match form {
        Read::Base64 | Read::Unspecified => Some(CertificateForm::Base64),
        Read::Raw => Some(CertificateForm::Raw),
        Read::Pem => Some(CertificateForm::Pem),
        Read::MetadataXml => Some(CertificateForm::MetadataXml),
        Read::MetadataUrl => Some(CertificateForm::MetadataUrl),
        Read::Thumbprint => Some(CertificateForm::Thumbprint),
        Read::None => None,
    }
}
