import { Spinner } from "@fluentui/react-components";
import { type ReactNode, useEffect, useRef } from "react";
import { t } from "../phrases";

/** A page: its heading takes the focus when the page is come to, so that keyboard and screen reader start there. */
export function PageFrame({ title, sub, actions, children }: { title: string; sub?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <div className="dw-page">
      <div className="dw-page-head">
        <div>
          <h1 className="dw-h1" tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {sub ? <div className="dw-sub">{sub}</div> : null}
        </div>
        {actions}
      </div>
      {children}
    </div>
  );
}

/** The face of a page that waits for its first answer; says for what. */
export function Loading({ what }: { what?: string }) {
  return (
    <div className="dw-loading" role="status">
      <Spinner size="small" aria-hidden />
      {what ?? t("face.loading")}
    </div>
  );
}

/** The face of a page with nothing to show; says what to do about it. */
export function Empty({ icon, text, children }: { icon?: ReactNode; text: string; children?: ReactNode }) {
  return (
    <div className="dw-empty">
      {icon}
      <p>{text}</p>
      {children}
    </div>
  );
}
