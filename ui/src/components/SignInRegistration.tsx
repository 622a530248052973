import { Button, Checkbox, Input } from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons/svg/open";
import { useEffect, useState } from "react";
import { useChange } from "../api/hooks";
import { useSay } from "../design/Announcer";
import { Card } from "../design/Card";
import { ChangeList } from "../design/ChangeList";
import { CodeBlock } from "../design/CodeBlock";
import { CopyButton } from "../design/Copy";
import { Fold } from "../design/Fold";
import { FormField } from "../design/FormField";
import { CheckLine, Note } from "../design/Note";
import { ReasonButton } from "../design/ReasonButton";
import type { RegistrationAsk, RegistrationView, SessionView } from "../generated/contract";
import { known, t, tn } from "../phrases";
import { ErrorNote } from "./ErrorNote";
import { usePlace } from "./place";
import { TenantConfirmDialog } from "./TenantConfirm";

/** The guide to a client registration of one's own: look, register, consent, sign in with it. */
export function SignInRegistration({ session }: { session: SessionView }) {
  const preview = useChange("registration_preview");
  const apply = useChange("registration_apply");
  const say = useSay();
  const [name, setName] = useState("");
  const [readOnly, setReadOnly] = useState(false);
  const [view, setView] = useState<RegistrationView>();
  const [asked, setAsked] = useState<RegistrationAsk>();
  const [confirming, setConfirming] = useState(false);
  const ask: RegistrationAsk = { name: name.trim(), readOnly };
  const outdated = asked !== undefined && JSON.stringify(asked) !== JSON.stringify(ask);
  const look = () =>
    void preview.run(ask).then((found) => {
      apply.clear();
      setAsked(ask);
      setView(found);
    });
  const write = (seen: RegistrationView) =>
    void apply.run({ ask: asked ?? ask, plan: seen.plan.hash }).then((done) => {
      if (!done) return;
      setView(done);
      say(t("register.done"));
    });
  const register = (seen: RegistrationView) => (session.tenant?.confirmed ? write(seen) : setConfirming(true));

  if (!session.account) return <SignedOut />;
  const error = preview.error ?? apply.error;
  return (
    <Card title={t("register.title")}>
      <p className="dw-p">{t("register.text", { tenant: session.tenant?.name ?? "" })}</p>
      <FormField label={t("register.name")} className="dw-field" trouble={error?.field === "name" ? error.message : undefined}>
        <Input value={name} placeholder="Doorward" spellCheck={false} autoComplete="off" onChange={(_, { value }) => setName(value)} />
      </FormField>
      <Checkbox label={t("register.readOnly")} checked={readOnly} onChange={(_, { checked }) => setReadOnly(checked === true)} />
      <div className="dw-bar">
        <ReasonButton busy={preview.busy} onClick={look}>
          {view ? t("register.lookAgain") : t("register.look")}
        </ReasonButton>
      </div>
      {error ? <ErrorNote error={error} /> : null}
      {view && !outdated ? <Found view={view} busy={apply.busy} register={() => register(view)} /> : null}
      {view?.remembered && view.plan.steps.length === 0 ? <Next view={view} ask={asked ?? ask} /> : null}
      <TenantConfirmDialog
        session={session}
        open={confirming}
        onClose={() => setConfirming(false)}
        onConfirmed={() => {
          setConfirming(false);
          if (view) write(view);
        }}
      />
    </Card>
  );
}

function SignedOut() {
  const { go } = usePlace();
  return (
    <Card title={t("register.title")}>
      <p className="dw-p dw-mute">{t("register.signedOut")}</p>
      <Button onClick={() => go({ page: "signin" })}>{t("nav.signin")}</Button>
    </Card>
  );
}

/** What was found, and what would be written. */
function Found({ view, busy, register }: { view: RegistrationView; busy: boolean; register: () => void }) {
  const { steps, findings } = view.plan;
  const blocks = findings.find((finding) => finding.severity === "blocks");
  const requests = steps.flatMap((step) => step.requests);
  const right = steps.length === 0 && view.client !== null;
  return (
    <>
      {findings.map((finding) => (
        <CheckLine key={`${finding.code} ${finding.message}`} tone={finding.severity === "blocks" ? "bad" : "warn"}>
          {finding.message} {finding.remedy}
        </CheckLine>
      ))}
      {view.client ? (
        <CheckLine tone="ok">{t(right ? "register.right" : "register.found", { name: view.client.name, id: view.client.clientId })}</CheckLine>
      ) : null}
      {steps.map((step) => (
        <div key={step.id}>
          <div className="dw-step-title">{step.intent}</div>
          <ChangeList changes={step.changes} objectName={(object) => known(`object.${object}`) ?? object} />
          <p className="dw-p dw-small dw-mute">{step.undo}</p>
        </div>
      ))}
      {requests.length > 0 ? (
        <Fold label={tn("wizard.requests", requests.length)}>
          {requests.map((request, index) => (
            <CodeBlock
              key={`${request.method} ${request.path}`}
              what={t("wizard.body", { n: index + 1 })}
              text={[`${request.method} ${request.path}`, request.body].filter(Boolean).join("\n\n")}
            />
          ))}
        </Fold>
      ) : null}
      {right && view.remembered ? null : (
        <div className="dw-bar">
          <ReasonButton appearance="primary" busy={busy} reason={blocks ? t("register.blocked") : null} onClick={register}>
            {right ? t("register.use") : t("register.write")}
          </ReasonButton>
        </div>
      )}
    </>
  );
}

/** The registration is there: consent, then sign in with it. */
function Next({ view, ask }: { view: RegistrationView; ask: RegistrationAsk }) {
  const { go } = usePlace();
  const consent = useChange("registration_consent");
  const [given, setGiven] = useState(false);
  const admin = view.scopes.filter((scope) => scope.administrator).map((scope) => scope.name);
  const say = useSay();
  useEffect(() => say(t("register.done")), [say]);
  return (
    <Note tone="ok" title={t("register.done")}>
      {admin.length > 0 && view.adminConsentUri ? (
        <>
          <p className="dw-small">{t("register.consent", { scopes: admin.join(", ") })}</p>
          {given ? <CheckLine tone="ok">{t("register.consentGiven")}</CheckLine> : null}
          {consent.busy ? <p className="dw-small dw-mute">{t("register.consentWaiting")}</p> : null}
          <div className="dw-bar">
            <Button size="small" icon={<OpenRegular />} onClick={() => void consent.run(ask).then((done) => (done ? setGiven(true) : undefined))}>
              {t("register.consentOpen")}
            </Button>
            <CopyButton text={view.adminConsentUri} what={t("register.consentLink")} label={t("register.consentCopy")} />
          </div>
        </>
      ) : (
        <p className="dw-small">{t("register.consentOwn")}</p>
      )}
      {consent.error ? <ErrorNote error={consent.error} /> : null}
      <p className="dw-small">{t("register.then")}</p>
      <div className="dw-bar">
        <Button size="small" appearance="primary" onClick={() => go({ page: "signin" })}>
          {t("register.signIn")}
        </Button>
      </div>
    </Note>
  );
}
