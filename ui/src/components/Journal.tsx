import { Button } from "@fluentui/react-components";
import { useState } from "react";
import { useChange } from "../api/hooks";
import { useSay } from "../design/Announcer";
import { Card } from "../design/Card";
import { Note } from "../design/Note";
import { ReasonButton } from "../design/ReasonButton";
import type { FoundRunView, RebuiltView, SessionView } from "../generated/contract";
import { t, tn } from "../phrases";
import { ErrorNote } from "./ErrorNote";
import { usePlace } from "./place";

/** Above any page: the journal is damaged and nothing is changed, or it has just been made anew. */
export function JournalNotice({ session }: { session: SessionView }) {
  const { run, busy, error } = useChange("journal_rebuild");
  const say = useSay();
  const [rebuilt, setRebuilt] = useState<RebuiltView | null>(null);
  if (rebuilt) return <Rebuilt rebuilt={rebuilt} close={() => setRebuilt(null)} />;
  const { damage } = session;
  if (!damage) return null;
  return (
    <Note tone="bad" title={t("journal.damaged")} alert>
      <p className="dw-small">{t("journal.damagedText", { file: damage.file, cause: damage.cause })}</p>
      <p className="dw-small dw-mute">{tn("journal.readable", damage.readableRuns)}</p>
      {error ? <ErrorNote error={error} /> : null}
      <div className="dw-bar">
        <ReasonButton
          appearance="primary"
          busy={busy}
          onClick={() =>
            void run({}).then((made) => {
              if (!made) return;
              setRebuilt(made);
              say(t("journal.rebuilt"));
            })
          }
        >
          {t("journal.rebuild")}
        </ReasonButton>
      </div>
    </Note>
  );
}

function Rebuilt({ rebuilt, close }: { rebuilt: RebuiltView; close: () => void }) {
  const { kept, setAside } = rebuilt;
  return (
    <Note tone="ok" title={t("journal.rebuilt")}>
      {kept ? (
        <p className="dw-small">
          {t("journal.rebuiltText", { runs: kept.runs, entries: kept.entries, evidence: kept.evidence, file: setAside ?? "" })}{" "}
          {kept.whole ? t("journal.whole") : t("journal.notWhole")}
        </p>
      ) : null}
      <Found rebuilt={rebuilt} />
      <div className="dw-bar">
        <Button size="small" onClick={close}>
          {t("act.close")}
        </Button>
      </div>
    </Note>
  );
}

function Found({ rebuilt }: { rebuilt: RebuiltView }) {
  if (!rebuilt.searched) return <p className="dw-small">{t("journal.notSearched")}</p>;
  if (rebuilt.found.length === 0) return <p className="dw-small">{t("journal.foundNone")}</p>;
  return (
    <>
      <p className="dw-small">{tn("journal.found", rebuilt.found.length)}</p>
      <div className="dw-bar">
        {rebuilt.found.map((one) => (
          <FoundRun key={one.run} found={one} />
        ))}
      </div>
    </>
  );
}

function FoundRun({ found }: { found: FoundRunView }) {
  const { go } = usePlace();
  return (
    <Button size="small" onClick={() => go({ page: "onboard", run: found.run })}>
      {t("journal.open", { name: found.name })}
    </Button>
  );
}

/** In Settings: takes up onboardings that were made from another computer or a lost profile. */
export function JournalCard({ session }: { session: SessionView }) {
  const { run, busy, error } = useChange("journal_rebuild");
  const [rebuilt, setRebuilt] = useState<RebuiltView | null>(null);
  const tenant = session.account ? session.tenant : null;
  return (
    <Card title={t("journal.title")}>
      <p className="dw-p">{t("journal.text")}</p>
      {error ? <ErrorNote error={error} /> : null}
      {rebuilt ? <Found rebuilt={rebuilt} /> : null}
      <div className="dw-bar">
        <ReasonButton
          busy={busy}
          reason={tenant ? null : t("journal.findNobody")}
          onClick={() => void run({}).then((made) => made && setRebuilt(made))}
        >
          {t("journal.find")}
        </ReasonButton>
      </div>
    </Card>
  );
}
