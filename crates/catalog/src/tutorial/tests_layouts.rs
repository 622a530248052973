//! Layouts that depart from the common one; every page is written for the purpose.

use super::*;

/// A page about a product that does not exist, around these steps; what follows is the application's side.
fn page(steps: &str, app_side: &str) -> String {
    format!(
        "# Tutorial: Microsoft Entra single sign-on (SSO) integration with Kite Desk\n\n\
         ## Scenario description\n\n* Kite Desk supports **SP** initiated SSO.\n\n\
         ## Configure Microsoft Entra SSO\n\n{steps}\n\n\
         1. In the **SAML Signing Certificate** section, find **Certificate (Base64)** and select **Download**.\n\n\
         ## Configure Kite Desk SSO\n\n{app_side}\n\n\
         ### Create Kite Desk test user\n\nWork with Kite Desk support to add the users.\n\n## Test SSO\n"
    )
}

fn facts(page: &str) -> Facts {
    read(page.as_bytes()).unwrap().facts
}

#[test]
fn one_sentence_may_fill_two_boxes() {
    let facts = facts(&page(
        "1. In the **Basic SAML Configuration** section, update both **Identifier (Entity ID)** and **Reply URL** \
         with the same value: `https://kite.example/saml`. Then select **Save**.",
        "1. Open Kite Desk.",
    ));
    assert_eq!(facts.identifier.fixed, ["https://kite.example/saml"]);
    assert_eq!(facts.reply_url.fixed, ["https://kite.example/saml"], "the value belongs to both");
}

#[test]
fn a_verb_before_the_name_asks_as_well_as_a_box() {
    let facts = facts(&page(
        "1. Set the **Reply URL** to `https://kite.example/acs`.\n1. Enter `urn:kite:desk` as the **Identifier**.",
        "1. Open Kite Desk.",
    ));
    assert_eq!(facts.reply_url.fixed, ["https://kite.example/acs"]);
    assert_eq!(facts.identifier.fixed, ["urn:kite:desk"]);
    let none = page("1. Set the **Reply URL** as your administrator likes it.", "1. Open Kite Desk.");
    assert!(
        !super::read(none.as_bytes()).unwrap().facts.reply_url.required,
        "no value, no box: nothing is asked"
    );
}

#[test]
fn boxes_filled_after_the_applications_steps_count() {
    let back = page(
        "1. Go on below.",
        "1. In Kite Desk, copy the **Entity ID**.\n\n\
         ### Complete the Microsoft Entra SSO configuration\n\n\
         1. On the **Basic SAML Configuration** section, perform the following steps:\n\n    \
         a. In the **Identifier** text box, paste the Entity ID that you copied, in the format:\n    \
         `https://kite.example/<ORG>`",
    );
    assert_eq!(
        facts(&back).identifier.patterns,
        ["https://kite.example/<ORG>"],
        "below a heading of its own"
    );
    let unheaded = back.replace("### Complete the Microsoft Entra SSO configuration\n\n", "");
    assert_eq!(facts(&unheaded).identifier.patterns, ["https://kite.example/<ORG>"], "and without one");
    let other = back.replace("### Complete the Microsoft Entra SSO configuration\n\n", "").replace(
        "1. On the **Basic SAML Configuration** section, perform",
        "1. On the **Sign-on** page of Kite Desk, perform",
    );
    assert!(!facts(&other).identifier.required, "the application's own boxes are none of Entra's");
}

#[test]
fn a_visit_to_the_portal_ends_with_the_next_step() {
    let facts = facts(&page(
        "1. Go on below.",
        "1. On the **Basic SAML Configuration** section, perform the following step:\n\n    \
         In the **Reply URL** text box, type `https://kite.example/acs`.\n\n\
         1. Open the page **Partners** of Kite Desk.\n\n\
         1. In the **Sign-on URL** text box, type `https://elsewhere.example`.",
    ));
    assert_eq!(facts.reply_url.fixed, ["https://kite.example/acs"]);
    assert!(!facts.sign_on_url.required, "this box stands on the application's side");
}

