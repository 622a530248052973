import { Button, Radio, RadioGroup } from "@fluentui/react-components";
import { type ReactNode, useId, useRef } from "react";
import { Chip } from "../../design/Chip";
import { CopyButton } from "../../design/Copy";
import { CheckLine } from "../../design/Note";
import type { FieldBox, Piece } from "../../generated/contract";
import { known, t } from "../../phrases";
import { useFieldTrouble, useWizard } from "./wizard-context";

const tones = { ok: "ok", empty: "plain", warn: "warn", bad: "bad" } as const;

/** One SAML field: both sides' names, the value with what filled it, its check, and the ways to mend it. */
export function UrlField({ box }: { box: FieldBox }) {
  const { run, answers, edit } = useWizard();
  const id = useId();
  const refused = useFieldTrouble(box.field);
  const typed = answers.overrides[box.field];
  const value = typed ?? box.value;
  const name = known(`field.${box.field}`) ?? box.field;
  const current = value === box.value;
  const set = (text: string) => edit({ overrides: { ...answers.overrides, [box.field]: text } });
  const reset = () => edit({ overrides: Object.fromEntries(Object.entries(answers.overrides).filter(([field]) => field !== box.field)) });
  const suggestion = box.check.suggestion;
  const state = refused ? "bad" : box.check.state;
  return (
    <div className="dw-field" role="group" aria-label={name}>
      <label htmlFor={id}>
        {name} <FieldNames box={box} product={run.product} />
      </label>
      {box.patterns.length > 0 && typed === undefined ? <WhichPattern box={box} name={name} /> : null}
      <div className="dw-field-row">
        <UrlBox
          id={id}
          value={value}
          state={state}
          describedBy={`${id}-check`}
          pieces={current ? marked(box.pieces, box.check.departsAt) : undefined}
          set={set}
        />
        {value !== "" ? <CopyButton text={value} what={name} /> : null}
      </div>
      <div id={`${id}-check`}>
        {refused ? <CheckLine tone="bad">{refused}</CheckLine> : null}
        <CheckLine tone={tones[state]}>
          {box.check.message || (box.later ? t("urls.later", { product: run.product }) : t("urls.empty"))}
          {box.check.departsAt !== null && current ? ` ${t("urls.departs", { n: box.check.departsAt })}` : null}
        </CheckLine>
        {box.later && value === "" && box.check.message ? (
          <p className="dw-pattern">{t("urls.later", { product: run.product })}</p>
        ) : null}
        {box.pattern ? (
          <p className="dw-pattern">
            {t("urls.pattern")} <span className="dw-mono dw-small">{box.pattern}</span>
          </p>
        ) : null}
      </div>
      {suggestion !== null || typed !== undefined ? (
        <div className="dw-field-row">
          {suggestion !== null ? (
            <Button size="small" aria-label={t("urls.useSuggestionFor", { field: name })} title={suggestion} onClick={() => set(suggestion)}>
              {t("urls.useSuggestion")}
            </Button>
          ) : null}
          {typed !== undefined ? (
            <Button size="small" appearance="subtle" aria-label={t(box.pattern ? "urls.resetFor" : "urls.clearFor", { field: name })} onClick={reset}>
              {t(box.pattern ? "urls.reset" : "urls.clear")}
            </Button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** The vendor names several forms: which one it is here. */
function WhichPattern({ box, name }: { box: FieldBox; name: string }) {
  const { answers, edit } = useWizard();
  return (
    <RadioGroup
      aria-label={t("urls.which", { field: name })}
      value={answers.patterns?.[box.field] ?? box.patterns[0] ?? ""}
      onChange={(_, { value }) => edit({ patterns: { ...answers.patterns, [box.field]: value } })}
    >
      {box.patterns.map((pattern) => (
        <Radio key={pattern} value={pattern} label={<span className="dw-mono dw-small">{pattern}</span>} />
      ))}
    </RadioGroup>
  );
}

function FieldNames({ box, product }: { box: FieldBox; product: string }) {
  const other = known(`field.${box.field}.other`);
  return (
    <span>
      {other ? `(${other})` : null}
      {box.vendorLabel ? ` · ${t("urls.vendorCalls", { product, label: box.vendorLabel })}` : null}
      {box.required || box.later ? null : ` · ${t("urls.optional")}`}{" "}
      {box.later ? <Chip tone="info">{t("urls.laterChip")}</Chip> : null}
    </span>
  );
}

/** The pieces of a value, cut once more where it departs from the pattern. */
function marked(pieces: readonly Piece[], departsAt: number | null): ReactNode[] {
  let at = 0;
  return pieces.flatMap((piece, index) => {
    const start = at;
    at += piece.text.length;
    const cut = departsAt === null ? -1 : departsAt - 1 - start;
    const whole = (text: string, key: string) =>
      piece.placeholder === null ? <span key={key}>{text}</span> : <mark key={key}>{text}</mark>;
    if (cut < 0 || cut >= piece.text.length) return [whole(piece.text, String(index))];
    return [
      whole(piece.text.slice(0, cut), `${String(index)}a`),
      <mark key={`${String(index)}b`} data-departs="">
        {piece.text.slice(cut)}
      </mark>,
    ];
  });
}

/** An input whose letters are drawn below it, so that parts of them can be marked. */
function UrlBox({
  id,
  value,
  state,
  describedBy,
  pieces,
  set,
}: {
  id: string;
  value: string;
  state: string;
  describedBy: string;
  pieces: ReactNode[] | undefined;
  set: (text: string) => void;
}) {
  const below = useRef<HTMLDivElement>(null);
  return (
    <div className="dw-urlbox" data-state={state}>
      <div ref={below} aria-hidden>
        {pieces && pieces.length > 0 ? pieces : value}
      </div>
      <input
        id={id}
        value={value}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        aria-invalid={state === "bad"}
        aria-describedby={describedBy}
        onChange={(event) => set(event.target.value)}
        onScroll={(event) => {
          if (below.current) below.current.scrollLeft = event.currentTarget.scrollLeft;
        }}
      />
    </div>
  );
}
