//! The catalog in a terminal: pages read, recipes made of them, found, onboarded from, looked over and removed.

use crate::program::{last_line, run};
use serde_json::Value;
use std::{fs, path::Path};

/// A tutorial written for these tests. One word is not marked as a value; what the people do is not said.
const PAGE: &str = "# Tutorial: Microsoft Entra integration with Kite Desk\n\n\
    ## Prerequisites\n\nAn account.\n\n## Configure Microsoft Entra SSO\n\n\
    1. On the **Basic SAML Configuration** section, perform the following steps:\n\n\
    \ta. In the **Identifier** textbox, type KiteDesk\n\n\
    \tb. In the **Reply URL** textbox, type a URL using the following pattern: `https://<tenant>.kite.example/acs`\n\n\
    \tc. In the **Sign-on URL** textbox, type a URL using the following pattern: `https://<tenant>.kite.example/login`\n\n\
    1. On the **Set up Single Sign-On with SAML** page, in the **SAML Signing Certificate** section, find **Certificate (Base64)** \
    and select **Download** to download the certificate.\n\n\
    1. On the **Set up Kite Desk** section, copy the **Login URL** and the **Microsoft Entra Identifier**.\n\n\
    ## Create Kite Desk test user\n\nSee their documentation.\n\n## Test SSO\n";

const ANSWERS: [&str; 6] = [
    "--answer",
    "app=Kite Desk",
    "--answer",
    "identifier=kite-desk",
    "--answer",
    "provisioning=manual_admin",
];

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn profile(&self) -> std::path::PathBuf {
        self.folder.path().join("profile")
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// Runs a command with `--json`; exit code and last line.
    fn ask(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let mut all = arguments.to_vec();
        all.push("--json");
        let output = run(&self.profile(), &all);
        let empty = output.stdout.is_empty();
        (output.status.code(), if empty { Value::Null } else { last_line(&output) })
    }

    fn import(&self, more: &[&str]) -> (Option<i32>, Value) {
        let page = self.file("kite.md", PAGE);
        let mut all = vec!["catalog", "import", page.as_str()];
        all.extend(more);
        self.ask(&all)
    }
}

#[test]
fn a_page_is_read_with_its_places_and_doubts() {
    let desk = Desk::new();
    let page = desk.file("kite.md", PAGE);
    let (code, facts) = desk.ask(&["catalog", "read", &page]);
    assert_eq!((code, facts["app"].as_str()), (Some(0), Some("Kite Desk")));
    assert_eq!(facts["reply_url"]["patterns"][0], "https://<tenant>.kite.example/acs");
    let readings = facts["readings"].as_array().unwrap();
    assert!(readings.iter().any(|one| one["fact"] == "reply_url" && one["line"] == 13), "{readings:?}");
    assert!(facts["doubts"].as_array().unwrap().iter().any(|doubt| doubt["fact"] == "identifier"));
    let (code, error) = desk.ask(&["catalog", "read", &desk.file("list.txt", "milk, eggs")]);
    assert_eq!(code, Some(1));
    assert!(error["error"].as_str().unwrap().contains("tutorial"));
}