#[test]
fn a_cell_with_a_colon_names_rows_and_is_no_value() {
    let facts = facts(&page(
        "1. In the **Reply URL** textbox, type a URL using one of these patterns:\n\n    \
         | Reply URL |\n    |---|\n    | Production : |\n    | `https://kite.example/<ORG>/acs` |\n    \
         | Trial : |\n    | `https://try.kite.example/<ORG>/acs` |",
        "1. Open Kite Desk.",
    ));
    assert_eq!(
        facts.reply_url.patterns,
        ["https://kite.example/<ORG>/acs", "https://try.kite.example/<ORG>/acs"]
    );
    assert!(facts.reply_url.fixed.is_empty(), "{:?}", facts.reply_url.fixed);
}

#[test]
fn steps_of_the_certificate_step_take_too() {
    let steps = "1. On the **SAML Signing Certificate** section, perform the following steps:\n\n    \
                 a. Select the copy button to copy **App Federation Metadata Url**, and keep it.\n\n    \
                 b. Select **Download** next to **Certificate (Raw)**.\n\n\
                 1. Select **Certificate (PEM)** in Kite Desk and download it.";
    let page = page(steps, "1. Open Kite Desk.")
        .replace("find **Certificate (Base64)** and select **Download**", "rest");
    assert_eq!(
        facts(&page).certificate_all,
        [CertificateForm::MetadataUrl, CertificateForm::Raw],
        "the next step at the outer level is no part of it"
    );
}

#[test]
fn a_list_below_copy_the_urls_names_them() {
    let list = "1. On the **Set up Kite Desk** section, copy the appropriate URL(s) as per your requirement.\n\n    \
                a. Login URL\n\n    b. Azure AD Identifier\n\n1. Select **Save**.";
    let facts = facts(&page(list, "1. Open Kite Desk."));
    assert_eq!(facts.copies, [Copied::EntraIdentifier, Copied::LoginUrl]);
    assert!(!facts.copies_generic);
}

#[test]
fn a_value_is_copied_within_one_sentence() {
    let facts = facts(&page(
        "1. Go on.",
        "1. Sign in to your Kite Desk site.\n\n    > [!NOTE]\n    > With a wrong setting nobody can enter the \
         application. For that case Kite Desk has a backup login URL.",
    ));
    assert_eq!(facts.copies, [], "another sentence is another matter");
}

#[test]
fn a_name_that_holds_the_directorys_name_keeps_its_sections() {
    let page = page("1. Go on.", "1. Open it.")
        .replace("Create Kite Desk test user", "Create Kite Bridge for Azure AD test user")
        .replace("Work with Kite Desk support", "Contact the Kite Bridge support team");
    assert_eq!(
        facts(&page).provisioning_all,
        [Way::ManualSupport],
        "a user at the application, not in Entra"
    );
}

#[test]
fn being_able_to_log_in_is_no_step() {
    let page = page("1. Go on.", "1. Open it.").replace(
        "Work with Kite Desk support to add the users.",
        "Whoever is able to log in to the home page needs nothing else. See how to configure automatic user provisioning.",
    );
    assert_eq!(facts(&page).provisioning_all, [Way::Automatic]);
}

#[test]
fn a_page_of_another_title_is_read() {
    for title in [
        "Implement federated sign-on between Microsoft Entra ID and Kite Desk",
        "Set up SAML single sign-on for Kite Desk with Microsoft Entra ID",
        "Enabling Single Sign-On for Kite Desk using Microsoft Entra ID (Azure AD)",
        "How to configure Azure AD SSO for Kite Desk",
    ] {
        let page =
            page("1. In the **Reply URL** box, type `https://kite.example/acs`.", "1. Open Kite Desk.")
                .replace("Tutorial: Microsoft Entra single sign-on (SSO) integration with Kite Desk", title);
        assert_eq!(facts(&page).app, "Kite Desk", "{title}");
    }
}

#[test]
fn a_table_of_explanations_is_no_table_of_claims() {
    let table = "1. Guests differ:\n\n    | Source attribute | For guests | For members | Sure |\n    \
                 |---|---|---|---|\n    | user.userprincipalname | mail | name | no |";
    assert_eq!(facts(&page(table, "1. Open Kite Desk.")).claims, []);
}

