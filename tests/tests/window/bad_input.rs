//! What people get wrong and what services do wrong, in the real window: each is said where it can be mended, and nothing
//! that was typed or done is lost.

use doorward_tests::{Machine, Tenant, Trouble, Walk, Window, camera::Camera, case::SENTRY, window::Name};
use serde_json::{Value, json};
use std::path::Path;

/// Pictures of the end-to-end runs.
const PICTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/e2e/bad-input");

/// Asks for a code at the tenant that stands for Entra, and reads it off the screen.
async fn ask_for_a_code(window: &Window) -> Result<String, Trouble> {
    window.press("button", "Sign in with a code").await?;
    Ok(window.find("group", "Sign-in code").await?.text().await?.trim().to_owned())
}

/// Signs in as somebody who says yes to the code elsewhere.
async fn sign_in_as(tenant: &Tenant, window: &Window, upn: &str) -> Result<(), Trouble> {
    let code = ask_for_a_code(window).await?;
    tenant.control("POST", &format!("/device-codes/{code}/approve"), json!({ "account": upn })).await?;
    window.find("heading", "Is this the right tenant?").await?;
    window.press("button", Name::Begins("Yes, write into")).await
}

#[tokio::test]
async fn a_sign_in_that_fails_says_why_and_offers_another() -> Result<(), Trouble> {
    let tenant = Tenant::start().await?;
    let machine = Machine::facing(&tenant).await?;
    let window = Window::open(&machine).await?;
    let camera = Camera::new(Path::new(PICTURES))?;

    window.fill("Tenant id or domain", "nobody.example").await?;
    window.press("button", "Sign in with a code").await?;
    window.reads("does not know").await?;
    camera.take(&window, "tenant-unknown").await?;
    assert_eq!(
        window.value("Tenant id or domain").await?,
        "nobody.example",
        "what was typed stays, to be mended where it stands"
    );

    window.fill("Tenant id or domain", " ").await?;
    let code = ask_for_a_code(&window).await?;
    tenant.control("POST", &format!("/device-codes/{code}/decline"), Value::Null).await?;
    window.reads("The sign-in was declined").await?;
    camera.take(&window, "declined").await?;
    window.press("button", "Try again").await?;

    let code = window.find("group", "Sign-in code").await?.text().await?.trim().to_owned();
    tenant.control("POST", &format!("/device-codes/{code}/expire"), Value::Null).await?;
    window.reads("The code ran out").await?;
    camera.take(&window, "expired").await?;
    window.press("button", "Get a new code").await?;
    let fresh = window.find("group", "Sign-in code").await?.text().await?.trim().to_owned();
    assert_ne!(fresh, code, "a new code, not the old one again");
    window.close().await
}

#[tokio::test]
async fn somebody_without_the_role_is_told_before_anything_is_written() -> Result<(), Trouble> {
    let tenant = Tenant::start().await?;
    let machine = Machine::facing(&tenant).await?;
    let window = Window::open(&machine).await?;
    let camera = Camera::new(Path::new(PICTURES))?;
    let before = tenant.control("GET", "/state", Value::Null).await?;
    let helpdesk =
        tenant.account(|roles| !roles.is_empty() && roles.iter().all(|role| role.contains("Helpdesk")))?;
    sign_in_as(&tenant, &window, &helpdesk.upn).await?;
    let mut walk = Walk::new(&machine, &window, &camera);
    walk.choose(&SENTRY).await?;
    window.reads("Cloud Application Administrator").await?;
    camera.take(&window, "role-missing").await?;
    let greyed = window.find("button", Name::Begins("Add Sentry")).await?;
    assert_eq!(
        greyed.attr("aria-disabled").await?.as_deref(),
        Some("true"),
        "the button is greyed and says why beside it"
    );
    assert_eq!(tenant.control("GET", "/state", Value::Null).await?, before, "nothing was written");
    window.close().await
}

#[tokio::test]
async fn wrong_values_and_an_outage_lose_nothing() -> Result<(), Trouble> {
    let tenant = Tenant::start().await?;
    let machine = Machine::facing(&tenant).await?;
    let window = Window::open(&machine).await?;
    let camera = Camera::new(Path::new(PICTURES))?;
    let admin = tenant.account(|roles| roles.iter().any(|role| role == "Global Administrator"))?;
    sign_in_as(&tenant, &window, &admin.upn).await?;
    let mut walk = Walk::new(&machine, &window, &camera);
    walk.choose(&SENTRY).await?;
    walk.add_application(&SENTRY).await?;

    // A slug that no address can hold: said at the box, with the way on greyed.
    window.fill("Organization slug", "ac me/#").await?;
    window.reads("fields need you first").await?;
    camera.take(&window, "wrong-slug").await?;
    assert_eq!(window.value("Organization slug").await?, "ac me/#", "what was typed stays");
    // An address that is not of the vendor's shape: the departing character is named.
    window.fill("Organization slug", "acme").await?;
    window.fill(Name::Begins("Reply URL"), "https://sentry.example/saml/acs/acme/").await?;
    window.reads("Departs from the pattern at character").await?;
    camera.take(&window, "departs").await?;
    window.press("button", "Back to the pattern for Reply URL").await?;

    // The directory goes away while the fields are being saved, and comes back.
    let outage = json!({ "name": "outage", "count": 60, "method": "PATCH" });
    tenant.control("POST", "/faults", outage).await?;
    window.press("button", "Save URLs").await?;
    window.find("button", "Copy error").await?;
    camera.take(&window, "outage").await?;
    assert_eq!(window.value("Organization slug").await?, "acme", "what was typed is still there");
    tenant.control("DELETE", "/faults", Value::Null).await?;
    window.press("button", "Save URLs").await?;
    window.press("button", "Continue to Certificate").await?;

    let state = tenant.control("GET", "/state", Value::Null).await?;
    let instances = state["instances"].as_array().cloned().unwrap_or_default();
    let named = instances.iter().filter(|one| one["displayName"] == SENTRY.product).count();
    assert_eq!(named, 1, "one application bears the name: {state}");
    window.close().await
}
