import { Input, Radio, RadioGroup, Select } from "@fluentui/react-components";
import { useState } from "react";
import { PersonPicker } from "../../components/Picker";
import { Card } from "../../design/Card";
import { FormField } from "../../design/FormField";
import { CheckLine } from "../../design/Note";
import type { TestUserAnswer } from "../../generated/contract";
import { t } from "../../phrases";
import { ApplyBar } from "./ApplyBar";
import { PasswordCard } from "./PasswordCard";
import { useFieldTrouble, useWizard } from "./wizard-context";

/** Page 4: who tests, a new person or one who exists. */
export function TestUserPage() {
  const { run, answers, edit } = useWizard();
  const { testUser } = run;
  const [existing, setExisting] = useState(answers.testUser.existing !== null);
  // Once it was asked for, the password stays on the page: the run forgets it at the same moment, and must not take it away.
  const [asked, setAsked] = useState(false);
  const change = (part: Partial<TestUserAnswer>) => edit({ testUser: { ...answers.testUser, ...part } });
  const reason = existing
    ? answers.testUser.existing === null
      ? t("testUser.personHint")
      : undefined
    : (testUser.problem ?? undefined);
  return (
    <>
      <Card title={t("testUser.title")}>
        {testUser.ready ? null : (
          <FormField label={t("testUser.who")} className="dw-field">
            <RadioGroup
              layout="horizontal"
              value={existing ? "existing" : "new"}
              onChange={(_, { value }) => {
                setExisting(value === "existing");
                if (value === "new") change({ existing: null });
              }}
            >
              <Radio value="new" label={t("testUser.new")} />
              <Radio value="existing" label={t("testUser.existing")} />
            </RadioGroup>
          </FormField>
        )}
        {testUser.ready ? (
          <>
            <CheckLine tone="ok">{t("testUser.ready", { name: testUser.ready.name })}</CheckLine>
            <dl className="dw-kv dw-facts">
              <dt>{t("testUser.upn")}</dt>
              <dd>{testUser.ready.upn}</dd>
            </dl>
          </>
        ) : existing ? (
          <PersonPicker
            label={t("testUser.person")}
            hint={t("testUser.personHint")}
            chosen={testUser.existing ? { id: testUser.existing.id, name: testUser.existing.name, more: testUser.existing.upn } : null}
            choose={(id) => change({ existing: id })}
          />
        ) : (
          <NewPerson change={change} />
        )}
        <ApplyBar label={existing ? t("testUser.use") : t("testUser.create")} reason={reason} />
      </Card>
      {testUser.ready && (testUser.passwordWaiting || asked) ? (
        <PasswordCard run={run.id} upn={testUser.ready.upn} ask={() => setAsked(true)} />
      ) : null}
    </>
  );
}

function NewPerson({ change }: { change: (part: Partial<TestUserAnswer>) => void }) {
  const { run, answers } = useWizard();
  const { testUser } = run;
  const trouble = {
    name: useFieldTrouble("name") ?? problemOf("name"),
    userName: useFieldTrouble("userName") ?? problemOf("userName"),
    domain: useFieldTrouble("domain") ?? problemOf("domain"),
  };
  function problemOf(field: string): string | undefined {
    return testUser.problemField === field ? (testUser.problem ?? undefined) : undefined;
  }
  const preferred = testUser.domains.find((domain) => domain.preferred)?.name ?? testUser.domains[0]?.name ?? "";
  return (
    <>
      <FormField
        label={t("testUser.name")}
        className="dw-field"
        trouble={trouble.name}
      >
        <Input value={answers.testUser.name} placeholder="B.Simon" autoComplete="off" onChange={(_, { value }) => change({ name: value })} />
      </FormField>
      <div className="dw-upn">
        <FormField label={t("testUser.userName")} trouble={trouble.userName}>
          <Input
            value={answers.testUser.userName}
            placeholder="B.Simon"
            spellCheck={false}
            autoComplete="off"
            onChange={(_, { value }) => change({ userName: value })}
          />
        </FormField>
        <span aria-hidden>@</span>
        <FormField label={t("testUser.domain")} trouble={trouble.domain}>
          <Select value={answers.testUser.domain || preferred} onChange={(_, { value }) => change({ domain: value })}>
            {testUser.domains.map((domain) => (
              <option key={domain.name} value={domain.name} disabled={!domain.managed}>
                {domain.managed ? domain.name : t("testUser.federated", { domain: domain.name })}
              </option>
            ))}
          </Select>
        </FormField>
      </div>
      <dl className="dw-kv dw-facts dw-above">
        <dt>{t("testUser.upn")}</dt>
        <dd className="dw-mono">{testUser.upn}</dd>
      </dl>
      <p className="dw-small dw-mute">{t("testUser.early")}</p>
      {testUser.problem && !testUser.problemField ? <CheckLine tone="bad">{testUser.problem}</CheckLine> : null}
    </>
  );
}
