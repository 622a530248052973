import { Button } from "@fluentui/react-components";
import { EyeRegular } from "@fluentui/react-icons/svg/eye";
import { useState } from "react";
import { useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { Card } from "../../design/Card";
import { CopyButton } from "../../design/Copy";
import { CheckLine } from "../../design/Note";
import type { SecretOnce } from "../../generated/contract";
import { t } from "../../phrases";

/** The new person's password: shown once, on request, and kept by nobody. */
export function PasswordCard({ run, upn, ask }: { run: string; upn: string; ask: () => void }) {
  const { run: take, busy, error } = useChange("secret_take");
  const [secret, setSecret] = useState<SecretOnce>();
  return (
    <Card title={t("testUser.passwordTitle")}>
      {secret ? (
        <div role="group" aria-label={t("testUser.password", { upn: secret.upn })}>
          <div className="dw-secret">
            <span className="dw-grow">{secret.password}</span>
            <CopyButton text={secret.password} what={t("testUser.password", { upn: secret.upn })} />
          </div>
          <CheckLine tone="warn">{t("testUser.once")}</CheckLine>
        </div>
      ) : (
        <>
          <p className="dw-p dw-mute">{t("testUser.passwordText")}</p>
          <Button
            icon={<EyeRegular />}
            disabledFocusable={busy}
            aria-label={`${t("testUser.reveal")}: ${upn}`}
            onClick={() => {
              ask();
              void take({ run }).then(setSecret);
            }}
          >
            {t("testUser.reveal")}
          </Button>
        </>
      )}
      {error ? <ErrorNote error={error} /> : null}
    </Card>
  );
}
