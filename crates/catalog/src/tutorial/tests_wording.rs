//! Wordings that are easily misread; every page is written for the purpose.

use super::*;

fn page(steps: &str, app_side: &str, user: &str) -> String {
    format!(
        "# Tutorial: Azure Active Directory integration with Kite Desk\n\n\
         ## Prerequisites\n\n* A Kite Desk account.\n\n\
         ### Configure Azure AD single sign-on\n\n{steps}\n\n\
         1. On the **SAML Signing Certificate** section, click **Certificate (Base64)** and then save the file.\n\n\
         {app_side}\n\n\
         ### Create Kite Desk test user\n\n{user}\n\n### Test single sign-on\n"
    )
}

const PLAIN: &str = "1. On the **Kite Desk Domain and URLs** section:\n\n    a. In the **Reply URL** textbox, type `https://kite.example/acs`";
const SUPPORT: &str = "Work with the Kite Desk support team to add the users.";

fn reading(page: &str) -> Reading {
    read(page.as_bytes()).unwrap()
}

fn doubts(reading: &Reading, fact: &str) -> usize {
    reading.doubts.iter().filter(|doubt| doubt.fact == fact).count()
}

#[test]
fn the_hidden_original_of_a_translated_page_is_not_read() {
    let double = |text: &str| {
        format!(
            "<span data-ttu-id=\"a-1\">{text}</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">{text}</span></span>"
        )
    };
    let steps = format!(
        "1. {}\n\n    a. {}\n\n    | {} | {} |\n    | --- | --- |\n    | {} | {} |",
        double("On the **Kite Desk Domain and URLs** section, perform the following steps:"),
        double("In the **Reply URL** textbox, type `https://kite.example/acs`"),
        double("Attribute Name"),
        double("Attribute Value"),
        double("email"),
        double("user.mail"),
    );
    let markdown = page(&steps, "", SUPPORT).replacen(
        "Tutorial: Azure Active Directory integration with Kite Desk",
        &double("Tutorial: Azure Active Directory integration with Kite Desk"),
        1,
    );
    let facts = reading(&markdown).facts;
    assert_eq!(facts.app, "Kite Desk");
    assert_eq!(facts.reply_url.fixed, ["https://kite.example/acs"]);
    assert_eq!((facts.claims[0].name.as_str(), facts.claims.len()), ("email", 1));

    let html = format!(
        "<html><body><h1>{}</h1><h3>Configure Azure AD single sign-on</h3><ol><li><p>{}</p></li></ol></body></html>",
        double("Tutorial: Azure Active Directory integration with Kite Desk"),
        double("In the <strong>Reply URL</strong> textbox, type <code>https://kite.example/acs</code>"),
    );
    let facts = reading(&html).facts;
    assert_eq!(
        (facts.app.as_str(), facts.reply_url.fixed),
        ("Kite Desk", vec!["https://kite.example/acs".to_owned()])
    );
}

#[test]
fn a_sample_company_is_to_be_replaced_where_the_values_are_not_real() {
    let steps = "1. On the **Kite Desk Domain and URLs** section:\n\n    \
        a. In the **Sign-on URL** textbox, type a URL using the following pattern: `https://company.kite.example/in`\n\n    \
        b. In the **Identifier** textbox, type a URL using the following pattern: `urn:kite:contoso`";
    let note = "\n\n    > [!NOTE]\n    > These values are not the real. Update these values with the actual Sign-on URL and Identifier.";
    let unreal = reading(&page(&format!("{steps}{note}"), "", SUPPORT)).facts;
    assert_eq!(unreal.sign_on_url.patterns, ["https://company.kite.example/in"]);
    assert_eq!(unreal.identifier.patterns, ["urn:kite:contoso"]);
    assert_eq!(unreal.placeholders, ["contoso", "company"]);
    let real = reading(&page(steps, "", SUPPORT)).facts;
    assert_eq!(real.identifier.fixed, ["urn:kite:contoso"], "nothing says that it is no real one");
}

#[test]
fn a_value_that_is_not_real_and_has_nothing_to_replace_is_doubted() {
    let note = "\n\n    > [!NOTE]\n    > This value is not real. Update it with the actual Reply URL.";
    let read = reading(&page(&format!("{PLAIN}{note}"), "", SUPPORT));
    assert_eq!(doubts(&read, "reply_url"), 1, "{:?}", read.doubts);
    assert_eq!(doubts(&reading(&page(PLAIN, "", SUPPORT)), "reply_url"), 0);
}

