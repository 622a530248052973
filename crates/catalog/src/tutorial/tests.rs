//! Pages written for the purpose, in the three forms and in the layouts of several years.

use super::*;

/// The configuration part of a page about a product that does not exist.
const KITE: &str = r#"---
title: 'Tutorial: Microsoft Entra single sign-on (SSO) integration with Kite Desk'
---

# Tutorial: Microsoft Entra single sign-on (SSO) integration with Kite Desk

## Scenario description

* Kite Desk supports **SP and IDP** initiated SSO.
* Kite Desk supports **Just In Time** user provisioning.

## Add Kite Desk from the gallery

1. In the **Add from the gallery** section, type **Kite Desk** in the search box.

## Configure and test Microsoft Entra SSO for Kite Desk

Configure and test it with a test user called **B.Simon**. For SSO to work, link the two.

## Configure Microsoft Entra SSO

1. On the **Basic SAML Configuration** section, if you wish to configure the application in **IDP** initiated mode, perform the following steps:

    a. In the **Identifier** text box, type a value using the following pattern:
    `urn:kite:<CUSTOMER_ID>`

    b. In the **Reply URL** text box, type a URL using one of the following patterns:

    | Region | Reply URL |
    |--------|-----------|
    | Europe | `https://eu.kite.example/acs/<CUSTOMER_ID>` |
    | Others | `https://kite.example/acs/<CUSTOMER_ID>` |

1. Click **Set additional URLs** and perform the following step if you wish to configure the application in **SP** initiated mode:

    In the **Sign-on URL** text box, type the URL:
    `https://kite.example/login`

    > [!NOTE]
    > These values are not real. Update these values with the actual Identifier and Reply URL.

1. Kite Desk expects these claims:

    | Name | Source Attribute |
    |------|------------------|
    | team | user.department |

1. On the **Set up single sign-on with SAML** page, in the **SAML Signing Certificate** section, find **Certificate (Base64)** and select **Download** to download the certificate.

1. On the **Set up Kite Desk** section, copy the appropriate URL(s) based on your requirement.

## Configure Kite Desk SSO

1. In a different web browser window, sign in to your Kite Desk company site as an administrator.

1. In the **Identity Provider URL** textbox, paste the **Login URL** value, which you copied.

### Create Kite Desk test user

Kite Desk supports just-in-time user provisioning, which is enabled by default.

## Test SSO
"#;

/// The same page as a browser copies it: no marks, and code glued to what follows.
const COPIED: &str = "Tutorial: Microsoft Entra single sign-on (SSO) integration with Kite Desk
Scenario description
- Kite Desk supports SP and IDP initiated SSO.
- Kite Desk supports Just In Time user provisioning.
Add Kite Desk from the gallery
In the Add from the gallery section, type Kite Desk in the search box.
Configure and test Microsoft Entra SSO for Kite Desk
Configure and test it with a test user called B.Simon. For SSO to work, link the two.
Configure Microsoft Entra SSO
On the Basic SAML Configuration section, if you wish to configure the application in IDP initiated mode, perform the following steps:
a. In the Identifier text box, type a value using the following pattern:
urn:kite:<CUSTOMER_ID>b. In the Reply URL text box, type a URL using one of the following patterns:
| Region | Reply URL |
| Europe | https://eu.kite.example/acs/<CUSTOMER_ID> |
| Others | https://kite.example/acs/<CUSTOMER_ID> |
Click Set additional URLs and perform the following step if you wish to configure the application in SP initiated mode:
In the Sign-on URL text box, type the URL:
https://kite.example/loginNote
These values are not real. Update these values with the actual Identifier and Reply URL.
Kite Desk expects these claims:
| Name | Source Attribute |
| team | user.department |
On the Set up single sign-on with SAML page, in the SAML Signing Certificate section, find Certificate (Base64) and select Download to download the certificate.
On the Set up Kite Desk section, copy the appropriate URL(s) based on your requirement.
Configure Kite Desk SSO
In a different web browser window, sign in to your Kite Desk company site as an administrator.
In the Identity Provider URL textbox, paste the Login URL value, which you copied.
Create Kite Desk test user
Kite Desk supports just-in-time user provisioning, which is enabled by default.
Test SSO
";

fn facts(page: &str) -> Facts {
    read(page.as_bytes()).unwrap().facts
}

#[test]
fn markdown_and_copied_text_say_the_same() {
    let (marked, copied) = (read(KITE.as_bytes()).unwrap(), read(COPIED.as_bytes()).unwrap());
    assert_eq!((marked.form, copied.form), (Form::Markdown, Form::Plain));
    assert_eq!(marked.facts, copied.facts, "the form of a page does not change what it says");
}

