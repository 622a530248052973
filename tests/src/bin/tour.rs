//! `cargo xtask run --tour`: one onboarding in the real window, without a person, and what it leaves behind.
//!
//! Takes the folder for pictures, the hand-over document and the transcript as its only argument.
#![allow(clippy::print_stdout)]

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> Result<(), tour::Ended> {
    tour::take(std::env::args_os().nth(1).unwrap_or_else(|| "target/tour".into()).as_ref()).await
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("The tour drives the window through WebKitWebDriver, which exists on Linux only.");
}

#[cfg(target_os = "linux")]
mod tour {
    use doorward_tests::{Machine, Trouble, Walk, Window, camera::Camera, case::SENTRY, walk::Theme};
    use std::{fs, io, path::Path};

    /// Why a tour ended early.
    #[derive(thiserror::Error)]
    pub(super) enum Ended {
        /// The window was not as expected.
        #[error(transparent)]
        Trouble(#[from] Trouble),
        /// What it leaves could not be written.
        #[error("what the tour leaves could not be written: {0}")]
        Leave(#[from] io::Error),
    }

    impl std::fmt::Debug for Ended {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            std::fmt::Display::fmt(self, formatter)
        }
    }

    /// Walks Sentry from sign-in to the hand-over, then shows every page in the dark theme too.
    pub(super) async fn take(folder: &Path) -> Result<(), Ended> {
        let camera = Camera::new(folder)?;
        let machine = Machine::start().await?;
        let window = Window::open(&machine).await?;
        let mut walk = Walk::new(&machine, &window, &camera);
        let outcome = onboard(&mut walk, folder).await;
        if let Err(Ended::Trouble(trouble)) = &outcome {
            let _ = camera.take(&window, "trouble").await;
            walk.tell(format!("Stopped: {trouble}"));
        }
        let story = walk.story.join("\n") + "\n";
        fs::write(folder.join("transcript.txt"), &story)?;
        println!("{story}");
        outcome?;
        Ok(window.close().await?)
    }

    async fn onboard(walk: &mut Walk<'_>, folder: &Path) -> Result<(), Ended> {
        let document = walk.whole(&SENTRY).await?;
        fs::copy(&document, folder.join("hand-over.html"))?;
        walk.again_in(Theme::Dark, SENTRY.product).await?;
        Ok(walk.barriers()?)
    }
}
