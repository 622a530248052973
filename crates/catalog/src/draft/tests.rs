use super::*;
use crate::{
    recipe::{ArrivalKind, VendorValue},
    tutorial,
};

const PAGE: &str = "# Tutorial: Azure Active Directory integration with Kite Desk\n\n## Prerequisites\n\nA Kite Desk account.\n\n\
    ## Configure Azure AD single sign-on\n\n\
    1. On the **Kite Desk Domain and URLs** section, perform the following steps:\n\n\
    \ta. In the **Identifier** textbox, type the value: `kite-desk`\n\n\
    \tb. In the **Reply URL** textbox, type a URL using the following pattern: `https://<company name>.kite.example/acs`\n\n\
    1. On the **SAML Signing Certificate** section, click **Certificate (Base64)** and then save the file.\n\n\
    1. On the **Set up Kite Desk** section, copy the **Login URL** and the **Logout URL**.\n\n\
    ## Create a Kite Desk test user\n\nKite Desk supports just-in-time provisioning.\n\n\
    ## Test single sign-on\n";

fn read(page: &str) -> Draft {
    Draft::from_reading(&tutorial::read(page.as_bytes()).unwrap(), Some("kite.md")).unwrap()
}

fn asked<'a>(draft: &'a Draft, field: &str) -> &'a Question {
    let fields: Vec<&str> = draft.questions.iter().map(|question| question.field.as_str()).collect();
    let found = draft.questions.iter().find(|question| question.field == field);
    found.unwrap_or_else(|| panic!("{field} is asked; only these are: {fields:?}"))
}

#[test]
fn a_clear_page_becomes_a_recipe_without_a_question() {
    let draft = read(PAGE);
    let open: Vec<&Question> = draft.questions.iter().filter(|question| question.field != "app").collect();
    assert!(open.is_empty(), "nothing is doubtful: {open:?}");
    let text = draft.recipe.to_toml().unwrap();
    let back = Recipe::parse(&text).unwrap();
    assert_eq!(
        back.field[&SamlField::ReplyUrl].patterns[0].to_string(),
        "https://<company_name>.kite.example/acs"
    );
    assert_eq!(back.arrival.kind, ArrivalKind::JustInTime);
    assert!(back.placeholder.contains_key("company_name"), "the blank became an underscore");
    let pasted: Vec<VendorValue> = back.vendor[0].paste.iter().map(|paste| paste.value).collect();
    assert_eq!(pasted, [VendorValue::LoginUrl, VendorValue::LogoutUrl, VendorValue::Certificate]);
}

#[test]
fn a_doubtful_value_is_asked_for_and_never_guessed() {
    let mut draft = read(&PAGE.replace("type the value: `kite-desk`", "type KiteDesk"));
    let open = asked(&draft, "identifier");
    assert_eq!(
        (open.candidates.as_slice(), open.takes),
        (["KiteDesk".to_owned()].as_slice(), Takes::Patterns)
    );
    assert!(draft.clone().finish().is_err(), "an open question holds the recipe back");
    draft.answer("identifier", "kite-desk").unwrap();
    assert_eq!(draft.recipe.field[&SamlField::Identifier].patterns[0].to_string(), "kite-desk");
    draft.answer("identifier", "kite").unwrap();
    assert_eq!(
        draft.recipe.field[&SamlField::Identifier].patterns[0].to_string(),
        "kite",
        "a second thought counts"
    );
    draft.answer("test_user", "Ada").unwrap();
    assert_eq!(draft.recipe.test_user, "Ada", "what is no question is set all the same");
    assert!(matches!(draft.answer("identifyer", "x"), Err(DraftError::NotAsked(_))), "a slip is told");
}

#[test]
fn a_page_that_names_no_copies_and_no_people_asks_for_both() {
    let silent = PAGE
        .replace(
            "1. On the **Set up Kite Desk** section, copy the **Login URL** and the **Logout URL**.\n\n",
            "",
        )
        .replace("Kite Desk supports just-in-time provisioning.", "See their documentation.");
    let mut draft = read(&silent);
    assert_eq!(asked(&draft, "copies").takes, Takes::SomeOf);
    assert_eq!(asked(&draft, "provisioning").takes, Takes::OneOf);
    draft.answer("copies", "entra_identifier, metadata_url").unwrap();
    let pasted: Vec<VendorValue> = draft.recipe.vendor[0].paste.iter().map(|paste| paste.value).collect();
    assert_eq!(pasted, [VendorValue::EntraIdentifier, VendorValue::MetadataUrl, VendorValue::Certificate]);
    assert!(draft.answer("provisioning", "by magic").is_err(), "only ways that there are");
    draft.answer("provisioning", "manual_support").unwrap();
    assert_eq!(draft.recipe.arrival.kind, ArrivalKind::ByVendor);
}

#[test]
fn claims_are_answered_line_by_line() {
    let asking = PAGE.replace(
        "1. On the **SAML",
        "1. The application expects additional claims; choose **Add claim** for each.\n\n1. On the **SAML",
    );
    let mut draft = read(&asking);
    assert_eq!(asked(&draft, "claims").takes, Takes::Claims);
    assert!(draft.answer("claims", "two words = user.mail").is_err());
    draft.answer("claims", "team = user.department\ncity=user.city").unwrap();
    let claims: Vec<(&str, Option<&str>)> =
        draft.recipe.claim.iter().map(|claim| (claim.name.as_str(), claim.source.as_deref())).collect();
    assert_eq!(claims, [("team", Some("user.department")), ("city", Some("user.city"))]);
}

#[test]
fn a_value_that_is_known_later_has_its_step_at_the_vendor() {
    let mut draft = read(&PAGE.replace("type the value: `kite-desk`", "type KiteDesk"));
    draft.answer("identifier", "").unwrap();
    let own = &draft.recipe.field[&SamlField::Identifier];
    assert!(own.later && own.required == Required::Never, "nothing may be known yet: {own:?}");
    let collected: Vec<SamlField> = draft.recipe.vendor.iter().filter_map(|step| step.collects).collect();
    assert_eq!(collected, [SamlField::Identifier], "and is collected when the vendor shows it");
}

#[test]
fn a_placeholder_that_nothing_uses_any_more_is_forgotten() {
    let mut draft = read(PAGE);
    let facts = draft.facts.clone().unwrap();
    draft.ask(question::question("reply_url", &[], "two values", 7, &facts));
    draft.answer("reply_url", "https://eu.kite.example/acs\nhttps://us.kite.example/acs").unwrap();
    assert_eq!(draft.recipe.field[&SamlField::ReplyUrl].patterns.len(), 2, "alternatives, one per line");
    assert!(draft.recipe.placeholder.is_empty(), "nothing asks for the company's name any more");
}

#[test]
fn another_name_is_the_name_everywhere() {
    let mut draft = read(PAGE);
    draft.name("Kite Desk Europe");
    assert_eq!(draft.recipe.id, "kite-desk-europe");
    assert!(draft.recipe.arrival.text.starts_with("Kite Desk Europe makes"));
    assert!(draft.recipe.vendor[0].text.contains("Kite Desk Europe"));
}
