import { Button } from "@fluentui/react-components";
import { CodeBlock } from "../design/CodeBlock";
import { Fold } from "../design/Fold";
import { Note } from "../design/Note";
import { t } from "../phrases";

/** The face of a page with a fault of ours. */
export function PageBroken({ fault, reopen }: { fault: unknown; reopen: () => void }) {
  return (
    <Note tone="bad" title={t("app.crashed")} alert>
      <p>{t("app.crashedText")}</p>
      <Fold label={t("error.fold")}>
        <CodeBlock text={fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault)} what={t("error.details")} />
      </Fold>
      <div className="dw-bar">
        <Button onClick={reopen}>{t("app.reopen")}</Button>
      </div>
    </Note>
  );
}