#[test]
fn questions_come_first_and_the_recipe_is_onboarded_from_afterwards() {
    let desk = Desk::new();
    let (code, asked) = desk.import(&[]);
    assert_eq!(code, Some(3), "open questions are told by the exit code");
    let fields: Vec<&str> =
        asked["questions"].as_array().unwrap().iter().filter_map(|one| one["field"].as_str()).collect();
    assert!(fields.contains(&"identifier") && fields.contains(&"provisioning"), "{fields:?}");
    assert!(!desk.profile().join("recipes").exists(), "nothing is written before they are answered");
    let (code, error) = desk.import(&["--answer", "identifier=https://<>/"]);
    assert_eq!(code, Some(2), "an answer that does not fit is wrong usage: {error}");

    let (code, kept) = desk.import(&ANSWERS);
    assert_eq!((code, kept["id"].as_str()), (Some(0), Some("kite-desk")), "{kept}");
    let (code, again) = desk.import(&ANSWERS);
    assert_eq!(code, Some(1), "a recipe that is there stays: {again}");
    let (_, shown) = desk.ask(&["catalog", "show", "Kite Desk"]);
    assert_eq!(shown["own"], true);
    let (_, found) = desk.ask(&["catalog", "search", "kit"]);
    assert_eq!((found["recipe"].as_str(), found["sources"][0].as_str()), (Some("kite-desk"), Some("own")));

    let arguments = ["onboard", "kite-desk", "--set", "tenant=acme", "--practice"];
    let (code, receipt) = desk.ask(&arguments);
    assert_eq!(code, Some(0), "onboarded and proven from one's own recipe: {receipt}");
    assert_eq!(receipt["name"], "Kite Desk");
    let (code, _) = desk.ask(&["catalog", "remove", "kite-desk"]);
    assert_eq!(code, Some(0));
    assert_eq!(desk.ask(&["catalog", "show", "kite-desk"]).0, Some(1));
    assert_eq!(desk.ask(&["catalog", "remove", "sentry"]).0, Some(1), "built-in recipes stay");
}

#[test]
fn a_recipe_file_is_onboarded_from_where_it_lies() {
    let desk = Desk::new();
    let (_, kept) = desk.import(&[&ANSWERS[..], &["--out", "-"]].concat());
    let file = desk.file("kite.toml", kept["toml"].as_str().unwrap());
    let (code, receipt) = desk.ask(&["onboard", &file, "--set", "tenant=acme", "--practice"]);
    assert_eq!(code, Some(0), "{receipt}");
    let value = |name: &str| {
        let fields = receipt["fields"].as_array().unwrap();
        fields.iter().find(|field| field["field"] == name).map(|field| field["value"].clone())
    };
    assert_eq!(value("reply_url").unwrap(), "https://acme.kite.example/acs");
    let (code, error) = desk.ask(&["onboard", &desk.file("kite.md", PAGE), "--practice"]);
    assert_eq!(code, Some(2), "a page with open questions is imported first");
    assert!(error["error"]["hint"].as_str().unwrap().contains("catalog import"), "{error}");
    let (code, _) = desk.ask(&["onboard", "nowhere.toml", "--practice"]);
    assert_eq!(code, Some(2));
}

#[test]
fn the_name_identifier_of_a_recipe_is_held_against_what_the_proof_saw() {
    let desk = Desk::new();
    let (_, kept) = desk.import(&[&ANSWERS[..], &["--out", "-"]].concat());
    let toml = kept["toml"].as_str().unwrap();
    let item = |source: &str| {
        let own = Desk::new();
        let file = own.file("kite.toml", &format!("name_id = \"{source}\"\n{toml}"));
        let (code, receipt) = own.ask(&["onboard", &file, "--set", "tenant=acme", "--practice"]);
        assert_eq!(code, Some(0), "{receipt}");
        let items = receipt["openItems"].as_array().unwrap().clone();
        items.into_iter().find(|item| item["code"] == "name_id").map(|item| item["text"].to_string())
    };
    assert_eq!(item("user.userprincipalname"), None, "it was seen");
    let other = item("user.displayname").unwrap();
    assert!(other.contains("at the last Test SSO it was") && other.contains('@'), "{other}");
    let unknown = item("user.employeeid").unwrap();
    assert!(!unknown.contains("Test SSO"), "nobody can tell: {unknown}");
}

