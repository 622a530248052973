import { Button } from "@fluentui/react-components";
import { useEffect } from "react";
import { useCache, useChange, useConsoleEvents, useRead } from "../api/hooks";
import { ErrorNote } from "../components/ErrorNote";
import { PassphraseForm } from "../components/Passphrase";
import { usePlace } from "../components/place";
import { Sealing } from "../components/Sealing";
import { useTakeSession } from "../components/session";
import { SignInCode } from "../components/SignInCode";
import { SignInTargets } from "../components/SignInTargets";
import { Card } from "../design/Card";
import { Loading, PageFrame } from "../design/PageFrame";
import type { SessionView, SignInStart } from "../generated/contract";
import { t } from "../phrases";

/** The way in: choose a tenant, carry a code to the browser, come back signed in. */
export function SignIn({ session }: { session: SessionView }) {
  const cache = useCache();
  const { go } = usePlace();
  const { data: phase, error: phaseError, retry } = useRead("signin_state", {});
  const start = useChange("signin_start");
  const cancel = useChange("signin_cancel");

  useConsoleEvents((event) => {
    if (event.kind === "sign_in" && event.phase.state === "done") go({ page: "home" });
  });
  // A sign-in that ended before this page was opened is history; a failed one still has something to say.
  useEffect(() => {
    if (cache.peek("signin_state", {}).data?.state === "done") cache.put("signin_state", {}, { state: "idle" });
  }, [cache]);

  const begin = (target: SignInStart) => {
    lastTarget = target;
    void start.run(target).then((code) => {
      if (code && cache.peek("signin_state", {}).data?.state !== "done") cache.put("signin_state", {}, { state: "waiting", code });
    });
  };
  const stop = () => void cancel.run({}).then(() => cache.put("signin_state", {}, { state: "idle" }));
  const failure = start.error ?? (phase?.state === "failed" ? phase.error : undefined);
  const again = () => begin(lastTarget ?? { kind: "practice" });

  return (
    <PageFrame title={t("signIn.title")} sub={t("signIn.sub")}>
      {failure && !start.busy ? (
        <ErrorNote error={failure}>
          {lastTarget && failure.code !== "tenant_unknown" ? (
            <Button appearance="primary" onClick={again}>
              {failure.code === "code_expired" ? t("signIn.newCode") : t("face.retry")}
            </Button>
          ) : null}
        </ErrorNote>
      ) : null}
      {phaseError ? <ErrorNote error={phaseError} retry={retry} /> : null}
      <div className="dw-split">
        <div>
          {phase === undefined && !phaseError ? (
            <Loading />
          ) : phase?.state === "waiting" && !start.busy ? (
            <SignInCode code={phase.code} again={again} cancel={stop} cancelError={cancel.error} />
          ) : (
            <SignInTargets
              begin={begin}
              busy={start.busy ? (lastTarget?.kind ?? null) : null}
              tenantError={start.error?.code === "tenant_unknown" ? start.error.message : undefined}
            />
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

/** The last target of this window, so that a new code asks for the same tenant. */
let lastTarget: SignInStart | undefined;

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
