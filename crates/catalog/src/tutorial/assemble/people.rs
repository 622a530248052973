//! People: how they come to exist at the application, and who tests.

use super::{
    super::{
        facts::{Facts, Guide, Way},
        headings::Part,
        page::Page,
        people::{self as reader, People},
        witness,
    },
    Notes,
};

pub(super) fn people(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
    if facts.kind == Guide::Provisioning {
        facts.provisioning = Way::Automatic;
        facts.provisioning_all = vec![Way::Automatic];
        return;
    }
    let found = reader::people(&page.naming(&facts.app, "the product"), parts);
    facts.jit = found.jit;
    if found.jit != Some(true)
        && let Some(line) = witness::first_sign_on(page, parts)
    {
        notes.doubt(
            "jit",
            "a line speaks of people made at their first sign-on, and the steps do not",
            either(),
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
    if found.mixed {
        let why = "the page says both: people are made at their first sign-on, and before it";
        notes.doubt("jit", why, either(), found.line);
    }
    let ways: Vec<String> = found.all.iter().map(|way| format!("{way:?}")).collect();
    for (why, line) in unsure(&found) {
        notes.doubt("provisioning", why, ways.clone(), line);
    }
    facts.provisioning_all = found.all;
    test_user(facts, page, parts, notes);
}

fn either() -> Vec<String> {
    vec!["true".to_owned(), "false".to_owned()]
}

/// Why the way to arrive may be another, and where it was read; 0 where nothing says it.
fn unsure(found: &People) -> impl Iterator<Item = (&'static str, usize)> {
    let several = found.all.contains(&Way::ManualAdmin) && found.all.len() > 1;
    let silent = found.silent || found.first.is_none();
    let reasons = [
        (found.mixed, "more than one way is named, and they do not agree"),
        (several && !found.mixed, "more than one way is named"),
        (
            found.first == Some(Way::ManualSupport) && found.steps && !found.mixed,
            "support is named, and steps of an administrator are there too",
        ),
        (
            found.jit == Some(true) && found.first != Some(Way::Jit) && !found.mixed,
            "people are made at their first sign-on, and another way is named before it",
        ),
        (
            !found.mixed && !found.plainly,
            "it follows from what the section tells to do, and no sentence says it",
        ),
        (
            found.first == Some(Way::Automatic),
            "automatic provisioning is offered, and until it runs people come to exist some other way",
        ),
        (silent, "no section says how people come to exist at the application"),
    ];
    let line = if silent { 0 } else { found.line };
    reasons.into_iter().filter(|(holds, _)| *holds).map(move |(_, why)| (why, line))
}

fn test_user(facts: &mut Facts, page: &Page, parts: &[Part], notes: &mut Notes) {
    if let Some((name, line)) = reader::test_user(page, parts) {
        notes.place("test_user", &name, line, (0, 0), 96);
        facts.test_user = Some(name);
    } else if let Some(line) = witness::tester(page) {
        notes.doubt("test_user", "the page speaks of a test user, and no name was read", Vec::new(), line);
    }
}
