import type { ReactNode } from "react";
import { type Tone, ToneIcon } from "./Chip";

/** Something to know, in place. `alert` reads it out at once. */
export function Note({ tone, title, children, alert }: { tone: Tone; title?: string; children?: ReactNode; alert?: boolean }) {
  return (
    <div className="dw-note" data-tone={tone} role={alert ? "alert" : undefined}>
      <ToneIcon tone={tone} size={20} />
      <div className="dw-grow">
        {title ? <p className="dw-note-title">{title}</p> : null}
        {children}
      </div>
    </div>
  );
}

/** A line under a box that says how its value fares. */
export function CheckLine({ tone, children, id }: { tone: Tone; children: ReactNode; id?: string }) {
  return (
    <div className="dw-check" data-tone={tone} id={id}>
      <ToneIcon tone={tone} size={14} />
      <span>{children}</span>
    </div>
  );
}
