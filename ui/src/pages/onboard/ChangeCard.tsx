import { Spinner } from "@fluentui/react-components";
import { ErrorNote } from "../../components/ErrorNote";
import { ProgressCard } from "../../components/ProgressCard";
import { Card } from "../../design/Card";
import { ChangeList } from "../../design/ChangeList";
import { CodeBlock } from "../../design/CodeBlock";
import { Fold } from "../../design/Fold";
import { CheckLine } from "../../design/Note";
import type { Finding, PlanView } from "../../generated/contract";
import { known, t, tn } from "../../phrases";
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
