//! The readings put together, with what is doubtful about each.

use super::{
    claims, exchange,
    facts::{CertificateForm, Copied, Doubt, Facts, FieldFacts, Guide, Place, Reading, Starter, Way},
    fields::{self, Asked, Fields},
    form::ReadError,
    headings::{self, Part},
    markup::pattern,
    page::Page,
    people, title, values, witness,
};
use doorward_domain::SamlField;
use regex::Regex;
use std::{collections::BTreeSet, sync::LazyLock};

/// Reads all facts of a lowered page.
///
/// # Errors
/// [`ReadError::NotATutorial`] where neither a name nor any fact of a sign-on was found.
pub(crate) fn assemble(page: &Page) -> Result<Reading, ReadError> {
    let parts = headings::parts(page);
    let kind = title::kind(page);
    let name = title::name(page, &parts);
    let sign_on = kind == Guide::Saml;
    let asked = if sign_on || kind == Guide::Linked || kind == Guide::Password {
        fields::read(page, &parts)
    } else {
        Fields::new()
    };
    let mut notes = Notes::default();
    // A page that asks for boxes is worth reading even where its title does not say for what.
    let asks = asked.values().any(|asked| asked.required && !asked.values.is_empty());
    let about = title::about_sign_on(page);
    let name =
        name.or_else(|| title::heading(page).filter(|_| asks || about)).ok_or(ReadError::NotATutorial)?;
    let configured = parts
        .iter()
        .any(|part| matches!(part, Part::Entra | Part::Overview | Part::App | Part::AppUser | Part::Gallery));
    if !configured && asked.is_empty() && kind == Guide::Saml && !about {
        return Err(ReadError::NotATutorial);
    }
    notes.place(
        "app",
        &name.app,
        name.line,
        (name.span.start, name.span.end),
        if matches!(name.sure, title::Sure::Yes) { 98 } else { 70 },
    );
    match name.sure {
        title::Sure::Yes => {}
        title::Sure::Alone => {
            notes.doubt("app", "nothing else on the page names it", vec![name.app.clone()], name.line);
        }
        title::Sure::Other(other) => notes.doubt(
            "app",
            "the rest of the page spells the name differently",
            vec![name.app.clone(), other],
            name.line,
        ),
    }
    let mut facts = blank(name.app, kind);
    url_fields(&mut facts, &asked, page, &mut notes);
    if sign_on && !title::speaks_of_saml(page) {
        notes.doubt("kind", "nothing on the page speaks of SAML", vec!["saml".to_owned()], 0);
    }
    if sign_on {
        starters(&mut facts, page, &parts, &mut notes);
        certificates(&mut facts, page, &parts, &mut notes);
        copies(&mut facts, page, &parts, &mut notes);
        claim_facts(&mut facts, page, &parts, &mut notes);
    }
    users(&mut facts, page, &parts, &mut notes);
    facts.app_config = exchange::app_config(page, &parts);
    if sign_on && !headings::usual(&parts) {
        unusual(&facts, &mut notes);
    }
    Ok(Reading { form: page.form, facts, places: notes.places, doubts: notes.doubts })
}

/// A page that is not built as such pages are: what it does not say in words that were understood may stand there in others.
fn unusual(facts: &Facts, notes: &mut Notes) {
    const WHY: &str =
        "the page is built in a way of its own, and its words for this may not have been understood";
    let open = [
        ("sso_initiated", true),
        ("provisioning", true),
        ("name_id", facts.name_id.is_none()),
        ("claims", facts.claims.is_empty()),
        ("test_user", facts.test_user.is_none()),
    ];
    for (fact, open) in open {
        if open && !notes.doubts.iter().any(|doubt| doubt.fact == fact) {
            notes.doubt(fact, WHY, Vec::new(), 0);
        }
    }
}

#[derive(Default)]
struct Notes {
    places: Vec<Place>,
    doubts: Vec<Doubt>,
}

impl Notes {
    fn place(&mut self, fact: &'static str, value: &str, line: usize, span: (usize, usize), confidence: u8) {
        self.places.push(Place { fact, value: value.to_owned(), line, span, confidence });
    }

    fn doubt(&mut self, fact: &'static str, why: &str, candidates: Vec<String>, line: usize) {
        if !self.doubts.iter().any(|known| known.fact == fact && known.why == why) {
            self.doubts.push(Doubt { fact, why: why.to_owned(), candidates, line });
        }
    }
}

fn blank(app: String, kind: Guide) -> Facts {
    Facts {
        app,
        kind,
        sso_initiated: Vec::new(),
        sso_initiated_stated: false,
        identifier: FieldFacts::default(),
        reply_url: FieldFacts::default(),
        sign_on_url: FieldFacts::default(),
        relay_state: None,
        logout_url: None,
        certificate: CertificateForm::None,
        certificate_all: Vec::new(),
        copies: Vec::new(),
        copies_generic: false,
        jit: None,
        provisioning: Way::None,
        provisioning_all: Vec::new(),
        claims: Vec::new(),
        name_id: None,
        signing_option: None,
        test_user: None,
        placeholders: Vec::new(),
        app_config: super::facts::AppConfig::AdminSteps,
    }
}

