import { useState } from "react";
import { useChange } from "../api/hooks";
import { ErrorNote } from "../components/ErrorNote";
import { Explained } from "../components/Explained";
import { TextDrop } from "../components/TextDrop";
import { Card } from "../design/Card";
import { CheckLine } from "../design/Note";
import { PageFrame } from "../design/PageFrame";
import { ReasonButton } from "../design/ReasonButton";
import type { ExplanationView, Page } from "../generated/contract";
import { t } from "../phrases";

/** What an error of Entra or a SAML status means. Works without a tenant; with an application it also says what differs. */
export function Explain() {
  return (
    <PageFrame title={t("explain.title")} sub={t("explain.sub")}>
      <ExplainCard run={null} />
    </PageFrame>
  );
}

/** The box and its answers; held against an onboarding's application where one is given. */
export function ExplainCard({ run, visit }: { run: string | null; visit?: (page: Page) => void }) {
  const [text, setText] = useState("");
  const [answers, setAnswers] = useState<readonly ExplanationView[]>();
  const explain = useChange("explain");
  const ask = () => void explain.run({ text, run }).then((found) => setAnswers(found?.explanations));
  return (
    <>
      <Card title={t("explain.paste")}>
        <TextDrop
          label={t("explain.label")}
          hint={t("explain.hint")}
          accept=".txt,.html,.htm,.eml,text/plain,text/html"
          text={text}
          setText={(typed) => {
            setText(typed);
            setAnswers(undefined);
          }}
        />
        <div className="dw-bar">
          <ReasonButton appearance="primary" busy={explain.busy} reason={text.trim() === "" ? t("explain.empty") : null} onClick={ask}>
            {t("explain.button")}
          </ReasonButton>
        </div>
        {answers?.length === 0 ? <CheckLine tone="warn">{t("explain.nothing")}</CheckLine> : null}
      </Card>
      {explain.error ? <ErrorNote error={explain.error} /> : null}
      <div aria-live="polite">{answers ? <Explained explanations={answers} visit={visit} /> : null}</div>
    </>
  );
}
