import { Button } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { useCache, useChange, useRead } from "../api/hooks";
import { ConfirmDialog } from "../components/ConfirmDialog";
import { ErrorNote } from "../components/ErrorNote";
import { ProgressCard } from "../components/ProgressCard";
import { ChangeList } from "../design/ChangeList";
import { Chip, type Tone } from "../design/Chip";
import { CodeBlock } from "../design/CodeBlock";
import { Fold } from "../design/Fold";
import { CheckLine, Note } from "../design/Note";
import { ReasonButton } from "../design/ReasonButton";
import type { Finding, UndoReceipt, UndoState, UndoStepView, UndoView, WireError } from "../generated/contract";
import { toWireError } from "../host/host";
import { known, t, tn } from "../phrases";

/** The way back of a run: looked at, agreed to, taken. */
export function UndoPanel({ run, tenant, onClose }: { run: string; tenant: string; onClose: () => void }) {
  const [step, setStep] = useState<string | null>(null);
  const [receipt, setReceipt] = useState<UndoReceipt>();
  const [asked, setAsked] = useState(false);
  const way = useWayBack(run, step, receipt);
  const apply = useChange("undo_apply");
  const view = way.view;
  const todo = view?.steps.some((one) => one.state !== "stays") ?? false;
  const blocked = view?.findings.find((finding) => finding.severity === "blocks");
  const takeBack = async () => {
    setAsked(false);
    if (!view) return;
    const done = await apply.run({ run, step, plan: view.hash });
    if (done) setReceipt(done);
  };
  if (receipt) return <Receipt receipt={receipt} onClose={onClose} />;
  if (apply.busy) return <UndoProgress run={run} />;
  return (
    <div className="dw-undo">
      <p className="dw-p dw-small dw-mute">{t("undo.order")}</p>
      {way.error ? <ErrorNote error={way.error} retry={way.reload} /> : null}
      {apply.error ? <ErrorNote error={apply.error} retry={way.reload} /> : null}
      {!view && !way.error ? (
        <p className="dw-mute dw-small" role="status">
          {t("undo.checking")}
        </p>
      ) : null}
      {view ? (
        <>
          <FindingList findings={view.findings} />
          {view.steps.length === 0 ? <p className="dw-p">{t("undo.nothing")}</p> : null}
          <ol className="dw-list">
            {view.steps.map((one) => (
              <UndoStep key={one.id} step={one} only={step === null ? () => setStep(one.id) : undefined} />
            ))}
          </ol>
          <Requests steps={view.steps} />
        </>
      ) : null}
      <div className="dw-bar">
        <Button onClick={onClose}>{t("undo.close")}</Button>
        {step === null ? null : <Button onClick={() => setStep(null)}>{t("undo.whole")}</Button>}
        {view && todo ? (
          <ReasonButton appearance="primary" busy={apply.busy} reason={blocked ? blocked.message : null} onClick={() => setAsked(true)}>
            {step === null ? t("undo.all") : t("undo.one")}
          </ReasonButton>
        ) : null}
      </div>
      <ConfirmDialog
        open={asked}
        title={t("undo.ask", { name: view?.name ?? "" })}
        yes={t("undo.yes")}
        onYes={() => void takeBack()}
        onNo={() => setAsked(false)}
      >
        <p className="dw-p">{t("undo.askSub", { tenant })}</p>
      </ConfirmDialog>
    </div>
  );
}

/** While it is taken back: each step as it goes, as the console tells it. */
function UndoProgress({ run }: { run: string }) {
  const view = useRead("run", { run }).data;
  return (
    <div className="dw-undo">
      <ProgressCard steps={view?.progress ?? []} busy run={run} title={t("undo.progress")} />
    </div>
  );
}

interface WayBack {
  readonly view: UndoView | undefined;
  readonly error: WireError | undefined;
  readonly reload: () => void;
}

