import { Button } from "@fluentui/react-components";
import { ArrowDownloadRegular } from "@fluentui/react-icons/svg/arrow-download";
import { useState } from "react";
import { useChange } from "../api/hooks";
import { CheckLine } from "../design/Note";
import { useSay } from "../design/Announcer";
import type { CertificateForm } from "../generated/contract";
import { t } from "../phrases";
import { ErrorNote } from "./ErrorNote";

/** Writes the certificate's forms to the downloads folder and says where. */
export function CertificateDownloads({ run, forms }: { run: string; forms: readonly CertificateForm[] }) {
  const say = useSay();
  const { run: call, busy, error } = useChange("certificate_save");
  const [saved, setSaved] = useState<string>();
  const save = (form: CertificateForm) =>
    void call({ run, form }).then((file) => {
      if (!file) return;
      setSaved(file.path);
      say(t("certificate.saved", { path: file.name }));
    });
  return (
    <>
      <div className="dw-bar dw-tight">
        {forms.map((form) => (
          <Button key={form} icon={<ArrowDownloadRegular />} disabledFocusable={busy} onClick={() => (busy ? undefined : save(form))}>
            {t(`certificate.${form}`)}
          </Button>
        ))}
      </div>
      {saved ? <CheckLine tone="ok">{t("certificate.saved", { path: saved })}</CheckLine> : null}
      {error ? <ErrorNote error={error} /> : null}
    </>
  );
}
