import { Button } from "@fluentui/react-components";
import { AppsRegular } from "@fluentui/react-icons/svg/apps";
import { useState } from "react";
import { useChange, useRead } from "../api/hooks";
import { useNow } from "../api/clock";
import { ConfirmDialog } from "../components/ConfirmDialog";
import { ErrorNote } from "../components/ErrorNote";
import { usePlace } from "../components/place";
import { Card } from "../design/Card";
import { ChangeList } from "../design/ChangeList";
import { Chip, type Tone } from "../design/Chip";
import { Note } from "../design/Note";
import { Empty, Loading, PageFrame } from "../design/PageFrame";
import { ReasonButton } from "../design/ReasonButton";
import type { DifferenceView, DriftState, SessionView, StatusView } from "../generated/contract";
import { t, tn } from "../phrases";
import { ageText, momentText } from "../phrases/time";
import { FindingList, objectName, UndoPanel } from "./ApplicationUndo";

const stateTone: Readonly<Record<DriftState, Tone>> = { same: "ok", drifted: "warn", gone: "bad" };

/** One application: what its onboarding left, what is there now, and the ways to mend it or to take it back. */
export function Application({ id, session }: { id: string; session: SessionView }) {
  const { data, error, retry } = useRead("status", { application: id });
  const { go } = usePlace();
  const back = <Button onClick={() => go({ page: "applications" })}>{t("status.back")}</Button>;
  const unknown = error?.code === "not_found";
  return (
    <PageFrame title={data?.name ?? t("apps.title")} sub={data ? <Facts status={data} /> : t("status.sub")} actions={back}>
      {unknown ? (
        <Empty icon={<AppsRegular fontSize={32} aria-hidden />} text={t("status.unknown")}>
          <Button onClick={() => go({ page: "onboard" })}>{t("home.onboard")}</Button>
        </Empty>
      ) : null}
      {error && !unknown ? <ErrorNote error={error} retry={retry} /> : null}
      {!data && !error ? <Loading what={t("status.loading")} /> : null}
      {data && !unknown ? <Status status={data} tenant={session.tenant?.name ?? ""} retry={retry} /> : null}
    </PageFrame>
  );
}

function Facts({ status }: { status: StatusView }) {
  const now = useNow(60_000);
  return (
    <>
      <Chip tone={stateTone[status.state]}>{t(`status.${status.state}`)}</Chip>
      <span>{status.product}</span>
      {status.since ? <span>{t("status.since", { age: ageText(status.since, now) })}</span> : null}
    </>
  );
}

function Status({ status, tenant, retry }: { status: StatusView; tenant: string; retry: () => void }) {
  const { go } = usePlace();
  const [undoing, setUndoing] = useState(false);
  return (
    <>
      {status.journal ? <Note tone="bad" title={status.journal} /> : null}
      <Card
        title={status.differences.length === 0 ? t("status.now") : tn("status.differences", status.differences.length)}
        aside={
          <Button size="small" onClick={retry}>
            {t("status.again")}
          </Button>
        }
      >
        {status.differences.length === 0 ? <p className="dw-p">{t("status.nothing")}</p> : <Differences status={status} />}
      </Card>
      {status.differences.length > 0 ? <Mend status={status} tenant={tenant} /> : null}
      <Card title={t("undo.title")}>
        {undoing ? (
          <UndoPanel run={status.run} tenant={tenant} onClose={() => setUndoing(false)} />
        ) : (
          <div className="dw-bar">
            <Button onClick={() => setUndoing(true)}>{t("undo.open")}</Button>
            <Button onClick={() => go({ page: "onboard", run: status.run })}>{t("status.run")}</Button>
          </div>
        )}
      </Card>
    </>
  );
}

function Differences({ status }: { status: StatusView }) {
  return (
    <>
      <table className="dw-table" aria-label={tn("status.differences", status.differences.length)}>
        <thead>
          <tr>
            <th scope="col">{t("status.field")}</th>
            <th scope="col">{t("status.expected")}</th>
            <th scope="col">{t("status.actual")}</th>
            <th scope="col">{t("status.by")}</th>
          </tr>
        </thead>
        <tbody>
          {status.differences.map((one) => (
            <Row key={`${one.object} ${one.field}`} one={one} audit={status.auditRead} />
          ))}
        </tbody>
      </table>
      {status.auditRead ? null : <p className="dw-p dw-small dw-mute">{t("status.noAudit")}</p>}
    </>
  );
}

const kindTone: Readonly<Record<DifferenceView["kind"], Tone>> = { changed: "warn", missing: "bad", added: "info", gone: "bad" };

function Row({ one, audit }: { one: DifferenceView; audit: boolean }) {
  const now = useNow(60_000);
  return (
    <tr>
      <th scope="row" className="dw-name">
        {one.label} <Chip tone={kindTone[one.kind]}>{t(`difference.${one.kind}`)}</Chip>
        {one.note ? <div className="dw-small dw-mute">{one.note}</div> : null}
      </th>
      <td>
        <Values values={one.expected} />
      </td>
      <td>
        <Values values={one.actual} />
      </td>
      <td>
        {one.by ? (
          <>
            {one.by.who}
            <div className="dw-small dw-mute">
              {one.by.what}, {momentText(one.by.at, now)}
            </div>
          </>
        ) : (
          <span className="dw-mute">{audit ? t("status.byUnknown") : "–"}</span>
        )}
      </td>
    </tr>
  );
}

function Values({ values }: { values: readonly string[] }) {
  if (values.length === 0) return <span className="dw-mute">{t("status.empty")}</span>;
  return values.map((value) => (
    <div key={value} className="dw-mono dw-wrap">
      {value}
    </div>
  ));
}

function Mend({ status, tenant }: { status: StatusView; tenant: string }) {
  const change = useChange("mend_apply");
  const [asked, setAsked] = useState(false);
  const { mend } = status;
  const blocked = mend.findings.find((finding) => finding.severity === "blocks");
  return (
    <Card title={t("status.mend")}>
      <FindingList findings={mend.findings} />
      {mend.steps.length === 0 ? <p className="dw-p dw-mute">{t("status.mendNothing")}</p> : null}
      {mend.steps.map((step) => (
        <div key={step.id}>
          <div className="dw-step-title">{step.intent}</div>
          <ChangeList changes={step.changes} objectName={objectName} />
        </div>
      ))}
      {change.error ? <ErrorNote error={change.error} /> : null}
      {mend.steps.length > 0 ? (
        <div className="dw-bar">
          <ReasonButton appearance="primary" busy={change.busy} reason={blocked ? blocked.message : null} onClick={() => setAsked(true)}>
            {t("status.mendDo")}
          </ReasonButton>
        </div>
      ) : null}
      <ConfirmDialog
        open={asked}
        title={t("status.mendAsk", { name: status.name })}
        yes={t("status.mendDo")}
        onYes={() => {
          setAsked(false);
          void change.run({ run: status.run, plan: mend.hash });
        }}
        onNo={() => setAsked(false)}
      >
        <p className="dw-p">{t("status.mendAskSub", { tenant })}</p>
      </ConfirmDialog>
    </Card>
  );
}
