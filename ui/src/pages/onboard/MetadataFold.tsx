import { useState } from "react";
import { useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { TextDrop } from "../../components/TextDrop";
import { Fold } from "../../design/Fold";
import { CheckLine } from "../../design/Note";
import { ReasonButton } from "../../design/ReasonButton";
import type { MetadataView } from "../../generated/contract";
import { known, t } from "../../phrases";
import { useWizard } from "./wizard-context";

/** The vendor's metadata instead of typing: what it names is shown first, and fills the boxes when the person says so. */
export function MetadataFold() {
  const { run, answers, edit } = useWizard();
  const [text, setText] = useState("");
  const [found, setFound] = useState<MetadataView>();
  const [used, setUsed] = useState(false);
  const read = useChange("metadata_read");
  const fields = Object.entries(found?.fields ?? {});
  const use = () => {
    edit({ overrides: { ...answers.overrides, ...found?.fields } });
    setUsed(true);
  };
  return (
    <Fold label={t("metadata.fold", { product: run.product })}>
      <TextDrop
        label={t("metadata.label")}
        hint={t("metadata.hint")}
        accept=".xml,text/xml,application/xml"
        text={text}
        setText={(typed) => {
          setText(typed);
          setFound(undefined);
          setUsed(false);
        }}
      />
      <div className="dw-bar">
        <ReasonButton
          busy={read.busy}
          reason={text.trim() === "" ? t("metadata.empty") : null}
          onClick={() => void read.run({ text }).then((view) => setFound(view))}
        >
          {t("metadata.read")}
        </ReasonButton>
      </div>
      {read.error ? <ErrorNote error={read.error} /> : null}
      {found ? (
        <>
          <dl className="dw-kv">
            {fields.map(([field, value]) => (
              <div key={field} className="dw-pair">
                <dt>{known(`field.${field}`) ?? field}</dt>
                <dd className="dw-mono dw-small">{value}</dd>
              </div>
            ))}
          </dl>
          {found.requestsSigned ? <CheckLine tone="warn">{t("metadata.signed")}</CheckLine> : null}
          <div className="dw-bar">
            <ReasonButton reason={fields.length === 0 ? t("metadata.nothing") : null} onClick={use}>
              {t("metadata.use")}
            </ReasonButton>
            {used ? <CheckLine tone="ok">{t("metadata.used")}</CheckLine> : null}
          </div>
        </>
      ) : null}
    </Fold>
  );
}
