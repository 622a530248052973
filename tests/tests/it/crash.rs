//! Killed at every boundary of the journal, and resumed: the same end, with one of everything.

use crate::count::Count;
use doorward_tests::{Desk, desk::Pace};

/// An onboarding passes fewer boundaries than this.
const MOST: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_killed_at_any_boundary_of_its_journal_resumes_to_the_same_end() {
    let desk = Desk::set_up(Pace { lag_ms: 100, latency_ms: 0 }).await.unwrap();
    for point in 1..MOST {
        let name = format!("crash{point}");
        let before = Count::of(&desk).await;
        let mut fatal = desk.onboarding(&name);
        fatal.env("DOORWARD_FAULT_POINT", point.to_string());
        let first = desk.run(fatal).await.unwrap();
        if first.code.is_some() {
            before.assert_one_more(&desk, &first, "not killed any more").await;
            assert!(point > 40, "an onboarding has more boundaries than {point}");
            println!("killed at each of {} boundaries", point - 1);
            return;
        }
        let second = desk.run(desk.onboarding(&name)).await.unwrap();
        before.assert_one_more(&desk, &second, &format!("killed at boundary {point}")).await;
    }
    panic!("an onboarding passes more than {MOST} boundaries");
}
