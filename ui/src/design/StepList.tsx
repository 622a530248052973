import { CheckmarkFilled } from "@fluentui/react-icons/svg/checkmark";
import { ClockRegular } from "@fluentui/react-icons/svg/clock";
import type { ReactNode } from "react";

/** Where a step stands. */
export type StepState = "done" | "current" | "waiting" | "needs_you" | "not_yet";

/** A step of the list. */
export interface StepItem {
  readonly key: string;
  readonly title: string;
  readonly state: StepState;
  /** The state in words. */
  readonly stateText: string;
  readonly note?: ReactNode;
}

/** Steps in order; each can be gone to. */
export function StepList({ label, items, shown, go }: { label: string; items: StepItem[]; shown: string; go: (key: string) => void }) {
  return (
    <nav aria-label={label}>
      <ol className="dw-steps">
        {items.map((item, index) => (
          <li key={item.key} data-state={item.state}>
            <button type="button" aria-current={item.key === shown ? "step" : undefined} onClick={() => go(item.key)}>
              <span className="dw-step-mark" aria-hidden>
                <StepMark state={item.state} number={index + 1} />
              </span>
              <span>
                {item.title}
                <span className="dw-hidden"> ({item.stateText})</span>
                {item.note ? <small>{item.note}</small> : null}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepMark({ state, number }: { state: StepState; number: number }) {
  switch (state) {
    case "done":
      return <CheckmarkFilled fontSize={12} />;
    case "waiting":
      return <ClockRegular fontSize={12} />;
    case "needs_you":
      return "!";
    case "current":
    case "not_yet":
      return number;
  }
}
