import { Button, Input } from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { useCache, useChange } from "../api/hooks";
import { useSay } from "../design/Announcer";
import { FormField } from "../design/FormField";
import { t, tn } from "../phrases";
import { ErrorNote } from "./ErrorNote";

const SHORTEST = 12;

/** Opens the file sealed under a passphrase, or makes one. The passphrase leaves the box as soon as it was used. */
export function PassphraseForm({ locked }: { locked: boolean }) {
  const cache = useCache();
  const say = useSay();
  const { run, busy, error } = useChange("passphrase_enter");
  const [text, setText] = useState("");
  const missing = locked ? (text === "" ? 1 : 0) : Math.max(0, SHORTEST - text.length);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing > 0 || busy) return;
    void run({ passphrase: text }).then((session) => {
      if (!session) return;
      setText("");
      cache.put("session", {}, session);
      say(t("sealing.kept"));
    });
  };
  return (
    <form onSubmit={submit}>
      <FormField label={t("sealing.label")} hint={locked ? undefined : t("sealing.hint")}>
        <Input
          type="password"
          autoComplete="off"
          value={text}
          onChange={(_, { value }) => setText(value)}
        />
      </FormField>
      {error ? <ErrorNote error={error} /> : null}
      <div className="dw-bar">
        <Button type="submit" disabledFocusable={missing > 0 || busy}>
          {locked ? t("sealing.unlock") : t("sealing.set")}
        </Button>
        {!locked && text !== "" && missing > 0 ? <span className="dw-reason">{tn("sealing.short", missing)}</span> : null}
      </div>
    </form>
  );
}
