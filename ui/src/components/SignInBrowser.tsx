import { Button } from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons/svg/open";
import { useNow } from "../api/clock";
import { useChange } from "../api/hooks";
import { Card } from "../design/Card";
import { CopyButton } from "../design/Copy";
import { Fold } from "../design/Fold";
import { Note } from "../design/Note";
import type { BrowserView, WireError } from "../generated/contract";
import { t } from "../phrases";
import { countdownText } from "../phrases/time";
import { ErrorNote } from "./ErrorNote";
import { SignInScopes } from "./SignInScopes";

/** Seconds after which the person may be looking at an error in the browser that never reaches us. */
const LONG_WAIT = 60;

/** The browser is open somewhere; Doorward waits for it to come back. */
export function SignInBrowser({
  browser,
  openError,
  otherDoor,
  cancel,
  cancelError,
}: {
  browser: BrowserView;
  openError: WireError | undefined;
  otherDoor: () => void;
  cancel: () => void;
  cancelError: WireError | undefined;
}) {
  const now = useNow();
  const open = useChange("signin_open");
  const left = (Date.parse(browser.expiresAt) - now) / 1000;
  const trouble = open.error ?? openError;
  return (
    <Card title={t("signIn.browserTitle")}>
      <p className="dw-p">{trouble ? t("signIn.browserByHand") : t("signIn.browserText")}</p>
      <div className="dw-bar">
        <Button appearance="primary" icon={<OpenRegular />} onClick={() => void open.run({})}>
          {t("signIn.browserAgain")}
        </Button>
        <CopyButton text={browser.authorizationUri} what={t("signIn.address")} label={t("signIn.copyAddress")} />
        <Button appearance="subtle" onClick={cancel}>
          {t("act.cancel")}
        </Button>
      </div>
      <p className="dw-p dw-mute dw-small dw-above">{t("signIn.browserWaiting", { left: countdownText(browser.expiresAt, now) })}</p>
      {browser.expiresIn - left > LONG_WAIT ? (
        <Note tone="brand" title={t("signIn.silentTitle")}>
          <p className="dw-small">{t("signIn.browserSilent")}</p>
          <div className="dw-bar">
            <Button size="small" onClick={otherDoor}>
              {t("signIn.realButton")}
            </Button>
          </div>
        </Note>
      ) : null}
      {trouble ? <ErrorNote error={trouble} /> : null}
      {cancelError ? <ErrorNote error={cancelError} /> : null}
      <Fold label={t("signIn.address")}>
        <p className="dw-p dw-small dw-mono dw-above dw-break">{browser.authorizationUri}</p>
      </Fold>
      <SignInScopes scopes={browser.scopes} />
    </Card>
  );
}
