//! What the reader is not sure of; every page is written for the purpose.

use super::*;

fn page(steps: &str, app_side: &str) -> String {
    format!(
        "# Tutorial: Microsoft Entra SSO integration with Kite Desk\n\n\
         ## Add Kite Desk from the gallery\n\n1. In the search box, type **Kite Desk**.\n\n\
         ## Configure Microsoft Entra SSO\n\n{steps}\n\n\
         ## Configure Kite Desk SSO\n\n{app_side}\n\n\
         ### Create Kite Desk test user\n\nPeople must be created first. Contact the Kite Desk support team.\n\n## Test SSO\n"
    )
}

const CERTIFICATE: &str =
    "1. In the **SAML Signing Certificate** section, find **Certificate (Base64)** and select **Download**.";
const PASTE: &str = "1. In the **Issuer** box, paste the **Microsoft Entra Identifier**.";

/// Names of the doubted facts.
fn doubted(page: &str) -> Vec<&'static str> {
    let mut facts: Vec<_> =
        read(page.as_bytes()).unwrap().doubts.into_iter().map(|doubt| doubt.fact).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

#[test]
fn a_plain_page_has_no_doubts() {
    let steps =
        format!("1. In the **Reply URL** text box, type `https://kite.example/acs`.\n\n{CERTIFICATE}");
    assert_eq!(doubted(&page(&steps, PASTE)), Vec::<&str>::new());
}

#[test]
fn a_value_beside_a_box_that_no_step_took_up_is_said() {
    let steps = format!(
        "1. On the **Basic SAML Configuration** section, the **Reply URL** had better be \
         `https://kite.example/acs`.\n\n{CERTIFICATE}"
    );
    let page = page(&steps, PASTE);
    assert!(!read(page.as_bytes()).unwrap().facts.reply_url.required, "no step asks for it");
    assert!(doubted(&page).contains(&"reply_url"), "{:?}", doubted(&page));
}

#[test]
fn a_section_without_any_box_is_said_unless_nothing_is_to_be_done() {
    let silent = page(&format!("1. See to the **Basic SAML Configuration**.\n\n{CERTIFICATE}"), PASTE);
    assert_eq!(doubted(&silent), ["identifier", "reply_url", "sign_on_url", "sso_initiated"]);
    let ready = silent.replace("See to the", "All is pre-integrated; open the");
    assert_eq!(doubted(&ready), Vec::<&str>::new());
}

#[test]
fn a_value_that_is_named_and_not_seen_copied_is_said() {
    let steps =
        format!("1. In the **Reply URL** text box, type `https://kite.example/acs`.\n\n{CERTIFICATE}");
    let named = page(&steps, &format!("{PASTE}\n1. Kite Desk knows the **Login URL** already."));
    assert_eq!(doubted(&named), ["copies"]);
    let weak = page(&steps, "1. As issuer, type the **Login URL**.");
    assert_eq!(doubted(&weak), ["copies"], "nobody says whose Login URL that is");
}

#[test]
fn another_form_of_the_certificate_is_said() {
    let steps =
        format!("1. In the **Reply URL** text box, type `https://kite.example/acs`.\n\n{CERTIFICATE}");
    let app_side = format!("{PASTE}\n1. Find the **thumbprint** of the certificate.");
    assert_eq!(doubted(&page(&steps, &app_side)), ["certificate"]);
}

#[test]
fn a_mode_that_only_a_step_names_is_said() {
    let steps = format!(
        "1. In the **Reply URL** text box, type `https://kite.example/acs`.\n\n\
         1. If you wish to configure the application in **SP** initiated mode, in the **Sign-on URL** text box, \
         type `https://kite.example`.\n\n{CERTIFICATE}"
    );
    assert_eq!(doubted(&page(&steps, PASTE)), ["sso_initiated"], "the other steps may be for the other mode");
}

#[test]
fn a_user_identifier_without_an_attribute_is_said() {
    let steps = format!(
        "1. In the **Reply URL** text box, type `https://kite.example/acs`.\n\n\
         1. In the **User Identifier** list, select the short name.\n\n{CERTIFICATE}"
    );
    assert_eq!(doubted(&page(&steps, PASTE)), ["name_id"]);
}

#[test]
fn an_address_without_a_host_is_said() {
    let steps = format!("1. In the **Reply URL** text box, type `https://`.\n\n{CERTIFICATE}");
    assert_eq!(doubted(&page(&steps, PASTE)), ["reply_url"]);
}

#[test]
fn a_box_that_a_step_names_in_passing_is_said() {
    let steps = format!(
        "1. In the **Reply URL** text box, type `https://kite.example/acs`.\n\n\
         1. On the **Basic SAML Configuration** section, mind the **Relay State**.\n\n{CERTIFICATE}"
    );
    assert_eq!(doubted(&page(&steps, PASTE)), ["relay_state"]);
}

#[test]
fn a_box_of_an_unknown_name_is_said() {
    let steps = |name: &str| {
        format!(
            "1. On the **Basic SAML Configuration** section, perform the following steps:\n\n    \
             a. In the **Identifier** text box, type `urn:kite:desk`.\n\n    \
             b. In the **Reply URL** text box, type the URL:\n    `https://kite.example/acs`\n\n    \
             c. In the **{name}** text box, type the URL:\n    `https://kite.example`\n\n{CERTIFICATE}"
        )
    };
    assert_eq!(doubted(&page(&steps("Sign-on URL"), PASTE)), Vec::<&str>::new());
    let odd = page(&steps("Landing address"), PASTE);
    let read = read(odd.as_bytes()).unwrap();
    assert_eq!(read.facts.reply_url.fixed, ["https://kite.example/acs"], "it is no second Reply URL");
    assert_eq!(
        doubted(&odd),
        ["sign_on_url", "sso_initiated"],
        "the one that nothing was read for may be meant"
    );
}

