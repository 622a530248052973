//! An application that no gallery and no recipe knows, from its tutorial's file to a proven sign-on.

use doorward_tests::{
    Machine, Trouble, Walk, Window,
    camera::Camera,
    case::{HARBOR_LEDGER, KITE_DESK},
    walk::Theme,
};
use std::{fs, path::Path};

/// Pictures of the end-to-end runs.
const PICTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/e2e/importing");

/// Written for this test: one word is not marked as a value, a claim is wanted, and nothing is said about people.
const PAGE: &str = "# Tutorial: Microsoft Entra integration with Kite Desk

## Prerequisites

An account of Kite Desk.

## Configure Microsoft Entra SSO

1. On the **Basic SAML Configuration** section, perform the following steps:

\ta. In the **Identifier** textbox, type KiteDesk

\tb. In the **Reply URL** textbox, type a URL using the following pattern: `https://<tenant>.kite.example/acs`

\tc. In the **Sign-on URL** textbox, type a URL using the following pattern: `https://<tenant>.kite.example/login`

1. The Kite Desk application expects further attributes in the SAML response, which are shown below.

\t| Name | Source attribute |
\t| --- | --- |
\t| department | user.department |

1. On the **Set up Single Sign-On with SAML** page, in the **SAML Signing Certificate** section, find **Certificate (Raw)** and \
select **Download** to download the certificate and save it on your computer.

1. On the **Set up Kite Desk** section, copy the **Login URL** and the **Microsoft Entra Identifier**.

## Create Kite Desk test user

See their documentation.

## Test SSO

Open Kite Desk.
";

const ANSWERS: [(&str, &str); 2] = [("radio", "KiteDesk"), ("radio", "By themselves, at first sign-on")];

#[tokio::test]
async fn a_dropped_tutorial_is_onboarded_and_proved() -> Result<(), Trouble> {
    let machine = Machine::start().await?;
    let window = Window::open(&machine).await?;
    let camera = Camera::new(Path::new(PICTURES))?;
    let mut walk = Walk::new(&machine, &window, &camera);
    let walked = import(&mut walk).await;
    if walked.is_err() {
        camera.take(&window, "trouble").await?;
        eprintln!("The way so far:\n{}", walk.story.join("\n"));
    }
    walked?;
    window.close().await
}

async fn import(walk: &mut Walk<'_>) -> Result<(), Trouble> {
    walk.sign_in().await?;
    walk.confirm_tenant().await?;
    walk.bring(&KITE_DESK, ("kite-desk.md", PAGE), &ANSWERS).await?;
    let document = walk.carry_on(&KITE_DESK).await?;
    let paper = fs::read_to_string(&document).unwrap_or_default();
    assert!(paper.contains("https://acme.kite.example/acs"), "the paper names what was set");
    assert!(paper.contains("department (user.department)"), "and the claim that is still to be set in Entra");
    walk.again_in(Theme::Dark, "Kite Desk").await?;
    walk.barriers()
}

/// Written for this test: addresses by region, both ways to start, and a relay state that its settings show later.
const REGIONS: &str = "# Configure Harbor Ledger for single sign-on with Microsoft Entra ID

## Scenario description

* Harbor Ledger supports **SP and IDP** initiated SSO.
* Harbor Ledger supports **Just In Time** user provisioning.

## Configure Microsoft Entra SSO

1. On the **Basic SAML Configuration** section, perform the following steps:

\ta. In the **Identifier** text box, type one of the following values:

\t| Region | Identifier |
\t| --- | --- |
\t| United States | `urn:harborledger:us` |
\t| Europe | `urn:harborledger:eu` |

\tb. In the **Reply URL** text box, type a URL using one of the following patterns:

\t| Region | Reply URL |
\t| --- | --- |
\t| United States | `https://us.harborledger.example/<customer>/acs` |
\t| Europe | `https://eu.harborledger.example/<customer>/acs` |

\tc. In the **Relay State** text box, paste the value that the settings of Harbor Ledger show, which is explained later in this article.

1. Select **Set additional URLs** and perform the following step if you wish to configure the application in **SP** initiated mode:

\tIn the **Sign-on URL** text box, type a URL using one of the following patterns:

\t| Sign-on URL |
\t| --- |
\t| `https://go.harborledger.example/<customer>` |
\t| `https://harborledger.example/sso?customer=<customer>` |

1. On the **Set up Single Sign-On with SAML** page, in the **SAML Signing Certificate** section, select the copy button to copy \
**App Federation Metadata Url** and save it on your computer.

## Configure Harbor Ledger SSO

1. In Harbor Ledger, open **Settings**, and paste the **App Federation Metadata Url** into the **Metadata** box.

### Create Harbor Ledger test user

In this section, a user called B.Simon is created in Harbor Ledger. Harbor Ledger supports just-in-time user provisioning, which is \
enabled by default.
";

#[tokio::test]
async fn regions_are_chosen_and_a_late_value_is_proved_again() -> Result<(), Trouble> {
    let machine = Machine::start().await?;
    let window = Window::open(&machine).await?;
    let camera = Camera::new(&Path::new(PICTURES).join("regions"))?;
    let mut walk = Walk::new(&machine, &window, &camera);
    let walked = regions(&mut walk).await;
    if walked.is_err() {
        camera.take(&window, "trouble").await?;
        eprintln!("The way so far:\n{}", walk.story.join("\n"));
    }
    walked?;
    window.close().await
}

async fn regions(walk: &mut Walk<'_>) -> Result<(), Trouble> {
    walk.sign_in().await?;
    walk.confirm_tenant().await?;
    walk.bring(&HARBOR_LEDGER, ("harbor-ledger.md", REGIONS), &[]).await?;
    let document = walk.carry_on(&HARBOR_LEDGER).await?;
    let paper = fs::read_to_string(&document).unwrap_or_default();
    for set in [
        "urn:harborledger:eu",
        "https://eu.harborledger.example/acme/acs",
        "https://harborledger.example/sso?customer=acme",
        "books-2027",
    ] {
        assert!(paper.contains(set), "the paper names {set}");
    }
    assert!(!paper.contains("us.harborledger.example"), "one choice of the region was enough");
    walk.barriers()
}

#[tokio::test]
async fn another_language_is_refused_in_its_place() -> Result<(), Trouble> {
    let machine = Machine::start().await?;
    let window = Window::open(&machine).await?;
    let camera = Camera::new(Path::new(PICTURES))?;
    let mut walk = Walk::new(&machine, &window, &camera);
    walk.sign_in().await?;
    walk.confirm_tenant().await?;
    walk.go("Onboard").await?;
    window.press("button", "Import a page").await?;
    let page = "# Anleitung: Einmaliges Anmelden f\u{fc}r Drachenwerk\n\nIn diesem Tutorial erfahren Sie, wie Sie Drachenwerk mit \
        Microsoft Entra ID integrieren. Wenn Sie die Anwendung integrieren, k\u{f6}nnen Sie steuern, wer Zugriff hat. Geben Sie in \
        das Textfeld die URL ein und klicken Sie auf die Schaltfl\u{e4}che, um die Einstellungen zu speichern.\n";
    window.drop_file("Text of the page, or drop its file here", "drachenwerk.md", page).await?;
    window.reads("written in German").await?;
    camera.take(&window, "refused").await?;
    window.close().await
}
