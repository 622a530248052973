import { Input, Radio, RadioGroup } from "@fluentui/react-components";
import { Card } from "../../design/Card";
import { CopyField } from "../../design/Copy";
import { FormField } from "../../design/FormField";
import { t } from "../../phrases";
import { ApplyBar } from "./ApplyBar";
import { useFieldTrouble, useWizard } from "./wizard-context";

const ADD_NEW = "";

/** Page 1: what the application is called here, and whether it is new. */
export function ApplicationPage() {
  const { run, answers, edit } = useWizard();
  const { application } = run;
  const refused = useFieldTrouble("name");
  const trouble = refused ?? application.nameProblem ?? undefined;
  const adopted = application.instances.find((one) => one.servicePrincipalId === answers.adopt);
  return (
    <>
      <Card title={t("application.title")}>
        <p className="dw-p dw-mute">
          {t("application.entry")}: {application.templateName}
          {application.publisher ? ` · ${t("onboard.by", { publisher: application.publisher })}` : null}
        </p>
        {application.instances.length > 0 && !application.created ? (
          <FormField label={t("application.which")} className="dw-field">
            <RadioGroup value={answers.adopt ?? ADD_NEW} onChange={(_, { value }) => edit({ adopt: value === ADD_NEW ? null : value })}>
              <Radio value={ADD_NEW} label={t("application.addNew")} />
              {application.instances.map((one) => (
                <Radio key={one.servicePrincipalId} value={one.servicePrincipalId} label={t("application.adopt", { name: one.name })} />
              ))}
            </RadioGroup>
          </FormField>
        ) : null}
        {adopted && !application.created ? null : (
          <FormField
            label={t("application.name")}
            hint={t("application.nameHint")}
            trouble={trouble}
          >
            <Input value={answers.name} placeholder={run.product} maxLength={120} autoComplete="off" onChange={(_, { value }) => edit({ name: value })} />
          </FormField>
        )}
        <ApplyBar
          label={
            application.created
              ? t("application.rename")
              : t(adopted ? "application.take" : "application.add", { name: adopted?.name ?? (answers.name || run.product) })
          }
          reason={adopted ? undefined : (application.nameProblem ?? undefined)}
          applied={
            application.created ? t(application.created.adopted ? "application.adopted" : "application.added", { name: run.name }) : undefined
          }
        />
      </Card>
      {application.created ? (
        <Card title={t("application.there")}>
          <CopyField name={t("application.appId")} value={application.created.appId} />
          <CopyField name={t("application.applicationId")} value={application.created.applicationId} />
          <CopyField name={t("application.spId")} value={application.created.servicePrincipalId} />
        </Card>
      ) : null}
    </>
  );
}
