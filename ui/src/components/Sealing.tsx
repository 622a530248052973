import { Fold } from "../design/Fold";
import type { SealingView } from "../generated/contract";
import { t } from "../phrases";
import { PassphraseForm } from "./Passphrase";

/** Where the session is kept between starts, plainly; with the offer of a passphrase where there is no keyring. */
export function Sealing({ sealing }: { sealing: SealingView }) {
  return (
    <>
      <p className="dw-p">{t(`sealing.${sealing.kind}`)}</p>
      {sealing.trouble ? <p className="dw-p dw-mute dw-small">{sealing.trouble}</p> : null}
      {sealing.kind === "memory" && !sealing.locked ? (
        <Fold label={t("sealing.offer")}>
          <PassphraseForm locked={false} />
        </Fold>
      ) : null}
    </>
  );
}
