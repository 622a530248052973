//! How long a window takes to be usable, and how much memory it takes for that.
//!
//! The clock starts when WebDriver is asked for the window and stops when the thing a person would press can be pressed. Both
//! windows that are compared pay for the driver alike.

use crate::{
    machine::Machine,
    process,
    trouble::Trouble,
    window::{Name, Window},
};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// One start.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    /// From asking for the window to being able to press.
    pub took: Duration,
    /// Peak memory of all its processes, in KiB, two seconds later.
    pub peak: u64,
}

/// Whether a button with this text is there: a glance that costs the page little. The full look by role and name takes
/// longer the more a page shows, and asked over and over it would slow down just what is measured.
const GLANCE: &str =
    "return [...document.querySelectorAll('button')].some((one) => one.textContent.trim() === \"BUTTON\")";

/// Opens the window once and closes it again.
///
/// # Errors
/// When it does not open, or the button does not appear within the patience of the tests.
pub async fn start(machine: &Machine, button: &str) -> Result<Start, Trouble> {
    let glance = GLANCE.replace("BUTTON", button);
    let begin = Instant::now();
    let window = Window::open(machine).await?;
    while window.run(&glance).await? != true && begin.elapsed() < crate::window::PATIENCE {
        sleep(Duration::from_millis(5)).await;
    }
    let took = begin.elapsed();
    window.find("button", Name::Is(button)).await?;
    sleep(Duration::from_secs(2)).await;
    let peak = process::peak_with_descendants(process::of_window(machine)?);
    window.close().await?;
    Ok(Start { took, peak })
}
