import { Button, Spinner } from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons/svg/open";
import { useEffect } from "react";
import { useNow } from "../../api/clock";
import { useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { useSay } from "../../design/Announcer";
import { Card } from "../../design/Card";
import { CopyField } from "../../design/Copy";
import type { ProofView } from "../../generated/contract";
import { t } from "../../phrases";
import { countdownText, spanText } from "../../phrases/time";

/** A test under way: what it waits for, since when, and how long it still will. */
export function ProofProgress({ proof }: { proof: ProofView }) {
  const now = useNow();
  const say = useSay();
  const open = useChange("proof_open");
  const cancel = useChange("proof_cancel");
  const { phase } = proof;
  useEffect(() => say(t(`proof.${phase}`)), [phase, say]);
  const waits = phase === "waiting_for_browser" || phase === "reading_log";
  const error = open.error ?? cancel.error;
  return (
    <Card title={t("proof.running")}>
      <div className="dw-loading dw-tight">
        <Spinner size="small" aria-hidden />
        <div>
          <strong>{t(`proof.${phase}`)}</strong>
          <div className="dw-mute dw-small">
            {t(`initiation.${proof.initiation}`)} · {t("proof.since", { span: spanText(Math.max(0, now - Date.parse(proof.since)) / 1000) })}
            {waits ? ` · ${t("proof.left", { left: countdownText(proof.until, now) })}` : null}
          </div>
        </div>
      </div>
      {waits && proof.url ? <CopyField name={t("proof.link")} value={proof.url} brief /> : null}
      {error ? <ErrorNote error={error} /> : null}
      <div className="dw-bar">
        {waits ? (
          <Button appearance="primary" icon={<OpenRegular />} onClick={() => void open.run({ run: proof.run })}>
            {t("proof.openAgain")}
          </Button>
        ) : null}
        {phase === "restoring" ? null : (
          <Button disabledFocusable={cancel.busy} onClick={() => void cancel.run({ run: proof.run })}>
            {t("proof.cancel")}
          </Button>
        )}
      </div>
    </Card>
  );
}