#[test]
fn what_cannot_be_tested_yet_is_onboarded_all_the_same() {
    let desk = Desk::new();
    let page =
        desk.file("loft.md", &PAGE.replace("\ta. In the **Identifier** textbox, type KiteDesk\n\n", ""));
    let file = desk.file("loft.toml", "");
    let arguments = [
        "catalog",
        "import",
        page.as_str(),
        "--answer",
        "app=Kite Desk",
        "--answer",
        "provisioning=manual_admin",
    ];
    let (code, _) = desk.ask(&[&arguments[..], &["--out", file.as_str(), "--replace"]].concat());
    assert_eq!(code, Some(0));
    let (code, receipt) = desk.ask(&["onboard", &file, "--set", "tenant=acme", "--practice"]);
    assert_eq!(code, Some(3), "no Identifier, so nothing is proven: {receipt}");
    assert_eq!(receipt["evidence"]["accepted"], false);
    assert!(receipt["certificate"]["thumbprint"].is_string(), "what was done is told: {receipt}");
    let given =
        ["onboard", &file, "--set", "tenant=acme", "--field", "identifier=urn:kite:desk", "--practice"];
    assert_eq!(Desk::new().ask(&given).0, Some(0), "with one it is");
}

#[test]
fn an_application_of_no_gallery_needs_no_recipe() {
    let desk = Desk::new();
    let arguments = [
        "onboard",
        "Homegrown",
        "--non-gallery",
        "--field",
        "identifier=https://home.example/sp",
        "--field",
        "reply_url=https://home.example/acs",
        "--field",
        "sign_on_url=https://home.example/",
        "--practice",
    ];
    let (code, receipt) = desk.ask(&arguments);
    assert_eq!((code, receipt["name"].as_str()), (Some(0), Some("Homegrown")), "{receipt}");
    let metadata = "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://desk.example.com/sp\">\
        <SPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
        <AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Location=\"https://desk.example.com/acs\" index=\"0\"/>\
        </SPSSODescriptor></EntityDescriptor>";
    let file = desk.file("sp.xml", metadata);
    let (code, receipt) = desk.ask(&[
        "onboard",
        &file,
        "--name",
        "Desk",
        "--new-user",
        "desk.test",
        "--idp-initiated",
        "--practice",
    ]);
    assert_eq!(code, Some(0), "from the vendor's metadata alone: {receipt}");
    assert!(receipt["fields"].to_string().contains("https://desk.example.com/acs"));
}

#[test]
fn lint_names_line_fault_and_remedy() {
    let desk = Desk::new();
    let (_, kept) = desk.import(&[&ANSWERS[..], &["--out", "-"]].concat());
    let toml = kept["toml"].as_str().unwrap();
    let (code, clean) = desk.ask(&["catalog", "lint", &desk.file("good.toml", toml)]);
    assert_eq!((code, clean["findings"].as_array().unwrap().len()), (Some(0), 0), "{clean}");
    let broken = toml.replace("required = \"always\"", "required = \"allways\"");
    let line = broken.lines().position(|line| line.contains("allways")).unwrap() + 1;
    let (code, found) = desk.ask(&["catalog", "lint", &desk.file("bad.toml", &broken)]);
    assert_eq!(code, Some(1));
    assert_eq!(found["findings"][0]["line"], line);
    assert!(!found["findings"][0]["remedy"].as_str().unwrap().is_empty());
    let pattern = toml.replace("https://<tenant>.kite.example/acs", "https://<tenant.kite.example/acs");
    let line = pattern.lines().position(|line| line.contains("<tenant.kite")).unwrap() + 1;
    let (_, found) = desk.ask(&["catalog", "lint", &desk.file("pattern.toml", &pattern)]);
    assert_eq!(found["findings"][0]["line"], line, "{found}");
}

#[test]
fn addresses_inside_are_not_asked() {
    let desk = Desk::new();
    for address in [
        "http://learn.microsoft.com/x",
        "https://127.0.0.1:8443/x",
        "https://localhost/x",
        "https://10.0.0.1/x",
    ] {
        let (code, error) = desk.ask(&["catalog", "import", address]);
        assert_eq!(
            (code, error["error"]["code"].as_str()),
            (Some(1), Some("invalid_input")),
            "{address}: {error}"
        );
    }
    assert!(!Path::new(&desk.profile()).exists(), "and no profile is made for it");
}
