//! Random onboardings under random troubles, in a tenant where others have been before, held against a model that knows
//! nothing of plans: it is written from what the admin asked for and what Entra's pages would show. The seed is printed and
//! can be given again in `DOORWARD_SEED`.

mod model;
mod wish;

use crate::{
    office::{Office, PAGES},
    shown::shown,
};
use doorward_api::contract::{RunView, run::RunStart};
use serde_json::{Value, json};
use wish::Wish;

const ROUNDS: usize = 5;

/// A small generator whose sequence depends on the seed only (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }

    pub(crate) fn yes(&mut self) -> bool {
        self.roll(2) == 0
    }

    pub(crate) fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.roll(choices.len())].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_asked_for_and_whatever_goes_wrong_the_tenant_ends_as_the_model_says() {
    let given = std::env::var("DOORWARD_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| u64::from(std::process::id()));
    println!("DOORWARD_SEED={seed}");
    let mut dice = Dice(seed);
    let office = Office::open().await;
    for round in 0..ROUNDS {
        let wish = Wish::draw(&mut dice, &office, round).await;
        let before = shown(&office).await;
        let troubles = troubles(&mut dice);
        let occasion = format!("seed {seed}, round {round}: {wish:?}, {troubles:?}");
        println!("{occasion}");
        let run = begin(&office, &wish).await;
        for trouble in troubles {
            office.fault(trouble).await;
        }
        carry_out(&office, &run, &occasion).await;
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        model::assert_ends(&before, &shown(&office).await, &wish, &occasion);
    }
}

async fn begin(office: &Office, wish: &Wish) -> RunView {
    let entry = office.gallery(wish.product).await;
    let start = RunStart { template_id: Some(entry), ..RunStart::default() };
    let run = office.console.run_start(start).await.unwrap();
    office.answer(&run, |answers| wish.fill(answers)).await
}

/// Page by page, again after what went wrong: as somebody does who presses the button once more.
async fn carry_out(office: &Office, run: &RunView, occasion: &str) {
    for page in PAGES {
        let mut tries = 0;
        while let Err(error) = office.apply(run, page).await {
            tries += 1;
            assert!(tries < 8, "{page:?} does not come to its end: {error:?}; {occasion}");
            if tries == 3 {
                office.control("DELETE", "/faults", json!(null)).await;
            }
        }
    }
    office.control("DELETE", "/faults", json!(null)).await;
}

/// Up to five troubles, each for some requests of one kind.
fn troubles(dice: &mut Dice) -> Vec<Value> {
    let kinds = [
        ("POST", "/instantiate"),
        ("POST", "/users"),
        ("POST", "/addTokenSigningCertificate"),
        ("POST", "/appRoleAssignedTo"),
        ("PATCH", "/applications/"),
        ("PATCH", "/servicePrincipals/"),
        ("GET", "/servicePrincipals/"),
        ("GET", "/applications/"),
    ];
    // A creation that may have reached the directory and did not is looked for three quarters of a minute each time, in
    // vain: that story is told by itself, with the processes' own faults.
    let creations = ["cut_after", "throttle", "young_forbidden"];
    let changes = ["cut_before", "cut_after", "outage", "throttle", "young_forbidden"];
    let reads = ["cut_before", "cut_after", "outage", "throttle", "stale_reads", "not_visible"];
    let one = |dice: &mut Dice| {
        let (method, path) = dice.one_of(&kinds);
        let name = match method {
            "GET" => dice.one_of(&reads),
            "POST" => dice.one_of(&creations),
            _ => dice.one_of(&changes),
        };
        json!({ "name": name, "method": method, "path": path, "count": 1 + dice.roll(2), "retryAfter": 1 })
    };
    let number = dice.roll(6);
    (0..number).map(|_| one(dice)).collect()
}
