import { Card } from "../design/Card";
import { ReasonButton } from "../design/ReasonButton";
import type { Door, SessionView, SignInStart } from "../generated/contract";
import { errorText, t } from "../phrases";
import type { Begun } from "./SignInTargets";
import { SignInScopes } from "./SignInScopes";

/** The present account has to sign in once more: why, for what, and by which door. What is needed is carried along. */
export function SignInAttention({
  session,
  begin,
  busy,
}: {
  session: SessionView;
  begin: (target: SignInStart, door: Door) => void;
  busy: Begun | null;
}) {
  const { account, attention } = session;
  if (!account || !attention) return null;
  const again = (door: Door) => {
    if (!busy) begin({ kind: "again", tenantId: account.tenantId, objectId: account.objectId }, door);
  };
  const doors: readonly Door[] = attention.door === "browser" ? ["browser", "code"] : ["code", "browser"];
  return (
    <Card title={errorText(attention.error.code).title}>
      <p className="dw-p">{attention.error.message}</p>
      <p className="dw-p dw-mute">{attention.error.hint ?? errorText(attention.error.code).next}</p>
      <p className="dw-p">{t("signIn.againAs", { upn: account.upn })}</p>
      <div className="dw-bar">
        {doors.map((door, index) => (
          <ReasonButton
            key={door}
            appearance={index === 0 ? "primary" : "secondary"}
            busy={busy?.kind === "again" && busy.door === door}
            onClick={() => again(door)}
          >
            {door === "browser" ? t("signIn.browserButton") : t("signIn.realButton")}
          </ReasonButton>
        ))}
      </div>
      <SignInScopes scopes={attention.scopes} />
    </Card>
  );
}
