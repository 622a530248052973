import { Button } from "@fluentui/react-components";
import { useCache, useChange } from "../api/hooks";
import { Card } from "../design/Card";
import type { SessionView, TenantView } from "../generated/contract";
import { t } from "../phrases";
import { ConfirmDialog } from "./ConfirmDialog";
import { ErrorNote } from "./ErrorNote";
import { usePlace } from "./place";

/** Asks once per tenant, on Home, whether it is the right one. */
export function TenantConfirmCard({ session }: { session: SessionView }) {
  const { go } = usePlace();
  const { confirm, busy, error } = useConfirmTenant();
  const tenant = session.tenant;
  if (!tenant || tenant.confirmed) return null;
  return (
    <Card title={t("confirm.title")}>
      <p className="dw-p dw-mute">{t("confirm.text")}</p>
      <TenantFacts session={session} tenant={tenant} />
      {error ? <ErrorNote error={error} /> : null}
      <div className="dw-bar">
        <Button appearance="primary" disabledFocusable={busy} onClick={() => void confirm(tenant.id)}>
          {t("confirm.yes", { name: tenant.name })}
        </Button>
        <Button onClick={() => go({ page: "signin" })}>{t("confirm.no")}</Button>
      </div>
    </Card>
  );
}

/** Asks the same in place, before the first write. */
export function TenantConfirmDialog({
  session,
  open,
  onConfirmed,
  onClose,
}: {
  session: SessionView;
  open: boolean;
  onConfirmed: () => void;
  onClose: () => void;
}) {
  const { confirm, busy, error } = useConfirmTenant();
  const tenant = session.tenant;
  if (!tenant) return null;
  return (
    <ConfirmDialog
      open={open}
      title={t("confirm.title")}
      yes={t("confirm.yes", { name: tenant.name })}
      busy={busy}
      onNo={onClose}
      onYes={() => void confirm(tenant.id).then((done) => (done ? onConfirmed() : undefined))}
    >
      <p className="dw-p">{t("confirm.text")}</p>
      <TenantFacts session={session} tenant={tenant} />
      {error ? <ErrorNote error={error} /> : null}
    </ConfirmDialog>
  );
}

function useConfirmTenant() {
  const cache = useCache();
  const { run, busy, error } = useChange("tenant_confirm");
  const confirm = async (tenantId: string): Promise<boolean> => {
    const session = await run({ tenantId });
    if (session) cache.put("session", {}, session);
    return session !== undefined;
  };
  return { confirm, busy, error };
}

function TenantFacts({ session, tenant }: { session: SessionView; tenant: TenantView }) {
  return (
    <dl className="dw-kv">
      <dt>{t("confirm.tenant")}</dt>
      <dd>
        <strong>
          <span className="dw-dot dw-dot-inline" aria-hidden /> {tenant.name}
        </strong>
      </dd>
      <dt>{t("confirm.id")}</dt>
      <dd className="dw-mono">{tenant.id}</dd>
      <dt>{t("confirm.domain")}</dt>
      <dd>{tenant.domain}</dd>
      <dt>{t("confirm.account")}</dt>
      <dd>
        {session.account?.name} · {session.account?.upn}
      </dd>
      <dt>{t("confirm.host")}</dt>
      <dd>{tenant.loginHost}</dd>
    </dl>
  );
}
