//! How many requests an onboarding takes.

use doorward_tests::{Desk, desk::Pace};

/// What the service is asked for a complete onboarding may not be more.
const MOST: usize = 25;

/// The whole command on a profile that has seen nothing yet: gallery, plan, readiness, changes and proofs. A batch is one
/// request; what it holds is told beside it.
#[tokio::test(flavor = "multi_thread")]
async fn a_complete_onboarding_takes_at_most_25_requests_from_its_first_read_to_its_last() {
    let desk = Desk::set_up(Pace { lag_ms: 2000, latency_ms: 80 }).await.unwrap();
    let _ = desk.between.take_asked();
    let said = desk.run(desk.onboarding("count")).await.unwrap();
    assert_eq!(said.code, Some(3), "{}", said.errors);
    let asked = desk.between.take_asked();
    let lines: Vec<&str> = asked.iter().map(|asked| asked.line.as_str()).collect();
    let questions: usize = asked.iter().map(|asked| asked.questions).sum();
    println!("{} requests, {questions} with those in batches", asked.len());
    assert!(asked.len() <= MOST, "{} requests: {lines:#?}", asked.len());
    let first_change = asked.iter().position(|asked| is_change(&asked.line)).unwrap();
    let reads: usize = asked[..first_change].iter().map(|asked| asked.questions).sum();
    assert!(first_change <= 3 && reads >= 10, "the plan's {reads} reads travel together: {lines:#?}");
}

fn is_change(line: &str) -> bool {
    !line.starts_with("GET") && !line.contains("/$batch ")
}
