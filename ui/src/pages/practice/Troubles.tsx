import "./practice.css";
import { Button, Input, Select } from "@fluentui/react-components";
import { useState } from "react";
import { useCache, useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { useSay } from "../../design/Announcer";
import { Card } from "../../design/Card";
import { FormField } from "../../design/FormField";
import { ReasonButton } from "../../design/ReasonButton";
import type { PracticeFault, PracticeView } from "../../generated/contract";
import { t, tn } from "../../phrases";

/** Trouble to order: so that a person meets each failure here before meeting it where it costs something. */
export function Troubles({ practice }: { practice: PracticeView }) {
  const cache = useCache();
  const say = useSay();
  const order = useChange("practice_trouble");
  const calm = useChange("practice_calm");
  const [name, setName] = useState<PracticeFault>(practice.troubles[0] ?? "throttle");
  const [times, setTimes] = useState("1");
  const count = Number(times);
  const wrong = !/^\d{1,3}$/.test(times.trim()) || count < 1 || count > 100;
  const take = (spoken: string) => (view: PracticeView | undefined) => {
    if (!view) return;
    cache.put("practice", {}, view);
    say(spoken);
  };
  const error = order.error ?? calm.error;
  return (
    <Card title={t("practice.troubles")}>
      <p className="dw-p dw-mute">{t("practice.troublesText")}</p>
      {error ? <ErrorNote error={error} /> : null}
      <div className="dw-order">
        <FormField label={t("practice.trouble")} hint={t(`fault.${name}.text`)}>
          <Select value={name} onChange={(_, { value }) => setName(practice.troubles.find((one) => one === value) ?? name)}>
            {practice.troubles.map((one) => (
              <option key={one} value={one}>
                {t(`fault.${one}`)}
              </option>
            ))}
          </Select>
        </FormField>
        <FormField label={t("practice.times")} trouble={wrong ? t("practice.timesWrong") : undefined}>
          <Input inputMode="numeric" value={times} onChange={(_, { value }) => setTimes(value)} />
        </FormField>
      </div>
      <div className="dw-bar">
        <ReasonButton
          busy={order.busy}
          reason={!practice.running ? t("practice.stopped") : wrong ? t("practice.timesWrong") : null}
          onClick={() => void order.run({ name, count }).then(take(t("practice.troubleOrdered", { name: t(`fault.${name}`) })))}
        >
          {t("practice.order")}
        </ReasonButton>
      </div>
      {practice.ordered.length > 0 ? (
        <>
          <h3 className="dw-step-title">{t("practice.ordered")}</h3>
          <ul className="dw-list" aria-label={t("practice.ordered")}>
            {practice.ordered.map((one, index) => (
              <li key={`${one.name} ${String(index)}`}>
                {t(`fault.${one.name}`)} <span className="dw-mute">{tn("practice.left", one.count)}</span>
              </li>
            ))}
          </ul>
          <div className="dw-bar">
            <Button disabledFocusable={calm.busy} onClick={() => void calm.run({}).then(take(t("practice.calmed")))}>
              {t("practice.calm")}
            </Button>
          </div>
        </>
      ) : (
        <p className="dw-small dw-mute">{t("practice.noneOrdered")}</p>
      )}
    </Card>
  );
}
