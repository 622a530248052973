//! How fast checks are, and that a hostile message is refused before it costs anything. Meaningful in a release build:
//! `cargo test --release -p doorward-saml --test it speed -- --ignored --nocapture`, or `cargo xtask bench saml`.

use crate::stage::{expectation, honest};
use doorward_saml::{SignWhat, captured, check_xml};
use std::time::{Duration, Instant};

/// Runs for a second and yields the rate.
fn rate(mut once: impl FnMut()) -> f64 {
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < Duration::from_secs(1) {
        once();
        count += 1;
    }
    f64::from(count) / start.elapsed().as_secs_f64()
}

/// The longest of some rounds.
fn longest(rounds: usize, once: impl Fn()) -> Duration {
    let timed = |_| {
        let start = Instant::now();
        once();
        start.elapsed()
    };
    (0..rounds).map(timed).max().unwrap_or_default()
}

/// A figure of this process in MiB, for example `VmHWM`, the most memory it had; only Linux tells.
fn memory(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    Some(line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// MiB that something took at its worst, beyond what there was before.
fn memory_taken(once: impl FnOnce()) -> Option<u64> {
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    let before = memory("VmRSS")?;
    once();
    Some(memory("VmHWM")?.saturating_sub(before))
}

#[test]
#[ignore = "measures; run it in a release build"]
fn speed_of_checks() {
    let expectation = expectation();
    for (name, sign) in
        [("assertion", SignWhat::Assertion), ("response", SignWhat::Response), ("both", SignWhat::Both)]
    {
        let text = honest(sign);
        let rate = rate(|| assert!(check_xml(text.as_bytes(), &expectation).accepted));
        println!("signed {name}: {rate:.0} checks a second");
        assert!(rate >= 2000.0, "the promise is 2,000 a second on one core");
    }
}

#[test]
#[ignore = "measures; run it in a release build"]
fn speed_of_refusals() {
    let honest = honest(SignWhat::Assertion);
    let deep =
        |depth: usize| honest.replace("<samlp:Status>", &format!("{}<samlp:Status>", "<x>".repeat(depth)));
    let refused = |text: &str| {
        let xml = captured(text.as_bytes()).map(|mut found| found.remove(0).xml).unwrap_or_default();
        assert!(!check_xml(&xml, &expectation()).accepted);
        assert!(!check_xml(text.as_bytes(), &expectation()).accepted);
    };
    let cases: [(&str, &dyn Fn() -> String); 6] = [
        ("10 MB in a value", &|| honest.replace("b.simon", &"b".repeat(10 * 1024 * 1024))),
        ("10 MB of base64", &|| "QUJD".repeat(10 * 1024 * 1024 / 4)),
        ("100,000 levels", &|| deep(100_000)),
        ("10 MB of levels", &|| deep(3_500_000)),
        ("19,000 elements", &|| format!("<r>{}</r>", "<x a='1'/>".repeat(19_000))),
        ("500 KiB of base64 in a form", &|| format!("SAMLResponse={}", "PHg%2B".repeat(85_000))),
    ];
    for (name, make) in cases {
        let text = make();
        let taken = memory_taken(|| refused(&text));
        let took = longest(5, || refused(&text));
        println!("{name}: refused in {took:?} and {taken:?} MiB");
        assert!(took < Duration::from_millis(50), "{name} took {took:?}");
        assert!(taken.is_some() || cfg!(not(target_os = "linux")), "the memory could not be measured");
        assert!(taken.is_none_or(|taken| taken < 64), "{name} took {taken:?} MiB");
    }
}
