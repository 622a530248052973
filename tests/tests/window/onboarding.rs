//! Each application from sign-in to a proven sign-on, in the real window, on the practice tenant.

use doorward_tests::{
    Machine, Trouble, Walk, Window,
    camera::Camera,
    case::{Case, SEGMENT, SENTRY, SEQUR},
    walk::Theme,
};
use std::{fs, path::Path};

/// Pictures of the end-to-end runs.
const PICTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/e2e");

/// Onboards one application, with every page looked at in both themes, and reads the document it ends with.
async fn prove(case: &Case) -> Result<(), Trouble> {
    let machine = Machine::start().await?;
    let window = Window::open(&machine).await?;
    let camera = Camera::new(&Path::new(PICTURES).join(case.product.to_lowercase()))?;
    let mut walk = Walk::new(&machine, &window, &camera);
    let walked = walk_all(&mut walk, case).await;
    if walked.is_err() {
        camera.take(&window, "trouble").await?;
        eprintln!("The way so far:\n{}", walk.story.join("\n"));
    }
    walked?;
    window.close().await
}

async fn walk_all(walk: &mut Walk<'_>, case: &Case) -> Result<(), Trouble> {
    let document = walk.whole(case).await?;
    let paper = fs::read_to_string(&document).unwrap_or_default();
    assert!(paper.contains(case.product), "the paper names the application: {}", document.display());
    assert!(!paper.contains("<script"), "the paper is only paper");
    walk.again_in(Theme::Dark, case.product).await?;
    walk.turn_to("Done").await?;
    walk.finish().await?;
    walk.barriers()
}

#[tokio::test]
async fn sentry_is_proved_both_ways() -> Result<(), Trouble> {
    prove(&SENTRY).await
}

#[tokio::test]
async fn segment_is_proved() -> Result<(), Trouble> {
    prove(&SEGMENT).await
}

#[tokio::test]
async fn sequr_is_proved_again_when_its_relay_state_is_known() -> Result<(), Trouble> {
    prove(&SEQUR).await
}
