import { Input } from "@fluentui/react-components";
import { SearchRegular } from "@fluentui/react-icons/svg/search";
import { useState } from "react";
import { useRead } from "../api/hooks";
import { ApplicationTable } from "../components/ApplicationTable";
import { ErrorNote } from "../components/ErrorNote";
import { RefreshBar, useDirectoryRefresh, useFreshDirectory } from "../components/RefreshBar";
import { Card } from "../design/Card";
import { FormField } from "../design/FormField";
import { Empty, Loading, PageFrame } from "../design/PageFrame";
import type { SessionView } from "../generated/contract";
import { t, tn } from "../phrases";

/** Every application of the tenant with single sign-on. */
export function Applications({ session }: { session: SessionView }) {
  const { data: home, error, retry } = useRead("home", {});
  const { refresh, busy, error: refreshError } = useDirectoryRefresh();
  useFreshDirectory(home, refresh);
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const rows = home?.applications.filter((row) => row.name.toLowerCase().includes(wanted)) ?? [];
  return (
    <PageFrame
      title={t("apps.title")}
      sub={
        <>
          <span>{t("apps.sub", { tenant: session.tenant?.name ?? "" })}</span>
          {home ? <RefreshBar asOf={home.asOf} refresh={refresh} busy={busy} /> : null}
        </>
      }
    >
      {refreshError ? <ErrorNote error={refreshError} retry={refresh} /> : null}
      {error && !home ? <ErrorNote error={error} retry={retry} /> : null}
      {home ? (
        <Card title={tn("home.apps", rows.length)}>
          <FormField label={t("apps.filter")} className="dw-narrow">
            <Input contentBefore={<SearchRegular aria-hidden />} value={text} onChange={(_, { value }) => setText(value)} />
          </FormField>
          {rows.length > 0 ? (
            <ApplicationTable rows={rows} label={t("apps.title")} />
          ) : (
            <Empty text={wanted ? t("apps.noneFound", { text }) : t("home.noApplications")} />
          )}
        </Card>
      ) : error ? null : (
        <Loading />
      )}
    </PageFrame>
  );
}