#[test]
fn the_fields_are_read_with_their_modes() {
    let facts = facts(KITE);
    assert_eq!(facts.app, "Kite Desk");
    assert_eq!(facts.sso_initiated, [Starter::Idp, Starter::Sp]);
    assert_eq!(facts.identifier.patterns, ["urn:kite:<CUSTOMER_ID>"]);
    assert_eq!(facts.reply_url.patterns.len(), 2, "one per region");
    assert_eq!(facts.sign_on_url.fixed, ["https://kite.example/login"]);
    assert_eq!(facts.sign_on_url.mode, Some(Starter::Sp), "only where the application starts");
    assert_eq!(facts.relay_state, None);
    assert_eq!(facts.placeholders, ["CUSTOMER_ID"]);
}

#[test]
fn what_passes_between_the_sides_is_read() {
    let facts = facts(KITE);
    assert_eq!(facts.certificate, CertificateForm::Base64);
    assert_eq!(facts.copies, [Copied::LoginUrl], "the one that is pasted by name");
    assert!(!facts.copies_generic, "a named value is more than “the appropriate URLs”");
    assert_eq!(facts.app_config, AppConfig::AdminSteps);
    assert_eq!(facts.jit, Some(true));
    assert_eq!(facts.provisioning_all, [Way::Jit]);
    assert_eq!(facts.test_user.as_deref(), Some("B.Simon"));
    let claim = &facts.claims[0];
    assert_eq!((claim.name.as_str(), claim.source.as_deref()), ("team", Some("user.department")));
}

#[test]
fn html_says_the_same_and_its_navigation_nothing() {
    let mut body = String::new();
    pulldown_cmark::html::push_html(
        &mut body,
        pulldown_cmark::Parser::new_ext(
            KITE.split("---\n").nth(2).unwrap(),
            pulldown_cmark::Options::ENABLE_TABLES,
        ),
    );
    let page = format!(
        "<!DOCTYPE html><html><body><nav>In the <b>Relay State</b> textbox, type `x`</nav><main>{body}</main></body></html>"
    );
    let reading = read(page.as_bytes()).unwrap();
    assert_eq!(reading.form, Form::Html);
    assert_eq!(reading.facts, facts(KITE));
}

#[test]
fn every_value_has_its_place() {
    let reading = read(KITE.as_bytes()).unwrap();
    let place = reading.places.iter().find(|place| place.fact == "identifier").unwrap();
    assert!(
        KITE.lines().nth(place.line - 1).unwrap().contains("Identifier"),
        "line {} asks for it",
        place.line
    );
    assert!(
        KITE[place.span.0..place.span.1].contains("urn:kite:<CUSTOMER_ID>"),
        "and the span holds the value"
    );
    assert!(place.confidence > 90);
}

#[test]
fn what_the_application_hands_out_is_known_to_come_later() {
    let page = KITE.replace(
        "type the URL:\n    `https://kite.example/login`",
        "you will get this value, which is explained later.",
    );
    let reading = read(page.as_bytes()).unwrap();
    assert!(reading.facts.sign_on_url.required && reading.facts.sign_on_url.from_app);
    assert!(reading.facts.sign_on_url.fixed.is_empty());
}

#[test]
fn a_slip_in_a_value_is_doubted() {
    let page = KITE.replace("`urn:kite:<CUSTOMER_ID>`", "`https://kite.example/>CUSTOMER_ID`");
    let reading = read(page.as_bytes()).unwrap();
    assert!(reading.doubts.iter().any(|doubt| doubt.fact == "identifier"), "{:?}", reading.doubts);
}

#[test]
fn a_placeholder_with_blanks_survives_copying() {
    let page = COPIED.replace("urn:kite:<CUSTOMER_ID>b. In", "https://<your company>.kite.exampleb. In");
    assert_eq!(facts(&page).identifier.patterns, ["https://<your company>.kite.example"]);
}

#[test]
fn other_languages_and_other_texts_are_refused_by_name() {
    let german = "# Tutorial: Integration von Kite Desk\n".to_owned()
        + &"Klicken Sie auf die Schaltfläche und geben Sie das Kennwort ein, damit der Benutzer nicht gesperrt wird. ".repeat(8);
    assert_eq!(read(german.as_bytes()), Err(ReadError::Language { language: "German" }));
    let arabic = "انقر فوق الزر ثم اكتب اسم المستخدم في المربع. ".repeat(20);
    assert_eq!(read(arabic.as_bytes()), Err(ReadError::Language { language: "another language" }));
    let finnish =
        "Valitse painike ja kirjoita nimi, jos se on tyhjä, tai napsauta kenttää ja valitse käyttäjä. "
            .repeat(8);
    assert_eq!(read(finnish.as_bytes()), Err(ReadError::Language { language: "Finnish" }));
    let japanese = "Kite Desk をクリックして、ユーザーを作成します。".repeat(20);
    assert_eq!(read(japanese.as_bytes()), Err(ReadError::Language { language: "Japanese" }));
    assert_eq!(read(b"A shopping list: apples, pears, and the rest."), Err(ReadError::NotATutorial));
    assert_eq!(read(b"  \n "), Err(ReadError::Empty));
    assert_eq!(read(&[0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2, 0, 0]), Err(ReadError::NotText));
    assert_eq!(read(&vec![b'a'; MOST_BYTES + 1]), Err(ReadError::TooLarge { bytes: MOST_BYTES + 1 }));
}

