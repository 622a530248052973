import { Link } from "@fluentui/react-components";
import { useNow } from "../api/clock";
import { Chip } from "../design/Chip";
import type { ApplicationRowView } from "../generated/contract";
import { known, t } from "../phrases";
import { ageText, dayText } from "../phrases/time";
import { hashOf } from "./place";

const DAY = 86_400_000;
/** Days before its end from which a certificate is urgent. */
const URGENT_DAYS = 14;
/** Days before its end from which a certificate is worth a look. */
const SOON_DAYS = 60;

/** Applications with what matters about each: how people sign on, until when, and whether it was proven here. */
export function ApplicationTable({ rows, label }: { rows: readonly ApplicationRowView[]; label: string }) {
  return (
    <table className="dw-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("apps.name")}</th>
          <th scope="col">{t("apps.mode")}</th>
          <th scope="col">{t("apps.certificate")}</th>
          <th scope="col">{t("apps.proof")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.servicePrincipalId}>
            <th scope="row" className="dw-name">
              <Link href={hashOf({ page: "applications", app: row.servicePrincipalId })}>{row.name}</Link>
            </th>
            <td>{modeText(row.mode)}</td>
            <td>
              <CertificateEnd ends={row.certificateEnds} />
            </td>
            <td>
              <LastProofChip row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The words for a single sign-on mode. */
export function modeText(mode: string | null): string {
  if (mode === null) return t("mode.unknown");
  return known(`mode.${mode}`) ?? mode;
}

function CertificateEnd({ ends }: { ends: string | null }) {
  const now = useNow(60_000);
  if (ends === null) return <span className="dw-mute">{t("apps.noCertificate")}</span>;
  const days = Math.floor((Date.parse(ends) - now) / DAY);
  if (days > SOON_DAYS) return dayText(ends);
  return (
    <span className="dw-chips">
      {dayText(ends)} <EndChip ends={ends} />
    </span>
  );
}

/** How soon a certificate ends, in a word. */
export function EndChip({ ends }: { ends: string }) {
  const now = useNow(60_000);
  const days = Math.floor((Date.parse(ends) - now) / DAY);
  const text = days < 0 ? t("apps.ended", { n: -days }) : days === 0 ? t("apps.endsToday") : t("apps.endsIn", { n: days });
  return <Chip tone={days < URGENT_DAYS ? "bad" : "warn"}>{text}</Chip>;
}

function LastProofChip({ row }: { row: ApplicationRowView }) {
  const now = useNow(60_000);
  if (!row.lastProof) return <span className="dw-mute">{t("apps.never")}</span>;
  if (row.lastProof.outdated) return <Chip tone="info">{t("apps.changed")}</Chip>;
  const age = ageText(row.lastProof.at, now);
  return row.lastProof.accepted ? (
    <Chip tone="ok">{t("apps.passed", { age })}</Chip>
  ) : (
    <Chip tone="bad">{t("apps.refused", { age })}</Chip>
  );
}
