import { Button } from "@fluentui/react-components";
import { HistoryRegular } from "@fluentui/react-icons/svg/history";
import { useState } from "react";
import { useNow } from "../api/clock";
import { useRead } from "../api/hooks";
import { ErrorNote } from "../components/ErrorNote";
import { usePlace } from "../components/place";
import { Age } from "../design/Age";
import { Card } from "../design/Card";
import { Chip, type Tone } from "../design/Chip";
import { Fold } from "../design/Fold";
import { Note } from "../design/Note";
import { Empty, Loading, PageFrame } from "../design/PageFrame";
import type { ActivityEntry, ActivityRun } from "../generated/contract";
import { known, t, tn } from "../phrases";
import { momentText } from "../phrases/time";
import { UndoPanel } from "./ApplicationUndo";

/** The journal: what was meant, what was accepted, what was read back, run by run. */
export function Activity({ tenant }: { tenant: string }) {
  const { data, error, retry } = useRead("activity", {});
  const { go } = usePlace();
  return (
    <PageFrame title={t("activity.title")} sub={t("activity.sub")}>
      {error ? <ErrorNote error={error} retry={retry} /> : null}
      {!data ? (
        error ? null : (
          <Loading />
        )
      ) : data.runs.length === 0 ? (
        <Empty icon={<HistoryRegular fontSize={32} aria-hidden />} text={t("activity.empty")}>
          <Button appearance="primary" onClick={() => go({ page: "onboard" })}>
            {t("home.onboard")}
          </Button>
        </Empty>
      ) : (
        data.runs.map((run) => <RunJournal key={run.card.id} run={run} tenant={tenant} />)
      )}
    </PageFrame>
  );
}

function RunJournal({ run, tenant }: { run: ActivityRun; tenant: string }) {
  const { go } = usePlace();
  const [undoing, setUndoing] = useState(false);
  const { card } = run;
  return (
    <Card
      title={card.name}
      aside={
        <span className="dw-chips">
          {run.undoable && !undoing ? (
            <Button size="small" aria-label={t("undo.openWhat", { name: card.name })} onClick={() => setUndoing(true)}>
              {t("undo.open")}
            </Button>
          ) : null}
          <Button size="small" aria-label={t("activity.openWhat", { name: card.name })} onClick={() => go({ page: "onboard", run: card.id })}>
            {t("activity.open")}
          </Button>
        </span>
      }
    >
      <div className="dw-sub">
        <Chip tone={card.finished ? "ok" : "plain"}>{card.finished ? t("activity.finished") : t("activity.underWay")}</Chip>
        <span>{t("activity.by", { who: run.by })}</span>
        <span aria-hidden>·</span>
        <Age of={card.updated} />
      </div>
      {run.altered ? (
        <Note tone="bad" title={t("activity.altered")}>
          <p className="dw-p">{run.altered}</p>
        </Note>
      ) : null}
      {undoing ? <UndoPanel run={card.id} tenant={tenant} onClose={() => setUndoing(false)} /> : null}
      {run.entries.length > 0 ? (
        <Fold label={tn("activity.entries", run.entries.length)}>
          <Entries entries={run.entries} name={card.name} />
        </Fold>
      ) : (
        <p className="dw-small dw-mute">{t("activity.noEntries")}</p>
      )}
    </Card>
  );
}

const tones: Readonly<Record<string, Tone>> = {
  intent: "plain",
  accepted: "info",
  proved: "ok",
  failed: "bad",
  undo_intent: "plain",
  undone: "info",
  undo_failed: "bad",
};

function Entries({ entries, name }: { entries: readonly ActivityEntry[]; name: string }) {
  const now = useNow(60_000);
  return (
    <table className="dw-table" aria-label={name}>
      <thead>
        <tr>
          <th scope="col">{t("activity.when")}</th>
          <th scope="col">{t("activity.phase")}</th>
          <th scope="col">{t("activity.what")}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          <tr key={`${entry.at} ${entry.step} ${String(index)}`}>
            <td className="dw-nowrap">{momentText(entry.at, now)}</td>
            <td>
              <Chip tone={tones[entry.phase] ?? "plain"}>{known(`activityPhase.${entry.phase}`) ?? entry.phase}</Chip>
            </td>
            <td>
              {entry.text}
              {entry.requestId ? (
                <div className="dw-mute dw-small">
                  {t("activity.requestId")} <span className="dw-mono">{entry.requestId}</span>
                </div>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
