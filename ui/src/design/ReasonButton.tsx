import { Button, type ButtonProps, Spinner } from "@fluentui/react-components";
import { type ReactNode, useId } from "react";

/** The button of a page. When it cannot be pressed it stays reachable and says why beside it. */
export function ReasonButton({
  reason,
  busy,
  appearance = "secondary",
  children,
  onClick,
}: {
  reason?: string | null | undefined;
  busy?: boolean;
  appearance?: NonNullable<ButtonProps["appearance"]>;
  children: ReactNode;
  onClick: () => void;
}) {
  const id = useId();
  const off = Boolean(reason) || busy === true;
  return (
    <>
      <Button
        appearance={appearance}
        icon={busy ? <Spinner size="tiny" aria-hidden /> : null}
        disabledFocusable={off}
        aria-describedby={reason ? id : undefined}
        onClick={() => {
          if (!off) onClick();
        }}
      >
        {children}
      </Button>
      {reason ? (
        <span className="dw-reason" id={id}>
          {reason}
        </span>
      ) : null}
    </>
  );
}
