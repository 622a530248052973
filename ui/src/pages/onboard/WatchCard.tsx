import { Radio, RadioGroup } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { useCache, useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { Card } from "../../design/Card";
import { FormField } from "../../design/FormField";
import { ReasonButton } from "../../design/ReasonButton";
import type { Initiation, WatchPreview, WireError } from "../../generated/contract";
import { toWireError } from "../../host/host";
import { t } from "../../phrases";
import { useWizard } from "./wizard-context";

/** The test where no local reply URL is wanted: the application is opened and Entra's sign-in log read. Changes nothing, proves less. */
export function WatchCard() {
  const { run } = useWizard();
  const cache = useCache();
  const [initiation, setInitiation] = useState<Initiation>(run.initiations[0] ?? "service_provider");
  const [found, setFound] = useState<{ data?: WatchPreview; error?: WireError }>({});
  const watch = useChange("proof_watch");
  useEffect(() => {
    let over = false;
    cache.call("proof_watch_preview", { run: run.id, initiation }).then(
      (data) => (over ? undefined : setFound({ data })),
      (thrown: unknown) => (over ? undefined : setFound({ error: toWireError(thrown) })),
    );
    return () => {
      over = true;
    };
  }, [cache, run.id, initiation]);
  const begin = () =>
    void watch.run({ run: run.id, initiation }).then((proof) => (proof ? cache.put("proof_state", { run: run.id }, { proof }) : undefined));
  const opens = found.data?.opens;
  return (
    <Card title={t("watch.title")}>
      <p className="dw-p dw-mute">{t("watch.text")}</p>
      <FormField label={t("watch.from")} className="dw-field">
        <RadioGroup layout="horizontal" value={initiation} onChange={(_, { value }) => setInitiation(value as Initiation)}>
          <Radio value="service_provider" label={run.product} />
          <Radio value="identity_provider" label={t("watch.myApps")} />
        </RadioGroup>
      </FormField>
      {opens ? (
        <p className="dw-p">
          {t("watch.opens")} <span className="dw-mono">{opens}</span>
        </p>
      ) : null}
      {watch.error ? <ErrorNote error={watch.error} /> : null}
      {found.error ? <ErrorNote error={found.error} /> : null}
      <div className="dw-bar">
        <ReasonButton busy={watch.busy} reason={found.data ? found.data.blocked : found.error ? null : t("wizard.checking")} onClick={begin}>
          {t("watch.start")}
        </ReasonButton>
      </div>
    </Card>
  );
}