#[test]
fn no_cut_and_no_stray_byte_breaks_the_reader() {
    for page in [KITE, COPIED] {
        for at in (0..page.len()).step_by(241) {
            let _ = read(&page.as_bytes()[..at]);
            let mut torn = page.as_bytes().to_vec();
            torn[at] = 0xc3;
            let _ = read(&torn);
        }
    }
    let deep = format!("{KITE}{}", "> ".repeat(3_000));
    assert!(read(deep.as_bytes()).is_ok(), "depth costs nothing");
    let nested =
        format!("<html><body><h1>Tutorial: Azure AD integration with X</h1>{}", "<div>".repeat(9_000));
    let _ = read(nested.as_bytes());
}

#[test]
fn utf_16_is_text_too() {
    let bytes: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(KITE.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read(&bytes).unwrap().facts, facts(KITE));
}

/// Steps that are indented too far are read as prose; where they stand is told in the page, not in what was left of it.
#[test]
fn a_value_in_prose_that_looks_like_code_has_its_true_place() {
    let page = "# Tutorial: Microsoft Entra single sign-on (SSO) integration with Kite Désk\n\n\
         ## Configure Microsoft Entra SSO\n\n\
         1. In the **Basic SAML Configuration** section, enter the values for the following fields:\n\n\
         \u{20}        a. In the **Identifier** text box, type a value using this pattern: `urn:kité:<CUSTOMER_ID>`\n\n\
         \u{20}        b. In the **Reply URL** text box, type one of these: \n\n\
         \u{20}        | **Reply URL** |\n\
         \u{20}        |---|\n\
         \u{20}        | `https://<KITÉ>.kite.example/acs` |\n\
         \u{20}        | `https://<KITÉ>.eu.kite.example/acs` |\n";
    let reading = read(page.as_bytes()).unwrap();
    for (fact, value) in [("identifier", "urn:kité:<CUSTOMER_ID>"), ("reply_url", "kite.example/acs")] {
        let places: Vec<_> = reading.places.iter().filter(|place| place.fact == fact).collect();
        assert!(!places.is_empty(), "{fact}: {:?}", reading.facts);
        for place in places {
            let span = page.get(place.span.0..place.span.1).expect("a span ends between letters");
            assert!(span.contains(value), "{fact}: {span:?}");
            let line = page.lines().nth(place.line - 1).unwrap();
            assert!(line.contains(span.lines().next().unwrap().trim()), "{fact}: {line:?} and {span:?}");
        }
    }
}

#[test]
fn an_entity_counts_as_long_as_it_stands_in_the_page() {
    let page = "<!DOCTYPE html><html><body><main><h1>Tutorial: Microsoft Entra SSO integration with Kite Desk</h1>\
        <h2>Configure Microsoft Entra SSO</h2><ol><li><p>In the <b>Identifier</b> text box, type the value: \
        <code>urn:kite:&lt;CUSTOMER&gt;:désk</code></p></li></ol></main></body></html>";
    let reading = read(page.as_bytes()).unwrap();
    let place = reading.places.iter().find(|place| place.fact == "identifier").unwrap();
    let span = page.get(place.span.0..place.span.1).expect("a span ends between letters");
    assert!(span.contains("urn:kite:&lt;CUSTOMER&gt;:désk"), "{span:?}");
}

#[test]
fn thousands_of_patterns_and_values_are_read_in_time() {
    let rows = |host: &str| {
        (0..2_500)
            .fold(String::new(), |text, at| text + &format!("* `https://{host}.kite{at}.example/acs`\n"))
    };
    let page = format!(
        "# Tutorial: Microsoft Entra SSO integration with Kite Desk\n\n## Configure Microsoft Entra SSO\n\n\
         In the **Reply URL** text box, type a URL using one of the following patterns:\n\n{}{}",
        rows("<tenant>"),
        rows("yourname")
    );
    let began = std::time::Instant::now();
    assert!(read(page.as_bytes()).unwrap().facts.reply_url.required);
    assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
}
