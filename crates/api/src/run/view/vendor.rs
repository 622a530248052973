//! Page 6: the vendor's steps with the values put in.

use super::{OpenRun, certificate::idp_values};
use crate::{
    contract::run::{ApplicationSidePage, ArrivalView, IdpValues, VendorStep, VendorValue},
    convert::field_key,
    session::Session,
};
use doorward_catalog::{ArrivalKind, VendorValue as Wanted};

pub(super) fn page(run: &OpenRun, session: &Session) -> ApplicationSidePage {
    let kind = match run.recipe.arrival.kind {
        ArrivalKind::JustInTime => "just_in_time",
        ArrivalKind::ByHand => "by_hand",
        ArrivalKind::ByVendor => "by_vendor",
    };
    ApplicationSidePage {
        steps: vendor_steps(run, session),
        arrival: ArrivalView { kind: kind.to_owned(), text: run.recipe.arrival.text.clone() },
        confirmed: run.answers.vendor_done,
    }
}

pub(crate) fn vendor_steps(run: &OpenRun, session: &Session) -> Vec<VendorStep> {
    let values = idp_values(run, session);
    run.recipe
        .vendor
        .iter()
        .map(|step| VendorStep {
            text: step.text.clone(),
            link: step.link.as_ref().and_then(|link| link.fill(&run.answers.placeholders)),
            values: step
                .paste
                .iter()
                .map(|paste| VendorValue {
                    vendor_label: paste.into.clone(),
                    entra_label: entra_label(paste.value).to_owned(),
                    value: values.as_ref().and_then(|values| vendor_value(values, paste.value)),
                    certificate: paste.value == Wanted::Certificate,
                })
                .collect(),
            collects: step.collects.map(field_key),
        })
        .collect()
}

fn vendor_value(values: &IdpValues, wanted: Wanted) -> Option<String> {
    match wanted {
        Wanted::LoginUrl => Some(values.login_url.clone()),
        Wanted::LogoutUrl => Some(values.logout_url.clone()),
        Wanted::EntraIdentifier => Some(values.identifier.clone()),
        Wanted::MetadataUrl => Some(values.metadata_url.clone()),
        Wanted::Certificate => values.certificate.clone(),
    }
}

fn entra_label(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::LoginUrl => "Login URL",
        Wanted::LogoutUrl => "Logout URL",
        Wanted::EntraIdentifier => "Microsoft Entra Identifier",
        Wanted::MetadataUrl => "App Federation Metadata URL",
        Wanted::Certificate => "Certificate (Base64)",
    }
}
