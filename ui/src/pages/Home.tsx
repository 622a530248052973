import { Button } from "@fluentui/react-components";
import { useNow } from "../api/clock";
import { useRead } from "../api/hooks";
import { ApplicationTable, EndChip } from "../components/ApplicationTable";
import { ErrorNote } from "../components/ErrorNote";
import { usePlace } from "../components/place";
import { RefreshBar, useDirectoryRefresh, useFreshDirectory } from "../components/RefreshBar";
import { RunList } from "../components/RunList";
import { TenantConfirmCard } from "../components/TenantConfirm";
import { Card } from "../design/Card";
import { Empty, Loading, PageFrame } from "../design/PageFrame";
import type { HomeView, SessionView } from "../generated/contract";
import { t, tn } from "../phrases";

/** Applications shown here before the list of its own is the better place. */
const SHORT_LIST = 8;

/** What is under way, what needs the person, and what there is. Drawn at once from what was known, then refreshed. */
export function Home({ session }: { session: SessionView }) {
  const { data: home, error, retry } = useRead("home", {});
  const { refresh, busy, error: refreshError } = useDirectoryRefresh();
  useFreshDirectory(home, refresh);

  return (
    <PageFrame
      title={useGreeting(session)}
      sub={
        <>
          <span>{session.tenant?.name}</span>
          {home ? (
            <>
              <span aria-hidden>·</span>
              <span>{tn("home.apps", home.applications.length)}</span>
              <RefreshBar asOf={home.asOf} refresh={refresh} busy={busy} />
            </>
          ) : null}
        </>
      }
    >
      <TenantConfirmCard session={session} />
      {refreshError ? <ErrorNote error={refreshError} retry={refresh} /> : null}
      {error && !home ? <ErrorNote error={error} retry={retry} /> : null}
      {home ? <Ready home={home} busy={busy} /> : error ? null : <Loading what={t("home.loading")} />}
    </PageFrame>
  );
}

function Ready({ home, busy }: { home: HomeView; busy: boolean }) {
  const { go } = usePlace();
  const onboard = (
    <Button appearance="primary" onClick={() => go({ page: "onboard" })}>
      {t("home.onboard")}
    </Button>
  );
  return (
    <>
      <div className="dw-split">
        <Card title={t("home.underWay")}>
          {home.underWay.length > 0 ? <RunList runs={home.underWay} /> : <Empty text={t("home.nothingUnderWay")}>{onboard}</Empty>}
        </Card>
        <Card title={t("home.needsYou")}>
          {home.ending.length > 0 ? (
            <ul className="dw-list">
              {home.ending.map((row) => (
                <li key={row.servicePrincipalId}>
                  <span className="dw-grow">{t("home.certificateOf", { name: row.name })}</span>
                  {row.certificateEnds ? <EndChip ends={row.certificateEnds} /> : null}
                </li>
              ))}
            </ul>
          ) : (
            <p className="dw-p dw-mute">{t("home.nothingNeeded")}</p>
          )}
        </Card>
      </div>
      <Card title={t("home.applications")}>
        {home.applications.length > 0 ? (
          <ApplicationTable rows={home.applications.slice(0, SHORT_LIST)} label={t("home.applications")} />
        ) : (
          <p className="dw-p dw-mute">{busy || !home.asOf ? t("home.reading") : t("home.noApplications")}</p>
        )}
      </Card>
      <div className="dw-bar">
        {home.underWay.length > 0 ? onboard : null}
        {home.applications.length > SHORT_LIST ? (
          <Button onClick={() => go({ page: "applications" })}>{t("home.allApplications")}</Button>
        ) : null}
      </div>
    </>
  );
}

function useGreeting(session: SessionView): string {
  const hour = new Date(useNow(60_000)).getHours();
  const name = session.account?.name.split(" ")[0] ?? "";
  return t(hour < 12 ? "home.morning" : hour < 18 ? "home.afternoon" : "home.evening", { name });
}