#[test]
fn back_slashes_before_brackets_are_no_part_of_a_value() {
    let steps = PLAIN.replace("https://kite.example/acs", r"https://kite.example/\<tenant\>");
    let facts = reading(&page(&steps, "", SUPPORT)).facts;
    assert_eq!(facts.reply_url.patterns, ["https://kite.example/<tenant>"]);
}

#[test]
fn people_made_at_their_first_sign_on_may_be_switched_on_among_the_steps() {
    let app = "1. In a different web browser window, sign on to your Kite Desk site as an administrator.\n\n    \
        a. In the **Just-In-Time User Provisioning** section, select **Enable Just-In-Time User Provisioning**.";
    let manual = "The users must be created manually. Click **Add user**.";
    let read = reading(&page(PLAIN, app, manual));
    assert_eq!(read.facts.jit, Some(true));
    assert_eq!(read.facts.provisioning, Way::ManualAdmin, "the section has the first word");
    assert!(doubts(&read, "jit") > 0, "the page says both");
}

#[test]
fn a_name_with_a_colon_alone_asks_for_what_is_listed_below_it() {
    let steps = "1. Click **Show Advanced URL configuration** and configure the below URLs\n\n    \
        **Reply URL**: `https://kite.example/acs`\n\n    **Relay State**:\n\n    \
        - For the desk, use `https://desk.kite.example`\n\n    - For the loft, use `https://loft.kite.example`";
    let facts = reading(&page(steps, "", SUPPORT)).facts;
    let relay = facts.relay_state.unwrap();
    assert_eq!(relay.fixed, ["https://desk.kite.example", "https://loft.kite.example"]);
    let bare = reading(&page(
        "1. See to it.\n\n    **Relay State**:\n\n    Whatever you like best for your people.",
        "",
        SUPPORT,
    ));
    assert!(bare.facts.relay_state.is_none(), "without a value nothing is asked for");
}

#[test]
fn steps_of_both_sides_alternate() {
    let steps = "1. In a different web browser window, sign on to your Kite Desk tenant as an administrator.\n\n\
        1. Copy **Entity Id** and **Assertion Consumer Access (ACS) Url**.\n\n\
        1. On Azure portal, under **Kite Desk Domain and URLs**, perform the following steps if you want to configure SSO in **IdP Initiated** mode\n\n    \
        a. In the **Identifier** textbox, enter the **Entity ID** copied from the Kite Desk portal\n\n\
        1. If you want to configure SSO in **SP Initiated**, then click Show Advanced URL settings and configure the sign-on URL with the following pattern:\n\n    \
        `https://kite.example/in/<AccountId>`";
    let facts = reading(&page(steps, "", SUPPORT)).facts;
    assert!(facts.identifier.required && facts.identifier.from_app, "{:?}", facts.identifier);
    assert_eq!(facts.sign_on_url.patterns, ["https://kite.example/in/<AccountId>"]);
}

#[test]
fn boxes_at_the_application_are_none_of_the_portals() {
    let app = "1. To configure the SSO in the application, follow the below steps:\n\n    \
        a. Log in to Kite Desk app using admin credentials.\n\n    \
        b. In the **Entity ID** textbox, enter the URL as `http://other.kite.example/sp`.\n\n    \
        c. Paste the **Sign-Out URL** in the **Logout URL** textbox.";
    let facts = reading(&page(PLAIN, app, SUPPORT)).facts;
    assert!(!facts.identifier.required && facts.logout_url.is_none(), "{facts:?}");
    assert_eq!(facts.copies, [Copied::LogoutUrl]);
}

#[test]
fn values_sent_to_the_vendor_may_be_listed() {
    let app = "1. To get SSO configured for your application, contact the [Kite Desk support team](mailto:support@kite.example) and provide them with the following:\n\n    \
        \u{2022}  The downloaded **Certificate file**\n\n    \u{2022}  The **SAML Single Sign-On Service URL**\n\n    \u{2022}  The **SAML Entity ID**";
    assert_eq!(reading(&page(PLAIN, app, SUPPORT)).facts.copies, [Copied::EntraIdentifier, Copied::LoginUrl]);
    let pasted = "1. In Kite Desk, in the **Issuer** box, paste the value for **Microsoft Entra Identifier** that you copied.";
    assert_eq!(reading(&page(PLAIN, pasted, SUPPORT)).facts.copies, [Copied::EntraIdentifier]);
}

