import { Button } from "@fluentui/react-components";
import { useState } from "react";
import { useCache, useChange, useRead } from "../api/hooks";
import { ConfirmDialog } from "../components/ConfirmDialog";
import { ErrorNote } from "../components/ErrorNote";
import { usePlace } from "../components/place";
import { Card } from "../design/Card";
import { Chip } from "../design/Chip";
import { CopyButton, CopyField } from "../design/Copy";
import { Loading, PageFrame } from "../design/PageFrame";
import type { PracticeView, SessionView } from "../generated/contract";
import { t } from "../phrases";
import { Delays } from "./practice/Delays";
import { Troubles } from "./practice/Troubles";

/** The controls of the practice tenant. */
export function Practice({ session }: { session: SessionView }) {
  const { data, error, retry } = useRead("practice", {});
  const { go } = usePlace();
  return (
    <PageFrame
      title={t("practice.title")}
      sub={t("practice.sub")}
      actions={
        data && !session.tenant?.practice ? (
          <Button appearance="primary" onClick={() => go({ page: "signin" })}>
            {t("practice.start")}
          </Button>
        ) : null
      }
    >
      {error ? <ErrorNote error={error} retry={retry} /> : null}
      {data ? <Ready practice={data} /> : error ? null : <Loading />}
    </PageFrame>
  );
}

function Ready({ practice }: { practice: PracticeView }) {
  return (
    <div className="dw-split">
      <div>
        <Card title={t("practice.accounts")}>
          <p className="dw-p dw-mute">{t("practice.accountsText")}</p>
          <table className="dw-table dw-accounts" aria-label={t("practice.accounts")}>
            <thead>
              <tr>
                <th scope="col">{t("practice.upn")}</th>
                <th scope="col">{t("practice.password")}</th>
                <th scope="col">{t("practice.roles")}</th>
              </tr>
            </thead>
            <tbody>
              {practice.accounts.map((account) => (
                <tr key={account.upn}>
                  <th scope="row">
                    {account.upn} <CopyButton text={account.upn} what={account.upn} compact />
                  </th>
                  <td>
                    <span className="dw-mono">{account.password}</span>{" "}
                    <CopyButton text={account.password} what={t("testUser.password", { upn: account.upn })} compact />
                  </td>
                  <td>{account.roles.length > 0 ? account.roles.join(", ") : <span className="dw-mute">{t("practice.noRoles")}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
        <Troubles practice={practice} />
      </div>
      <div>
        <Card title={t("practice.where")}>
          <p className="dw-p">
            <Chip tone={practice.running ? "ok" : "plain"}>{practice.running ? t("practice.running") : t("practice.stopped")}</Chip>
          </p>
          <CopyField name={t("practice.url")} value={practice.url} />
          <CopyField name={t("practice.domain")} value={practice.domain} />
        </Card>
        <Delays practice={practice} />
        <Reset />
      </div>
    </div>
  );
}

function Reset() {
  const cache = useCache();
  const { run, busy, error } = useChange("practice_reset");
  const [asking, setAsking] = useState(false);
  const reset = () =>
    void run({}).then((view) => {
      setAsking(false);
      if (view) cache.put("practice", {}, view);
    });
  return (
    <Card title={t("practice.reset")}>
      {error ? <ErrorNote error={error} /> : null}
      <p className="dw-p dw-mute">{t("practice.resetText")}</p>
      <Button onClick={() => setAsking(true)}>{t("practice.reset")}</Button>
      <ConfirmDialog
        open={asking}
        title={t("practice.resetTitle")}
        yes={t("practice.resetYes")}
        busy={busy}
        onYes={reset}
        onNo={() => setAsking(false)}
      >
        {t("practice.resetText")}
      </ConfirmDialog>
    </Card>
  );
}
