import { ChevronRight12Regular } from "@fluentui/react-icons/svg/chevron-right";
import type { ReactNode } from "react";

/** What only some want to see. */
export function Fold({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details className="dw-fold">
      <summary>
        <ChevronRight12Regular aria-hidden />
        {label}
      </summary>
      {children}
    </details>
  );
}
