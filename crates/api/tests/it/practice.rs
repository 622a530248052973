//! The Practice page: settings that are kept, troubles that are ordered by name and called off.

use crate::office::Office;
use doorward_api::contract::{
    ErrorCode, Nothing,
    practice::{PracticeFault, PracticeSettings, PracticeTrouble},
};

#[tokio::test]
async fn lag_latency_and_clock_are_settings_and_a_skew_comes_on_top() {
    let office = Office::open().await;
    let wanted = PracticeSettings { lag_ms: 10, latency_ms: 5, clock_offset_s: -7_200 };
    let view = office.console.practice_save(wanted).await.unwrap();
    assert_eq!((view.lag_ms, view.latency_ms, view.clock_offset_s), (10, 5, -7_200));
    let date = async || {
        let answer = office.http.get(&office.welcome.login).send().await.unwrap();
        let date = answer.headers()["date"].to_str().unwrap().to_owned();
        time::OffsetDateTime::parse(&date, &time::format_description::well_known::Rfc2822).unwrap()
    };
    let behind = async || (time::OffsetDateTime::now_utc() - date().await).whole_seconds();
    assert!((7_190..7_260).contains(&behind().await), "the tenant's clock is two hours behind");

    let skew = PracticeTrouble { name: PracticeFault::ClockSkew, count: 1, milliseconds: Some(3_600_000) };
    let view = office.console.practice_trouble(skew.clone()).await.unwrap();
    assert_eq!(view.ordered, [skew], "it lasts, and is told");
    assert_eq!(view.clock_offset_s, -7_200, "the setting is another matter");
    assert!((3_590..3_660).contains(&behind().await), "an hour less behind");
    let view = office.console.practice_calm(Nothing {}).await.unwrap();
    assert!(view.ordered.is_empty());
    assert!((7_190..7_260).contains(&behind().await), "the setting stays");

    let far = PracticeSettings { lag_ms: 10, latency_ms: 5, clock_offset_s: i32::MAX };
    let refused = office.console.practice_save(far).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::InvalidInput, Some("clockOffsetS")));
}

#[tokio::test]
async fn every_trouble_on_the_page_is_one_that_the_tenant_knows() {
    let office = Office::open().await;
    for name in PracticeFault::ALL {
        let trouble = PracticeTrouble { name, count: 1, milliseconds: None };
        let view = office.console.practice_trouble(trouble).await.unwrap();
        // A certificate that ends, ends at once and for good.
        let lasts = name != PracticeFault::CertificateExpired;
        assert_eq!(view.ordered.iter().any(|one| one.name == name), lasts, "{name:?}");
        office.console.practice_calm(Nothing {}).await.unwrap();
    }
    let early = PracticeTrouble { name: PracticeFault::Slow, count: 1, milliseconds: Some(-1) };
    let refused = office.console.practice_trouble(early).await.unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("milliseconds"), "no answer comes before its time");
    let never = PracticeTrouble { name: PracticeFault::Throttle, count: 0, milliseconds: None };
    assert_eq!(office.console.practice_trouble(never).await.unwrap_err().code, ErrorCode::InvalidInput);
}