/** Works the way back out, anew when another step is asked for or something was taken back. */
function useWayBack(run: string, step: string | null, after: UndoReceipt | undefined): WayBack {
  const cache = useCache();
  const [turn, setTurn] = useState(0);
  const key = `${step ?? ""} ${String(turn)} ${after?.at ?? ""}`;
  const [result, setResult] = useState<{ key: string; view?: UndoView; error?: WireError }>();
  useEffect(() => {
    let over = false;
    cache.call("undo_preview", { run, step }).then(
      (view) => (over ? undefined : setResult({ key, view })),
      (thrown: unknown) => (over ? undefined : setResult({ key, error: toWireError(thrown) })),
    );
    return () => {
      over = true;
    };
  }, [cache, run, step, key]);
  const mine = result?.key === key ? result : undefined;
  return { view: mine?.view, error: mine?.error, reload: () => setTurn((count) => count + 1) };
}

const tones: Readonly<Record<UndoState, Tone>> = { todo: "brand", back: "ok", covered: "plain", stays: "warn" };

function UndoStep({ step, only }: { step: UndoStepView; only: (() => void) | undefined }) {
  return (
    <li>
      <div className="dw-grow">
        <div className="dw-step-title">
          {step.intent} <Chip tone={tones[step.state]}>{t(`undoState.${step.state}`)}</Chip>
        </div>
        <ChangeList changes={step.changes} objectName={objectName} />
        {step.conflicts.map((conflict) => (
          <Note key={conflict.field} tone="warn" title={conflict.label}>
            <dl className="dw-kv dw-small">
              <dt>{t("undo.found")}</dt>
              <dd className="dw-mono">{conflict.found.join(", ") || t("status.empty")}</dd>
              <dt>{t("undo.written")}</dt>
              <dd className="dw-mono">{conflict.written.join(", ") || t("status.empty")}</dd>
              <dt>{t("undo.former")}</dt>
              <dd className="dw-mono">{conflict.former.join(", ") || t("status.empty")}</dd>
            </dl>
          </Note>
        ))}
        {step.note ? <p className="dw-p dw-small dw-mute">{step.note}</p> : null}
      </div>
      {only && step.state === "todo" ? (
        <Button size="small" aria-label={t("undo.onlyWhat", { what: step.intent })} onClick={only}>
          {t("undo.only")}
        </Button>
      ) : null}
    </li>
  );
}

/** Findings with their remedies. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  const tone = { blocks: "bad", warns: "warn", informs: "info" } as const;
  return (
    <ul className="dw-list dw-findings">
      {findings.map((finding, index) => (
        <li key={`${finding.code} ${String(index)}`}>
          <div>
            <CheckLine tone={tone[finding.severity]}>{finding.message}</CheckLine>
            {finding.remedy ? <div className="dw-small dw-remedy">{finding.remedy}</div> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Requests({ steps }: { steps: readonly UndoStepView[] }) {
  const requests = steps.flatMap((step) => step.requests);
  if (requests.length === 0) return null;
  return (
    <Fold label={tn("undo.requests", requests.length)}>
      {requests.map((request, index) => (
        <CodeBlock
          key={`${request.path} ${String(index)}`}
          what={t("undo.request", { n: index + 1 })}
          text={[`${request.method} ${request.path}`, request.body].filter(Boolean).join("\n\n")}
        />
      ))}
    </Fold>
  );
}

function Receipt({ receipt, onClose }: { receipt: UndoReceipt; onClose: () => void }) {
  return (
    <div className="dw-undo">
      <Note tone="ok" title={t("undo.done")} alert>
        <ul className="dw-list">
          {receipt.steps.map((line) => (
            <li key={line.step}>{line.text}</li>
          ))}
        </ul>
      </Note>
      {receipt.stays.length > 0 ? (
        <Note tone="warn" title={t("undo.stays")}>
          <ul className="dw-list">
            {receipt.stays.map((step) => (
              <li key={step.id}>
                {step.intent} {step.note}
              </li>
            ))}
          </ul>
        </Note>
      ) : null}
      <div className="dw-bar">
        <Button onClick={onClose}>{t("undo.close")}</Button>
      </div>
    </div>
  );
}

/** The words for an object a change is made to. */
export function objectName(object: string): string {
  return known(`object.${object}`) ?? object;
}
