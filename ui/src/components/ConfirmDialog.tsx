import { Button } from "@fluentui/react-components";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { t } from "../phrases";

/**
 * A question before something is done that cannot be taken back. The answer that changes nothing has the focus first. It is
 * the browser's own modal dialog: focus stays in it, the page behind is inert, Escape says no, and nothing is added to the
 * page while it is closed.
 */
export function ConfirmDialog({ open, ...rest }: ConfirmProps & { open: boolean }) {
  return open ? <Confirm {...rest} /> : null;
}

interface ConfirmProps {
  readonly title: string;
  readonly yes: string;
  readonly no?: string;
  readonly busy?: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
  readonly children: ReactNode;
}

function Confirm({ title, yes, no, busy, onYes, onNo, children }: ConfirmProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dw-dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onNo();
      }}
    >
      <h2 className="dw-h2" id={id}>
        {title}
      </h2>
      {children}
      <div className="dw-bar dw-dialog-acts">
        <Button onClick={onNo}>{no ?? t("act.cancel")}</Button>
        <Button appearance="primary" disabledFocusable={busy === true} onClick={() => (busy ? undefined : onYes())}>
          {yes}
        </Button>
      </div>
    </dialog>
  );
}
