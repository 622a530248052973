import { Checkbox, Input } from "@fluentui/react-components";
import { useState } from "react";
import { useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { Explained } from "../../components/Explained";
import { TextDrop } from "../../components/TextDrop";
import { Card } from "../../design/Card";
import { FormField } from "../../design/FormField";
import { CheckLine } from "../../design/Note";
import { ReasonButton } from "../../design/ReasonButton";
import { Verdict } from "../../design/Verdict";
import type { CapturedVerdict } from "../../generated/contract";
import { t } from "../../phrases";
import { Checks, Claims } from "./EvidenceCards";
import { useWizard } from "./wizard-context";

/** A Response that somebody else received, held against this application's configuration. It proves nothing and is not kept. */
export function CapturedCard() {
  const { run } = useWizard();
  const [text, setText] = useState("");
  const [unasked, setUnasked] = useState(false);
  const [at, setAt] = useState("");
  const [verdict, setVerdict] = useState<CapturedVerdict>();
  const check = useChange("proof_check_captured");
  const ask = () =>
    void check
      .run({ run: run.id, text, requestId: null, unasked, at: at.trim() === "" ? null : at.trim() })
      .then((found) => setVerdict(found));
  return (
    <>
      <Card title={t("captured.title")}>
        <p className="dw-p dw-mute">{t("captured.text")}</p>
        <TextDrop
          label={t("captured.label")}
          hint={t("captured.hint")}
          accept=".xml,.har,.txt,.html,.b64"
          text={text}
          setText={(typed) => {
            setText(typed);
            setVerdict(undefined);
          }}
        />
        <FormField label={t("captured.at")} hint={t("captured.atHint")} className="dw-field">
          <Input value={at} placeholder="2026-11-22T14:05:00Z" spellCheck={false} onChange={(_, { value }) => setAt(value)} />
        </FormField>
        <Checkbox checked={unasked} label={t("captured.unasked")} onChange={(_, { checked }) => setUnasked(checked === true)} />
        <div className="dw-bar">
          <ReasonButton busy={check.busy} reason={text.trim() === "" ? t("captured.empty") : null} onClick={ask}>
            {t("captured.check")}
          </ReasonButton>
        </div>
      </Card>
      {check.error ? <ErrorNote error={check.error} /> : null}
      {verdict ? <Judged verdict={verdict} product={run.product} /> : null}
    </>
  );
}

function Judged({ verdict, product }: { verdict: CapturedVerdict; product: string }) {
  const { visit } = useWizard();
  const claims = Object.entries(verdict.claims);
  const title = verdict.accepted ? t("proof.accepted", { product, person: verdict.person ?? "" }) : t("proof.refused", { product });
  return (
    <>
      <Verdict tone={verdict.accepted ? "ok" : "bad"} title={title}>
        {verdict.reasons.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
        {verdict.warnings.map((warning) => (
          <CheckLine key={warning} tone="warn">
            {warning}
          </CheckLine>
        ))}
      </Verdict>
      <Explained explanations={verdict.explanations} visit={visit} />
      <Card title={t("proof.checked")}>
        <Checks checks={verdict.checks} />
      </Card>
      {verdict.accepted && claims.length > 0 ? (
        <Card title={t("proof.sees", { product })}>
          <Claims claims={claims} />
        </Card>
      ) : null}
    </>
  );
}
