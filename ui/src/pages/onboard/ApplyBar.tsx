import { Button } from "@fluentui/react-components";
import { CheckLine } from "../../design/Note";
import { ReasonButton } from "../../design/ReasonButton";
import { t, tn } from "../../phrases";
import { neighbours, useWizard } from "./wizard-context";

/**
 * The end of a page: apply what is previewed, or go on when nothing is left. A greyed button says why; a page that was
 * applied says so.
 */
export function ApplyBar({ label, reason, applied }: { label: string; reason?: string | undefined; applied?: string | undefined }) {
  const { page, preview, apply, applying, visit, run } = useWizard();
  const { next, previous } = neighbours(page);
  const toDo = preview.plan?.steps.length ?? 0;
  const blocking = preview.plan?.findings.filter((one) => one.severity === "blocks").length ?? 0;
  const nothingLeft = preview.plan !== undefined && !preview.outdated && toDo === 0 && !reason && blocking === 0 && !run.busy;
  const busy = applying || run.busy;
  const why = busy
    ? null
    : (reason ?? (blocking > 0 ? tn("wizard.blocked", blocking) : preview.outdated || !preview.plan ? (preview.error ? t("error.what") : t("wizard.checking")) : null));
  return (
    <div className="dw-applybar">
      {applied && nothingLeft ? <CheckLine tone="ok">{applied}</CheckLine> : null}
      <div className="dw-bar">
        {nothingLeft && next ? (
          <Button appearance="primary" onClick={() => visit(next)}>
            {t("wizard.continueTo", { page: t(`page.${next}`) })}
          </Button>
        ) : (
          <ReasonButton appearance="primary" busy={busy} reason={why} onClick={apply}>
            {label}
          </ReasonButton>
        )}
        {previous ? <Button onClick={() => visit(previous)}>{t("act.back")}</Button> : null}
      </div>
    </div>
  );
}
