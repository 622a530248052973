//! A power cut in the middle of an onboarding.

use doorward_tests::{Machine, Walk, Window, camera::Camera, case::SENTRY};
use std::path::Path;

/// Pictures of the end-to-end runs.
const PICTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/e2e/resume");

#[tokio::test]
async fn a_killed_console_goes_on_where_it_was() {
    let machine = Machine::start().await.expect("the test machine starts");
    let camera = Camera::new(Path::new(PICTURES)).expect("there is room for pictures");
    let window = Window::open(&machine).await.expect("the window opens");
    let mut before = Walk::new(&machine, &window, &camera);
    before.sign_in().await.expect("the person signs in");
    before.confirm_tenant().await.expect("the person confirms the tenant");
    before.choose(&SENTRY).await.expect("Sentry is in the gallery");
    before.add_application(&SENTRY).await.expect("Sentry is added");
    window.fill("Organization slug", "acme").await.expect("the slug can be typed");
    window.reads("https://sentry.io/saml/acs/acme/").await.expect("the fields follow what is typed");
    window.kill(&machine).await.expect("the console can be killed");

    let window =
        Window::open(&machine).await.expect("the console opens again on the profile of the dead one");
    let mut after = Walk::new(&machine, &window, &camera);
    window.press("button", "Continue Sentry").await.expect("Home offers to go on, without signing in again");
    let slug = window.value("Organization slug").await.expect("the run opens on its page");
    assert_eq!(slug, "acme", "what was typed before the cut is still there");
    after.save_urls(&SENTRY).await.expect("the page can be applied after the cut");
    assert!(
        window.shows("button", "Create certificate").await.expect("the window answers"),
        "the application is not added a second time: the way goes on to the certificate"
    );
    window.close().await.expect("the window closes");
}
