import { Checkbox } from "@fluentui/react-components";
import { Card } from "../../design/Card";
import { Chip } from "../../design/Chip";
import { CopyButton, CopyField } from "../../design/Copy";
import type { ClaimsView, ClaimView } from "../../generated/contract";
import { t } from "../../phrases";
import { useWizard } from "./wizard-context";

/** What the application expects of the Response beyond what Entra sends by itself, to be set in the portal. */
export function ClaimsCard({ claims }: { claims: ClaimsView }) {
  const { run, answers, edit } = useWizard();
  return (
    <Card title={t("claims.title")}>
      <p className="dw-p dw-mute">{t("claims.sub", { product: run.product })}</p>
      {claims.claims.length > 0 ? (
        <table className="dw-table">
          <thead>
            <tr>
              <th scope="col">{t("claims.name")}</th>
              <th scope="col">{t("claims.source")}</th>
              <th scope="col">{t("claims.seen")}</th>
            </tr>
          </thead>
          <tbody>
            {claims.claims.map((claim) => (
              <ClaimRow key={`${claim.namespace} ${claim.name}`} claim={claim} product={run.product} />
            ))}
          </tbody>
        </table>
      ) : null}
      {claims.nameId !== null ? <CopyField name={t("claims.nameId")} value={claims.nameId} /> : null}
      {claims.signsBoth ? <CopyField name={t("claims.signs")} value={t("claims.both")} /> : null}
      {claims.portal !== null ? <CopyField name={t("claims.copy")} value={claims.portal} /> : null}
      <Checkbox
        checked={answers.claimsDone === true}
        label={t("claims.confirm", { product: run.product })}
        onChange={(_, { checked }) => edit({ claimsDone: checked === true })}
      />
    </Card>
  );
}

function ClaimRow({ claim, product }: { claim: ClaimView; product: string }) {
  return (
    <tr>
      <th scope="row">
        <span className="dw-mono">{claim.name}</span> <CopyButton compact text={claim.name} what={claim.name} />
        {claim.namespace ? <div className="dw-small dw-mute dw-mono">{claim.namespace}</div> : null}
      </th>
      <td className="dw-mono">{claim.source ?? t("claims.fromVendor", { product })}</td>
      <td>
        {claim.seen === null ? (
          <Chip>{t("claims.notYet")}</Chip>
        ) : (
          <Chip tone={claim.seen ? "ok" : "warn"}>{claim.seen ? t("claims.yes") : t("claims.no")}</Chip>
        )}
      </td>
    </tr>
  );
}
