import { Input, Radio, RadioGroup, Select } from "@fluentui/react-components";
import { useState } from "react";
import { useCache, useChange, useRead } from "../api/hooks";
import { ErrorNote } from "../components/ErrorNote";
import { JournalCard } from "../components/Journal";
import { Sealing } from "../components/Sealing";
import { SignInLacks } from "../components/SignInLacks";
import { SignInRegistration } from "../components/SignInRegistration";
import { useSay } from "../design/Announcer";
import { Card } from "../design/Card";
import { FormField } from "../design/FormField";
import { CheckLine } from "../design/Note";
import { Loading, PageFrame } from "../design/PageFrame";
import { ReasonButton } from "../design/ReasonButton";
import type { SessionView, SettingsView, Theme } from "../generated/contract";
import { t } from "../phrases";

/** What a person can set for this profile. */
export function Settings({ session }: { session: SessionView }) {
  const { data, error, retry } = useRead("settings", {});
  return (
    <PageFrame title={t("settings.title")} sub={t("settings.sub")}>
      {error ? <ErrorNote error={error} retry={retry} /> : null}
      {data ? <Form initial={data} session={session} /> : error ? null : <Loading />}
      <p className="dw-mute dw-small">{t("settings.version", { version: session.version })}</p>
    </PageFrame>
  );
}

function Form({ initial, session }: { initial: SettingsView; session: SessionView }) {
  const cache = useCache();
  const say = useSay();
  const { data: ways } = useRead("signin_ways", {});
  const { run, busy, error } = useChange("settings_save");
  const [settings, setSettings] = useState(initial);
  const [port, setPort] = useState(String(initial.replyPort));
  const [kept, setKept] = useState(false);
  const portWrong = !/^\d{1,5}$/.test(port.trim()) || Number(port) > 65_535;

  const save = (wanted: SettingsView) =>
    void run(wanted).then((saved) => {
      if (!saved) return;
      cache.put("settings", {}, saved);
      setKept(true);
      say(t("settings.saved"));
    });
  const set = (change: Partial<SettingsView>) => {
    setSettings({ ...settings, ...change });
    setKept(false);
  };
  const cloud = ways?.clouds.find((one) => one.name === (settings.cloud || "global"));
  const wrong = (field: string) => (error?.field === field ? error.message : undefined);
  const text = (field: "clientId" | "browser" | "loginUrl" | "graphUrl", label: string, hint: string) => (
    <FormField label={label} hint={hint} trouble={wrong(field)} className="dw-field">
      <Input value={settings[field]} spellCheck={false} autoComplete="off" onChange={(_, { value }) => set({ [field]: value })} />
    </FormField>
  );

  return (
    <>
      {error && !error.field ? <ErrorNote error={error} /> : null}
      <div className="dw-split">
        <div>
          <Card title={t("settings.look")}>
            <FormField label={t("settings.theme")}>
              <RadioGroup
                layout="horizontal"
                value={settings.theme}
                onChange={(_, { value }) => {
                  const theme = value as Theme;
                  set({ theme });
                  save({ ...initial, theme });
                }}
              >
                <Radio value="system" label={t("settings.themeSystem")} />
                <Radio value="light" label={t("settings.themeLight")} />
                <Radio value="dark" label={t("settings.themeDark")} />
              </RadioGroup>
            </FormField>
          </Card>
          <Card title={t("settings.real")}>
            <FormField label={t("signIn.cloud")} trouble={wrong("cloud")} className="dw-field">
              <Select value={settings.cloud || "global"} onChange={(_, { value }) => set({ cloud: value })}>
                {ways?.clouds.map((one) => (
                  <option key={one.name} value={one.name}>
                    {one.title}
                  </option>
                ))}
              </Select>
            </FormField>
            {cloud ? <SignInLacks lacks={cloud.lacks} /> : null}
            {text("clientId", t("settings.clientId"), t("settings.clientIdHint"))}
            {text("loginUrl", t("settings.loginUrl"), t("settings.urlHint", { standard: cloud?.loginUrl ?? "" }))}
            {text("graphUrl", t("settings.graphUrl"), t("settings.urlHint", { standard: cloud?.graphUrl ?? "" }))}
          </Card>
          <Card title={t("settings.tests")}>
            {text("browser", t("settings.browser"), t("settings.browserHint"))}
            <FormField
              label={t("settings.port")}
              hint={t("settings.portHint")}
              trouble={portWrong ? t("settings.portWrong") : wrong("replyPort")}
            >
              <Input
                className="dw-number"
                inputMode="numeric"
                value={port}
                onChange={(_, { value }) => {
                  setPort(value);
                  setKept(false);
                }}
              />
            </FormField>
          </Card>
          <div className="dw-bar">
            <ReasonButton
              appearance="primary"
              busy={busy}
              reason={portWrong ? t("settings.portWrong") : null}
              onClick={() => save({ ...settings, replyPort: Number(port) })}
            >
              {t("act.save")}
            </ReasonButton>
            {kept ? <CheckLine tone="ok">{t("settings.kept")}</CheckLine> : null}
          </div>
        </div>
        <div>
          <SignInRegistration session={session} />
          <JournalCard session={session} />
          <Card title={t("settings.session")}>
            <Sealing sealing={session.sealing} />
          </Card>
        </div>
      </div>
    </>
  );
}
