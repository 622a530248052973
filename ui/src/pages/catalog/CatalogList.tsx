import { Button, Input } from "@fluentui/react-components";
import { DocumentAddRegular } from "@fluentui/react-icons/svg/document-add";
import { SearchRegular } from "@fluentui/react-icons/svg/search";
import { useState } from "react";
import { useChange, useRead } from "../../api/hooks";
import { useQuiet } from "../../api/quiet";
import { ErrorNote } from "../../components/ErrorNote";
import { usePlace } from "../../components/place";
import { RunList } from "../../components/RunList";
import { Age } from "../../design/Age";
import { Card } from "../../design/Card";
import { FormField } from "../../design/FormField";
import { Empty, Loading, PageFrame } from "../../design/PageFrame";
import { ReasonButton } from "../../design/ReasonButton";
import type { CatalogView } from "../../generated/contract";
import { t } from "../../phrases";
import { Hit } from "./Hit";

/** The start of an onboarding: recipes, the gallery and the tenant's applications in one list, searched as one types. */
export function CatalogList() {
  const [text, setText] = useState("");
  const { go } = usePlace();
  const wanted = useQuiet(text.trim());
  const { data, error, retry } = useRead("catalog_search", { text: wanted });
  const last = useLast(data);
  const { data: home } = useRead("home", {});
  const bring = (
    <Button icon={<DocumentAddRegular />} title={t("catalog.importHint")} onClick={() => go({ page: "import" })}>
      {t("catalog.import")}
    </Button>
  );
  return (
    <PageFrame title={t("onboard.title")} sub={t("onboard.sub")} actions={bring}>
      <div className={home?.underWay.length ? "dw-split" : undefined}>
        <Card title={t("page.application")}>
          <FormField label={t("catalog.search")}>
            <Input
              type="search"
              value={text}
              placeholder={t("catalog.placeholder")}
              contentBefore={<SearchRegular aria-hidden />}
              onChange={(_, { value }) => setText(value)}
              autoComplete="off"
              spellCheck={false}
            />
          </FormField>
          {error ? <ErrorNote error={error} retry={retry} /> : null}
          {last?.trouble ? <ErrorNote error={last.trouble} retry={retry} /> : null}
          {last ? <Hits found={last} text={wanted} searching={!data || wanted !== text.trim()} /> : error ? null : <Loading what={t("onboard.searching")} />}
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

function Hits({ found, text, searching }: { found: CatalogView; text: string; searching: boolean }) {
  return (
    <>
      <p className="dw-small dw-mute dw-above" role="status">
        {searching
          ? t("onboard.searching")
          : found.hits.length === 1
            ? t("catalog.hits.one", { total: found.total })
            : t("catalog.found", { n: found.hits.length, total: found.total })}
        {found.asOf ? (
          <>
            {" · "}
            {t("catalog.gallery")} <Age of={found.asOf} />
          </>
        ) : null}
      </p>
      {found.hits.length === 0 && !searching ? (
        <Empty text={t("catalog.none", { text })} />
      ) : (
        <ul className="dw-list" aria-label={t("catalog.search")}>
          {found.hits.map((hit) => (
            <Hit key={`${hit.sources.join()} ${hit.servicePrincipalId ?? hit.templateId ?? hit.recipe ?? hit.name}`} hit={hit} />
          ))}
        </ul>
      )}
      {text && !searching ? <AsItIs name={text} /> : null}
    </>
  );
}

/** The way for what is in no list: an application of its own, without a recipe. */
function AsItIs({ name }: { name: string }) {
  const { go } = usePlace();
  const { run, busy, error } = useChange("run_start");
  const start = () => void run({ product: name }).then((view) => (view ? go({ page: "onboard", run: view.id }) : undefined));
  return (
    <div className="dw-asitis">
      <p className="dw-small dw-mute">{t("catalog.noneAsItIsHint")}</p>
      <ReasonButton busy={busy} onClick={start}>
        {t("catalog.noneAsItIs", { name })}
      </ReasonButton>
      {error ? <ErrorNote error={error} /> : null}
    </div>
  );
}
