import { Field } from "@fluentui/react-components";
import type { ReactElement } from "react";

/** A box with its name, a hint, and what is wrong with its value. What is wrong never keeps anybody from typing on. */
export function FormField({
  label,
  hint,
  trouble,
  className,
  children,
}: {
  label: string;
  hint?: string | undefined;
  trouble?: string | null | undefined;
  className?: string;
  children: ReactElement;
}) {
  return (
    <Field
      label={label}
      hint={hint ?? null}
      validationMessage={trouble ? trouble : null}
      validationState={trouble ? "error" : "none"}
      className={className}
    >
      {children}
    </Field>
  );
}
