import { Input } from "@fluentui/react-components";
import { useState } from "react";
import { CertificateDownloads } from "../../components/CertificateDownloads";
import { IdpValueFields } from "../../components/IdpValueFields";
import { Card } from "../../design/Card";
import { Chip } from "../../design/Chip";
import { CopyButton } from "../../design/Copy";
import { FormField } from "../../design/FormField";
import type { CertificateView } from "../../generated/contract";
import { t } from "../../phrases";
import { dayText } from "../../phrases/time";
import { ApplyBar } from "./ApplyBar";
import { emailList } from "./emails";
import { useFieldTrouble, useWizard } from "./wizard-context";

/** Days from which a certificate's remaining time is worth a warning. */
const SOON_DAYS = 60;

/** Page 3: the signing certificate, who hears of its end, and the values for the vendor. */
export function CertificatePage() {
  const { run, answers, edit } = useWizard();
  const { certificate } = run;
  const [text, setText] = useState(() => (answers.emails ?? certificate.emails).join(", "));
  const trouble = useFieldTrouble("emails") ?? certificate.emailsProblem ?? undefined;
  return (
    <>
      <Card title={t("certificate.title")}>
        {certificate.active ? <Facts certificate={certificate.active} /> : <p className="dw-p dw-mute">{t("certificate.text")}</p>}
        <FormField
          label={t("certificate.emails")}
          hint={t("certificate.emailsHint")}
          trouble={trouble}
        >
          <Input
            value={text}
            spellCheck={false}
            autoComplete="off"
            onChange={(_, { value }) => {
              setText(value);
              edit({ emails: emailList(value) });
            }}
          />
        </FormField>
        <ApplyBar
          label={certificate.active ? t("certificate.update") : t("certificate.create")}
          reason={!run.application.created ? t("wizard.needsFirst") : (certificate.emailsProblem ?? undefined)}
          applied={t("wizard.applied")}
        />
      </Card>
      {certificate.active ? (
        <Card title={t("certificate.downloads")}>
          <CertificateDownloads run={run.id} forms={["base64", "raw", "metadata"]} />
        </Card>
      ) : null}
      {certificate.values ? (
        <Card title={t("certificate.values", { product: run.product })}>
          <IdpValueFields values={certificate.values} />
        </Card>
      ) : null}
      {certificate.others.length > 0 ? (
        <Card title={t("certificate.others")}>
          {certificate.others.map((other) => (
            <Facts key={other.thumbprint} certificate={other} />
          ))}
        </Card>
      ) : null}
    </>
  );
}

function Facts({ certificate }: { certificate: CertificateView }) {
  const left = certificate.daysLeft;
  return (
    <dl className="dw-kv dw-facts">
      <dt>{t("certificate.thumbprint")}</dt>
      <dd>
        <span className="dw-mono">{certificate.thumbprint}</span>{" "}
        <CopyButton text={certificate.thumbprint} what={t("certificate.thumbprint")} compact />
      </dd>
      <dt>{t("certificate.subject")}</dt>
      <dd>{certificate.subject}</dd>
      <dt>{t("certificate.valid")}</dt>
      <dd>
        {t("certificate.from", { from: dayText(certificate.starts), to: dayText(certificate.ends) })}{" "}
        <span className="dw-chips">
          <Chip tone={left < 0 ? "bad" : left <= SOON_DAYS ? "warn" : "ok"}>
            {left < 0 ? t("certificate.over", { n: -left }) : t("certificate.left", { n: left })}
          </Chip>
          <Chip tone={certificate.published ? "ok" : "warn"}>
            {t(certificate.published ? "certificate.published" : "certificate.notPublished")}
          </Chip>
        </span>
      </dd>
    </dl>
  );
}
