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
      <table className="dw-table dw-claims">
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
          {claims.nameId !== null ? <NameIdRow claims={claims} source={claims.nameId} /> : null}
          {claims.signsBoth ? <SigningRow seen={claims.bothSigned} tested={claims.nameIdFound !== null} /> : null}
        </tbody>
      </table>
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
        <Seen seen={claim.seen} />
      </td>
    </tr>
  );
}

/** The name identifier's attribute, and what it was instead where it was something else. */
function NameIdRow({ claims, source }: { claims: ClaimsView; source: string }) {
  const found = claims.nameIdFound;
  return (
    <tr>
      <th scope="row">{t("claims.nameId")}</th>
      <td>
        <span className="dw-mono">{source}</span> <CopyButton compact text={source} what={t("claims.nameId")} />
        {found !== null && claims.nameIdSeen !== true ? (
          <div className="dw-small dw-mute">{t("claims.found", { found })}</div>
        ) : null}
      </td>
      <td>
        <Seen seen={claims.nameIdSeen} tested={found !== null} no={t("claims.otherwise")} />
      </td>
    </tr>
  );
}

function SigningRow({ seen, tested }: { seen: boolean | null; tested: boolean }) {
  return (
    <tr>
      <th scope="row">{t("claims.signs")}</th>
      <td>{t("claims.both")}</td>
      <td>
        <Seen seen={seen} tested={tested} no={t("claims.notBoth")} />
      </td>
    </tr>
  );
}

/** What the last accepted Response showed of it; a test may leave it open. */
function Seen({ seen, tested = false, no }: { seen: boolean | null; tested?: boolean; no?: string }) {
  if (seen === null) return <Chip>{tested ? t("claims.untold") : t("claims.notYet")}</Chip>;
  return <Chip tone={seen ? "ok" : "warn"}>{seen ? t("claims.yes") : (no ?? t("claims.no"))}</Chip>;
}