#[test]
fn a_metadata_address_that_no_step_takes_in_entra_may_be_the_vendors() {
    let app = "1. Paste the federation metadata URL that support gave you into the **Document** box.";
    let read = reading(&page(PLAIN, app, SUPPORT));
    assert!(doubts(&read, "copies") > 0, "{:?}", read.doubts);
}

#[test]
fn a_path_may_be_a_value_without_marks() {
    let text = "Tutorial: Azure Active Directory integration with Kite Desk\nConfigure Azure AD single sign-on\n\
        On the Kite Desk Domain and URLs section, perform the following steps:\n\
        a. In the Reply URL textbox, type a URL: https://kite.example/acs\n\
        b. In the Relay State textbox, type a URL: /in/saml_login\nTest single sign-on\n";
    assert_eq!(reading(text).facts.relay_state.unwrap().fixed, ["/in/saml_login"]);
}

#[test]
fn a_guide_to_open_id_connect_may_name_it_twice_only() {
    let text = "# Microsoft Entra single sign-on (SSO) integration with Kite Desk\n\n## Configure Microsoft Entra SSO\n\n\
        1. Under **Endpoints**, copy the **OpenID Connect metadata document** link.\n\n\
        1. Go to **Client secrets** and select **New client secret**.\n\n## Configure Kite Desk SSO\n\n\
        To complete the OAuth federation, send the client secret to the support team.\n";
    assert_eq!(reading(text).facts.kind, Guide::Oidc);
}

#[test]
fn how_a_value_begins_is_no_value() {
    let steps = "1. On the **Kite Desk Domain and URLs** section:\n\n    \
        a. **Identifier** is the **Audience URI** from Kite Desk, starts with `urn:`\n\n    \
        b. **Reply URL** is the **Post-back URL** from Kite Desk, starts with `https://`";
    let read = reading(&page(steps, "", SUPPORT));
    assert!(
        read.facts.identifier.fixed.is_empty() && read.facts.reply_url.fixed.is_empty(),
        "{:?}",
        read.facts
    );
    assert!(doubts(&read, "identifier") > 0 && doubts(&read, "reply_url") > 0);
}

#[test]
fn environments_one_below_the_other_are_alternatives() {
    let text = "Tutorial: Azure Active Directory integration with Kite Desk\nConfigure Azure AD single sign-on\n\
        On the Kite Desk Domain and URLs section, perform the following steps:\n\
        a. In the Identifier textbox, type a URL:\nFor Production Environment: KITE_Azure\nFor Test Environment: KITE_Azure_Test\n\
        b. In the Reply URL textbox, type a URL: https://kite.example/acs\nTest single sign-on\n";
    assert_eq!(reading(text).facts.identifier.fixed, ["KITE_Azure", "KITE_Azure_Test"]);
}

#[test]
fn a_few_marks_on_one_line_do_not_make_markdown() {
    let text = "Tutorial: Azure Active Directory integration with Kite Desk\nIn this tutorial, you learn how.\n\
        Configure Azure AD single sign-on\na. In the Reply URL textbox, type a URL: https://kite.example/acs\n\
        Check **this** and **that** and ![one](a.png) and ![two](b.png) and **three** and **four** and **five**.\n";
    let read = reading(text);
    assert_eq!((read.form, read.facts.app.as_str()), (Form::Plain, "Kite Desk"));
}

#[test]
fn the_article_before_a_name_is_the_sentences() {
    let named = |title: &str| reading(&page(PLAIN, "", SUPPORT).replacen("Kite Desk", title, 1)).facts.app;
    assert_eq!(named("a Kite Desk Organization"), "Kite Desk Organization");
    assert_eq!(named("A Kite Desk"), "A Kite Desk", "a name may begin with one");
}

