import { type ReactNode, useId } from "react";

/** A quiet surface with a heading; a landmark named by it. */
export function Card({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className="dw-card" aria-labelledby={id}>
      <div className="dw-card-head">
        <h2 className="dw-h2" id={id}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
