import type { ReactNode } from "react";
import { type Tone, ToneIcon } from "./Chip";

/** The answer first, in one line; what it rests on follows below. */
export function Verdict({ tone, title, children, actions }: { tone: Tone; title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <section className="dw-verdict" data-tone={tone} aria-label={title}>
      <ToneIcon tone={tone} size={24} />
      <div className="dw-grow">
        <h2>{title}</h2>
        {children}
      </div>
      {actions ? <div className="dw-verdict-actions">{actions}</div> : null}
    </section>
  );
}
