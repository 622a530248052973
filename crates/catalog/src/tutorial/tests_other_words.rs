//! A page in words that nobody taught the reader: what it then reads otherwise has to be doubtful. The page is written for
//! the purpose.

use super::*;
use serde_json::Value;

const PAGE: &str = "# Tutorial: Microsoft Entra single sign-on (SSO) integration with Kite Desk

## Scenario description

* Kite Desk supports **SP and IDP** initiated SSO.
* Kite Desk supports **Just In Time** user provisioning.

## Add Kite Desk from the gallery

1. In the search box, type **Kite Desk**.

## Configure Microsoft Entra SSO

1. On the **Basic SAML Configuration** section, perform the following steps:

    a. In the **Identifier** text box, type a value using the following pattern:
    `urn:kite:<tenant>`

    b. In the **Reply URL** text box, type a URL using the following pattern:
    `https://<tenant>.kite.example/acs`

    c. In the **Sign-on URL** text box, type a URL using the following pattern:
    `https://<tenant>.kite.example/start`

    > [!NOTE]
    > These values are not real. Update them with the actual Identifier, Reply URL and Sign-on URL.

1. Kite Desk expects these attributes beside the default ones:

    | Name | Source attribute |
    |---|---|
    | team | user.department |

1. In the **SAML Signing Certificate** section, find **Certificate (Base64)** and select **Download**.

1. On the **Set up Kite Desk** section, copy the appropriate URL(s) based on your requirement.

### Create a Microsoft Entra test user

Create a user called B.Simon.

## Configure Kite Desk SSO

1. In the **Issuer** box, paste the **Microsoft Entra Identifier** value, which you copied from the Entra admin center.

1. In the **Endpoint** box, paste the **Login URL** value, which you copied from the Entra admin center.

### Create Kite Desk test user

In this section, a user called B.Simon is created in Kite Desk. Kite Desk supports just-in-time user provisioning. If a user \
doesn't exist yet, a new user is created after authentication. If you need to create a user manually, contact the Kite Desk \
support team.

## Test SSO
";

/// Words of the page and others that say the same.
const WORDS: &[(&str, &str)] = &[
    ("text box", "slot"),
    ("**Identifier**", "**Audience**"),
    ("**Reply URL**", "**Consumer endpoint**"),
    ("**Sign-on URL**", "**Start page**"),
    ("<tenant>", "yourtenant"),
    ("<tenant>", "TENANT"),
    ("<tenant>", "contoso"),
    ("<tenant>", "acme"),
    ("<tenant>", "482130"),
    ("<tenant>", ":tenant"),
    (
        "> These values are not real. Update them with the actual Identifier, Reply URL and Sign-on URL.",
        "> Mind the case.",
    ),
    ("**SP and IDP** initiated SSO", "a start on either side"),
    ("**SP and IDP** initiated", "**SP and IDP**-led"),
    ("**Certificate (Base64)**", "**Certificate**"),
    ("**Certificate (Base64)**", "**Text of the key**"),
    ("**Microsoft Entra Identifier**", "**Issuer string**"),
    ("**Login URL**", "**SSO endpoint**"),
    ("    |---|---|\n    | team | user.department |", "    - **Name**: team\n    - **From**: the department"),
    ("user.department", "the department"),
    ("## Configure Kite Desk SSO\n", ""),
    ("### Create Kite Desk test user\n", ""),
    ("### Create Kite Desk test user", "### On their side"),
    ("user called B.Simon", "test user"),
];

/// Ways to say how people arrive, in place of the page's own.
const ARRIVALS: &[&str] = &[
    "An account comes into being when the person arrives. If you need to create one by hand, contact the Kite Desk support team.",
    "Mail the list of people to the colleagues at Kite Desk.",
    "Click **People**, then **New**, and type the name.",
    "Kite Desk supports automatic user provisioning.",
    "Have people known to Kite Desk beforehand.",
];

fn facts(page: &str) -> (Value, Vec<&'static str>) {
    let read = read(page.as_bytes()).unwrap();
    (serde_json::to_value(&read.facts).unwrap(), read.doubts.iter().map(|doubt| doubt.fact).collect())
}

/// Facts that are questions of their own; the others follow from them.
const ASKED: &[&str] = &[
    "app",
    "kind",
    "sso_initiated",
    "identifier",
    "reply_url",
    "sign_on_url",
    "relay_state",
    "logout_url",
    "certificate",
    "copies",
    "claims",
    "name_id",
    "signing_option",
    "provisioning",
    "test_user",
];

fn silently_other(original: &Value, page: &str) -> Vec<String> {
    let (now, doubts) = facts(page);
    ASKED
        .iter()
        .filter(|fact| now[**fact] != original[**fact] && !doubts.contains(fact))
        .map(|fact| format!("{fact}: {}", now[*fact]))
        .collect()
}

#[test]
fn the_page_in_its_own_words_is_sure() {
    assert_eq!(facts(PAGE).1, Vec::<&str>::new());
}

#[test]
fn what_other_words_change_is_doubtful() {
    let (original, _) = facts(PAGE);
    let mut changed = 0;
    for (from, to) in WORDS {
        assert!(PAGE.contains(from), "{from}");
        let page = PAGE.replace(from, to);
        changed += usize::from(facts(&page).0 != original);
        // Placeholders in another writing are other values, and no mistake; only fixed ones may be.
        let silent: Vec<String> = silently_other(&original, &page)
            .into_iter()
            .filter(|fact| !fact.contains("\"fixed\":[]"))
            .collect();
        assert_eq!(silent, Vec::<String>::new(), "“{from}” became “{to}”");
    }
    assert!(changed > WORDS.len() / 2, "only {changed} of them matter at all");
}

#[test]
fn people_who_arrive_in_other_words_are_doubtful() {
    let start = PAGE.find("In this section, a user called").unwrap();
    let end = PAGE.find("## Test SSO").unwrap();
    let (original, _) = facts(PAGE);
    for words in ARRIVALS {
        let page = format!("{}{words}\n\n{}", &PAGE[..start], &PAGE[end..])
            .replace("* Kite Desk supports **Just In Time** user provisioning.\n", "");
        assert_eq!(silently_other(&original, &page), Vec::<String>::new(), "{words}");
    }
}
