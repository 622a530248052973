import { ChevronRight12Regular } from "@fluentui/react-icons/svg/chevron-right";
import { type ReactNode, useState } from "react";

interface FoldProps {
  readonly label: string;
  readonly children: ReactNode;
  /** What lies inside asks for something: it is made when the fold is first opened, and stays from then on. */
  readonly lazy?: boolean;
}

/** What only some want to see. */
export function Fold({ label, children, lazy = false }: FoldProps) {
  const [wanted, setWanted] = useState(!lazy);
  return (
    <details className="dw-fold" onToggle={(event) => (event.currentTarget.open ? setWanted(true) : undefined)}>
      <summary>
        <ChevronRight12Regular aria-hidden />
        {label}
      </summary>
      {wanted ? children : null}
    </details>
  );
}
