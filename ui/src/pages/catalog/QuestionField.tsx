import { Checkbox, Field, Input, Radio, RadioGroup, Textarea } from "@fluentui/react-components";
import { useState } from "react";
import { Chip } from "../../design/Chip";
import { FormField } from "../../design/FormField";
import type { QuestionView } from "../../generated/contract";
import { known, t } from "../../phrases";
import { wordText } from "./words";

interface QuestionProps {
  readonly question: QuestionView;
  readonly answer: string | undefined;
  readonly problem: string | null;
  readonly give: (answer: string) => void;
}

/** One question: why it is asked, where, what was read, and a way to say something else. Nothing is chosen beforehand. */
export function QuestionField(props: QuestionProps) {
  const { question } = props;
  const name = known(`fact.${question.field}`) ?? question.field;
  return (
    <fieldset className="dw-question">
      <legend>
        {name} {question.line > 0 ? <Chip tone="warn">{t("import.line", { line: question.line })}</Chip> : null}
      </legend>
      <p className="dw-small dw-mute">{sentence(question.why)}</p>
      <Answer {...props} name={name} />
    </fieldset>
  );
}

function Answer(props: QuestionProps & { name: string }) {
  switch (props.question.takes) {
    case "some_of":
      return <SomeOf {...props} />;
    case "claims":
      return <Claims {...props} />;
    case "one_of":
      return <OneOf {...props} typed={false} />;
    case "patterns":
    case "text":
      return <OneOf {...props} typed />;
  }
}

const OTHER = "\u0000other";
const OPEN = "\u0000open";

/** One of what was read; `typed`: or anything else, or nothing yet. */
function OneOf({ question, answer, problem, give, name, typed }: QuestionProps & { name: string; typed: boolean }) {
  const [chosen, setChosen] = useState<string>();
  const choose = (value: string) => {
    setChosen(value);
    if (value === OPEN) give("");
    else if (value !== OTHER) give(value);
  };
  const patterns = question.takes === "patterns";
  return (
    <>
      <RadioGroup aria-label={name} value={chosen ?? ""} onChange={(_, { value }) => choose(value)}>
        {question.candidates.map((candidate) => (
          <Radio key={candidate} value={candidate} label={patterns ? <span className="dw-mono">{candidate}</span> : wordText(candidate)} />
        ))}
        {typed ? <Radio value={OTHER} label={t("import.other")} /> : null}
        {patterns ? <Radio value={OPEN} label={t("import.openField")} /> : null}
      </RadioGroup>
      {typed && chosen === OTHER ? (
        <FormField label={t("import.otherFor", { field: name })} hint={patterns ? t("import.patternsHint") : undefined} trouble={problem}>
          {patterns ? (
            <Textarea className="dw-mono" rows={2} spellCheck={false} value={answer ?? ""} onChange={(_, { value }) => give(value)} />
          ) : (
            <Input value={answer ?? ""} onChange={(_, { value }) => give(value)} />
          )}
        </FormField>
      ) : problem ? (
        <Field validationMessage={problem} validationState="error" />
      ) : null}
    </>
  );
}

function SomeOf({ question, answer, problem, give, name }: QuestionProps & { name: string }) {
  const chosen = (answer ?? "").split(", ").filter((word) => word !== "");
  const toggle = (word: string, on: boolean) => give(question.candidates.filter((one) => (one === word ? on : chosen.includes(one))).join(", "));
  return (
    <div role="group" aria-label={name} className="dw-checks">
      {question.candidates.map((candidate) => (
        <Checkbox
          key={candidate}
          label={wordText(candidate)}
          checked={chosen.includes(candidate)}
          onChange={(_, { checked }) => toggle(candidate, checked === true)}
        />
      ))}
      {question.field === "copies" ? (
        <Checkbox label={t("word.none")} checked={answer === ""} onChange={(_, { checked }) => (checked === true ? give("") : undefined)} />
      ) : null}
      {problem ? <Field validationMessage={problem} validationState="error" /> : null}
    </div>
  );
}

/** Claims as lines; what was read stands there to be mended, and counts once it was touched or taken as it is. */
function Claims({ question, answer, problem, give }: QuestionProps) {
  const read = question.candidates.join("\n");
  const [text, setText] = useState(read);
  const set = (value: string) => {
    setText(value);
    give(value);
  };
  return (
    <>
      <FormField label={t("import.claims")} hint={t("import.claimsHint")} trouble={problem}>
        <Textarea className="dw-mono" rows={Math.max(2, question.candidates.length)} spellCheck={false} value={text} onChange={(_, { value }) => set(value)} />
      </FormField>
      <Checkbox label={t("import.claimsAsRead")} checked={answer === text} onChange={(_, { checked }) => (checked === true ? give(text) : undefined)} />
    </>
  );
}

function sentence(why: string): string {
  return `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
}
