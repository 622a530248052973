import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { t } from "../phrases";

/** A question before something is done that cannot be taken back. The answer that changes nothing has the focus first. */
export function ConfirmDialog({
  open,
  title,
  yes,
  no,
  busy,
  onYes,
  onNo,
  children,
}: {
  open: boolean;
  title: string;
  yes: string;
  no?: string;
  busy?: boolean;
  onYes: () => void;
  onNo: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog open={open} onOpenChange={(_, { open: stays }) => (stays ? undefined : onNo())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{children}</DialogContent>
          <DialogActions>
            <Button onClick={onNo}>{no ?? t("act.cancel")}</Button>
            <Button appearance="primary" disabledFocusable={busy === true} onClick={busy ? undefined : onYes}>
              {yes}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
