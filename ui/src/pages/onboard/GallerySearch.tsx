import { Input } from "@fluentui/react-components";
import { SearchRegular } from "@fluentui/react-icons/svg/search";
import { useState } from "react";
import { useChange, useRead } from "../../api/hooks";
import { useQuiet } from "../../api/quiet";
import { modeText } from "../../components/ApplicationTable";
import { ErrorNote } from "../../components/ErrorNote";
import { usePlace } from "../../components/place";
import { RunList } from "../../components/RunList";
import { Age } from "../../design/Age";
import { Card } from "../../design/Card";
import { Chip } from "../../design/Chip";
import { FormField } from "../../design/FormField";
import { Empty, Loading, PageFrame } from "../../design/PageFrame";
import { ReasonButton } from "../../design/ReasonButton";
import type { GalleryHit, GalleryView } from "../../generated/contract";
import { t, tn } from "../../phrases";

/** The start of an onboarding: the gallery, searched as one types. */
export function GallerySearch() {
  const [text, setText] = useState("");
  const wanted = useQuiet(text.trim());
  const { data, error, retry } = useRead("gallery_search", { text: wanted });
  const last = useLast(data);
  const { data: home } = useRead("home", {});
  return (
    <PageFrame title={t("onboard.title")} sub={t("onboard.sub")}>
      <div className={home?.underWay.length ? "dw-split" : undefined}>
        <Card title={t("page.application")}>
          <FormField label={t("onboard.search")}>
            <Input
              type="search"
              value={text}
              placeholder={t("onboard.placeholder")}
              contentBefore={<SearchRegular aria-hidden />}
              onChange={(_, { value }) => setText(value)}
              autoComplete="off"
              spellCheck={false}
            />
          </FormField>
          {error ? <ErrorNote error={error} retry={retry} /> : null}
          {last ? <Hits gallery={last} text={wanted} searching={!data || wanted !== text.trim()} /> : error ? null : <Loading what={t("onboard.searching")} />}
        </Card>
        {home?.underWay.length ? (
          <Card title={t("onboard.resume")}>
            <RunList runs={home.underWay} />
          </Card>
        ) : null}
      </div>
    </PageFrame>
  );
}

/** The last answer there was, so that the list stays while the next is under way. */
function useLast<T>(value: T | undefined): T | undefined {
  const [last, setLast] = useState(value);
  // Set while drawing, as React advises for a value derived from the one before: no second paint.
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}

function Hits({ gallery, text, searching }: { gallery: GalleryView; text: string; searching: boolean }) {
  return (
    <>
      <p className="dw-small dw-mute dw-above" role="status">
        {searching
          ? t("onboard.searching")
          : gallery.hits.length === 1
            ? t("onboard.hits.one", { total: gallery.total })
            : t("onboard.found", { n: gallery.hits.length, total: gallery.total })}
        {gallery.asOf ? (
          <>
            {" · "}
            <Age of={gallery.asOf} />
          </>
        ) : null}
      </p>
      {gallery.hits.length === 0 && !searching ? (
        <Empty text={t("onboard.none", { text })} />
      ) : (
        <ul className="dw-list" aria-label={t("onboard.search")}>
          {gallery.hits.map((hit) => (
            <Hit key={hit.templateId} hit={hit} />
          ))}
        </ul>
      )}
    </>
  );
}

function Hit({ hit }: { hit: GalleryHit }) {
  const { go } = usePlace();
  const { run, busy, error } = useChange("run_start");
  const start = () =>
    void run({ templateId: hit.templateId }).then((view) => (view ? go({ page: "onboard", run: view.id }) : undefined));
  return (
    <li className="dw-hit">
      <div className="dw-grow">
        <div className="dw-sub dw-hit-name">
          <strong>{hit.name}</strong>
          {hit.recipe ? <Chip tone="brand">{t("onboard.guided")}</Chip> : null}
          {!hit.recipe && hit.modes.includes("saml") ? <Chip>{t("onboard.byHand")}</Chip> : null}
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
      </div>
      <div className="dw-hit-act">
        {hit.recipe || hit.modes.includes("saml") ? (
          <ReasonButton appearance={hit.recipe ? "primary" : "secondary"} busy={busy} onClick={start}>
            {t("onboard.start", { name: hit.name })}
          </ReasonButton>
        ) : (
          <span className="dw-reason" title={t("onboard.notSamlWhy", { name: hit.name })}>
            {t("onboard.notSaml")}
          </span>
        )}
      </div>
    </li>
  );
}
