import type { ReactNode } from "react";
import { useNow } from "../../api/clock";
import { Age } from "../../design/Age";
import { Card } from "../../design/Card";
import { Chip, ToneIcon } from "../../design/Chip";
import { CopyButton } from "../../design/Copy";
import { Fold } from "../../design/Fold";
import { CheckLine } from "../../design/Note";
import { Verdict } from "../../design/Verdict";
import type { CheckView, EvidenceView } from "../../generated/contract";
import { known, t, tn } from "../../phrases";
import { momentText } from "../../phrases/time";
import { LogLine } from "./LogLine";

/** What a verdict rests on: the checks, what the application will see, and the tests before it. */
export function EvidenceCards({ evidence, earlier, product }: { evidence: EvidenceView; earlier: readonly EvidenceView[]; product: string }) {
  const claims = Object.entries(evidence.claims);
  return (
    <>
      {evidence.log ? <LogLine line={evidence.log} /> : null}
      {evidence.checks.length > 0 ? (
        <Card title={t("proof.checked")}>
          <Checks checks={evidence.checks} />
        </Card>
      ) : null}
      {claims.length > 0 || earlier.length > 0 ? (
        <div className={claims.length > 0 && earlier.length > 0 ? "dw-two" : undefined}>
          {claims.length > 0 ? (
            <Card title={t("proof.sees", { product })}>
              <Claims claims={claims} />
            </Card>
          ) : null}
          {earlier.length > 0 ? (
            <Card title={t("proof.earlier")}>
              <Earlier list={earlier} />
            </Card>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

/** A test's verdict: may the person in, where the fault lies, what to do next. */
export function EvidenceVerdict({ evidence, product, actions }: { evidence: EvidenceView; product: string; actions: ReactNode }) {
  const now = useNow(60_000);
  const title = verdictTitle(evidence, product);
  const place = evidence.place ? (known(`place.${evidence.place}`) ?? evidence.place) : undefined;
  return (
    <Verdict tone={verdictTone(evidence)} title={title} actions={actions}>
      <p>{evidence.summary}</p>
      {evidence.next ? <p>{t("proof.next", { text: evidence.next })}</p> : null}
      {evidence.outdated ? <CheckLine tone="warn">{t("proof.outdated")}</CheckLine> : null}
      <p className="dw-mute dw-small">
        {place ? `${t("proof.where", { place })} · ` : null}
        {t(`way.${evidence.way}`)} · {t(`initiation.${evidence.initiation}`)} · {momentText(evidence.at, now)} · {t("proof.configuration", { hash: evidence.configuration })}{" "}
        <CopyButton text={evidenceReport(evidence, title)} what={title} label={t("proof.copyDetails")} />
      </p>
    </Verdict>
  );
}

/** Entra issued a token by its log: good news, but no proof. */
function issued(evidence: EvidenceView): boolean {
  return evidence.log?.errorCode === 0;
}

function verdictTitle(evidence: EvidenceView, product: string): string {
  if (evidence.accepted) return t("proof.accepted", { product, person: evidence.person ?? "" });
  if (evidence.way === "checked_response") return t("proof.refused", { product });
  return issued(evidence) ? t("log.issuedTitle", { product }) : t("log.refusedTitle", { product });
}

function verdictTone(evidence: EvidenceView): "ok" | "warn" | "bad" {
  if (evidence.outdated || issued(evidence)) return "warn";
  return evidence.accepted ? "ok" : "bad";
}

function verdictWord(evidence: EvidenceView): string {
  if (issued(evidence)) return t("log.issuedChip");
  return t(evidence.accepted ? "proof.acceptedChip" : "proof.refusedChip");
}

/** The verdict and every check as text, for a ticket. */
export function evidenceReport(evidence: EvidenceView, title: string): string {
  const checks = evidence.checks.map((check) => {
    const compared = [check.expected ? `${t("proof.expected")} ${check.expected}` : "", check.found ? `${t("proof.found")} ${check.found}` : ""];
    return [`${stateText(check)}: ${checkName(check)}`, ...compared.filter(Boolean)].join("; ");
  });
  const next = evidence.next ? [t("proof.next", { text: evidence.next })] : [];
  return [title, evidence.summary, ...next, `${evidence.at} · ${t("proof.configuration", { hash: evidence.configuration })}`, ...checks].join("\n");
}

function checkName(check: CheckView): string {
  return known(`check.${check.code}`) ?? check.code.replaceAll("_", " ");
}

function stateText(check: CheckView): string {
  return check.skipped ? t("proof.skipped") : check.passed ? t("proof.passed") : t("proof.failedCheck");
}

/** Every check with its mark: what failed first, then what has something to show; what merely passed is under a fold. */
export function Checks({ checks }: { checks: readonly CheckView[] }) {
  const failed = checks.filter((check) => !check.passed && !check.skipped);
  const quiet = checks.filter((check) => check.passed && !check.skipped && !check.found && !check.expected);
  const telling = checks.filter((check) => !failed.includes(check) && !quiet.includes(check));
  return (
    <>
      <CheckRows checks={[...failed, ...telling]} label={t("proof.checked")} />
      {quiet.length > 0 ? (
        <Fold label={tn("proof.quiet", quiet.length)}>
          <CheckRows checks={quiet} label={t("proof.quietLabel")} />
        </Fold>
      ) : null}
    </>
  );
}

/** Checks with what was expected against what was found where one failed. */
function CheckRows({ checks, label }: { checks: readonly CheckView[]; label: string }) {
  if (checks.length === 0) return null;
  return (
    <table className="dw-table dw-checks" aria-label={label}>
      <thead className="dw-hidden">
        <tr>
          <th scope="col">{t("proof.checkState")}</th>
          <th scope="col">{t("proof.check")}</th>
          <th scope="col">{t("proof.evidence")}</th>
        </tr>
      </thead>
      <tbody>
        {checks.map((check) => (
          <tr key={check.code}>
            <td className={check.skipped ? "dw-mute" : check.passed ? "dw-ok" : "dw-bad"}>
              {check.skipped ? <span aria-hidden>–</span> : <ToneIcon tone={check.passed ? "ok" : "bad"} />}
              <span className="dw-hidden">{stateText(check)}</span>
            </td>
            <td>{check.passed || check.skipped ? checkName(check) : <strong>{checkName(check)}</strong>}</td>
            <td className="dw-small">
              <Compared check={check} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Compared({ check }: { check: CheckView }) {
  if (check.skipped) return <span className="dw-mute">{t("proof.skipped")}</span>;
  if (check.passed) return <span className="dw-mute">{check.found ?? check.expected}</span>;
  return (
    <dl className="dw-kv">
      {check.expected ? (
        <>
          <dt>{t("proof.expected")}</dt>
          <dd>
            <strong>{check.expected}</strong>
          </dd>
        </>
      ) : null}
      {check.found ? (
        <>
          <dt>{t("proof.found")}</dt>
          <dd>
            <strong>{check.found}</strong>
          </dd>
        </>
      ) : null}
    </dl>
  );
}

/** Claims by the last part of their name. */
export function Claims({ claims }: { claims: [string, string[]][] }) {
  return (
    <table className="dw-table dw-claims">
      <thead>
        <tr>
          <th scope="col">{t("proof.claim")}</th>
          <th scope="col">{t("proof.value")}</th>
        </tr>
      </thead>
      <tbody>
        {claims.map(([name, values]) => (
          <tr key={name}>
            <th scope="row" title={name}>
              {name.split("/").pop()}
            </th>
            <td>{values.join(", ")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Earlier({ list }: { list: readonly EvidenceView[] }) {
  return (
    <ul className="dw-list">
      {list.map((one) => (
        <li key={one.id}>
          <span className="dw-grow">
            {one.way === "sign_in_log" ? `${t("way.sign_in_log")}, ` : null}
            {t(`initiation.${one.initiation}`)} <span className="dw-mute dw-small">· <Age of={one.at} /></span>
          </span>
          {one.outdated ? (
            <Chip tone="plain">
              {verdictWord(one)}, {t("proof.outdatedChip")}
            </Chip>
          ) : (
            <Chip tone={verdictTone(one)}>{verdictWord(one)}</Chip>
          )}
        </li>
      ))}
    </ul>
  );
}
