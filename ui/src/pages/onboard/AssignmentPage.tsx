import { Radio, RadioGroup, Select } from "@fluentui/react-components";
import { useState } from "react";
import { GroupPicker } from "../../components/Picker";
import { Card } from "../../design/Card";
import { FormField } from "../../design/FormField";
import { CheckLine } from "../../design/Note";
import { t } from "../../phrases";
import { ApplyBar } from "./ApplyBar";
import { useFieldTrouble, useWizard } from "./wizard-context";

/** Page 5: who may use the application, in which role, and why that one. */
export function AssignmentPage() {
  const { run, answers, edit } = useWizard();
  const { assignment, testUser } = run;
  const [byGroup, setByGroup] = useState(answers.group !== null);
  const who = testUser.ready ?? testUser.existing;
  const role = answers.role ?? assignment.role ?? "";
  const groupTrouble = useFieldTrouble("group");
  return (
    <Card title={t("assignment.title")}>
      <FormField label={t("assignment.who")} className="dw-field">
        <RadioGroup
          value={byGroup ? "group" : "user"}
          onChange={(_, { value }) => {
            setByGroup(value === "group");
            if (value === "user") edit({ group: null });
          }}
        >
          <Radio value="user" label={who ? t("assignment.testUser", { name: who.name }) : t("assignment.testUserNone")} />
          <Radio value="group" label={t("assignment.group")} />
        </RadioGroup>
      </FormField>
      {byGroup ? (
        <div className="dw-field">
          <GroupPicker
            label={t("assignment.groupLabel")}
            hint={t("assignment.groupHint")}
            trouble={groupTrouble}
            chosen={assignment.group ? { id: assignment.group.id, name: assignment.group.name, more: assignment.group.description } : null}
            choose={(id) => edit({ group: id })}
          />
        </div>
      ) : null}
      {assignment.roles.length > 1 ? (
        <FormField label={t("assignment.role")} hint={assignment.reason}>
          <Select value={role} onChange={(_, { value }) => edit({ role: value })}>
            {assignment.roles.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        </FormField>
      ) : (
        <dl className="dw-kv dw-facts">
          <dt>{t("assignment.role")}</dt>
          <dd>{assignment.roles[0]?.name ?? role}</dd>
          <dt>{t("assignment.why")}</dt>
          <dd>{assignment.reason}</dd>
        </dl>
      )}
      {assignment.assigned ? <CheckLine tone="ok">{t("assignment.assigned", { name: assignment.assigned })}</CheckLine> : null}
      <ApplyBar
        label={t("assignment.assign")}
        reason={
          !run.application.created
            ? t("wizard.needsFirst")
            : byGroup && answers.group === null
              ? t("assignment.groupLabel")
              : undefined
        }
      />
    </Card>
  );
}
