import { Button } from "@fluentui/react-components";
import { Card } from "../design/Card";
import { CopyButton } from "../design/Copy";
import { Fold } from "../design/Fold";
import type { ExplanationView, Page } from "../generated/contract";
import { known, t } from "../phrases";
import { usePlace } from "./place";
import { remedyOf } from "./remedy";

interface ExplainedProps {
  readonly explanations: readonly ExplanationView[];
  /** Goes to a page of the onboarding at hand; absent where there is none. */
  readonly visit?: ((page: Page) => void) | undefined;
}

/** Errors explained: what happened, where, expected against found, what to do next. Ids stand under a fold. */
export function Explained({ explanations, visit }: ExplainedProps) {
  return explanations.map((one) => <OneExplained key={one.code} one={one} visit={visit} />);
}

function OneExplained({ one, visit }: { one: ExplanationView; visit: ExplainedProps["visit"] }) {
  const facts: [string, string | null | undefined][] = [
    [t("error.where"), known(`place.${one.place}`) ?? one.place],
    [one.subject ?? t("error.expected"), one.expected.join(", ")],
    [t("error.found"), one.actual && one.departsAt !== null ? `${one.actual} (${t("explain.departs", { n: one.departsAt })})` : one.actual],
    [t("explain.person"), one.person],
    [t("error.next"), one.advice],
  ];
  const ids: [string, string | null | undefined][] = [
    [t("explain.correlation"), one.correlationId],
    [t("explain.trace"), one.traceId],
    [t("explain.when"), one.timestamp],
    [t("explain.link"), one.link],
  ];
  const report = [`${one.code}: ${one.what}`, ...[...facts, ...ids].flatMap(([name, text]) => (text ? [`${name}: ${text}`] : []))].join("\n");
  const told = ids.filter(([, text]) => text);
  return (
    <Card title={one.what} aside={<span className="dw-mono dw-small">{one.code}</span>}>
      <dl className="dw-kv">
        {facts.map(([name, text]) =>
          text ? (
            <div key={name} className="dw-pair">
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {told.length > 0 ? (
        <Fold label={t("error.fold")}>
          <dl className="dw-kv dw-small">
            {told.map(([name, text]) => (
              <div key={name} className="dw-pair">
                <dt>{name}</dt>
                <dd className="dw-mono">{text}</dd>
              </div>
            ))}
          </dl>
        </Fold>
      ) : null}
      <RemedyButton one={one} visit={visit} />
      <CopyButton text={report} what={one.code} label={t("error.copy")} />
    </Card>
  );
}

/** The button that leads to where the advice is followed; none where this program can do nothing about it. */
function RemedyButton({ one, visit }: { one: ExplanationView; visit: ExplainedProps["visit"] }) {
  const { go } = usePlace();
  const remedy = remedyOf(one, visit !== undefined);
  if (!remedy) return null;
  const follow = () => (remedy.to === "page" ? visit?.(remedy.page) : go({ page: "signin" }));
  return (
    <div className="dw-bar">
      <Button onClick={follow}>{remedy.to === "page" ? t("done.goThere", { page: t(`page.${remedy.page}`) }) : t("explain.signIn")}</Button>
    </div>
  );
}
