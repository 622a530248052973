//! The readings put together, with what is doubtful about each.

mod assertion;
mod people;
mod sides;

use super::{
    exchange,
    facts::{AppConfig, CertificateForm, Doubt, Facts, FieldFacts, Guide, Place, Reading, Starter, Way},
    fields::{self, Asked, Fields},
    form::ReadError,
    headings::{self, Part},
    page::Page,
    title, values, witness,
};
use doorward_domain::SamlField;

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
        sides::starters(&mut facts, page, &parts, &mut notes);
        sides::certificates(&mut facts, page, &parts, &mut notes);
        sides::copies(&mut facts, page, &parts, &mut notes);
        assertion::claims(&mut facts, page, &parts, &mut notes);
    }
    people::people(&mut facts, page, &parts, &mut notes);
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
        app_config: AppConfig::AdminSteps,
    }
}

/// Name of a field in facts, questions and answers.
#[must_use]
pub fn fact_name(field: SamlField) -> &'static str {
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
