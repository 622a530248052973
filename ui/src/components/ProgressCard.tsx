import { Button, Spinner } from "@fluentui/react-components";
import { CheckmarkCircleFilled } from "@fluentui/react-icons/svg/checkmark-circle";
import { CircleRegular } from "@fluentui/react-icons/svg/circle";
import { DismissCircleFilled } from "@fluentui/react-icons/svg/dismiss-circle";
import { type ReactNode, useEffect, useRef } from "react";
import { useNow } from "../api/clock";
import { useChange } from "../api/hooks";
import { useSay } from "../design/Announcer";
import { Card } from "../design/Card";
import type { StepPhase, StepProgress } from "../generated/contract";
import { t } from "../phrases";
import { spanText } from "../phrases/time";
import { ErrorNote } from "./ErrorNote";

/** Steps of a run while they are done or taken back: how far each is, and a way to stop before the next one. */
export function ProgressCard({ steps, busy, run, title }: { steps: readonly StepProgress[]; busy: boolean; run: string; title?: string }) {
  const named = title ?? t("wizard.progress");
  const now = useNow();
  const cancel = useChange("run_cancel");
  useSpokenProgress(steps);
  return (
    <Card title={named}>
      <ol className="dw-progress" aria-label={named}>
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
