import { Button } from "@fluentui/react-components";
import { ArrowDownloadRegular } from "@fluentui/react-icons/svg/arrow-download";
import { DeleteRegular } from "@fluentui/react-icons/svg/delete";
import { DocumentAddRegular } from "@fluentui/react-icons/svg/document-add";
import { useState } from "react";
import { useChange } from "../../api/hooks";
import { modeText } from "../../components/ApplicationTable";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { ErrorNote } from "../../components/ErrorNote";
import { type ImportFrom, usePlace } from "../../components/place";
import { useSay } from "../../design/Announcer";
import { Chip, type Tone } from "../../design/Chip";
import { CheckLine } from "../../design/Note";
import { ReasonButton } from "../../design/ReasonButton";
import type { CatalogHit, HitSource, RunStart } from "../../generated/contract";
import { t, tn } from "../../phrases";

const tones: Readonly<Record<HitSource, Tone>> = { own: "ok", built_in: "brand", gallery: "plain", application: "info" };

/** One row of the list: what it is, where it comes from, and the way on. */
export function Hit({ hit }: { hit: CatalogHit }) {
  const { go } = usePlace();
  const { run, busy, error } = useChange("run_start");
  const start = (request: RunStart) => void run(request).then((view) => (view ? go({ page: "onboard", run: view.id }) : undefined));
  return (
    <li className="dw-hit">
      <div className="dw-grow">
        <div className="dw-sub dw-hit-name">
          <strong>{hit.name}</strong>
          {hit.sources.map((source) => (
            <Chip key={source} tone={tones[source]}>
              {t(`catalog.source.${source}`)}
            </Chip>
          ))}
          {hit.modes.map((mode) => (
            <Chip key={mode}>{modeText(mode)}</Chip>
          ))}
        </div>
        <div className="dw-small dw-mute">
          {hit.publisher ? t("onboard.by", { publisher: hit.publisher }) : null}
          {hit.publisher && hit.description ? " · " : null}
          {hit.description}
        </div>
        {hit.instances.length > 0 ? (
          <div className="dw-small">
            <Chip tone="info">
              {tn("onboard.here", hit.instances.length).replace("{names}", hit.instances.map(({ name }) => name).join(", "))}
            </Chip>
          </div>
        ) : null}
        {error ? <ErrorNote error={error} /> : null}
        <Beside hit={hit} />
      </div>
      <div className="dw-hit-act">
        <Way hit={hit} busy={busy} start={start} />
      </div>
    </li>
  );
}

/** The main way on, or why there is none. */
function Way({ hit, busy, start }: { hit: CatalogHit; busy: boolean; start: (request: RunStart) => void }) {
  if (hit.servicePrincipalId !== null) {
    const adopt = hit.servicePrincipalId;
    return (
      <ReasonButton busy={busy} onClick={() => start({ adopt })}>
        {t("catalog.adopt", { name: hit.name })}
      </ReasonButton>
    );
  }
  if (hit.recipe === null && !hit.modes.includes("saml"))
    return (
      <span className="dw-reason" title={t("onboard.notSamlWhy", { name: hit.name })}>
        {t("onboard.notSaml")}
      </span>
    );
  return (
    <ReasonButton
      appearance={hit.recipe ? "primary" : "secondary"}
      busy={busy}
      onClick={() => start(hit.templateId === null ? { recipe: hit.recipe } : { templateId: hit.templateId })}
    >
      {t("onboard.start", { name: hit.name })}
    </ReasonButton>
  );
}

/** Smaller ways: a recipe of one's own handed out or removed, a recipe made of what is here. */
function Beside({ hit }: { hit: CatalogHit }) {
  const { go } = usePlace();
  if (hit.sources.includes("own") && hit.recipe !== null) return <OwnRecipe id={hit.recipe} name={hit.name} />;
  const from: ImportFrom | undefined =
    hit.servicePrincipalId !== null
      ? { kind: "application", id: hit.servicePrincipalId }
      : hit.recipe === null && hit.templateId !== null && hit.modes.includes("saml")
        ? { kind: "template", id: hit.templateId }
        : undefined;
  if (!from) return null;
  return (
    <Button
      size="small"
      appearance="subtle"
      icon={<DocumentAddRegular />}
      onClick={() => go({ page: "import", from })}
    >
      {t("catalog.recipeOf", { name: hit.name })}
    </Button>
  );
}

function OwnRecipe({ id, name }: { id: string; name: string }) {
  const say = useSay();
  const saving = useChange("catalog_export");
  const removing = useChange("catalog_remove");
  const [asking, setAsking] = useState(false);
  const [saved, setSaved] = useState<string>();
  const save = () =>
    void saving.run({ recipe: id }).then((file) => {
      if (!file) return;
      setSaved(file.path);
      say(t("catalog.saved", { path: file.name }));
    });
  const error = saving.error ?? removing.error;
  return (
    <>
      <div className="dw-chips">
        <Button size="small" appearance="subtle" icon={<ArrowDownloadRegular />} disabledFocusable={saving.busy} onClick={save}>
          {t("catalog.export", { name })}
        </Button>
        <Button size="small" appearance="subtle" icon={<DeleteRegular />} onClick={() => setAsking(true)}>
          {t("catalog.remove", { name })}
        </Button>
      </div>
      {saved ? <CheckLine tone="ok">{t("catalog.saved", { path: saved })}</CheckLine> : null}
      {error ? <ErrorNote error={error} /> : null}
      <ConfirmDialog
        open={asking}
        title={t("catalog.removeTitle", { name })}
        yes={t("catalog.removeYes")}
        busy={removing.busy}
        onYes={() => void removing.run({ recipe: id }).then(() => setAsking(false))}
        onNo={() => setAsking(false)}
      >
        <p className="dw-p">{t("catalog.removeText")}</p>
      </ConfirmDialog>
    </>
  );
}
