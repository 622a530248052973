import { Button } from "@fluentui/react-components";
import { CheckmarkRegular } from "@fluentui/react-icons/svg/checkmark";
import { CopyRegular } from "@fluentui/react-icons/svg/copy";
import { type ReactNode, useEffect, useState } from "react";
import { t } from "../phrases";
import { useSay } from "./Announcer";
import { copyText } from "./clipboard";

/** Copies, shows for a moment that it did, and says so. */
export function useCopied(): { copied: boolean | undefined; copy: (text: string) => void } {
  const [copied, setCopied] = useState<boolean>();
  const say = useSay();
  useEffect(() => {
    if (copied === undefined) return;
    const timer = setTimeout(() => setCopied(undefined), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string) =>
    void copyText(text).then((done) => {
      setCopied(done);
      say(done ? t("copy.done") : t("copy.failed"));
    });
  return { copied, copy };
}

/** A copy button that names what it copies. */
export function CopyButton({ text, what, label, compact }: { text: string; what: string; label?: string; compact?: boolean }) {
  const { copied, copy } = useCopied();
  return (
    <Button
      appearance="subtle"
      size="small"
      icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
      aria-label={label ?? t("copy.what", { what })}
      title={compact ? t("copy.what", { what }) : undefined}
      onClick={() => copy(text)}
    >
      {compact ? null : copied === false ? t("copy.failed") : copied ? t("copy.done") : (label ?? t("copy.copy"))}
    </Button>
  );
}

interface CopyFieldProps {
  readonly name: string;
  /** The name on the other side. */
  readonly other?: ReactNode;
  readonly value: string | null;
  /** What stands there instead of a value. */
  readonly missing?: string;
  /** The value is to be copied, not read: one line of it is enough. */
  readonly brief?: boolean;
}

/** A value to carry elsewhere: its names on both sides, the value, a copy button. */
export function CopyField({ name, other, value, missing, brief }: CopyFieldProps) {
  return (
    <div className="dw-copyfield" role="group" aria-label={name}>
      <div className="dw-copyfield-label">
        {name}
        {other ? <span>{other}</span> : null}
      </div>
      <div className="dw-copyfield-box">
        {value === null ? (
          <span className="dw-grow dw-mute">{missing ?? t("copy.notYet")}</span>
        ) : (
          <>
            <span className={brief ? "dw-mono dw-brief" : "dw-mono"}>{value}</span>
            <CopyButton text={value} what={name} />
          </>
        )}
      </div>
    </div>
  );
}
