import { Button } from "@fluentui/react-components";
import { useState } from "react";
import { useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { type Choice, PersonPicker } from "../../components/Picker";
import { Card } from "../../design/Card";
import { CheckLine } from "../../design/Note";
import { ReasonButton } from "../../design/ReasonButton";
import type { PreviewClaimView, PreviewProblem, PreviewView, ScanView } from "../../generated/contract";
import { t } from "../../phrases";
import { useWizard } from "./wizard-context";

/** What an assertion will carry, before anybody signs in: for one person, and who of all those assigned would fail. Reads only. */
export function PreviewCard() {
  const { run } = useWizard();
  const tester = run.testUser.ready;
  const [person, setPerson] = useState<Choice | null>(tester ? { id: tester.id, name: tester.name, more: tester.upn } : null);
  const [shown, setShown] = useState<PreviewView>();
  const [found, setFound] = useState<ScanView>();
  const preview = useChange("assertion_preview");
  const scan = useChange("assertion_scan");
  const ask = (id: string) => void preview.run({ run: run.id, person: id }).then((view) => setShown(view));
  const choose = (id: string) => {
    setPerson({ id, name: id, more: "" });
    setShown(undefined);
    ask(id);
  };
  const missing = run.application.created ? null : t("preview.noApplication");
  return (
    <Card title={t("preview.title")}>
      <p className="dw-p dw-mute">{t("preview.text", { product: run.product })}</p>
      <PersonPicker label={t("preview.person")} chosen={shown ? { id: shown.id, name: shown.name, more: shown.upn } : person} choose={choose} />
      <div className="dw-bar">
        <ReasonButton busy={preview.busy} reason={missing ?? (person ? null : t("preview.nobody"))} onClick={() => (person ? ask(person.id) : undefined)}>
          {t("preview.show")}
        </ReasonButton>
        <Button disabledFocusable={scan.busy || missing !== null} onClick={() => void scan.run({ run: run.id }).then((view) => setFound(view))}>
          {t("preview.everyone")}
        </Button>
      </div>
      {preview.error ? <ErrorNote error={preview.error} /> : null}
      {scan.error ? <ErrorNote error={scan.error} /> : null}
      <div aria-live="polite">
        {shown ? <Foreseen shown={shown} product={run.product} /> : null}
        {found ? <Everyone found={found} /> : null}
      </div>
    </Card>
  );
}

function Foreseen({ shown, product }: { shown: PreviewView; product: string }) {
  const nameId: PreviewClaimView = {
    name: "NameID",
    values: shown.nameId ? [shown.nameId] : [],
    source: shown.nameIdSource,
    required: true,
    computed: shown.problems.some(({ code }) => code === "name_id_empty"),
  };
  return (
    <>
      <Problems problems={shown.problems} />
      <table className="dw-table" aria-label={t("preview.table", { product, name: shown.name })}>
        <thead>
          <tr>
            <th scope="col">{t("proof.claim")}</th>
            <th scope="col">{t("preview.value", { product })}</th>
            <th scope="col">{t("preview.source")}</th>
          </tr>
        </thead>
        <tbody>
          {[nameId, ...shown.claims].map((claim) => (
            <tr key={claim.name}>
              <th scope="row" title={claim.name}>
                {claim.name.split("/").pop()}
                {claim.required && claim !== nameId ? <span className="dw-mute dw-small"> {t("preview.needed")}</span> : null}
              </th>
              <td>
                {claim.values.length > 0 ? (
                  claim.values.join(", ")
                ) : (
                  <span className="dw-mute">{t(claim.computed ? "preview.leftOut" : "preview.onlyEntra")}</span>
                )}
              </td>
              <td className="dw-small dw-mute">{claim.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Notes notes={shown.notes} basis={t(`preview.basis.${shown.basis}`)} />
    </>
  );
}

function Everyone({ found }: { found: ScanView }) {
  const fine = found.people.length === 0;
  return (
    <>
      <CheckLine tone={found.failing > 0 ? "bad" : fine ? "ok" : "warn"}>{t("preview.looked", { n: found.looked, bad: found.failing })}</CheckLine>
      {fine ? null : (
        <table className="dw-table" aria-label={t("preview.problems")}>
          <thead>
            <tr>
              <th scope="col">{t("preview.person")}</th>
              <th scope="col">{t("preview.why")}</th>
            </tr>
          </thead>
          <tbody>
            {found.people.map((person) => (
              <tr key={person.id}>
                <th scope="row">{person.name}</th>
                <td>
                  <Problems problems={person.problems} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Notes notes={found.notes} basis={t(`preview.basis.${found.basis}`)} />
    </>
  );
}

function Problems({ problems }: { problems: readonly PreviewProblem[] }) {
  return problems.map((problem) => (
    <CheckLine key={problem.code + problem.text} tone={problem.fails ? "bad" : "warn"}>
      {problem.text} {problem.remedy}
    </CheckLine>
  ));
}

function Notes({ notes, basis }: { notes: readonly string[]; basis: string }) {
  return <p className="dw-small dw-mute">{[basis, ...notes].join(" ")}</p>;
}
