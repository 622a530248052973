import { Input } from "@fluentui/react-components";
import { useState } from "react";
import { useCache, useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { Card } from "../../design/Card";
import { FormField } from "../../design/FormField";
import { CheckLine } from "../../design/Note";
import { ReasonButton } from "../../design/ReasonButton";
import { t } from "../../phrases";

/** The longest delay that can be asked for. */
const LONGEST = 60_000;

/** How slow the practice tenant's directory and its answers are. */
export function Delays({ lagMs, latencyMs }: { lagMs: number; latencyMs: number }) {
  const cache = useCache();
  const { run, busy, error } = useChange("practice_save");
  const [lag, setLag] = useState(String(lagMs));
  const [latency, setLatency] = useState(String(latencyMs));
  const [kept, setKept] = useState(false);
  const wrong = isWrong(lag) || isWrong(latency);
  const save = () =>
    void run({ lagMs: Number(lag), latencyMs: Number(latency) }).then((view) => {
      if (!view) return;
      cache.put("practice", {}, view);
      setKept(true);
    });
  const type = (set: (text: string) => void) => (text: string) => {
    set(text);
    setKept(false);
  };
  return (
    <Card title={t("practice.behaviour")}>
      {error ? <ErrorNote error={error} /> : null}
      <Milliseconds label={t("practice.lag")} hint={t("practice.lagHint")} text={lag} type={type(setLag)} />
      <Milliseconds label={t("practice.latency")} hint={t("practice.latencyHint")} text={latency} type={type(setLatency)} />
      <div className="dw-bar">
        <ReasonButton busy={busy} reason={wrong ? t("practice.lagWrong") : null} onClick={save}>
          {t("act.save")}
        </ReasonButton>
        {kept ? <CheckLine tone="ok">{t("settings.kept")}</CheckLine> : null}
      </div>
    </Card>
  );
}

function isWrong(text: string): boolean {
  return !/^\d{1,5}$/.test(text.trim()) || Number(text) > LONGEST;
}

function Milliseconds({ label, hint, text, type }: { label: string; hint: string; text: string; type: (text: string) => void }) {
  return (
    <FormField label={label} hint={hint} className="dw-field" trouble={isWrong(text) ? t("practice.lagWrong") : undefined}>
      <Input inputMode="numeric" value={text} contentAfter="ms" onChange={(_, { value }) => type(value)} />
    </FormField>
  );
}