#[test]
fn copied_text_keeps_its_first_row_and_its_headings() {
    let copied = "Tutorial: Microsoft Entra single sign-on (SSO) integration with Kite Desk
Prerequisites
A Kite Desk subscription.
How we do it here
On the Basic SAML Configuration section, perform the following steps:
a. In the Identifier text box, type a value using one of these patterns:
| kite.example/a/<ORG> |
| kite.example |
b. In the Reply URL text box, type a URL using the following pattern:
https://kite.example/acs?org=<ORG>Complete the Kite Desk SSO Configuration
Open Kite Desk.
Configure Kite Desk SSO in the admin console
a. In the Issuer box, paste the Microsoft Entra Identifier value.
";
    let facts = facts(copied);
    assert_eq!(facts.identifier.patterns, ["kite.example/a/<ORG>"], "the first row is no header");
    assert_eq!(facts.identifier.fixed, ["kite.example"]);
    assert_eq!(facts.reply_url.patterns, ["https://kite.example/acs?org=<ORG>"], "the heading is cut off");
    assert_eq!(facts.copies, [Copied::EntraIdentifier], "a heading may say where");
}

#[test]
fn a_blank_between_scheme_and_placeholder_survives_copying() {
    let copied = "Tutorial: Microsoft Entra SSO integration with Kite Desk
Configure Microsoft Entra SSO
a. In the Reply URL text box, type a URL using the following pattern:
https:// <ORG>.kite.example/acsb. Select Save.
";
    assert_eq!(facts(copied).reply_url.patterns, ["https:// <ORG>.kite.example/acs"]);
}

/// A page as browsers copy it, with the given bullet and number before its items and this between cells.
fn copied(bullet: &str, number: &str, cell: &str) -> String {
    format!(
        "Microsoft Entra SSO integration with Kite Desk
Scenario description
{bullet}Kite Desk supports SP initiated SSO.
Add Kite Desk from the gallery
{number}In the Add from the gallery section, type Kite Desk in the search box.
Configure Microsoft Entra SSO
{number}On the Basic SAML Configuration section, perform the following steps:
a. In the Sign on URL text box, type a URL using one of these patterns:
Sign on URL
Production :
https://<ORG>.kite.example
b. In the Identifier text box, type one of:
kite.example
eu.kite.example
{number}Kite Desk expects these claims:
Name{cell}Source Attribute
team{cell}user.department
{number}In the SAML Signing Certificate section, find Certificate (Base64) and select Download.
Create Kite Desk test user
{number}Contact the Kite Desk support team.
"
    )
}

#[test]
fn what_a_browser_puts_before_items_changes_nothing() {
    let plain = read(copied("", "", "\t").as_bytes()).unwrap();
    assert_eq!(
        plain.facts.sign_on_url.patterns,
        ["https://<ORG>.kite.example"],
        "a name and a label are no values"
    );
    assert_eq!(
        plain.facts.identifier.fixed,
        ["kite.example", "eu.kite.example"],
        "hosts go on below one another"
    );
    assert_eq!(plain.facts.claims[0].name, "team", "tabs stand between cells");
    for (bullet, number) in [("  * ", "  1. "), ("•\t", "1.\t"), ("- ", "7) ")] {
        let other = read(copied(bullet, number, "\t").as_bytes()).unwrap();
        assert_eq!(other.form, Form::Plain, "numbers and bullets do not make Markdown: {bullet:?}");
        assert_eq!(other.facts, plain.facts, "{bullet:?}");
    }
}

#[test]
fn blanks_that_do_not_break_are_blanks() {
    let page = copied("- ", "", "\t");
    let hard: String = page
        .lines()
        .map(|line| if line.contains('\t') { line.to_owned() } else { line.replace(' ', "\u{a0}") })
        .collect::<Vec<_>>()
        .join("\r\n");
    assert_eq!(facts(&hard), facts(&page));
}

#[test]
fn a_title_that_names_no_application_is_doubted_and_not_taken_for_one() {
    let page = |title: &str| {
        format!(
            "# {title}\n\n1. In **Basic SAML Configuration**, set **Reply URL** to `https://kite.example/acs`.\n"
        )
    };
    let reading = read(page("Set up SAML SSO with Azure AD").as_bytes()).unwrap();
    assert_eq!(reading.facts.app, "Set up SAML SSO with Azure AD", "the directory is no application");
    assert!(reading.doubts.iter().any(|doubt| doubt.fact == "app"), "and a person has to name it");
    let told = page("Set up SAML SSO with Azure AD")
        .replace("1. In", "Single sign-on for Kite Desk with Azure AD:\n\n1. In");
    assert_eq!(facts(&told).app, "Kite Desk", "the text may say it");
    let nothing = "# Set up SAML SSO with Azure AD\n\nWrite to us, and we see to it.\n";
    assert_eq!(read(nothing.as_bytes()), Err(ReadError::NotATutorial), "no box, no tutorial");
}

