import { Explained } from "../../components/Explained";
import { Card } from "../../design/Card";
import type { LogLineView } from "../../generated/contract";
import { t } from "../../phrases";
import { useWizard } from "./wizard-context";

/** What Entra's sign-in log said, and what its number means for this application. */
export function LogLine({ line }: { line: LogLineView }) {
  const { visit } = useWizard();
  const facts: [string, string | null][] = [
    [t("log.person"), line.person],
    [t("log.at"), line.at],
    [t("log.outcome"), line.errorCode === 0 ? t("log.issued") : `AADSTS${line.errorCode}`],
    [t("log.reason"), line.failureReason],
    [t("log.additional"), line.additional],
    [t("log.access"), line.conditionalAccess],
    [t("explain.correlation"), line.correlationId],
  ];
  return (
    <>
      <Card title={t("log.title")}>
        <dl className="dw-kv">
          {facts.map(([name, text]) =>
            text ? (
              <div key={name} className="dw-pair">
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ) : null,
          )}
        </dl>
      </Card>
      <Explained explanations={line.explanations} visit={visit} />
    </>
  );
}
