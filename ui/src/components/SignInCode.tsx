import { Button } from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons/svg/open";
import { useNow } from "../api/clock";
import { useChange } from "../api/hooks";
import { Card } from "../design/Card";
import { useCopied } from "../design/Copy";
import { Note } from "../design/Note";
import type { CodeView, WireError } from "../generated/contract";
import { t } from "../phrases";
import { countdownText } from "../phrases/time";
import { ErrorNote } from "./ErrorNote";
import { SignInScopes } from "./SignInScopes";

/** Seconds after which the person may be looking at an error in the browser that never reaches us. */
const LONG_WAIT = 60;

/** The code in large letters, and the way to the page where it is typed. */
export function SignInCode({
  code,
  again,
  otherDoor,
  cancel,
  cancelError,
}: {
  code: CodeView;
  again: () => void;
  otherDoor: () => void;
  cancel: () => void;
  cancelError: WireError | undefined;
}) {
  const now = useNow();
  const { copied, copy } = useCopied();
  const open = useChange("signin_open");
  const left = (Date.parse(code.expiresAt) - now) / 1000;
  if (left <= 0) {
    return (
      <Note tone="warn" title={t("signIn.expiredTitle")} alert>
        <p>{t("signIn.expiredText")}</p>
        <div className="dw-bar">
          <Button appearance="primary" onClick={again}>
            {t("signIn.newCode")}
          </Button>
          <Button onClick={cancel}>{t("signIn.otherWay")}</Button>
        </div>
      </Note>
    );
  }
  return (
    <Card title={t("signIn.codeTitle")}>
      <div className="dw-usercode">
        <span role="group" aria-label={t("signIn.codeLabel")}>
          {code.userCode}
        </span>
        <Button onClick={() => copy(code.userCode)}>{copied ? t("copy.done") : t("signIn.copyCode")}</Button>
      </div>
      <div className="dw-bar">
        <Button
          appearance="primary"
          icon={<OpenRegular />}
          onClick={() => {
            copy(code.userCode);
            void open.run({});
          }}
        >
          {t("signIn.copyAndOpen", { host: placeOfPage(code.verificationUri) })}
        </Button>
        <Button onClick={cancel}>{t("act.cancel")}</Button>
      </div>
      <p className="dw-p dw-mute dw-small dw-above">{t("signIn.waiting", { left: countdownText(code.expiresAt, now) })}</p>
      {code.expiresIn - left > LONG_WAIT ? (
        <Note tone="brand" title={t("signIn.silentTitle")}>
          <p className="dw-small">{t("signIn.waitingLong")}</p>
          <div className="dw-bar">
            <Button size="small" onClick={otherDoor}>
              {t("signIn.browserButton")}
            </Button>
          </div>
        </Note>
      ) : null}
      {open.error ? <ErrorNote error={open.error} /> : null}
      {cancelError ? <ErrorNote error={cancelError} /> : null}
      <p className="dw-p dw-small">{t("signIn.warning")}</p>
      <SignInScopes scopes={code.scopes} />
    </Card>
  );
}

/** The page's address without what everybody knows. */
function placeOfPage(address: string): string {
  return address.replace(/^https?:\/\//, "").replace(/\/$/, "");
}