#[test]
fn a_value_of_an_unknown_name_for_the_application_is_said() {
    let steps =
        format!("1. In the **Reply URL** text box, type `https://kite.example/acs`.\n\n{CERTIFICATE}");
    let odd = page(&steps, &format!("{PASTE}\n1. In the **Start** box, paste the **Sign-in address**."));
    assert_eq!(doubted(&odd), ["copies"]);
    let own = page(&steps, &format!("{PASTE}\n1. In the **Start** box, paste the **Redirect URL**."));
    assert_eq!(doubted(&own), Vec::<&str>::new(), "the application's own value");
    let listed = "1. Copy the **Sign-Out URL, SAML Entity ID and Sign-in address** from the **Quick Reference** section.";
    assert_eq!(doubted(&page(&format!("{steps}\n\n{listed}"), "1. Send all to Kite Desk.")), ["copies"]);
}

#[test]
fn modes_in_words_that_are_not_understood_are_said() {
    let steps = format!(
        "1. In the **Reply URL** text box, type `https://kite.example/acs`.\n\n{CERTIFICATE}\n\n\
         Kite Desk knows the **SP** and **IDP** flow."
    );
    assert_eq!(doubted(&page(&steps, PASTE)), ["sso_initiated"]);
}

#[test]
fn a_name_is_doubted_where_nothing_else_on_the_page_says_it_or_says_it_otherwise() {
    let steps =
        format!("1. In the **Reply URL** text box, type `https://kite.example/acs`.\n\n{CERTIFICATE}");
    let sure = page(&steps, PASTE);
    let unsearched = sure.replace("1. In the search box, type **Kite Desk**.", "1. Add it.");
    assert_eq!(doubted(&unsearched), Vec::<&str>::new(), "it stands in the headings");
    let alone = unsearched
        .replacen("Kite Desk", "Kite Bureau", 1)
        .replace("Kite Desk from", "it from")
        .replace("Kite Desk SSO", "its SSO")
        .replace("Kite Desk", "their");
    assert_eq!(doubted(&alone), ["app"]);
    let otherwise = sure.replacen("Kite Desk", "Kite Bureau", 1);
    let doubts = read(otherwise.as_bytes()).unwrap().doubts;
    assert_eq!(doubts[0].fact, "app");
    assert_eq!(doubts[0].candidates, ["Kite Bureau", "Kite Desk"]);
}

const ACS: &str = "1. In the **Reply URL** text box, type `https://kite.example/acs`.";

#[test]
fn a_certificate_without_a_form_is_said() {
    let steps =
        format!("{ACS}\n\n1. In the **SAML Signing Certificate** section, download the **certificate**.");
    assert_eq!(doubted(&page(&steps, PASTE)), ["certificate"]);
}

#[test]
fn an_address_that_may_be_somebody_s_is_said() {
    for own in [
        "yourname.kite.example/acs",
        "kite.example/acs/48213",
        "kite.example/COMPANY_ID/acs",
        "kite.example/:org/acs",
    ] {
        let steps = format!("1. In the **Reply URL** text box, type `https://{own}`.\n\n{CERTIFICATE}");
        assert_eq!(doubted(&page(&steps, PASTE)), ["reply_url"], "{own}");
    }
    for theirs in ["login.kite.example/SAML/SSO", "kite.example/saml2/ACS", "app.kite.example/api/v1/auth"] {
        let steps = format!("1. In the **Reply URL** text box, type `https://{theirs}`.\n\n{CERTIFICATE}");
        assert_eq!(doubted(&page(&steps, PASTE)), Vec::<&str>::new(), "{theirs}");
    }
}

#[test]
fn a_line_that_was_left_out_among_values_is_said() {
    let steps = format!(
        "1. In the **Reply URL** text box, type one of the following URLs:\n\n    `https://kite.example/acs`\n\n    \
         LIVE IN ASIA asia.kite.example\n\n    `https://eu.kite.example/acs`\n\n{CERTIFICATE}"
    );
    assert_eq!(doubted(&page(&steps, PASTE)), ["reply_url"]);
}

#[test]
fn claims_in_a_list_without_attributes_are_said() {
    let steps = format!(
        "{ACS}\n\n1. On **Manage claim**, add these custom attributes:\n   - **Name**: crew\n\n{CERTIFICATE}"
    );
    assert_eq!(doubted(&page(&steps, PASTE)), ["claims"]);
}

#[test]
fn a_pattern_that_only_a_note_gives_is_taken_and_said() {
    let steps = format!(
        "1. Upload the metadata of Kite Desk; the **Identifier** and **Reply URL** values get auto populated.\n\n    > [!NOTE]\n    \
         > If the **Identifier** and **Reply URL** stay empty, both have this pattern: `https://<tenant>.kite.example/saml`\n\n{CERTIFICATE}"
    );
    let page = page(&steps, PASTE);
    let facts = read(page.as_bytes()).unwrap().facts;
    assert_eq!(facts.reply_url.patterns, ["https://<tenant>.kite.example/saml"]);
    assert_eq!(facts.identifier.patterns, facts.reply_url.patterns);
    assert_eq!(doubted(&page), ["identifier", "reply_url"]);
}
