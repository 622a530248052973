//! `cargo xtask bench` starts this to time a window: `doorward-measure bare|home ROUNDS`, with the window's program in
//! `DOORWARD_WINDOW`. Prints one line a start: milliseconds and KiB.
#![allow(clippy::print_stdout)]

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> Result<(), doorward_tests::Trouble> {
    let mut arguments = std::env::args().skip(1);
    let home = arguments.next().is_some_and(|kind| kind == "home");
    let rounds = arguments.next().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    bench::measure(home, rounds).await
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("The measurement drives the window through WebKitWebDriver, which exists on Linux only.");
}

#[cfg(target_os = "linux")]
mod bench {
    use doorward_tests::{Machine, Trouble, Walk, Window, camera::Camera, measure};

    /// What can be pressed when the window is usable.
    const ON_HOME: &str = "Onboard an application";
    const ON_BARE: &str = "Ready";

    pub(super) async fn measure(home: bool, rounds: usize) -> Result<(), Trouble> {
        let machine = Machine::start().await?;
        if home {
            sign_in(&machine).await?;
        }
        for _ in 0..rounds {
            let start = measure::start(&machine, if home { ON_HOME } else { ON_BARE }).await?;
            println!("{} {}", start.took.as_millis(), start.peak);
        }
        Ok(())
    }

    /// A profile as a person has it: signed in, tenant confirmed, applications known.
    async fn sign_in(machine: &Machine) -> Result<(), Trouble> {
        let pictures = machine.profile().with_file_name("pictures");
        let (window, camera) = (Window::open(machine).await?, Camera::new(&pictures)?);
        let mut walk = Walk::new(machine, &window, &camera);
        walk.sign_in().await?;
        walk.confirm_tenant().await?;
        window.find("table", "Applications").await?;
        window.close().await
    }
}