/// Name of a field in the facts.
pub(crate) fn fact_name(field: SamlField) -> &'static str {
    match field {
        SamlField::Identifier => "identifier",
        SamlField::ReplyUrl => "reply_url",
        SamlField::SignOnUrl => "sign_on_url",
        SamlField::RelayState => "relay_state",
        SamlField::LogoutUrl => "logout_url",
    }
}

fn url_fields(facts: &mut Facts, asked: &Fields, page: &Page, notes: &mut Notes) {
    let unreal = page.lines.iter().any(|line| {
        witness::UNREAL.is_match(&line.text) || line.text.to_ascii_lowercase().contains("placeholder")
    });
    let mut names: Vec<String> = Vec::new();
    for field in SamlField::ALL {
        let Some(asked) = asked.get(&field) else { continue };
        let fact = fact_name(field);
        let read = field_facts(asked, unreal, &mut names);
        for value in &asked.values {
            let confidence = if value.doubt.is_some() || !asked.doubts.is_empty() { 55 } else { 97 };
            notes.place(fact, &value.text, value.line, (value.span.start, value.span.end), confidence);
            let someones = || read.fixed.contains(&value.text) && values::may_be_someones(&value.text);
            let why = value
                .doubt
                .or_else(|| someones().then_some("a word or number in it may stand for one of your own"));
            if let Some(why) = why {
                notes.doubt(fact, why, vec![value.text.clone()], value.line);
            }
        }
        let addressed = asked.values.iter().filter(|value| values::addressed(&value.text)).count();
        if addressed > 0 && addressed < asked.values.len() {
            let read = asked.values.iter().map(|value| value.text.clone()).collect();
            notes.doubt(fact, "some of its values are addresses, and others are not", read, asked.line);
        }
        for why in &asked.doubts {
            notes.doubt(fact, why, asked.values.iter().map(|value| value.text.clone()).collect(), asked.line);
        }
        if asked.required && asked.values.is_empty() {
            let why = if asked.from_app {
                "the value has to be fetched from the application"
            } else {
                "the page asks for it and gives no value"
            };
            notes.doubt(fact, why, Vec::new(), asked.line);
        }
        match field {
            SamlField::Identifier => facts.identifier = read,
            SamlField::ReplyUrl => facts.reply_url = read,
            SamlField::SignOnUrl => facts.sign_on_url = read,
            SamlField::RelayState => facts.relay_state = Some(read).filter(|read| read.required),
            SamlField::LogoutUrl => facts.logout_url = Some(read).filter(|read| read.required),
        }
    }
    facts.placeholders = names;
}

