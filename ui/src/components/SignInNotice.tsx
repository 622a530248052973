import { Button } from "@fluentui/react-components";
import { Note } from "../design/Note";
import type { SessionView } from "../generated/contract";
import { errorText, t } from "../phrases";
import { usePlace } from "./place";

/** Above any page: the session cannot go on as it is, and where that is mended. */
export function SignInNotice({ session }: { session: SessionView }) {
  const { go, place } = usePlace();
  const attention = session.account ? session.attention : null;
  if (!attention || place.page === "signin") return null;
  return (
    <Note tone="warn" title={errorText(attention.error.code).title} alert>
      <p className="dw-small">{attention.error.message}</p>
      <p className="dw-small dw-mute">{attention.error.hint}</p>
      <div className="dw-bar">
        <Button size="small" onClick={() => go({ page: "signin" })}>
          {t("signIn.again")}
        </Button>
      </div>
    </Note>
  );
}
