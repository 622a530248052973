import "./practice.css";
import { Button, Input, Select } from "@fluentui/react-components";
import { useState } from "react";
import { useCache, useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { useSay } from "../../design/Announcer";
import { Card } from "../../design/Card";
import { FormField } from "../../design/FormField";
import { ReasonButton } from "../../design/ReasonButton";
import type { PracticeFault, PracticeTrouble, PracticeView } from "../../generated/contract";
import { t, tn } from "../../phrases";
import { isClock, isTimes, isWait } from "./amounts";

/** Seconds: what fits into an order. */
const FARTHEST_SKEW = 2_000_000;

/** Trouble to order: so that a person meets each failure here before meeting it where it costs something. */
export function Troubles({ practice }: { practice: PracticeView }) {
  const cache = useCache();
  const say = useSay();
  const order = useChange("practice_trouble");
  const calm = useChange("practice_calm");
  const [name, setName] = useState<PracticeFault>(practice.troubles[0] ?? "throttle");
  const [times, setTimes] = useState("1");
  const [wait, setWait] = useState("5000");
  const [skew, setSkew] = useState("600");
  const wrong = {
    times: name !== "clock_skew" && !isTimes(times) ? t("practice.timesWrong") : undefined,
    wait: name === "slow" && !isWait(wait) ? t("practice.lagWrong") : undefined,
    // The contract counts this one in milliseconds: no more than three weeks fit.
    skew: name === "clock_skew" && (!isClock(skew) || Math.abs(Number(skew)) > FARTHEST_SKEW) ? t("practice.skewWrong") : undefined,
  };
  const trouble = (): PracticeTrouble => {
    if (name === "clock_skew") return { name, count: 1, milliseconds: Number(skew) * 1_000 };
    return name === "slow" ? { name, count: Number(times), milliseconds: Number(wait) } : { name, count: Number(times) };
  };
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
        {name === "clock_skew" ? (
          <FormField label={t("practice.skew")} trouble={wrong.skew}>
            <Input value={skew} contentAfter="s" onChange={(_, { value }) => setSkew(value)} />
          </FormField>
        ) : (
          <FormField label={t("practice.times")} trouble={wrong.times}>
            <Input inputMode="numeric" value={times} onChange={(_, { value }) => setTimes(value)} />
          </FormField>
        )}
        {name === "slow" ? (
          <FormField label={t("practice.wait")} trouble={wrong.wait}>
            <Input inputMode="numeric" value={wait} contentAfter="ms" onChange={(_, { value }) => setWait(value)} />
          </FormField>
        ) : null}
      </div>
      <div className="dw-bar">
        <ReasonButton
          busy={order.busy}
          reason={!practice.running ? t("practice.stopped") : (wrong.times ?? wrong.wait ?? wrong.skew ?? null)}
          onClick={() => void order.run(trouble()).then(take(t("practice.troubleOrdered", { name: t(`fault.${name}`) })))}
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
                {t(`fault.${one.name}`)} <span className="dw-mute">{one.name === "clock_skew" ? t("practice.untilCalm") : tn("practice.left", one.count)}</span>
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
