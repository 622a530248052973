import { Button } from "@fluentui/react-components";
import { type ReactNode, useState } from "react";
import { useNow } from "../../api/clock";
import { useChange } from "../../api/hooks";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { ErrorNote } from "../../components/ErrorNote";
import { usePlace } from "../../components/place";
import { Chip } from "../../design/Chip";
import { Note } from "../../design/Note";
import { PageFrame } from "../../design/PageFrame";
import { StepList } from "../../design/StepList";
import type { Page, PageState, WireError } from "../../generated/contract";
import { t } from "../../phrases";
import { momentText, spanText } from "../../phrases/time";
import { ApplicationPage } from "./ApplicationPage";
import { ApplicationSidePage } from "./ApplicationSidePage";
import { AssignmentPage } from "./AssignmentPage";
import { CertificatePage } from "./CertificatePage";
import { ChangeCard } from "./ChangeCard";
import { DonePage } from "./DonePage";
import { TestSsoPage } from "./TestSsoPage";
import { TestUserPage } from "./TestUserPage";
import { UrlsPage } from "./UrlsPage";
import { pageOrder, useWizard } from "./wizard-context";

/** The wizard's frame: the steps on the left, the page, and beside it what the page would change. */
export function WizardFrame({
  planChanged,
  saveError,
  keepAgain,
}: {
  planChanged: boolean;
  saveError: WireError | undefined;
  keepAgain: () => void;
}) {
  const { run, page, visit, error } = useWizard();
  const now = useNow(60_000);
  const both = run.initiations.length > 1;
  const first = run.initiations[0];
  const wide = page === "test_sso" || page === "done";
  return (
    <PageFrame
      title={run.name || run.product}
      sub={
        <>
          <span>{t("wizard.sub", { when: momentText(run.started, now) })}</span>
          <span aria-hidden>·</span>
          <Chip>{run.guide.toUpperCase()}</Chip>
          {both ? <Chip>{t("initiation.both")}</Chip> : first ? <Chip>{t(`initiation.${first}`)}</Chip> : null}
        </>
      }
      actions={<Discard />}
    >
      <div className="dw-row">
        <StepList
          label={t("wizard.steps")}
          shown={page}
          go={(key) => {
            const found = pageOrder.find((one) => one === key);
            if (found) visit(found);
          }}
          items={run.pages.map((state) => ({
            key: state.page,
            title: t(`page.${state.page}`),
            state: state.status,
            stateText: t(`status.${state.status}`),
            note: state.note || state.since ? <StepNote state={state} /> : undefined,
          }))}
        />
        <div className="dw-grow">
          {saveError ? (
            <ErrorNote error={saveError}>
              <Button onClick={keepAgain}>{t("wizard.keepAgain")}</Button>
            </ErrorNote>
          ) : null}
          {error ? <ErrorNote error={error} /> : null}
          {planChanged ? (
            <Note tone="warn" alert>
              <p>{t("wizard.planChanged")}</p>
            </Note>
          ) : null}
          {wide ? (
            pages[page]
          ) : (
            <div className="dw-wizard-split">
              <div key={page}>{pages[page]}</div>
              <ChangeCard />
            </div>
          )}
        </div>
      </div>
    </PageFrame>
  );
}

const pages: Readonly<Record<Page, ReactNode>> = {
  application: <ApplicationPage />,
  urls: <UrlsPage />,
  certificate: <CertificatePage />,
  test_user: <TestUserPage />,
  assignment: <AssignmentPage />,
  application_side: <ApplicationSidePage />,
  test_sso: <TestSsoPage />,
  done: <DonePage />,
};

function StepNote({ state }: { state: PageState }) {
  const now = useNow();
  const span = state.status === "waiting" && state.since ? spanText((now - Date.parse(state.since)) / 1000) : undefined;
  return [state.note, span].filter(Boolean).join(", ");
}

function Discard() {
  const { run } = useWizard();
  const { go } = usePlace();
  const [asking, setAsking] = useState(false);
  const discard = useChange("run_discard");
  if (run.finished) return null;
  return (
    <>
      <Button appearance="subtle" onClick={() => setAsking(true)}>
        {t("wizard.discard")}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t("wizard.discardTitle")}
        yes={t("wizard.discardYes")}
        busy={discard.busy}
        onNo={() => setAsking(false)}
        onYes={() => void discard.run({ run: run.id }).then((done) => (done ? go({ page: "home" }) : undefined))}
      >
        <p className="dw-p">{t("wizard.discardText")}</p>
        {discard.error ? <ErrorNote error={discard.error} /> : null}
      </ConfirmDialog>
    </>
  );
}
