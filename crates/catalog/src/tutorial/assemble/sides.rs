//! What passes between the two sides.

use super::{
    super::{
        exchange,
        facts::{CertificateForm, Copied, Facts, Starter},
        headings::Part,
        page::Page,
        witness,
    },
    Notes,
};
use std::collections::BTreeSet;

pub(super) fn starters(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
    let (said, line, plainly) = exchange::starters(page, parts);
    facts.sso_initiated_stated = !said.is_empty();
    let implied: BTreeSet<Starter> = if facts.sign_on_url.required {
        BTreeSet::from([Starter::Sp])
    } else {
        BTreeSet::from([Starter::Idp])
    };
    let found = if said.is_empty() { implied } else { said };
    if let Some(line) = line {
        let words: Vec<&str> =
            found.iter().map(|who| if *who == Starter::Sp { "sp" } else { "idp" }).collect();
        notes.place("sso_initiated", &words.join(", "), line, (0, 0), 95);
    }
    if facts.sso_initiated_stated && facts.sign_on_url.required && !found.contains(&Starter::Sp) {
        notes.doubt(
            "sso_initiated",
            "a Sign-on URL is asked for, yet sign-on by the application is not named",
            Vec::new(),
            line.unwrap_or_default(),
        );
    }
    let others =
        [&facts.identifier, &facts.reply_url].iter().any(|field| field.required && field.mode.is_none());
    if facts.sso_initiated_stated && !plainly && others && !found.contains(&Starter::Idp) {
        notes.doubt(
            "sso_initiated",
            "a step for sign-on by the application is named, and the other steps may be for the other way",
            vec!["idp, sp".to_owned(), "sp".to_owned()],
            line.unwrap_or_default(),
        );
    }
    if !facts.sso_initiated_stated
        && let Some(line) = witness::modes(page, parts).or_else(|| witness::scenario(page, parts))
    {
        notes.doubt(
            "sso_initiated",
            "a line may name the modes, and none was read from it",
            Vec::new(),
            line,
        );
    }
    let unread = notes.doubts.iter().any(|doubt| doubt.fact == "sign_on_url") && !facts.sign_on_url.required;
    if !facts.sso_initiated_stated && unread {
        notes.doubt(
            "sso_initiated",
            "it follows from the Sign-on URL, which is doubtful itself",
            Vec::new(),
            0,
        );
    }
    facts.sso_initiated = found.into_iter().collect();
}

pub(super) fn certificates(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
    let found = exchange::certificates(page, parts);
    facts.certificate_all = found.iter().map(|(form, _)| *form).collect();
    facts.certificate = facts.certificate_all.first().copied().unwrap_or(CertificateForm::None);
    if let Some((form, line)) = found.first() {
        notes.place(
            "certificate",
            &format!("{form:?}"),
            *line,
            (0, 0),
            if found.len() == 1 { 96 } else { 70 },
        );
    }
    let more = witness::certificates(page, parts, &facts.certificate_all);
    if !more.is_empty() {
        let named = more.iter().map(|form| format!("{form:?}")).collect();
        notes.doubt(
            "certificate",
            "the steps name another form, and none of them was seen to take it",
            named,
            0,
        );
    }
    match (&facts.certificate, found.len()) {
        (CertificateForm::None, _) => {
            notes.doubt("certificate", "no step takes a certificate or metadata", Vec::new(), 0)
        }
        (CertificateForm::Unspecified, _) => notes.doubt(
            "certificate",
            "a certificate is taken, and the page does not say in which form",
            Vec::new(),
            found[0].1,
        ),
        (_, 2..) => notes.doubt(
            "certificate",
            "the page takes it in more than one form",
            found.iter().map(|(form, _)| format!("{form:?}")).collect(),
            found[0].1,
        ),
        _ => {}
    }
}

pub(super) fn copies(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
    let exchange::Copies { found, sure, generic, line } = exchange::copies(page, parts);
    facts.copies_generic = generic && found.is_empty();
    if let Some(line) = line {
        let words: Vec<String> = found.iter().map(|copied| format!("{copied:?}")).collect();
        notes.place("copies", &words.join(", "), line, (0, 0), if sure == found { 92 } else { 60 });
    }
    if sure != found {
        let unsure = found.difference(&sure).map(|copied| format!("{copied:?}")).collect();
        notes.doubt(
            "copies",
            "no sentence says that the value comes from Entra",
            unsure,
            line.unwrap_or_default(),
        );
    }
    if found.is_empty() && !generic && facts.certificate != CertificateForm::MetadataXml {
        notes.doubt("copies", "no step names a value for the application", Vec::new(), 0);
    }
    if let Some(line) = witness::unknown_copy(page, parts) {
        notes.doubt("copies", "a step pastes a value whose name is not known", Vec::new(), line);
    }
    if found.contains(&Copied::MetadataUrl) && !facts.certificate_all.contains(&CertificateForm::MetadataUrl)
    {
        let read = found.iter().map(|copied| format!("{copied:?}")).collect();
        notes.doubt("copies", "a metadata address is named, and no step takes it in Entra", read, 0);
    }
    if partial(facts, &found) {
        let read = found.iter().map(|copied| format!("{copied:?}")).collect();
        notes.doubt("copies", "the metadata holds every value, and only some are named beside it", read, 0);
    }
    let mut more = witness::copies(page, parts, &found);
    if facts.logout_url.is_some() {
        more.remove(&Copied::LogoutUrl);
    }
    if !more.is_empty() {
        let named = more.iter().map(|copied| format!("{copied:?}")).collect();
        notes.doubt("copies", "the steps name another value, and none of them was seen to copy it", named, 0);
    }
    facts.copies = found.into_iter().collect();
}

/// Metadata is handed over, and single values are beside it, though not all of them.
fn partial(facts: &Facts, found: &BTreeSet<Copied>) -> bool {
    let metadata = matches!(facts.certificate, CertificateForm::MetadataXml | CertificateForm::MetadataUrl);
    let values = found.iter().filter(|copied| **copied != Copied::MetadataUrl).count();
    let both = found.contains(&Copied::LoginUrl) && found.contains(&Copied::EntraIdentifier);
    metadata && values > 0 && (!both || found.contains(&Copied::MetadataUrl))
}