#[test]
fn an_attribute_that_no_claim_carries_is_said() {
    let steps = format!(
        "{PLAIN}\n\n1. Kite Desk wants the team as well; it is to be filled from **user.department**.\n\n    \
         | Attribute Name | Attribute Value |\n    | --- | --- |\n    | mail | user.mail |"
    );
    let read = reading(&page(&steps, "", SUPPORT));
    assert_eq!(read.facts.claims.len(), 1);
    let doubt = read.doubts.iter().find(|doubt| doubt.fact == "claims").unwrap();
    assert_eq!(doubt.candidates, ["user.department"]);
}

#[test]
fn words_of_the_trade_about_first_sign_ons_are_said_wherever_they_stand() {
    let manual = "The users must be created manually. Click **Add user**.";
    let said = format!("{manual}\n\nThe JIT option of Kite Desk is described elsewhere.");
    assert!(doubts(&reading(&page(PLAIN, "1. Auto-create is off at first.", manual)), "jit") > 0);
    assert_eq!(doubts(&reading(&page(PLAIN, "", manual)), "jit"), 0);
    assert!(
        reading(&page(PLAIN, "", &said)).facts.jit == Some(true)
            || doubts(&reading(&page(PLAIN, "", &said)), "jit") > 0
    );
    let denied = format!("{manual} Kite Desk does not know just-in-time provisioning.");
    assert_eq!(reading(&page(PLAIN, "", &denied)).facts.provisioning, Way::ManualAdmin);
}

#[test]
fn a_guide_that_never_speaks_of_saml_is_asked_about() {
    let text = "# Microsoft Entra single sign-on integration with Kite Desk\n\n## Configure Microsoft Entra single sign-on\n\n\
        1. Open the page and switch it on.\n\n## Configure Kite Desk\n\nAsk their team.\n";
    let read = reading(text);
    assert_eq!(doubts(&read, "kind"), 1);
    let mut draft = crate::draft::Draft::from_reading(&read, None).unwrap();
    assert!(draft.answer("kind", "oidc").is_err(), "no recipe leads through that");
    draft.answer("kind", "saml").unwrap();
}

#[test]
fn a_box_that_is_filled_with_a_copy_and_was_not_read_is_said() {
    let steps =
        format!("{PLAIN}\n\n1. Beside the **Identifier** box, enter what you copied from the vendor's mail.");
    assert!(doubts(&reading(&page(&steps, "", SUPPORT)), "identifier") > 0);
}

#[test]
fn what_nobody_has_to_do_is_no_way_to_come_to_exist() {
    let user = "You don't need to create a user in Kite Desk. Users of the directory can sign on.";
    let read = reading(&page(PLAIN, "", user));
    assert_eq!(read.facts.provisioning, Way::None);
    assert!(doubts(&read, "provisioning") > 0 && doubts(&read, "jit") > 0, "{:?}", read.doubts);
    let assertion = "It is not necessary to create a test user. User accounts will be provisioned based on the SAML assertion.";
    assert_eq!(reading(&page(PLAIN, "", assertion)).facts.jit, Some(true));
}

#[test]
fn support_beside_an_administrators_steps_is_doubted() {
    let steps = "1. Click **User Access** and then enter the name.\n\n> [!NOTE]\n> To create users in bulk, contact the Kite Desk support team.";
    assert!(doubts(&reading(&page(PLAIN, "", steps)), "provisioning") > 0);
    assert_eq!(doubts(&reading(&page(PLAIN, "", SUPPORT)), "provisioning"), 0);
}

#[test]
fn a_table_of_both_sides_names_is_said() {
    let app = "## Configure Kite Desk SSO\n\n1. Take the values and update them as the table shows.\n\n    \
        | Kite Desk URL | Microsoft Entra ID field |\n    | --- | --- |\n    | Audience | Identifier (Entity ID) |\n    | Assertion | Reply URL |";
    let steps = "1. The fields will populate later.";
    let read = reading(&page(steps, app, SUPPORT));
    assert!(doubts(&read, "identifier") > 0 && doubts(&read, "reply_url") > 0, "{:?}", read.doubts);
}

#[test]
fn a_host_that_lost_a_part_is_doubted() {
    let lost = PLAIN.replace("https://kite.example/acs", "https://.kite.example/acs");
    assert!(doubts(&reading(&page(&lost, "", SUPPORT)), "reply_url") > 0);
}

