import { Button, Textarea } from "@fluentui/react-components";
import { type DragEvent, useRef, useState } from "react";
import { FormField } from "../design/FormField";
import { t } from "../phrases";

/** More than this is no message, and would only freeze the window. */
const LARGEST = 10 * 1024 * 1024;

/** A box that takes pasted text, a dropped file, or one that is chosen. */
export function TextDrop({
  label,
  hint,
  accept,
  text,
  setText,
  rows = 5,
}: {
  label: string;
  hint: string;
  accept: string;
  text: string;
  setText: (text: string, file?: string) => void;
  rows?: number;
}) {
  const picker = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState<string>();
  const take = (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST) {
      setTrouble(t("drop.tooLarge"));
      return;
    }
    setTrouble(undefined);
    void file.text().then((read) => setText(read, file.name));
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  };
  return (
    <div onDragOver={(event) => event.preventDefault()} onDrop={dropped}>
      <FormField label={label} hint={hint} className="dw-field" trouble={trouble}>
        <Textarea
          value={text}
          rows={rows}
          spellCheck={false}
          className="dw-mono"
          onChange={(_, { value }) => {
            setTrouble(undefined);
            setText(value);
          }}
        />
      </FormField>
      <input
        ref={picker}
        type="file"
        accept={accept}
        hidden
        aria-hidden
        tabIndex={-1}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Button size="small" onClick={() => picker.current?.click()}>
        {t("drop.choose")}
      </Button>
    </div>
  );
}
