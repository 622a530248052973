import "./catalog.css";
import { Button, Input } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { type ImportFrom, usePlace } from "../../components/place";
import { TextDrop } from "../../components/TextDrop";
import { Card } from "../../design/Card";
import { FormField } from "../../design/FormField";
import { Loading, PageFrame } from "../../design/PageFrame";
import { ReasonButton } from "../../design/ReasonButton";
import type { CatalogReading, CatalogSource } from "../../generated/contract";
import { t } from "../../phrases";
import { ReadPage } from "./ReadPage";

/** A page, metadata, a recipe, or something of the tenant becomes a recipe: read first, then asked about, then kept. */
export function ImportPage({ from }: { from: ImportFrom | undefined }) {
  const { go } = usePlace();
  const [reading, setReading] = useState<CatalogReading>();
  const { run, busy, error, clear } = useChange("catalog_read");
  const read = (source: CatalogSource) => void run(source).then((found) => (found ? setReading(found) : undefined));
  const again = () => {
    setReading(undefined);
    clear();
  };
  const back = <Button onClick={() => go({ page: "onboard" })}>{t("import.back")}</Button>;
  return (
    <PageFrame title={t("import.title")} sub={t("import.sub")} actions={back}>
      {error ? <ErrorNote error={error} /> : null}
      {from && !reading ? <OfTenant key={`${from.kind} ${from.id}`} from={from} read={read} /> : null}
      {reading ? (
        <ReadPage key={reading.text} reading={reading} again={again} fetch={(address) => read({ kind: "address", address })} fetching={busy} />
      ) : (
        <Bring busy={busy} read={read} changed={clear} />
      )}
      {busy && !reading ? <Loading what={t("import.reading")} /> : null}
    </PageFrame>
  );
}

/** Something of the tenant is read as soon as the page is there: it was asked for in the list. */
function OfTenant({ from, read }: { from: ImportFrom; read: (source: CatalogSource) => void }) {
  useEffect(() => {
    read(from.kind === "template" ? { kind: "template", templateId: from.id } : { kind: "application", servicePrincipalId: from.id });
    // Once for each thing of the tenant: the component has its key.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return null;
}

/** Where the page is brought: dropped, pasted, chosen, or named by its address. */
function Bring({ busy, read, changed }: { busy: boolean; read: (source: CatalogSource) => void; changed: () => void }) {
  const [text, setText] = useState("");
  const [name, setName] = useState<string>();
  const [address, setAddress] = useState("");
  const looksRight = address.trim().toLowerCase().startsWith("https://");
  return (
    <Card title={t("import.source")}>
      <TextDrop
        label={t("import.text")}
        hint={t("import.textHint")}
        accept=".md,.markdown,.html,.htm,.txt,.xml,.toml,text/*,application/xml"
        rows={9}
        text={text}
        setText={(typed, file) => {
          setText(typed);
          setName(file);
          changed();
          // A file is brought to be read; typed text waits for its button.
          if (file !== undefined) read({ kind: "text", text: typed, name: file });
        }}
      />
      <div className="dw-bar">
        <ReasonButton
          appearance="primary"
          busy={busy}
          reason={text.trim() === "" ? t("import.empty") : null}
          onClick={() => read({ kind: "text", text, name: name ?? null })}
        >
          {t("import.read")}
        </ReasonButton>
      </div>
      <p className="dw-or">{t("import.or")}</p>
      <FormField label={t("import.address")} hint={t("import.addressHint")}>
        <Input
          type="url"
          value={address}
          placeholder="https://learn.microsoft.com/en-us/entra/identity/saas-apps/…"
          spellCheck={false}
          autoComplete="off"
          onChange={(_, { value }) => {
            setAddress(value);
            changed();
          }}
        />
      </FormField>
      <div className="dw-bar">
        <ReasonButton
          busy={busy}
          reason={looksRight ? null : t("import.noAddress")}
          onClick={() => read({ kind: "address", address: address.trim() })}
        >
          {t("import.fetch")}
        </ReasonButton>
      </div>
    </Card>
  );
}