#[test]
fn comments_of_a_script_are_no_headings() {
    let text = "Implement federated authentication between Microsoft Entra ID and Kite Desk\nIn this article, you read on.\n\
        In the Basic SAML Configuration section, follow these steps:\n- In the Reply URL box, enter this value:\n\
        https://kite.example/acs\n# Path of the certificate\n$cert = 1\n# Name of the realm\n$realm = 2\n";
    let read = reading(text);
    assert_eq!((read.form, read.facts.app.as_str()), (Form::Plain, "Kite Desk"));
    assert_eq!(read.facts.reply_url.fixed, ["https://kite.example/acs"]);
}

#[test]
fn what_goes_into_a_box_may_have_a_boxs_name() {
    let steps = "1. On the **Kite Desk Domain and URLs** section:\n\n    \
        a. In the **Reply URL** textbox, enter the **Assertion Consumer Service (ACS) Url** copied from Kite Desk.";
    let facts = reading(&page(steps, "", SUPPORT)).facts;
    assert!(facts.reply_url.required && facts.reply_url.from_app, "{:?}", facts.reply_url);
}

#[test]
fn a_step_may_make_sure_of_a_value() {
    let steps = "1. On the **Kite Desk Domain and URLs** section:\n\n   1. Make sure **Reply URL** is set to: https://kite.example/acs.";
    assert_eq!(reading(&page(steps, "", SUPPORT)).facts.reply_url.fixed, ["https://kite.example/acs"]);
}

#[test]
fn a_company_of_examples_is_doubted_though_nothing_calls_it_unreal() {
    let steps = PLAIN.replace("kite.example", "sites.contoso.local");
    assert!(doubts(&reading(&page(&steps, "", SUPPORT)), "reply_url") > 0);
}

#[test]
fn the_name_identifier_may_stand_in_the_table_of_claims() {
    let steps = format!(
        "{PLAIN}\n\n1. Kite Desk expects these attributes:\n\n    | Name | Source Attribute |\n    | --- | --- |\n    \
         | team | user.department |\n    | Name identifier value | user.mail |"
    );
    let read = reading(&page(&steps, "", SUPPORT));
    assert_eq!(read.facts.name_id.as_deref(), Some("user.mail"));
    assert_eq!(read.facts.claims.len(), 1);
    assert!(doubts(&read, "name_id") > 0);
}

#[test]
fn a_thumbprint_is_located() {
    let text = page(PLAIN, "", SUPPORT)
        .replace("click **Certificate (Base64)** and then save the file", "locate the **THUMBPRINT**");
    assert_eq!(reading(&text).facts.certificate, CertificateForm::Thumbprint);
}

#[test]
fn a_manual_task_is_whose_steps_follow() {
    let way = |user: &str| reading(&page(PLAIN, "", user)).facts.provisioning;
    let manual = "In the case of Kite Desk, provisioning is a manual task.";
    let ask = "To get users created, contact the Kite Desk support team.";
    assert_eq!(way(&format!("{manual}\n\n{ask}")), Way::ManualSupport);
    assert_eq!(
        way(&format!("{manual}\n\n1. Sign in to Kite Desk.\n\n1. Click **Add user**.")),
        Way::ManualAdmin
    );
    let noted = "1. Click **People** and then enter the name.\n\n> [!NOTE]\n> For many users at once, contact the Kite Desk support team.";
    assert_eq!(way(noted), Way::ManualAdmin, "a note is for what the steps do not do");
    assert_eq!(
        way("1. Select **Collaborators**.\n\n1. Fill in the address."),
        Way::ManualAdmin,
        "steps alone say it"
    );
    let both = format!("After the user has manually been created, they can sign in.\n\n> [!NOTE]\n> {ask}");
    assert_eq!(way(&both), Way::ManualAdmin);
}

#[test]
fn a_name_identifier_is_never_taken_over_unseen() {
    let steps =
        format!("{PLAIN}\n\n1. Kite Desk expects the **Name identifier** to be mapped with **user.mail**.");
    let read = reading(&page(&steps, "", SUPPORT));
    assert_eq!(read.facts.name_id.as_deref(), Some("user.mail"));
    assert!(doubts(&read, "name_id") > 0, "a person confirms it");
    let elsewhere = "1. In Kite Desk, the **NameID** must be the address.";
    assert!(doubts(&reading(&page(PLAIN, elsewhere, SUPPORT)), "name_id") > 0, "and where it was not read");
}

