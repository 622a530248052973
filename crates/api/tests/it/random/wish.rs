//! What an admin asks for, drawn at random; and what others left in the tenant before.

use super::Dice;
use crate::office::Office;
use doorward_api::contract::{Initiation, run::Answers};
use serde_json::{Value, json};

/// One onboarding as somebody wants it.
#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) product: &'static str,
    /// Display name of a new application, or of the one that is taken over.
    pub(crate) name: String,
    /// Answer to the product's one question, where it has one.
    pub(crate) answer: Option<(&'static str, String)>,
    /// Taken over: service principal.
    pub(crate) adopt: Option<String>,
    pub(crate) relay_state: Option<String>,
    pub(crate) logout_url: Option<String>,
    pub(crate) from_entra: bool,
    /// `None`: the signed-in admin's.
    pub(crate) emails: Option<Vec<String>>,
    /// Somebody who is there; `None`: a new person of this user name.
    pub(crate) person: Option<String>,
    pub(crate) user_name: String,
    pub(crate) group: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) admin: String,
}

impl Wish {
    /// Draws one. Where an application is to be taken over, somebody else has made it by then.
    pub(crate) async fn draw(dice: &mut Dice, office: &Office, round: usize) -> Self {
        let (product, question) = dice.one_of(&[
            ("Sentry", Some("ORGANIZATION_SLUG")),
            ("Segment", Some("CUSTOMER_VALUE")),
            ("Sequr", None),
        ]);
        // Sequr's Identifier is the same for everybody, so a tenant has room for one.
        let product = if product == "Sequr" && round > 0 { "Sentry" } else { product };
        let question = if product == "Sentry" { Some("ORGANIZATION_SLUG") } else { question };
        let admin = office.welcome.accounts[0].upn.clone();
        let mut wish = Self {
            product,
            name: format!("{product} {round}"),
            answer: question.map(|name| (name, format!("acme-{round}"))),
            adopt: None,
            relay_state: dice.yes().then(|| format!("rs-{round}")),
            logout_url: dice.yes().then(|| format!("https://vendor.example/logout/{round}")),
            from_entra: dice.yes(),
            emails: dice.yes().then(|| {
                (0..=dice.roll(2)).map(|number| format!("warn{number}.{round}@larkfield.example")).collect()
            }),
            person: None,
            user_name: format!("test.{round}"),
            group: None,
            role: None,
            admin,
        };
        if dice.roll(3) == 0 {
            wish.adopt = Some(others_application(dice, office, &wish).await);
        }
        if dice.yes() {
            let somebody = office.graph("GET", "/users?$top=20&$select=id", Value::Null).await;
            wish.person = Some(any_id(dice, &somebody));
        }
        if dice.roll(3) == 0 {
            let groups = office.graph("GET", "/groups?$top=20&$select=id", Value::Null).await;
            wish.group = Some(any_id(dice, &groups));
        }
        if let Some(adopt) = wish.adopt.clone().filter(|_| dice.yes()) {
            let principal = office.graph("GET", &format!("/servicePrincipals/{adopt}"), Value::Null).await;
            let roles = principal["appRoles"].as_array().cloned().unwrap_or_default();
            let usable: Vec<&Value> = roles.iter().filter(|role| role["isEnabled"] == true).collect();
            if !usable.is_empty() {
                let role = dice.one_of(&usable);
                wish.role = role["id"].as_str().map(str::to_owned);
            }
        }
        wish
    }

    /// Types it in.
    pub(crate) fn fill(&self, answers: &mut Answers) {
        answers.name.clone_from(&self.name);
        answers.adopt.clone_from(&self.adopt);
        if let Some((name, value)) = &self.answer {
            answers.placeholders.insert((*name).to_owned(), value.clone());
        }
        for (field, value) in [("relay_state", &self.relay_state), ("logout_url", &self.logout_url)] {
            if let Some(value) = value {
                answers.overrides.insert(field.to_owned(), value.clone());
            }
        }
        if self.from_entra {
            answers.initiation = Some(Initiation::IdentityProvider);
        }
        answers.emails.clone_from(&self.emails);
        answers.test_user.existing.clone_from(&self.person);
        answers.test_user.user_name.clone_from(&self.user_name);
        answers.group.clone_from(&self.group);
        answers.role.clone_from(&self.role);
    }
}

fn any_id(dice: &mut Dice, list: &Value) -> String {
    let rows = list["value"].as_array().unwrap();
    dice.one_of(rows)["id"].as_str().unwrap().to_owned()
}

/// An application that somebody else made from the same entry, with values of theirs.
async fn others_application(dice: &mut Dice, office: &Office, wish: &Wish) -> String {
    let entry = office.gallery(wish.product).await;
    let path = format!("/applicationTemplates/{entry}/instantiate");
    let made = office.graph("POST", &path, json!({ "displayName": wish.name })).await;
    let application = made["application"]["id"].as_str().unwrap();
    let principal = made["servicePrincipal"]["id"].as_str().unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    if dice.yes() {
        let urls: Vec<String> =
            (0..=dice.roll(2)).map(|n| format!("https://theirs.example/acs/{n}")).collect();
        let web = json!({ "web": { "redirectUris": urls } });
        office.graph("PATCH", &format!("/applications/{application}"), web).await;
    }
    let principal_path = format!("/servicePrincipals/{principal}");
    if dice.yes() {
        let own = json!({
            "loginUrl": "https://theirs.example/start", "notificationEmailAddresses": ["them@larkfield.example"],
            "tags": ["WindowsAzureActiveDirectoryIntegratedApp", "theirs"],
        });
        office.graph("PATCH", &principal_path, own).await;
    }
    if dice.yes() {
        let path = format!("{principal_path}/addTokenSigningCertificate");
        let certificate = office.graph("POST", &path, json!({ "displayName": "CN=Theirs" })).await;
        if dice.yes() {
            let active = json!({ "preferredTokenSigningKeyThumbprint": certificate["thumbprint"] });
            office.graph("PATCH", &principal_path, active).await;
        }
    }
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    principal.to_owned()
}
