import { Button, Input } from "@fluentui/react-components";
import { useState } from "react";
import { useChange, useRead } from "../../api/hooks";
import { useQuiet } from "../../api/quiet";
import { ErrorNote } from "../../components/ErrorNote";
import { usePlace } from "../../components/place";
import { Card } from "../../design/Card";
import { Chip } from "../../design/Chip";
import { CodeBlock } from "../../design/CodeBlock";
import { Fold } from "../../design/Fold";
import { FormField } from "../../design/FormField";
import { CheckLine, Note } from "../../design/Note";
import { ReasonButton } from "../../design/ReasonButton";
import type { CatalogAnswers, CatalogReading } from "../../generated/contract";
import { t, tn } from "../../phrases";
import { Facts } from "./Facts";
import { QuestionField } from "./QuestionField";

/** A page that was read: its facts beside their lines, its questions, and the recipe that follows. */
export function ReadPage({
  reading,
  again,
  fetch,
  fetching,
}: {
  reading: CatalogReading;
  again: () => void;
  fetch: (address: string) => void;
  fetching: boolean;
}) {
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const [product, setProduct] = useState(reading.product);
  const quiet = useQuiet(JSON.stringify({ answers, product }));
  const asked: CatalogAnswers = { text: reading.text, name: reading.name, ...(JSON.parse(quiet) as Pick<CatalogAnswers, "answers" | "product">) };
  const { data } = useRead("catalog_draft", asked);
  const draft = data ?? reading.draft;
  const open = reading.draft.questions.filter((question) => question.field !== "app");
  const problems = new Map(draft.questions.map((question) => [question.field, question.problem]));
  const tutorial = reading.tutorial;
  return (
    <>
      {tutorial ? (
        <Note tone="info" title={t("import.gave", { address: tutorial })}>
          <div className="dw-bar">
            <ReasonButton busy={fetching} onClick={() => fetch(tutorial)}>
              {t("import.fetchTutorial")}
            </ReasonButton>
          </div>
        </Note>
      ) : null}
      <Card title={t("import.found")} aside={<Chip tone="brand">{t(`import.as.${reading.readAs}`)}</Chip>}>
        {reading.facts.length > 0 ? <Facts reading={reading} /> : <p className="dw-p dw-mute">{t("import.foundEmpty")}</p>}
      </Card>
      <Card title={t("import.asks")}>
        {open.length > 0 ? (
          <p className="dw-p dw-mute">{tn("import.asksSome", open.length)}</p>
        ) : (
          <CheckLine tone="ok">{t("import.asksNone")}</CheckLine>
        )}
        {open.map((question) => (
          <QuestionField
            key={question.field}
            question={question}
            answer={answers[question.field]}
            problem={problems.get(question.field) ?? null}
            give={(value) => setAnswers({ ...answers, [question.field]: value })}
          />
        ))}
      </Card>
      <Keep draft={draft} asked={{ text: reading.text, name: reading.name, answers, product }} product={product} setProduct={setProduct} again={again} />
    </>
  );
}

function Keep({
  draft,
  asked,
  product,
  setProduct,
  again,
}: {
  draft: CatalogReading["draft"];
  asked: CatalogAnswers;
  product: string;
  setProduct: (name: string) => void;
  again: () => void;
}) {
  const { go } = usePlace();
  const saving = useChange("catalog_save");
  const starting = useChange("run_start");
  const [kept, setKept] = useState<string>();
  const left = draft.questions.filter((question) => question.field !== "app").length;
  const keep = async () => saving.run({ draft: asked, replace: draft.taken });
  const start = async () => {
    const recipe = await keep();
    if (!recipe) return;
    const view = await starting.run({ recipe: recipe.id });
    if (view) go({ page: "onboard", run: view.id });
  };
  const error = saving.error ?? starting.error;
  const reason = left > 0 ? tn("import.open", left) : null;
  return (
    <Card title={t("import.keep")}>
      <FormField label={t("import.product")} hint={draft.taken && kept === undefined ? t("import.taken") : undefined} className="dw-field">
        <Input value={product} maxLength={120} autoComplete="off" onChange={(_, { value }) => setProduct(value)} />
      </FormField>
      <Fold label={t("import.recipe")}>
        <CodeBlock text={draft.toml} what={t("import.recipe")} />
      </Fold>
      {error ? <ErrorNote error={error} /> : null}
      {kept !== undefined ? <CheckLine tone="ok">{t("import.kept", { name: kept })}</CheckLine> : null}
      <div className="dw-bar">
        <ReasonButton appearance="primary" busy={saving.busy || starting.busy} reason={reason} onClick={() => void start()}>
          {t("import.start")}
        </ReasonButton>
        {reason ? null : (
          <Button disabledFocusable={saving.busy} onClick={() => void keep().then((recipe) => (recipe ? setKept(recipe.product) : undefined))}>
            {t("import.only")}
          </Button>
        )}
        <Button appearance="subtle" onClick={again}>
          {t("import.another")}
        </Button>
      </div>
    </Card>
  );
}