#[test]
fn an_attribute_that_entra_does_not_have_is_said() {
    let steps = format!(
        "{PLAIN}\n\n1. Kite Desk expects these attributes:\n\n    | Name | Source Attribute |\n    | --- | --- |\n    | mail | user.emial |\n    | team | user.extensionattribute2 |"
    );
    let read = reading(&page(&steps, "", SUPPORT));
    let doubt = read.doubts.iter().find(|doubt| doubt.fact == "claims").unwrap();
    assert_eq!(doubt.candidates, ["user.emial"]);
}

/// As a vendor's own help centre may put it.
const VENDOR: &str = "# Kite Desk: SAML single sign-on with Microsoft Entra ID\n\nKite Desk accepts sign-ons from Entra.\n\n\
    ## 1. Fill in Basic SAML Configuration\n\n\
    Set the **Identifier (Entity ID)** to `urn:kite:desk` and the **Reply URL** to `https://kite.example/<team>/acs`; the **Sign on URL** is `https://kite.example/<team>`.\n\n\
    ### Relay State\n\n`https://kite.example/start`\n\n\
    ## 2. Certificate\n\nDownload **Certificate (Base64)** and save it.\n\n\
    ## Kite accounts\n\nAn account is created automatically at the first sign-in.\n";

#[test]
fn a_vendors_own_guide_is_read_as_well() {
    let facts = reading(VENDOR).facts;
    assert_eq!(facts.app, "Kite Desk");
    assert_eq!(facts.identifier.fixed, ["urn:kite:desk"]);
    assert_eq!(facts.reply_url.patterns, ["https://kite.example/<team>/acs"]);
    assert_eq!(facts.sign_on_url.patterns, ["https://kite.example/<team>"]);
    assert_eq!(facts.relay_state.unwrap().fixed, ["https://kite.example/start"]);
    assert_eq!(facts.jit, Some(true));
    let clicked = VENDOR.replace(
        "Set the **Identifier (Entity ID)** to `urn:kite:desk` and",
        "1. Under **Identifier (Entity ID)** click *Add identifier* and type `urn:kite:desk`.\n1. Set",
    );
    assert_eq!(reading(&clicked).facts.identifier.fixed, ["urn:kite:desk"]);
}

#[test]
fn a_guide_without_a_name_in_its_title_is_read_and_asked_about() {
    let text = VENDOR.replacen(
        "Kite Desk: SAML single sign-on with Microsoft Entra ID",
        "Administration, chapter nine",
        1,
    );
    assert!(doubts(&reading(&text), "app") > 0);
}

#[test]
fn a_product_s_name_is_no_word_about_people() {
    let page = "# Tutorial: Microsoft Entra SSO integration with Reach\n\n## Configure Microsoft Entra SSO\n\n\
                1. In the **Reply URL** text box, type `https://reach.example/acs`.\n\n### Create Reach test user\n\n\
                Contact supports just-in-time user provisioning. A new user is created after authentication.\n"
        .replace("Reach", "Contact");
    let facts = read(page.as_bytes()).unwrap().facts;
    assert_eq!(facts.provisioning_all, [Way::Jit]);
}

#[test]
fn redirect_uris_and_client_secrets_are_openid_connect() {
    let page = "# Tutorial: Microsoft Entra SSO integration with Kite Desk\n\n## Configure Microsoft Entra SSO\n\n\
                1. In the **Redirect URIs** box, type `https://kite.example/token`.\n\n1. Open **Client secrets** and add one.\n";
    assert_eq!(read(page.as_bytes()).unwrap().facts.kind, Guide::Oidc);
}

#[test]
fn only_the_section_of_the_test_user_says_how_people_arrive() {
    let other = "#### Configure user profiles\n\n1. Click **Create new user** and enter a name.";
    let facts = reading(&page(PLAIN, other, SUPPORT)).facts;
    assert_eq!(facts.provisioning_all, [Way::ManualSupport]);
}

#[test]
fn what_an_administrator_is_told_in_prose_is_a_way_and_a_question() {
    for told in [
        "To make a test user, select **Staff** from the menu and fill out the form.",
        "Create a new user in **Kite Security** with the outside provider.",
    ] {
        let read = reading(&page(PLAIN, "", told));
        assert_eq!(read.facts.provisioning, Way::ManualAdmin, "{told}");
        assert!(doubts(&read, "provisioning") > 0, "{told}");
    }
}
