import "./wizard.css";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { AnswerSaver } from "../../api/answers";
import { useCache, useRead } from "../../api/hooks";
import { usePreview } from "../../api/preview";
import { ErrorNote } from "../../components/ErrorNote";
import { TenantConfirmDialog } from "../../components/TenantConfirm";
import { Loading, PageFrame } from "../../design/PageFrame";
import type { Page, RunView, SessionView, WireError } from "../../generated/contract";
import { toWireError } from "../../host/host";
import { t } from "../../phrases";
import { WizardContext, type WizardTools } from "./wizard-context";
import { WizardFrame } from "./WizardFrame";

/** One onboarding: reads it, and hands it to its page. */
export function Wizard({ id, session }: { id: string; session: SessionView }) {
  const { data, error, retry } = useRead("run", { run: id });
  if (data) return <Run run={data} session={session} />;
  return (
    <PageFrame title={t("onboard.title")}>
      {error ? <ErrorNote error={error} retry={retry} /> : <Loading what={t("wizard.loading")} />}
    </PageFrame>
  );
}

/** Pages that change the directory and so have a preview. */
const previewed: readonly Page[] = ["application", "urls", "certificate", "test_user", "assignment", "application_side"];

function Run({ run, session }: { run: RunView; session: SessionView }) {
  const cache = useCache();
  const [page, setPage] = useState(run.page);
  const saver = useSaver(run);
  const typed = useSyncExternalStore(saver.watch, saver.read);
  const doneBefore = run.receipt.length;
  const preview = usePreview(run.id, page, `${String(typed.kept)} ${String(run.busy)} ${String(doneBefore)}`, previewed.includes(page) && !run.busy);
  const applying = useApply(run, page, preview.reload, saver);
  const { clear } = applying;
  const [asking, setAsking] = useState(false);

  const visit = useCallback(
    (next: Page) => {
      setPage(next);
      clear();
      cache.call("run_visit", { run: run.id, page: next }).then(
        (view) => cache.put("run", { run: run.id }, view),
        () => undefined, // the page is shown all the same; the next answer or apply will tell
      );
    },
    [cache, run.id, clear],
  );

  const hash = preview.plan?.hash;
  const apply = () => {
    if (hash === undefined) return;
    if (session.tenant && !session.tenant.confirmed) setAsking(true);
    else applying.start(hash);
  };
  const tools: WizardTools = {
    run,
    session,
    answers: typed.answers,
    edit: saver.edit,
    pending: typed.pending,
    page,
    preview: { ...preview, outdated: preview.outdated || typed.pending },
    apply,
    applying: applying.busy,
    error: applying.error,
    visit,
  };
  return (
    <WizardContext.Provider value={tools}>
      <WizardFrame planChanged={applying.planChanged === true} saveError={typed.error} keepAgain={() => void saver.flush()} />
      <TenantConfirmDialog
        session={session}
        open={asking}
        onClose={() => setAsking(false)}
        onConfirmed={() => {
          setAsking(false);
          if (hash !== undefined) applying.start(hash);
        }}
      />
    </WizardContext.Provider>
  );
}

/** Keeps answers for as long as this onboarding is on the screen, and keeps the last ones when it leaves. */
function useSaver(run: RunView): AnswerSaver {
  const cache = useCache();
  const saver = useMemo(
    () =>
      new AnswerSaver(run.answers, async (answers) => {
        const view = await cache.call("run_answer", { run: run.id, answers });
        cache.put("run", { run: run.id }, view);
        return view;
      }),
    // The saver is made from the first answers and is ahead of later ones.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [cache, run.id],
  );
  useEffect(() => saver.adopt(run.answers), [saver, run.answers]);
  useEffect(() => () => void saver.flush(), [saver]);
  return saver;
}

function useApply(run: RunView, page: Page, reload: () => void, saver: AnswerSaver) {
  const cache = useCache();
  const [state, setState] = useState<{ busy: boolean; error?: WireError; planChanged?: boolean }>({ busy: false });
  const start = async (plan: string) => {
    setState({ busy: true });
    await saver.flush();
    try {
      cache.put("run", { run: run.id }, await cache.call("run_apply", { run: run.id, page, plan }));
      setState({ busy: false });
    } catch (thrown) {
      const error = toWireError(thrown);
      // What was previewed is not what would be done: nothing was written, and the new plan is fetched to look at.
      setState(error.code === "plan_changed" ? { busy: false, planChanged: true } : { busy: false, error });
      reload();
    }
  };
  const clear = useCallback(() => setState(({ busy }) => ({ busy })), []);
  return { ...state, start: (plan: string) => void start(plan), clear };
}
