import { Button, Checkbox, Input } from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons/svg/open";
import { useChange } from "../../api/hooks";
import { CertificateDownloads } from "../../components/CertificateDownloads";
import { ErrorNote } from "../../components/ErrorNote";
import { Card } from "../../design/Card";
import { CopyField } from "../../design/Copy";
import { FormField } from "../../design/FormField";
import type { VendorStep } from "../../generated/contract";
import { known, t } from "../../phrases";
import { ApplyBar } from "./ApplyBar";
import { useFieldTrouble, useWizard } from "./wizard-context";

/** Page 6: what is entered at the vendor, with the values ready, and how people come to exist there. */
export function ApplicationSidePage() {
  const { run, answers, edit, preview } = useWizard();
  const { applicationSide } = run;
  const open = useChange("vendor_open");
  const collected = applicationSide.steps.find((step) => step.collects)?.collects ?? "relay_state";
  return (
    <>
      <Card title={t("vendor.title", { product: run.product })}>
        <p className="dw-p dw-mute">{t("vendor.sub", { product: run.product })}</p>
        <ol className="dw-vendor">
          {applicationSide.steps.map((step, index) => (
            <VendorStepItem key={step.text} step={step} openLink={() => void open.run({ run: run.id, step: index })} />
          ))}
        </ol>
        {open.error ? <ErrorNote error={open.error} /> : null}
        <Checkbox
          checked={answers.vendorDone}
          label={t("vendor.confirm", { product: run.product })}
          onChange={(_, { checked }) => edit({ vendorDone: checked === true })}
        />
        <ApplyBar
          label={
            (preview.plan?.steps.length ?? 0) > 0
              ? t("vendor.save", { field: known(`field.${collected}`) ?? collected })
              : t("wizard.continueTo", { page: t("page.test_sso") })
          }
        />
      </Card>
      <Card title={t("vendor.arrival")}>
        <p className="dw-p">
          <strong>{known(`arrival.${applicationSide.arrival.kind}`) ?? applicationSide.arrival.kind}</strong>
        </p>
        <p className="dw-p">{applicationSide.arrival.text}</p>
      </Card>
    </>
  );
}

function VendorStepItem({ step, openLink }: { step: VendorStep; openLink: () => void }) {
  const { run } = useWizard();
  return (
    <li>
      <p>{step.text}</p>
      {step.link ? (
        <p>
          <Button size="small" icon={<OpenRegular />} title={step.link} onClick={openLink}>
            {t("vendor.open", { host: hostOf(step.link) })}
          </Button>
        </p>
      ) : null}
      {step.values.map((value) => (
        <div key={value.vendorLabel}>
          <CopyField name={value.vendorLabel} other={`· Entra: ${value.entraLabel}`} value={value.value} />
          {value.form && run.certificate.active ? <CertificateDownloads run={run.id} forms={[value.form]} /> : null}
        </div>
      ))}
      {step.collects ? <Collected field={step.collects} /> : null}
    </li>
  );
}

/** A value that only the vendor knows, taken into a field of ours or into a placeholder that fills several. */
function Collected({ field }: { field: string }) {
  const { run, answers, edit } = useWizard();
  const refused = useFieldTrouble(field);
  const placeholder = run.urls.placeholders.find((one) => one.name === field);
  const box = run.urls.fields.find((one) => one.field === field);
  const value = placeholder ? (answers.placeholders[field] ?? placeholder.value) : (answers.overrides[field] ?? box?.value ?? "");
  const wrong = placeholder ? placeholder.problem : box?.check.state === "bad" ? box.check.message : null;
  const set = (text: string) =>
    edit(placeholder ? { placeholders: { ...answers.placeholders, [field]: text } } : { overrides: { ...answers.overrides, [field]: text } });
  return (
    <FormField
      label={placeholder?.label ?? known(`field.${field}`) ?? field}
      hint={t("vendor.collects", { product: run.product })}
      trouble={refused ?? (value === "" ? null : wrong)}
    >
      <Input value={value} spellCheck={false} autoComplete="off" onChange={(_, data) => set(data.value)} />
    </FormField>
  );
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}
