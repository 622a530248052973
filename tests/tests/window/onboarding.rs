//! Each application from sign-in to a proven sign-on, in the real window, on the practice tenant.

use doorward_tests::{
    Machine, Walk, Window,
    camera::Camera,
    case::{Case, SEGMENT, SENTRY, SEQUR},
    walk::Theme,
};
use std::{fs, path::Path};

/// Pictures of the end-to-end runs.
const PICTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/e2e");

/// Onboards one application, with every page looked at in both themes, and reads the document it ends with.
async fn prove(case: &Case) {
    let machine = Machine::start().await.expect("the test machine starts");
    let window = Window::open(&machine).await.expect("the window opens");
    let camera = Camera::new(&Path::new(PICTURES).join(case.product.to_lowercase()))
        .expect("there is room for pictures");
    let mut walk = Walk::new(&machine, &window, &camera);
    let walked = walk.whole(case).await;
    let document = match walked {
        Ok(document) => document,
        Err(trouble) => {
            let _ = camera.take(&window, "trouble").await;
            panic!(
                "{} could not be proved: {trouble}\nThe way so far:\n{}",
                case.product,
                walk.story.join("\n")
            );
        }
    };
    let paper = fs::read_to_string(&document).expect("the document can be read");
    assert!(paper.contains(case.product), "the paper names the application");
    assert!(!paper.contains("<script"), "the paper is only paper");
    walk.again_in(Theme::Dark, case.product).await.expect("all pages are as good in the dark");
    walk.turn_to("Done").await.expect("the last page can be gone to");
    walk.finish().await.expect("the onboarding can be finished");
    window.close().await.expect("the window closes");
}

#[tokio::test]
async fn sentry_is_proved_both_ways() {
    prove(&SENTRY).await;
}

#[tokio::test]
async fn segment_is_proved() {
    prove(&SEGMENT).await;
}

#[tokio::test]
async fn sequr_is_proved_again_when_its_relay_state_is_known() {
    prove(&SEQUR).await;
}
