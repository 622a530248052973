import { Button, Radio, RadioGroup } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { useCache, useChange, useRead } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { Card } from "../../design/Card";
import { ChangeList } from "../../design/ChangeList";
import { Fold } from "../../design/Fold";
import { FormField } from "../../design/FormField";
import { ReasonButton } from "../../design/ReasonButton";
import type { Initiation, ProofPreview, ProofView, WireError } from "../../generated/contract";
import { toWireError } from "../../host/host";
import { t } from "../../phrases";
import { ExplainCard } from "../Explain";
import { CapturedCard } from "./CapturedCard";
import { objectName } from "./ChangeCard";
import { EvidenceCards, EvidenceVerdict } from "./EvidenceCards";
import { PreviewCard } from "./PreviewCard";
import { ProofProgress } from "./ProofProgress";
import { WatchCard } from "./WatchCard";
import { neighbours, useWizard } from "./wizard-context";

/** Page 7: the proof. Its verdict comes first, what it rests on below. */
export function TestSsoPage() {
  const { run, answers, visit } = useWizard();
  const { data } = useRead("proof_state", { run: run.id });
  const proof = data?.proof ?? null;
  const underWay = proof !== null && proof.phase !== "finished" && proof.phase !== "failed";
  const [initiation, setInitiation] = useState<Initiation>(answers.initiation ?? run.initiations[0] ?? "service_provider");
  // The test's own verdict may be here a moment before its run is.
  const fresh = proof?.evidence && !run.evidence.some(({ id }) => id === proof.evidence?.id) ? [proof.evidence] : [];
  const evidence = [...fresh, ...run.evidence];
  const latest = evidence[0];
  const { next } = neighbours("test_sso");
  // Once it is proven, testing again is the lesser wish and goes below.
  const settled = latest !== undefined && latest.accepted && !latest.outdated;
  const start = <StartCard initiation={initiation} choose={setInitiation} again={latest !== undefined} />;
  return (
    <>
      {underWay ? <ProofProgress proof={proof} /> : null}
      {!underWay && proof?.phase === "failed" && proof.error && newer(proof, latest?.at) ? <ErrorNote error={proof.error} /> : null}
      {!underWay && latest ? (
        <EvidenceVerdict
          evidence={latest}
          product={run.product}
          actions={
            settled && next ? (
              <Button appearance="primary" onClick={() => visit(next)}>
                {t("wizard.continueTo", { page: t(`page.${next}`) })}
              </Button>
            ) : null
          }
        />
      ) : null}
      {underWay || settled ? null : start}
      {!underWay && latest ? <EvidenceCards evidence={latest} earlier={evidence.slice(1)} product={run.product} /> : null}
      {!underWay && settled ? start : null}
      {underWay ? null : (
        <>
          <Fold lazy label={t("preview.fold")}>
            <PreviewCard />
          </Fold>
          <Fold lazy label={t("watch.fold")}>
            <WatchCard />
          </Fold>
          <Fold label={t("captured.fold")}>
            <CapturedCard />
          </Fold>
          <Fold label={t("explain.forRun")}>
            <ExplainCard run={run.id} visit={visit} />
          </Fold>
        </>
      )}
    </>
  );
}

function newer(proof: ProofView, than: string | undefined): boolean {
  return than === undefined || Date.parse(proof.since) > Date.parse(than);
}

function StartCard({ initiation, choose, again }: { initiation: Initiation; choose: (initiation: Initiation) => void; again: boolean }) {
  const { run } = useWizard();
  const settled = run.evidence[0]?.accepted === true && !run.evidence[0].outdated;
  const cache = useCache();
  const preview = useProofPreview(run.id, initiation, run.evidence.length);
  const start = useChange("proof_start");
  const begin = () =>
    void start.run({ run: run.id, initiation }).then((proof) => (proof ? cache.put("proof_state", { run: run.id }, { proof }) : undefined));
  return (
    <div className="dw-split">
      <Card title={again ? t("proof.again") : t("proof.ready")}>
        <p className="dw-p">{t("proof.text", { product: run.product })}</p>
        {run.initiations.length > 1 ? (
          <FormField label={t("proof.how")} className="dw-field">
            <RadioGroup layout="horizontal" value={initiation} onChange={(_, { value }) => choose(value as Initiation)}>
              {run.initiations.map((one) => (
                <Radio key={one} value={one} label={t(`initiation.${one}`)} />
              ))}
            </RadioGroup>
          </FormField>
        ) : null}
        {start.error ? <ErrorNote error={start.error} /> : null}
        {preview.error ? <ErrorNote error={preview.error} retry={preview.reload} /> : null}
        <div className="dw-bar">
          <ReasonButton
            appearance={settled ? "secondary" : "primary"}
            busy={start.busy}
            reason={preview.data ? preview.data.blocked : preview.error ? null : t("wizard.checking")}
            onClick={begin}
          >
            {t("proof.start")}
          </ReasonButton>
        </div>
      </Card>
      <Card title={t("proof.duration")}>
        {preview.data && preview.data.changes.length > 0 ? (
          <ChangeList changes={preview.data.changes} objectName={objectName} />
        ) : (
          <p className="dw-p dw-mute">{preview.data ? t("proof.noChange") : t("wizard.checking")}</p>
        )}
      </Card>
    </div>
  );
}

function useProofPreview(run: string, initiation: Initiation, tests: number) {
  const cache = useCache();
  const [turn, setTurn] = useState(0);
  const [result, setResult] = useState<{ data?: ProofPreview; error?: WireError }>({});
  useEffect(() => {
    let over = false;
    cache.call("proof_preview", { run, initiation }).then(
      (data) => (over ? undefined : setResult({ data })),
      (thrown: unknown) => (over ? undefined : setResult({ error: toWireError(thrown) })),
    );
    return () => {
      over = true;
    };
  }, [cache, run, initiation, tests, turn]);
  return { ...result, reload: () => setTurn((count) => count + 1) };
}