#[test]
fn the_same_is_said_in_many_words() {
    for words in [
        "In the **Identifier** field, enter `urn:kite:desk`.",
        "For **Identifier**, enter: `urn:kite:desk`",
        "**Identifier** - `urn:kite:desk`",
        "Type `urn:kite:desk` in the **Identifier** text box.",
        "Enter the following value as the **Identifier**: `urn:kite:desk`",
        "Enter `urn:kite:desk` into the field **Identifier**.",
        "In the box called **Identifier**, write `urn:kite:desk`.",
        "The **Identifier** should be `urn:kite:desk`.",
        "Provide `urn:kite:desk` for the **Identifier**.",
    ] {
        let facts = facts(&page(&format!("1. {words}"), "1. Open Kite Desk."));
        assert_eq!(facts.identifier.fixed, ["urn:kite:desk"], "{words}");
    }
}

#[test]
fn a_word_without_marks_is_read_from_copied_text() {
    for words in [
        "Set the Identifier to KITE.",
        "Identifier: KITE",
        "Type KITE in the Identifier text box.",
        "Enter the following value as the Identifier: KITE",
        "In Identifier, paste KITE",
    ] {
        let copied = format!(
            "Microsoft Entra SSO integration with Kite Desk\nConfigure Microsoft Entra SSO\n{words}\n"
        );
        let reading = read(copied.as_bytes()).unwrap();
        assert_eq!(reading.facts.identifier.fixed, ["KITE"], "{words}");
        assert!(
            reading.doubts.iter().any(|doubt| doubt.fact == "identifier"),
            "and a person looks at it: {words}"
        );
    }
    let optional = "Microsoft Entra SSO integration with Kite Desk\nConfigure Microsoft Entra SSO\nIdentifier: optional\n";
    assert!(read(optional.as_bytes()).unwrap().facts.identifier.fixed.is_empty(), "a remark is no value");
}

#[test]
fn a_box_may_be_filled_from_what_the_application_shows() {
    let facts = facts(&page(
        "1. Add the URL provided in Kite Desk to the **Sign-on URL** in the **Set additional URLs** section.",
        "1. Open Kite Desk.",
    ));
    assert!(facts.sign_on_url.required && facts.sign_on_url.fixed.is_empty());
}

#[test]
fn capitals_that_say_whose_part_it_is_are_a_placeholder() {
    let steps = "1. In the **Reply URL** box, type `https://kite.example/acs?idp=TENANTIDP`.\n\n    \
                 > [!NOTE]\n    > This value is not real.";
    let facts = facts(&page(steps, "1. Open Kite Desk."));
    assert_eq!(facts.reply_url.patterns, ["https://kite.example/acs?idp=TENANTIDP"]);
    assert_eq!(facts.placeholders, ["TENANTIDP"]);
    let steps = steps.replace("TENANTIDP", "METADATA");
    assert!(
        super::read(page(&steps, "").as_bytes()).unwrap().facts.reply_url.patterns.is_empty(),
        "other capitals are not"
    );
}

#[test]
fn what_an_example_supposes_is_no_name_identifier() {
    let steps = "1. Choose the source. For example, if you want to use the number as user identifier, select user.employeeid.";
    assert_eq!(facts(&page(steps, "1. Open Kite Desk.")).name_id, None);
    let steps = "1. Set the **User Identifier** to user.mail.";
    assert_eq!(facts(&page(steps, "1. Open Kite Desk.")).name_id.as_deref(), Some("user.mail"));
}

#[test]
fn what_a_step_changes_the_name_identifier_to_wins() {
    let steps = "1. Kite Desk expects the **nameidentifier** to be the address (**user.address**). Edit the **Source \
                 attribute** and change it to **user.mail**.";
    assert_eq!(facts(&page(steps, "")).name_id.as_deref(), Some("user.mail"));
    let steps = "1. In the picture, **nameidentifier** is mapped with **user.userprincipalname**. Kite Desk expects \
                 **nameidentifier** to be mapped with **user.mail**, so edit it.";
    assert_eq!(facts(&page(steps, "")).name_id.as_deref(), Some("user.mail"), "the default is named first");
}

