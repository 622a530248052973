import { Input, Radio, RadioGroup } from "@fluentui/react-components";
import { Card } from "../../design/Card";
import { FormField } from "../../design/FormField";
import type { Initiation, PlaceholderBox } from "../../generated/contract";
import { t, tn } from "../../phrases";
import { ApplyBar } from "./ApplyBar";
import { ClaimsCard } from "./ClaimsCard";
import { MetadataFold } from "./MetadataFold";
import { UrlField } from "./UrlField";
import { useWizard } from "./wizard-context";

/** Page 2: the placeholders once, the fields they fill, and how each fares against its pattern. */
export function UrlsPage() {
  const { run, answers, edit } = useWizard();
  const { urls } = run;
  return (
    <>
      <Card title={t("urls.title", { product: run.product })}>
        {run.initiations.length > 1 ? <WhoStarts /> : null}
        <MetadataFold />
        {urls.placeholders.map((box) => (
          <Placeholder
            key={box.name}
            box={box}
            value={answers.placeholders[box.name] ?? box.value}
            change={(value) => edit({ placeholders: { ...answers.placeholders, [box.name]: value } })}
          />
        ))}
        {urls.fields.map((field) => (
          <UrlField key={field.field} box={field} />
        ))}
        <ApplyBar
          label={t("urls.save")}
          reason={!run.application.created ? t("wizard.needsFirst") : urls.problems > 0 ? tn("wizard.fields", urls.problems) : undefined}
          applied={t("wizard.applied")}
        />
      </Card>
      {urls.claims ? <ClaimsCard claims={urls.claims} /> : null}
    </>
  );
}

function WhoStarts() {
  const { run, answers, edit } = useWizard();
  const chosen = answers.initiation ?? run.initiations[0] ?? "service_provider";
  return (
    <FormField
      label={t("urls.who")}
      className="dw-field"
      hint={chosen === "service_provider" ? t("urls.spHint", { product: run.product }) : t("urls.idpHint")}
    >
      <RadioGroup value={chosen} onChange={(_, { value }) => edit({ initiation: value as Initiation })}>
        <Radio value="service_provider" label={t("urls.sp")} />
        <Radio value="identity_provider" label={t("urls.idp")} />
      </RadioGroup>
    </FormField>
  );
}

function Placeholder({ box, value, change }: { box: PlaceholderBox; value: string; change: (value: string) => void }) {
  if (box.options.length > 0)
    return (
      <FormField className="dw-field" label={`${t("urls.choice")}: ${box.label}`} hint={box.hint}>
        <RadioGroup layout="horizontal" value={value} onChange={(_, data) => change(data.value)}>
          {box.options.map((option) => (
            <Radio key={option} value={option} label={option} />
          ))}
        </RadioGroup>
      </FormField>
    );
  return (
    <FormField
      className="dw-field"
      label={box.label}
      hint={`${sentence(box.hint)} ${t("urls.placeholderHint")}`}
      trouble={value === "" ? undefined : box.problem}
    >
      <Input
        value={value}
        placeholder={box.example ? t("urls.example", { example: box.example }) : undefined}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(_, data) => change(data.value)}
      />
    </FormField>
  );
}

/** A recipe's words, closed like a sentence when another one follows. */
function sentence(words: string): string {
  return words === "" || /[.!?]$/.test(words) ? words : `${words}.`;
}
