//! Stopped in every step: what was done stands, nothing new is sent, and the same run goes on.

use crate::office::Office;
use doorward_api::{
    Whole,
    contract::{ErrorCode, Event, RunRef, RunView, run::StepPhase, undo::UndoRequest},
};

async fn sentry(office: &Office, name: &str) -> RunView {
    let run = office.sentry().await;
    office
        .answer(&run, |answers| {
            answers.name = name.to_owned();
            answers.placeholders.insert("ORGANIZATION_SLUG".to_owned(), name.to_owned());
            answers.test_user.user_name = format!("test.{name}");
        })
        .await
}

fn whole(run: &RunView) -> Whole {
    Whole { run: run.id.clone(), ..Whole::default() }
}

/// Steps that are not waiting for their turn any more.
fn begun(run: &RunView) -> usize {
    run.progress.iter().filter(|step| step.phase != StepPhase::Queued).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_stopped_in_each_of_its_steps_and_goes_on_to_the_same_end() {
    let office = Office::open().await;
    for steps in 1..=10 {
        let before = office.count().await;
        let run = sentry(&office, &format!("stop{steps}")).await;
        office.console.whole_preview(RunRef { run: run.id.clone() }).await.unwrap();
        let mut events = office.console.events();
        let applying = office.console.whole_apply(whole(&run));
        let stopping = async {
            while let Ok(event) = events.recv().await {
                let Event::Run { run: told } = event else { continue };
                if told.id == run.id && begun(&told) >= steps {
                    office.console.run_cancel(RunRef { run: run.id.clone() }).await.unwrap();
                    return;
                }
            }
        };
        let (outcome, ()) = tokio::join!(applying, stopping);
        match outcome {
            Err(error) => {
                assert_eq!(error.code, ErrorCode::Cancelled, "stopped after {steps}: {error:?}");
                let way = UndoRequest { run: run.id.clone(), step: None };
                office.console.undo_preview(way).await.expect("the way back is offered");
            }
            Ok(_) => assert!(steps > 5, "stopping after {steps} steps came too late"),
        }
        office.console.whole_preview(RunRef { run: run.id.clone() }).await.unwrap();
        let view = office.console.whole_apply(whole(&run)).await.unwrap();
        office.assert_one_of_each(&before, &view).await;
    }
}