#[test]
fn a_function_as_name_identifier_is_read_and_doubted() {
    let steps = "1. In the **User Identifier** list, select **JoinPrefixes**.";
    let reading = read(page(steps, "").as_bytes()).unwrap();
    assert_eq!(reading.facts.name_id.as_deref(), Some("JoinPrefixes"));
    assert!(reading.doubts.iter().any(|doubt| doubt.fact == "name_id"));
}

#[test]
fn two_attributes_for_the_name_identifier_are_doubted() {
    let steps = "1. With mailboxes, set the **User Identifier** to user.mail.\n\n\
                 1. Without them, set the **User Identifier** to user.userprincipalname.";
    let reading = read(page(steps, "").as_bytes()).unwrap();
    assert_eq!(reading.facts.name_id.as_deref(), Some("user.mail"));
    let doubt = reading.doubts.iter().find(|doubt| doubt.fact == "name_id").unwrap();
    assert_eq!(doubt.candidates, ["user.mail", "user.userprincipalname"]);
}

#[test]
fn a_step_without_a_value_takes_none_from_the_next_step() {
    let steps = "1. On the **Basic SAML Configuration** section:\n\n    \
                 a. Copy **Service URL** from Kite Desk, paste it in the **Reply URL** box in Azure.\n\n    \
                 c. Click **Next**.";
    let facts = facts(&page(steps, ""));
    assert!(facts.reply_url.required);
    assert!(facts.reply_url.fixed.is_empty(), "{:?}", facts.reply_url.fixed);
}

#[test]
fn a_sentence_about_signing_in_does_not_change_the_side() {
    let steps = "1. In the **Sign on URL** textbox, type the URL used to sign into your Kite Desk site, which looks like \
                 this: `https://<board>.kite.example/`";
    assert!(facts(&page(steps, "")).sign_on_url.required);
}

#[test]
fn a_note_between_a_step_and_its_table_does_not_part_them() {
    let steps = "1. On the **Basic SAML Configuration** section:\n\n    \
                 a. In the **Sign on URL** textbox, type a URL.\n\n    \
                 > [!NOTE]\n    > People go there to sign in.\n\n    \
                 | **Sign on URL** |\n    |---|\n    | `https://<board>.kite.example` |\n    | `https://try.kite.example` |";
    let facts = facts(&page(steps, ""));
    assert_eq!(facts.sign_on_url.patterns, ["https://<board>.kite.example"]);
    assert_eq!(facts.sign_on_url.fixed, ["https://try.kite.example"]);
}

#[test]
fn both_sides_in_the_heading_open_the_portals_part() {
    let whole = page("", "").replace(
        "## Configure Microsoft Entra SSO\n",
        "## Configure Microsoft Entra ID with Kite Desk SSO\n\n\
         1. In the **Reply URL** text box, type `https://kite.example/acs`.\n",
    );
    assert_eq!(facts(&whole).reply_url.fixed, ["https://kite.example/acs"]);
}

#[test]
fn help_with_other_questions_is_no_way_to_come_to_exist() {
    let people = |text: &str| {
        facts(&page("", "").replace("Work with Kite Desk support to add the users.", text)).provisioning_all
    };
    let own = "People are created automatically when they sign in. For any other question, contact Kite Desk support.";
    assert_eq!(people(own), [Way::Jit]);
    assert_eq!(
        people("Send the user's address to the Kite Desk support team, and they invite her."),
        [Way::ManualSupport]
    );
}

#[test]
fn who_sets_up_the_side_is_read_without_a_heading_too() {
    let set_up = |step: &str| facts(&page("", step).replace("## Configure Kite Desk SSO\n\n", "")).app_config;
    assert_eq!(
        set_up(
            "1. To get single sign-on configured for your application, contact the Kite Desk support team and provide them the file."
        ),
        AppConfig::SupportTeam
    );
    assert_eq!(
        set_up(
            "1. To configure SSO for your application, follow the procedure in [Signing on](https://kite.example/help)."
        ),
        AppConfig::ExternalLink
    );
}

#[test]
fn a_box_with_a_colon_asks_whatever_the_verb() {
    let steps = "1. In the **Reply URL** text box, key in one of these:\n\n    \
                 | Region | Address |\n    |---|---|\n    | Europe | `https://eu.kite.example/acs` |\n    \
                 | Others | `https://kite.example/acs` |";
    assert_eq!(
        facts(&page(steps, "")).reply_url.fixed,
        ["https://eu.kite.example/acs", "https://kite.example/acs"]
    );
}
