import { Input, Select } from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { Card } from "../design/Card";
import { FormField } from "../design/FormField";
import { ReasonButton } from "../design/ReasonButton";
import type { Door, SignInStart, WaysView } from "../generated/contract";
import { t } from "../phrases";
import { SignInClient } from "./SignInClient";
import { SignInLacks } from "./SignInLacks";

/** A sign-in that is being started: where to, and by which door. */
export interface Begun {
  readonly kind: SignInStart["kind"];
  readonly door: Door;
}

/** The tenants to sign in to: the practice tenant first, since it costs nothing; then a real one, by two equal doors. */
export function SignInTargets({
  begin,
  busy,
  ways,
  tenantError,
}: {
  begin: (target: SignInStart, door: Door) => void;
  busy: Begun | null;
  ways: WaysView | undefined;
  tenantError: string | undefined;
}) {
  const [tenant, setTenant] = useState("");
  const [chosen, setChosen] = useState<string>();
  const cloud = ways?.clouds.find((one) => one.name === (chosen ?? ways.cloud));
  const lacksClient = cloud?.lacks.some((lack) => lack.code === "shared_client") === true;
  const missing = lacksClient && !ways?.loginUrl && (ways?.client === "shared" || ways?.client === "missing");
  const go = (door: Door) => {
    if (!busy) begin({ kind: "entra", tenant: tenant.trim(), cloud: chosen ?? null }, door);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go("code");
  };
  const busyAt = (door: Door) => busy?.kind === "entra" && busy.door === door;
  return (
    <>
      <Card title={t("signIn.practiceTitle")}>
        <p className="dw-p">{t("signIn.practiceText")}</p>
        <ReasonButton
          appearance="primary"
          busy={busy?.kind === "practice"}
          onClick={() => (busy ? undefined : begin({ kind: "practice" }, "code"))}
        >
          {t("signIn.practiceButton")}
        </ReasonButton>
      </Card>
      <Card title={t("signIn.realTitle")}>
        <p className="dw-p">{t("signIn.realText")}</p>
        <form onSubmit={submit}>
          <FormField label={t("signIn.realTenant")} hint={t("signIn.realTenantHint")} trouble={tenantError} className="dw-field">
            <Input value={tenant} onChange={(_, { value }) => setTenant(value)} spellCheck={false} autoComplete="off" />
          </FormField>
          {ways && ways.clouds.length > 1 ? (
            <FormField label={t("signIn.cloud")} hint={ways.loginUrl ? t("signIn.cloudElsewhere", { url: ways.loginUrl }) : undefined}>
              <Select value={chosen ?? ways.cloud} onChange={(_, { value }) => setChosen(value)}>
                {ways.clouds.map((one) => (
                  <option key={one.name} value={one.name}>
                    {one.title}
                  </option>
                ))}
              </Select>
            </FormField>
          ) : null}
          {cloud ? <SignInLacks lacks={cloud.lacks} /> : null}
          {ways ? <SignInClient ways={ways} missing={missing} /> : null}
          <div className="dw-bar">
            <ReasonButton busy={busyAt("browser")} onClick={() => go("browser")}>
              {t("signIn.browserButton")}
            </ReasonButton>
            <ReasonButton busy={busyAt("code")} onClick={() => go("code")}>
              {t("signIn.realButton")}
            </ReasonButton>
          </div>
          <p className="dw-p dw-mute dw-small dw-above">{t("signIn.doors")}</p>
        </form>
      </Card>
    </>
  );
}
