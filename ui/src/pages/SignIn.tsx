import { Button } from "@fluentui/react-components";
import { useEffect } from "react";
import { useCache, useChange, useConsoleEvents, useRead } from "../api/hooks";
import { ErrorNote } from "../components/ErrorNote";
import { PassphraseForm } from "../components/Passphrase";
import { usePlace } from "../components/place";
import { Sealing } from "../components/Sealing";
import { useTakeSession } from "../components/session";
import { SignInAttention } from "../components/SignInAttention";
import { SignInBrowser } from "../components/SignInBrowser";
import { SignInCode } from "../components/SignInCode";
import { SignInTargets } from "../components/SignInTargets";
import { Card } from "../design/Card";
import { Loading, PageFrame } from "../design/PageFrame";
import type { Door, SessionView, SignInPhase, SignInStart } from "../generated/contract";
import { t } from "../phrases";

/** The way in: choose a tenant and a door, go through it in the browser, come back signed in. */
export function SignIn({ session }: { session: SessionView }) {
  const cache = useCache();
  const { go } = usePlace();
  const { data: phase, error: phaseError, retry } = useRead("signin_state", {});
  const { data: ways } = useRead("signin_ways", {});
  const code = useChange("signin_start");
  const browser = useChange("signin_browser");
  const open = useChange("signin_open");
  const cancel = useChange("signin_cancel");

  useConsoleEvents((event) => {
    if (event.kind === "sign_in" && event.phase.state === "done") go({ page: "home" });
  });
  // A sign-in that ended before this page was opened is history; a failed one still has something to say.
  useEffect(() => {
    if (cache.peek("signin_state", {}).data?.state === "done") cache.put("signin_state", {}, { state: "idle" });
  }, [cache]);

  const underWay = (phase: SignInPhase) => {
    if (cache.peek("signin_state", {}).data?.state !== "done") cache.put("signin_state", {}, phase);
  };
  const begin = (target: SignInStart, door: Door) => {
    last = { target, door };
    code.clear();
    browser.clear();
    open.clear();
    if (door === "code") {
      void code.run(target).then((view) => (view ? underWay({ state: "waiting", code: view }) : undefined));
    } else {
      void browser.run(target).then((view) => {
        if (!view) return;
        underWay({ state: "browser", browser: view });
        void open.run({});
      });
    }
  };
  const stop = () => void cancel.run({}).then(() => cache.put("signin_state", {}, { state: "idle" }));
  const starting = code.busy || browser.busy;
  const startError = code.error ?? browser.error;
  const failure = startError ?? (phase?.state === "failed" ? phase.error : undefined);
  const target = last?.target ?? { kind: "practice" as const };
  const busy = starting && last ? { kind: last.target.kind, door: last.door } : null;
  // A code that is blocked works in the browser; a browser that cannot come back works with a code.
  const elsewhere: Door | undefined =
    failure && last && failure.code !== "tenant_unknown" ? (last.door === "code" ? "browser" : "code") : undefined;
  const blocked = failure?.code === "blocked_by_policy" && last?.door === "code";

  return (
    <PageFrame title={t("signIn.title")} sub={t("signIn.sub")}>
      {failure && !starting ? (
        <ErrorNote error={failure}>
          {last && elsewhere ? (
            <>
              {blocked ? null : (
                <Button appearance="primary" onClick={() => begin(target, last?.door ?? "code")}>
                  {failure.code === "code_expired" ? t("signIn.newCode") : t("face.retry")}
                </Button>
              )}
              <Button appearance={blocked ? "primary" : "secondary"} onClick={() => begin(target, elsewhere)}>
                {elsewhere === "browser" ? t("signIn.browserButton") : t("signIn.realButton")}
              </Button>
            </>
          ) : null}
        </ErrorNote>
      ) : null}
      {phaseError ? <ErrorNote error={phaseError} retry={retry} /> : null}
      <div className="dw-split">
        <div>
          {phase === undefined && !phaseError ? (
            <Loading />
          ) : phase?.state === "waiting" && !starting ? (
            <SignInCode
              code={phase.code}
              again={() => begin(target, "code")}
              otherDoor={() => begin(target, "browser")}
              cancel={stop}
              cancelError={cancel.error}
            />
          ) : phase?.state === "browser" && !starting ? (
            <SignInBrowser
              browser={phase.browser}
              openError={open.error}
              otherDoor={() => begin(target, "code")}
              cancel={stop}
              cancelError={cancel.error}
            />
          ) : (
            <>
              <SignInAttention session={session} begin={begin} busy={busy} />
              <SignInTargets
                begin={begin}
                busy={busy}
                ways={ways}
                tenantError={startError?.code === "tenant_unknown" ? startError.message : undefined}
              />
            </>
          )}
        </div>
        <div>
          {session.sealing.locked ? (
            <Card title={t("sealing.lockedTitle")}>
              <p className="dw-p">{t("sealing.lockedText")}</p>
              <PassphraseForm locked />
            </Card>
          ) : null}
          <Kept session={session} />
          <Card title={t("settings.session")}>
            <Sealing sealing={session.sealing} />
          </Card>
        </div>
      </div>
    </PageFrame>
  );
}

/** The last sign-in of this window, so that another try, by either door, goes to the same tenant. */
let last: { readonly target: SignInStart; readonly door: Door } | undefined;

function Kept({ session }: { session: SessionView }) {
  const take = useTakeSession();
  const change = useChange("session_switch");
  if (session.others.length === 0) return null;
  return (
    <Card title={t("signIn.keptTitle")}>
      <ul className="dw-list">
        {session.others.map((other) => (
          <li key={`${other.tenantId} ${other.objectId}`}>
            <div className="dw-grow">
              <div>{other.tenantName}</div>
              <div className="dw-mute dw-small">{other.upn}</div>
            </div>
            <Button
              size="small"
              aria-label={t("signIn.continueAs", { upn: other.upn })}
              disabledFocusable={change.busy}
              onClick={() => void change.run({ tenantId: other.tenantId, objectId: other.objectId }).then(take)}
            >
              {t("home.continue")}
            </Button>
          </li>
        ))}
      </ul>
      {change.error ? <ErrorNote error={change.error} /> : null}
    </Card>
  );
}