fn field_facts(asked: &Asked, unreal: bool, names: &mut Vec<String>) -> FieldFacts {
    let mut read = FieldFacts {
        required: asked.required,
        mode: asked.sp_only.then_some(Starter::Sp),
        from_app: asked.from_app && asked.values.is_empty(),
        ..FieldFacts::default()
    };
    for value in &asked.values {
        let mut own = values::names(&value.text);
        if own.is_empty() && unreal {
            own.extend(values::bare_name(&value.text));
        }
        if own.is_empty() {
            read.fixed.push(value.text.clone());
        } else {
            read.patterns.push(value.text.clone());
        }
        for name in own {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    read
}

fn starters(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
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

fn certificates(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
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

fn copies(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
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

/// Words that claims of one's own are to be made.
static CUSTOM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:custom|additional|extra|more|further|required|these|following)\b.{0,30}\b(?:claim|attribute)s?\b",
    )
});

fn claim_facts(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
    let mut found = claims::claims(page, parts);
    // A table of claims may have the name identifier among them.
    let at = found.iter().position(|(claim, _)| claims::names_the_id(&claim.name) && claim.source.is_some());
    let in_table = at.map(|at| found.remove(at));
    for (claim, line) in &found {
        let sure = if claim.source.is_some() { 94 } else { 60 };
        notes.place("claims", &claim.name, *line, (0, 0), sure);
        if let Some(unknown) = claim.source.as_deref().and_then(claims::unknown_attribute) {
            notes.doubt("claims", "Entra has no attribute of this name", vec![unknown.to_owned()], *line);
        }
        if claim.source.is_none() {
            notes.doubt(
                "claims",
                "the value of a claim comes from the application",
                vec![claim.name.clone()],
                *line,
            );
        }
    }
    let wanted = page.lines.iter().zip(parts).find(|(line, part)| {
        let lower = line.text.to_ascii_lowercase();
        matches!(part, Part::Entra | Part::Overview)
            && (lower.contains("add claim")
                || lower.contains("add attribute")
                || lower.contains("group claim")
                || (lower.contains("claim") || lower.contains("attribute")) && CUSTOM.is_match(&lower)
                || lower.contains("shown for that row"))
    });
    if let (true, Some((line, _))) = (found.is_empty(), wanted) {
        notes.doubt("claims", "the page speaks of claims to add, and none was found", Vec::new(), line.line);
    }
    facts.claims = found.into_iter().map(|(claim, _)| claim).collect();
    let carried: Vec<&str> = facts.claims.iter().filter_map(|claim| claim.source.as_deref()).collect();
    if let Some((attribute, line)) = witness::attribute(page, parts, &carried) {
        notes.doubt(
            "claims",
            "a step names an attribute, and no claim was read to carry it",
            vec![attribute],
            line,
        );
    }
    name_id(facts, page, parts, notes);
    if let (Some((claim, line)), None) = (in_table, &facts.name_id) {
        let source = claim.source.unwrap_or_default();
        notes.place("name_id", &source, line, (0, 0), 70);
        notes.doubt("name_id", "it stands in a table of claims", vec![source.clone()], line);
        facts.name_id = Some(source);
    }
    if let Some((option, line)) = claims::signing_option(page) {
        notes.place("signing_option", &option, line, (0, 0), 95);
        facts.signing_option = Some(option);
    }
}

fn name_id(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
    if let Some(claims::NameId { source, line, others }) = claims::name_id(page, parts) {
        if !others.is_empty() {
            let candidates = std::iter::once(source.clone()).chain(others).collect();
            notes.doubt("name_id", "the page names more than one attribute for it", candidates, line);
        }
        notes.place("name_id", &source, line, (0, 0), 70);
        // Whoever signs in is known there by it: never taken over unseen.
        notes.doubt("name_id", "the application knows people by it", vec![source.clone()], line);
        if !source.to_ascii_lowercase().starts_with("user.") {
            notes.doubt(
                "name_id",
                "a function is named, and not the attribute that it takes",
                vec![source.clone()],
                line,
            );
        }
        facts.name_id = Some(source);
    } else if let Some(line) = claims::speaks_of_name_id(page, parts) {
        notes.doubt(
            "name_id",
            "a step speaks of the user identifier, and no attribute was read",
            Vec::new(),
            line,
        );
    }
}

fn users(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
    if facts.kind == Guide::Provisioning {
        facts.provisioning = Way::Automatic;
        facts.provisioning_all = vec![Way::Automatic];
        return;
    }
    let found = people::people(&page.naming(&facts.app, "the product"), parts);
    facts.jit = found.jit;
    if found.jit != Some(true)
        && let Some(line) = witness::first_sign_on(page, parts)
    {
        notes.doubt(
            "jit",
            "a line speaks of people made at their first sign-on, and the steps do not",
            vec!["true".to_owned(), "false".to_owned()],
            line,
        );
    }
    facts.provisioning = found.first.unwrap_or(Way::None);
    notes.place(
        "provisioning",
        &format!("{:?}", facts.provisioning),
        found.line,
        (0, 0),
        if found.mixed || found.silent { 60 } else { 93 },
    );
    let ways: Vec<String> = found.all.iter().map(|way| format!("{way:?}")).collect();
    if found.mixed {
        notes.doubt(
            "jit",
            "the page says both: people are made at their first sign-on, and before it",
            vec!["true".to_owned(), "false".to_owned()],
            found.line,
        );
        notes.doubt(
            "provisioning",
            "more than one way is named, and they do not agree",
            ways.clone(),
            found.line,
        );
    }
    if found.all.contains(&Way::ManualAdmin) && found.all.len() > 1 && !found.mixed {
        notes.doubt("provisioning", "more than one way is named", ways.clone(), found.line);
    }
    if found.first == Some(Way::ManualSupport) && found.steps && !found.mixed {
        notes.doubt(
            "provisioning",
            "support is named, and steps of an administrator are there too",
            ways.clone(),
            found.line,
        );
    }
    if found.jit == Some(true) && found.first != Some(Way::Jit) && !found.mixed {
        notes.doubt(
            "provisioning",
            "people are made at their first sign-on, and another way is named before it",
            ways.clone(),
            found.line,
        );
    }
    if !found.mixed && !found.plainly {
        notes.doubt(
            "provisioning",
            "it follows from what the section tells to do, and no sentence says it",
            ways.clone(),
            found.line,
        );
    }
    if found.first == Some(Way::Automatic) {
        notes.doubt(
            "provisioning",
            "automatic provisioning is offered, and until it runs people come to exist some other way",
            ways.clone(),
            found.line,
        );
    }
    if found.silent || found.first.is_none() {
        notes.doubt("provisioning", "no section says how people come to exist at the application", ways, 0);
    }
    facts.provisioning_all = found.all;
    test_user(facts, page, parts, notes);
}

fn test_user(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
    if let Some((name, line)) = people::test_user(page, parts) {
        notes.place("test_user", &name, line, (0, 0), 96);
        facts.test_user = Some(name);
    } else if let Some(line) = witness::tester(page) {
        notes.doubt("test_user", "the page speaks of a test user, and no name was read", Vec::new(), line);
    }
}
