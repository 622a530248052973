//! Page 6: the vendor's steps with the values put in.

use super::{OpenRun, certificate::idp_values};
use crate::{
    contract::CertificateForm,
    contract::pages::{ApplicationSidePage, ArrivalView, IdpValues, VendorStep, VendorValue},
    convert::field_key,
    endpoints::vendor_page,
    session::Session,
};
use doorward_catalog::{ArrivalKind, CertificateForm as Form, VendorValue as Wanted};
use doorward_store::TenantRow;

pub(super) fn page(run: &OpenRun, session: &Session, tenant: &TenantRow) -> ApplicationSidePage {
    let kind = match run.recipe.arrival.kind {
        ArrivalKind::JustInTime => "just_in_time",
        ArrivalKind::ByHand => "by_hand",
        ArrivalKind::ByVendor => "by_vendor",
        ArrivalKind::Provisioning => "provisioning",
        ArrivalKind::Unknown => "unknown",
    };
    ApplicationSidePage {
        steps: vendor_steps(run, session, tenant),
        arrival: ArrivalView { kind: kind.to_owned(), text: run.recipe.arrival.text.clone() },
        confirmed: run.answers.vendor_done,
    }
}

pub(crate) fn vendor_steps(run: &OpenRun, session: &Session, tenant: &TenantRow) -> Vec<VendorStep> {
    let values = idp_values(run, session);
    run.recipe
        .vendor
        .iter()
        .map(|step| VendorStep {
            text: step.text.clone(),
            link: vendor_link(run, tenant, step),
            values: step
                .paste
                .iter()
                .map(|paste| VendorValue {
                    vendor_label: paste.into.clone(),
                    entra_label: entra_label(paste.value).to_owned(),
                    value: values.as_ref().and_then(|values| vendor_value(values, paste.value)),
                    form: file_form(paste.value, run.recipe.certificate),
                })
                .collect(),
            collects: step.collects.map(field_key),
        })
        .collect()
}

/// Where a step leads, once the answers that its address needs are there.
pub(crate) fn vendor_link(
    run: &OpenRun,
    tenant: &TenantRow,
    step: &doorward_catalog::VendorStep,
) -> Option<String> {
    let real = step.link.as_ref().and_then(|link| link.fill(&run.answers.placeholders));
    vendor_page(tenant, run.memory.known.app, real)
}

fn vendor_value(values: &IdpValues, wanted: Wanted) -> Option<String> {
    match wanted {
        Wanted::LoginUrl => Some(values.login_url.clone()),
        Wanted::LogoutUrl => Some(values.logout_url.clone()),
        Wanted::EntraIdentifier => Some(values.identifier.clone()),
        Wanted::MetadataUrl => Some(values.metadata_url.clone()),
        Wanted::Certificate => values.certificate.clone(),
        Wanted::Thumbprint => values.thumbprint.clone(),
        // A file, handed out by its button.
        Wanted::MetadataFile => None,
    }
}

/// The file that belongs to a value, where there is one.
fn file_form(wanted: Wanted, form: Option<Form>) -> Option<CertificateForm> {
    match (wanted, form) {
        (Wanted::MetadataFile, _) => Some(CertificateForm::Metadata),
        (Wanted::Certificate, Some(Form::Raw)) => Some(CertificateForm::Raw),
        (Wanted::Certificate, Some(Form::Pem)) => Some(CertificateForm::Pem),
        (Wanted::Certificate, _) => Some(CertificateForm::Base64),
        _ => None,
    }
}

fn entra_label(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::LoginUrl => "Login URL",
        Wanted::LogoutUrl => "Logout URL",
        Wanted::EntraIdentifier => "Microsoft Entra Identifier",
        Wanted::MetadataUrl => "App Federation Metadata URL",
        Wanted::Certificate => "Certificate",
        Wanted::Thumbprint => "Thumbprint",
        Wanted::MetadataFile => "Federation Metadata XML",
    }
}
