//! Merge, never overwrite: also when somebody else writes in the very moment.

use crate::count::Count;
use doorward_tests::{
    Desk,
    between::{Rule, Trick},
    desk::Pace,
};
use serde_json::json;

/// Somebody replaces the reply URLs right after ours were written, from an older state: ours are gone, and are merged in
/// again beside theirs.
#[tokio::test(flavor = "multi_thread")]
async fn an_update_of_ours_that_got_lost_is_noticed_and_made_again_beside_theirs() {
    let desk = Desk::set_up(Pace { lag_ms: 150, latency_ms: 0 }).await.unwrap();
    let before = Count::of(&desk).await;
    let theirs =
        json!({ "web": { "redirectUris": ["https://theirs.example/acs"], "redirectUriSettings": [] } });
    // The first read after our change finds theirs: it is played as that read arrives.
    desk.between.play(Rule {
        trick: Trick::Afterwards(theirs),
        method: "PATCH",
        path: "/applications/",
        count: 1,
    });
    let said = desk.run(desk.onboarding("lostupdate")).await.unwrap();
    before.assert_one_more(&desk, &said, "somebody wrote right after us").await;
    let patches = desk
        .between
        .take_asked()
        .into_iter()
        .filter(|asked| asked.line.starts_with("PATCH /v1.0/applications/"));
    assert!(patches.count() >= 2, "ours was merged again");
    let uris = desk.reply_urls(said.result()).await;
    assert!(uris.iter().any(|uri| uri == "https://theirs.example/acs"), "theirs survives: {uris:?}");
    assert!(uris.iter().any(|uri| uri.starts_with("https://sentry.io/saml/acs/")), "ours is there: {uris:?}");
}
