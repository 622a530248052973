import { CopyField } from "../design/Copy";
import type { IdpValues } from "../generated/contract";
import { t } from "../phrases";

/** The values that Entra hands to the vendor, under Entra's own names. */
export function IdpValueFields({ values }: { values: IdpValues }) {
  return (
    <>
      <CopyField name={t("certificate.loginUrl")} value={values.loginUrl} />
      <CopyField name={t("certificate.identifier")} value={values.identifier} />
      <CopyField name={t("certificate.logoutUrl")} value={values.logoutUrl} />
      <CopyField name={t("certificate.metadataUrl")} value={values.metadataUrl} />
    </>
  );
}
