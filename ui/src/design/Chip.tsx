import { CheckmarkRegular } from "@fluentui/react-icons/svg/checkmark";
import { DismissRegular } from "@fluentui/react-icons/svg/dismiss";
import { InfoRegular } from "@fluentui/react-icons/svg/info";
import { WarningRegular } from "@fluentui/react-icons/svg/warning";
import type { ReactNode } from "react";

/** What a state means, beside what it says: never told by colour alone. */
export type Tone = "ok" | "warn" | "bad" | "info" | "brand" | "plain";

/** The sign of a tone; decoration, since the text says the same. */
export function ToneIcon({ tone, size = 16 }: { tone: Tone; size?: number }) {
  const common = { fontSize: size, "aria-hidden": true } as const;
  switch (tone) {
    case "ok":
      return <CheckmarkRegular {...common} />;
    case "warn":
      return <WarningRegular {...common} />;
    case "bad":
      return <DismissRegular {...common} />;
    case "info":
    case "brand":
      return <InfoRegular {...common} />;
    case "plain":
      return null;
  }
}

/** A short state: a sign and a word. */
export function Chip({ tone = "plain", icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className="dw-chip" data-tone={tone}>
      {icon ?? (tone === "brand" ? null : <ToneIcon tone={tone} size={12} />)}
      {children}
    </span>
  );
}
