//! `cargo xtask bench onboarding` starts this: `doorward-onboardings ROUNDS`, with the terminal's program in
//! `DOORWARD_TERMINAL`. It times whole SAML onboardings on a tenant with a round trip of 80 ms and a lag of 2 s, counts
//! their requests, and computes from the plan what the longest chain of dependent round trips and lags needs.
#![allow(clippy::print_stdout)]

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> Result<(), doorward_tests::Trouble> {
    let rounds = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(3);
    bench::measure(rounds).await
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("The measurement needs Linux.");
}

#[cfg(target_os = "linux")]
mod bench {
    use doorward_tests::{Desk, Trouble, desk::Pace};
    use serde_json::Value;
    use std::{collections::BTreeMap, time::Duration, time::Instant};

    const ROUND_TRIP: Duration = Duration::from_millis(80);
    const LAG: Duration = Duration::from_secs(2);
    /// The habit of tools that wait by the clock.
    const FIXED_POLL: Duration = Duration::from_secs(5);

    pub(super) async fn measure(rounds: usize) -> Result<(), Trouble> {
        let desk = Desk::set_up(Pace { lag_ms: 2000, latency_ms: 80 }).await?;
        let plan = desk.run(desk.onboarding_plan("bench")).await?;
        let steps = plan.result()["steps"].as_array().cloned().unwrap_or_default();
        let critical = critical_path(&steps);
        let Some(median) = self::median(&desk, rounds).await? else { return Ok(()) };
        let at_once = Desk::set_up(Pace { lag_ms: 0, latency_ms: 0 }).await?;
        let Some(own) = self::median(&at_once, rounds).await? else { return Ok(()) };
        let ratio = median.took.as_secs_f64() / critical.as_secs_f64();
        println!("round trip 80 ms, lag 2 s; {} steps, {rounds} onboardings, the median:", steps.len());
        println!("from the first change to the last proof       {:>8.2} s", median.took.as_secs_f64());
        println!("critical path of the plan                     {:>8.2} s", critical.as_secs_f64());
        println!("ratio (aim: at most 1.15)                     {ratio:>8.2}");
        println!("the same on a tenant that shows all at once   {:>8.2} s", own.took.as_secs_f64());
        println!("requests of the whole command, gallery and plan included");
        println!("  (at most 25; a batch is one)                {:>8}", median.all);
        println!("  of these from the first change on           {:>8}", median.changing);
        println!("  with those inside batches counted one by one{:>8}", median.questions);
        println!("a strictly serial client, poll every 5 s      {:>8.2} s", serial(&steps).as_secs_f64());
        Ok(())
    }

    /// Of so many onboardings the one in the middle.
    async fn median(desk: &Desk, rounds: usize) -> Result<Option<Figure>, Trouble> {
        let mut figures = Vec::new();
        for round in 0..rounds {
            figures.push(once(desk, &format!("bench{round}")).await?);
        }
        figures.sort_by_key(|figure| figure.took);
        let middle = figures.len() / 2;
        Ok(figures.into_iter().nth(middle))
    }

    struct Figure {
        took: Duration,
        changing: usize,
        all: usize,
        questions: usize,
    }

    async fn once(desk: &Desk, name: &str) -> Result<Figure, Trouble> {
        let _ = desk.between.take_asked();
        let (said, times) = desk.run_timed(desk.onboarding(name)).await?;
        if said.code != Some(3) {
            return Err(Trouble::Unready(format!(
                "the onboarding ended as {:?}: {}",
                said.code, said.errors
            )));
        }
        let of = |phase: &str| -> Vec<Instant> {
            let lines = said.lines.iter().zip(&times);
            lines.filter(|(line, _)| line["phase"] == phase).map(|(_, at)| *at).collect()
        };
        let (sent, proved) = (of("sending"), of("proved"));
        let asked: Vec<_> =
            desk.between.take_asked().into_iter().filter(|asked| asked.line.contains("/v1.0/")).collect();
        let change = |line: &str| !line.starts_with("GET") && !line.contains("/$batch ");
        let first = asked.iter().position(|asked| change(&asked.line)).unwrap_or_default();
        let questions = asked.iter().map(|asked| asked.questions).sum();
        let (Some(begin), Some(end)) = (sent.first(), proved.last()) else {
            return Err(Trouble::Unready("no steps were told".to_owned()));
        };
        let end = asked.last().map_or(*end, |last| last.at.max(*end));
        Ok(Figure { took: end - *begin, changing: asked.len() - first, all: asked.len(), questions })
    }

    /// How long a step takes at least until others can build on it, and until it is proved.
    fn costs(step: &str) -> (Duration, Duration) {
        match step {
            // The next change is the probe: no look of its own is on the path.
            "instantiate" | "create_user" => (ROUND_TRIP + LAG, ROUND_TRIP),
            // The service principal follows its registration, and only looking tells when.
            "identifiers" => (ROUND_TRIP + LAG + ROUND_TRIP, Duration::ZERO),
            "add_certificate" => (ROUND_TRIP + ROUND_TRIP, Duration::ZERO),
            _ => (ROUND_TRIP, ROUND_TRIP),
        }
    }

    fn id(step: &Value) -> String {
        step["id"].as_str().unwrap_or_default().to_owned()
    }

    /// The longest chain. Steps stand after everything they depend on.
    fn critical_path(steps: &[Value]) -> Duration {
        let mut ready: BTreeMap<String, Duration> = BTreeMap::new();
        let mut longest = Duration::ZERO;
        for step in steps {
            let needed = step["dependsOn"].as_array().cloned().unwrap_or_default();
            let begin = needed.iter().filter_map(|needed| ready.get(needed.as_str()?)).max().copied();
            let (usable, proof) = costs(&id(step));
            let usable = begin.unwrap_or_default() + usable;
            longest = longest.max(usable + proof);
            ready.insert(id(step), usable);
        }
        longest
    }

    /// One step after the other, each change followed by a look, and a pause of five seconds before the next look where
    /// the change takes a while to show.
    fn serial(steps: &[Value]) -> Duration {
        let travels = |step: &str| matches!(step, "instantiate" | "create_user" | "identifiers" | "name");
        let looks = |step: &str| {
            let misses = if travels(step) { LAG.as_secs_f64() / FIXED_POLL.as_secs_f64() } else { 0.0 };
            let misses = misses.ceil();
            FIXED_POLL.mul_f64(misses) + ROUND_TRIP.mul_f64(misses + 1.0)
        };
        steps.iter().map(|step| ROUND_TRIP + looks(&id(step))).sum()
    }
}
