//! Random onboardings under random troubles, compared with what each must lead to. The seed is printed and can be given
//! again in `DOORWARD_SEED`.

use crate::count::Count;
use doorward_tests::{
    Desk,
    between::{Rule, Trick},
    desk::Pace,
};

/// A small generator whose sequence depends on the seed only (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }
}

const PATHS: [(&str, &str); 8] = [
    ("POST", "/instantiate"),
    ("POST", "/v1.0/users"),
    ("POST", "/addTokenSigningCertificate"),
    ("POST", "/appRoleAssignedTo"),
    ("PATCH", "/applications/"),
    ("PATCH", "/servicePrincipals/"),
    ("GET", "/servicePrincipals/"),
    ("GET", "/applications/"),
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_on_the_way_the_tenant_ends_as_the_plan_says() {
    let given = std::env::var("DOORWARD_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| u64::from(std::process::id()));
    println!("DOORWARD_SEED={seed}");
    let mut dice = Dice(seed);
    let desk = Desk::set_up(Pace { lag_ms: 120, latency_ms: 0 }).await.unwrap();
    for round in 0..8 {
        let before = Count::of(&desk).await;
        let name = format!("random{round}");
        let mut troubles = Vec::new();
        for _ in 0..=dice.roll(4) {
            let (method, path) = PATHS[dice.roll(PATHS.len())];
            let trick = [Trick::CutBefore, Trick::CutAfter, Trick::Outage][dice.roll(3)].clone();
            let rule = Rule { trick, method, path, count: 1 };
            troubles.push(format!("{rule:?}"));
            desk.between.play(rule);
        }
        let fatal = (dice.roll(2) == 0).then(|| 1 + dice.roll(60));
        let mut command = desk.onboarding(&name);
        if let Some(point) = fatal {
            command.env("DOORWARD_FAULT_POINT", point.to_string());
        }
        let occasion = format!("seed {seed}, round {round}, killed at {fatal:?}, {troubles:?}");
        let mut said = desk.run(command).await.unwrap();
        for _ in 0..6 {
            if said.code == Some(3) {
                break;
            }
            said = desk.run(desk.onboarding(&name)).await.unwrap();
        }
        desk.between.forget();
        before.assert_one_more(&desk, &said, &occasion).await;
        let uris = desk.reply_urls(said.result()).await;
        assert_eq!(uris, [format!("https://sentry.io/saml/acs/{name}/")], "{occasion}");
    }
}
