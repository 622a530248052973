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

/// Most memory this process ever had, MiB; only Linux tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
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
    let large = honest.replace("b.simon", &"b".repeat(10 * 1024 * 1024));
    let deep =
        |depth: usize| honest.replace("<samlp:Status>", &format!("{}<samlp:Status>", "<x>".repeat(depth)));
    let wide = format!("<r>{}</r>", "<x a='1'/>".repeat(19_000));
    let cases = [
        ("10 MB in a value", large.clone()),
        ("10 MB of base64", "QUJD".repeat(10 * 1024 * 1024 / 4)),
        ("100,000 levels", deep(100_000)),
        ("10 MB of levels", deep(3_500_000)),
        ("19,000 elements", wide),
    ];
    for (name, text) in cases {
        let took = longest(5, || {
            let xml = captured(text.as_bytes()).map(|mut found| found.remove(0).xml).unwrap_or_default();
            assert!(!check_xml(&xml, &expectation()).accepted, "{name}");
            assert!(!check_xml(text.as_bytes(), &expectation()).accepted, "{name}");
        });
        println!("{name}: refused in {took:?}");
        assert!(took < Duration::from_millis(50), "{name} took {took:?}");
    }
    if let Some(peak) = peak() {
        println!("most memory: {peak} MiB, of which the messages themselves are about 40");
        assert!(peak < 64 + 40, "{peak} MiB");
    }
}
