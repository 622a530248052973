import { Button } from "@fluentui/react-components";
import { Note } from "../design/Note";
import type { WaysView } from "../generated/contract";
import { t, tn } from "../phrases";
import { usePlace } from "./place";

/** Whose client registration signs in; and what to do where that is a shared one, or where there is none. */
export function SignInClient({ ways, missing }: { ways: WaysView; missing: boolean }) {
  const { go } = usePlace();
  const settings = (
    <Button size="small" onClick={() => go({ page: "settings" })}>
      {t("signIn.clientSettings")}
    </Button>
  );
  if (missing) {
    return (
      <Note tone="warn" title={t("signIn.clientMissingTitle")}>
        <p>{t("signIn.clientMissingText")}</p>
        <div className="dw-bar">{settings}</div>
      </Note>
    );
  }
  const own = ways.registrations.length;
  if (ways.client === "shared") {
    return (
      <p className="dw-p dw-mute dw-small dw-above">
        {t("signIn.clientShared")} {own > 0 ? tn("signIn.clientOwn", own) : t("signIn.clientGuide")}
      </p>
    );
  }
  return <p className="dw-p dw-mute dw-small dw-above">{t(`signIn.client.${ways.client === "environment" ? "environment" : "settings"}`)}</p>;
}
