import { useMemo, useState } from "react";
import { Chip } from "../../design/Chip";
import type { CatalogReading, ReadFact } from "../../generated/contract";
import { known, t } from "../../phrases";
import { wordText } from "./words";

/** Below this a person should look; the same readings are asked about. */
const SURE = 75;
/** Letters shown on either side of a place in a long line. */
const AROUND = 110;

/** What was read on the left, the lines it stands on at the right; pointing at one side marks the other. */
export function Facts({ reading }: { reading: CatalogReading }) {
  const [line, setLine] = useState(0);
  const lines = useMemo(() => linesOf(reading), [reading]);
  const asked = useMemo(() => new Set(reading.draft.questions.map((question) => question.field)), [reading]);
  const unsure = (fact: ReadFact) => fact.confidence < SURE || asked.has(fact.fact);
  return (
    <div className="dw-read">
      {/* Both sides scroll, so both can be reached by the keyboard. */}
      <div className="dw-values" role="region" aria-label={t("import.values")} tabIndex={0}>
        <ul className="dw-list">
          {reading.facts.map((fact, index) => (
            <li
              key={`${fact.fact} ${String(index)}`}
              data-on={fact.line > 0 && fact.line === line ? "" : undefined}
              onMouseEnter={() => setLine(fact.line)}
              onMouseLeave={() => setLine(0)}
            >
              <div className="dw-grow">
                <div className="dw-small dw-mute">{known(`fact.${fact.fact}`) ?? fact.fact}</div>
                <div className={fact.value.includes("://") ? "dw-mono" : undefined}>{wordText(fact.value)}</div>
              </div>
              <Chip tone={unsure(fact) ? "warn" : "ok"}>{unsure(fact) ? t("import.unsure") : t("import.sure")}</Chip>
              <span className="dw-small dw-mute dw-lineno">{fact.line > 0 ? t("import.line", { line: fact.line }) : t("import.whole")}</span>
            </li>
          ))}
        </ul>
      </div>
      <div className="dw-lines" role="region" aria-label={t("import.lines")} tabIndex={0}>
        <ol>
          {lines.map(({ number, parts }) => (
            <li key={number} value={number} data-on={number === line ? "" : undefined}>
              <span className="dw-lineno" aria-hidden>
                {number}
              </span>
              <code>
                {parts.map((part, index) => (part.read ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>))}
              </code>
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

interface Line {
  readonly number: number;
  readonly parts: readonly { readonly text: string; readonly read: boolean }[];
}

/** The lines that something was read from, each cut around its places. */
function linesOf({ text, facts }: CatalogReading): Line[] {
  const all = text.split("\n");
  const numbers = [...new Set(facts.map((fact) => fact.line))].filter((line) => line > 0).sort((a, b) => a - b);
  return numbers.map((number) => ({ number, parts: partsOf(all[number - 1] ?? "", facts.filter((fact) => fact.line === number)) }));
}

/** Where in its line the value itself stands; else the part that it was read from. */
function placeOf(line: string, fact: ReadFact): { start: number; end: number } {
  const from = fact.end > fact.start ? fact.start : 0;
  const at = line.indexOf(fact.value, from);
  return at < 0 ? { start: fact.start, end: fact.end } : { start: at, end: at + fact.value.length };
}

function partsOf(line: string, facts: readonly ReadFact[]): Line["parts"] {
  const places = facts
    .map((fact) => placeOf(line, fact))
    .filter((place) => place.end > place.start)
    .sort((a, b) => a.start - b.start);
  const first = places[0]?.start ?? 0;
  const from = Math.max(0, first - AROUND);
  const to = Math.min(line.length, Math.max(...places.map((place) => place.end), first) + AROUND);
  const parts: { text: string; read: boolean }[] = [];
  let at = from;
  for (const place of places) {
    if (place.start < at) continue;
    parts.push({ text: line.slice(at, place.start), read: false }, { text: line.slice(place.start, place.end), read: true });
    at = place.end;
  }
  parts.push({ text: line.slice(at, to), read: false });
  if (from > 0) parts.unshift({ text: "…", read: false });
  if (to < line.length) parts.push({ text: "…", read: false });
  return parts.filter((part) => part.text !== "");
}
