import { Button, Spinner } from "@fluentui/react-components";
import { CheckmarkCircleFilled } from "@fluentui/react-icons/svg/checkmark-circle";
import { CircleRegular } from "@fluentui/react-icons/svg/circle";
import { DismissCircleFilled } from "@fluentui/react-icons/svg/dismiss-circle";
import { type ReactNode, useEffect, useRef } from "react";
import { useNow } from "../../api/clock";
import { useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { useSay } from "../../design/Announcer";
import { Card } from "../../design/Card";
import { ChangeList } from "../../design/ChangeList";
import { CodeBlock } from "../../design/CodeBlock";
import { Fold } from "../../design/Fold";
import { CheckLine } from "../../design/Note";
import type { Finding, PlanView, StepPhase, StepProgress } from "../../generated/contract";
import { known, t, tn } from "../../phrases";
import { spanText } from "../../phrases/time";
import { useWizard } from "./wizard-context";

/** Beside the form: what it would change; while it is being changed, how far that is. */
export function ChangeCard() {
  const { run, preview } = useWizard();
  const failed = run.progress.some((step) => step.phase === "failed");
  if (run.busy || failed) {
    return (
      <>
        <ProgressCard steps={run.progress} busy={run.busy} run={run.id} />
        {!run.busy && preview.plan ? <PlanCard plan={preview.plan} outdated={preview.outdated} /> : null}
      </>
    );
  }
  if (preview.error) return <ErrorNote error={preview.error} retry={preview.reload} />;
  if (!preview.plan) {
    return (
      <Card title={t("wizard.change")}>
        <p className="dw-mute dw-small" role="status">
          {t("wizard.checking")}
        </p>
      </Card>
    );
  }
  return <PlanCard plan={preview.plan} outdated={preview.outdated} />;
}

/** The words for an object a change is made to. */
export function objectName(object: string): string {
  return known(`object.${object}`) ?? object;
}

function PlanCard({ plan, outdated }: { plan: PlanView; outdated: boolean }) {
  const requests = plan.steps.flatMap((step) => step.requests);
  const undoable = plan.steps.every((step) => step.undoable);
  return (
    <Card title={t("wizard.change")} aside={outdated ? <Spinner size="extra-tiny" aria-label={t("wizard.checking")} /> : null}>
      <Findings findings={plan.findings} />
      {plan.steps.length === 0 ? <p className="dw-p dw-mute">{t("wizard.nothing")}</p> : null}
      {plan.steps.map((step) => (
        <div key={step.id}>
          <div className="dw-step-title">{step.intent}</div>
          <ChangeList changes={step.changes} objectName={objectName} />
          {step.undoable ? null : <p className="dw-p dw-small dw-mute">{step.undo}</p>}
        </div>
      ))}
      {requests.length > 0 ? (
        <Fold label={`${tn("wizard.requests", requests.length)}, ${t(undoable ? "wizard.undoable" : "wizard.notUndoable")}`}>
          {requests.map((request, index) => (
            <CodeBlock
              key={`${request.method} ${request.path} ${String(index)}`}
              what={t("wizard.body", { n: index + 1 })}
              text={[`${request.method} ${request.path}`, request.body].filter(Boolean).join("\n\n")}
            />
          ))}
        </Fold>
      ) : null}
    </Card>
  );
}

const findingTone = { blocks: "bad", warns: "warn", informs: "info" } as const;

function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className="dw-list dw-findings">
      {findings.map((finding, index) => (
        <li key={`${finding.code} ${String(index)}`}>
          <div>
            <CheckLine tone={findingTone[finding.severity]}>{finding.message}</CheckLine>
            {finding.remedy ? <div className="dw-small dw-remedy">{finding.remedy}</div> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

function ProgressCard({ steps, busy, run }: { steps: readonly StepProgress[]; busy: boolean; run: string }) {
  const now = useNow();
  const cancel = useChange("run_cancel");
  useSpokenProgress(steps);
  return (
    <Card title={t("wizard.progress")}>
      <ol className="dw-progress" aria-label={t("wizard.progress")}>
        {steps.map((step) => (
          <li key={step.step}>
            <span className="dw-progress-mark" aria-hidden>
              {marks[step.phase]}
            </span>
            <span>
              {step.intent}
              <small>{phaseText(step, now)}</small>
            </span>
          </li>
        ))}
      </ol>
      {busy ? (
        <>
          <div className="dw-bar">
            <Button disabledFocusable={cancel.busy} onClick={() => void cancel.run({ run })}>
              {t("act.cancel")}
            </Button>
          </div>
          <p className="dw-small dw-mute">{cancel.busy ? t("wizard.stopping") : t("wizard.cancelHint")}</p>
        </>
      ) : null}
      {cancel.error ? <ErrorNote error={cancel.error} /> : null}
    </Card>
  );
}

const marks: Readonly<Record<StepPhase, ReactNode>> = {
  queued: <CircleRegular fontSize={18} />,
  sending: <Spinner size="extra-tiny" />,
  settling: <Spinner size="extra-tiny" />,
  proved: <CheckmarkCircleFilled fontSize={18} className="dw-ok" />,
  failed: <DismissCircleFilled fontSize={18} className="dw-bad" />,
};

function phaseText(step: StepProgress, now: number): string {
  const span = spanText(Math.max(0, now - Date.parse(step.since)) / 1000);
  switch (step.phase) {
    case "sending":
    case "settling":
      return t(`phase.${step.phase}`, { span });
    default:
      return t(`phase.${step.phase}`);
  }
}

/** Says each step's turn once; the clocks beside them stay silent. */
function useSpokenProgress(steps: readonly StepProgress[]): void {
  const say = useSay();
  const before = useRef(new Map<string, StepPhase>());
  useEffect(() => {
    for (const step of steps) {
      if (before.current.get(step.step) === step.phase) continue;
      before.current.set(step.step, step.phase);
      if (step.phase === "proved" || step.phase === "failed") say(`${step.intent}: ${t(`phase.${step.phase}`)}`);
    }
  }, [steps, say]);
}
