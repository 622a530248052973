import { Input } from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { Card } from "../design/Card";
import { FormField } from "../design/FormField";
import { ReasonButton } from "../design/ReasonButton";
import type { SignInStart } from "../generated/contract";
import { t } from "../phrases";

/** The tenants to sign in to: the practice tenant first, since it costs nothing. */
export function SignInTargets({
  begin,
  busy,
  tenantError,
}: {
  begin: (target: SignInStart) => void;
  busy: SignInStart["kind"] | null;
  tenantError: string | undefined;
}) {
  const [tenant, setTenant] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) begin({ kind: "entra", tenant: tenant.trim() });
  };
  return (
    <>
      <Card title={t("signIn.practiceTitle")}>
        <p className="dw-p">{t("signIn.practiceText")}</p>
        <ReasonButton appearance="primary" busy={busy === "practice"} onClick={() => (busy ? undefined : begin({ kind: "practice" }))}>
          {t("signIn.practiceButton")}
        </ReasonButton>
      </Card>
      <Card title={t("signIn.realTitle")}>
        <p className="dw-p">{t("signIn.realText")}</p>
        <form onSubmit={submit}>
          <FormField
            label={t("signIn.realTenant")}
            hint={t("signIn.realTenantHint")}
            trouble={tenantError}
          >
            <Input value={tenant} onChange={(_, { value }) => setTenant(value)} spellCheck={false} autoComplete="off" />
          </FormField>
          <div className="dw-bar">
            <ReasonButton busy={busy === "entra"} onClick={() => (busy ? undefined : begin({ kind: "entra", tenant: tenant.trim() }))}>
              {t("signIn.realButton")}
            </ReasonButton>
          </div>
        </form>
      </Card>
    </>
  );
}
