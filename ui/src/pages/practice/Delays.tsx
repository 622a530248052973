import { Input } from "@fluentui/react-components";
import { useState } from "react";
import { useCache, useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { Card } from "../../design/Card";
import { FormField } from "../../design/FormField";
import { CheckLine } from "../../design/Note";
import { ReasonButton } from "../../design/ReasonButton";
import type { PracticeView } from "../../generated/contract";
import { t } from "../../phrases";
import { isClock, isWait } from "./amounts";

/** How slow the practice tenant's directory and its answers are, and how wrong its clock. */
export function Delays({ practice }: { practice: PracticeView }) {
  const cache = useCache();
  const { run, busy, error } = useChange("practice_save");
  const [lag, setLag] = useState(String(practice.lagMs));
  const [latency, setLatency] = useState(String(practice.latencyMs));
  const [clock, setClock] = useState(String(practice.clockOffsetS));
  const [kept, setKept] = useState(false);
  const wrong = isWait(lag) && isWait(latency) ? (isClock(clock) ? null : t("practice.clockWrong")) : t("practice.lagWrong");
  const save = () =>
    void run({ lagMs: Number(lag), latencyMs: Number(latency), clockOffsetS: Number(clock) }).then((view) => {
      if (!view) return;
      cache.put("practice", {}, view);
      setKept(true);
    });
  const type = (set: (text: string) => void) => (text: string) => {
    set(text);
    setKept(false);
  };
  const waitTrouble = (text: string) => (isWait(text) ? undefined : t("practice.lagWrong"));
  return (
    <Card title={t("practice.behaviour")}>
      {error ? <ErrorNote error={error} /> : null}
      <FormField label={t("practice.lag")} hint={t("practice.lagHint")} className="dw-field" trouble={waitTrouble(lag)}>
        <Input inputMode="numeric" value={lag} contentAfter="ms" onChange={(_, { value }) => type(setLag)(value)} />
      </FormField>
      <FormField label={t("practice.latency")} hint={t("practice.latencyHint")} className="dw-field" trouble={waitTrouble(latency)}>
        <Input inputMode="numeric" value={latency} contentAfter="ms" onChange={(_, { value }) => type(setLatency)(value)} />
      </FormField>
      <FormField
        label={t("practice.clock")}
        hint={t("practice.clockHint")}
        className="dw-field"
        trouble={isClock(clock) ? undefined : t("practice.clockWrong")}
      >
        <Input value={clock} contentAfter="s" onChange={(_, { value }) => type(setClock)(value)} />
      </FormField>
      <div className="dw-bar">
        <ReasonButton busy={busy} reason={wrong} onClick={save}>
          {t("act.save")}
        </ReasonButton>
        {kept ? <CheckLine tone="ok">{t("settings.kept")}</CheckLine> : null}
      </div>
    </Card>
  );
}
