import { Button } from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons/svg/open";
import { SaveRegular } from "@fluentui/react-icons/svg/save";
import { useState } from "react";
import { useNow } from "../../api/clock";
import { useCache, useChange } from "../../api/hooks";
import { ErrorNote } from "../../components/ErrorNote";
import { usePlace } from "../../components/place";
import { Card } from "../../design/Card";
import { Fold } from "../../design/Fold";
import { CheckLine } from "../../design/Note";
import { Verdict } from "../../design/Verdict";
import type { ReceiptLine } from "../../generated/contract";
import { t } from "../../phrases";
import { momentText } from "../../phrases/time";
import { useWizard } from "./wizard-context";

/** Page 8: what was set up, what is still open, and the paper for whoever comes next. */
export function DonePage() {
  const { run } = useWizard();
  const proven = run.evidence.some((one) => one.accepted && !one.outdated);
  return (
    <>
      <Verdict
        tone={proven ? "ok" : "warn"}
        title={t(proven ? "done.proven" : "done.notProven", { product: run.product })}
        actions={<Finish />}
      >
        <p>{t(proven ? "done.provenText" : "done.notProvenText")}</p>
      </Verdict>
      <div className="dw-split">
        <Card title={t("done.title")}>
          <Receipt />
        </Card>
        <div>
          <OpenItems />
          <Handover />
        </div>
      </div>
    </>
  );
}

function Receipt() {
  const { run } = useWizard();
  const now = useNow(60_000);
  if (run.receipt.length === 0) return <p className="dw-p dw-mute">{t("done.nothing")}</p>;
  return (
    <>
      <table className="dw-table" aria-label={t("done.title")}>
        <thead>
          <tr>
            <th scope="col">{t("done.step")}</th>
            <th scope="col">{t("done.when")}</th>
          </tr>
        </thead>
        <tbody>
          {run.receipt.map((line, index) => (
            <tr key={`${line.step} ${String(index)}`}>
              <td>
                <CheckLine tone="ok">
                  <span className="dw-receipt">{line.text}</span>
                </CheckLine>
              </td>
              <td className="dw-nowrap">{momentText(line.at, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <RequestIds lines={run.receipt} />
    </>
  );
}

/** What Microsoft's support asks for; nobody else does. */
function RequestIds({ lines }: { lines: readonly ReceiptLine[] }) {
  const asked = lines.filter((line) => line.requestId);
  if (asked.length === 0) return null;
  return (
    <Fold label={t("done.requestIds")}>
      <dl className="dw-request">
        {asked.map((line, index) => (
          <div key={`${line.step} ${String(index)}`}>
            <dt className="dw-small">{line.text}</dt>
            <dd className="dw-mono dw-small">{line.requestId}</dd>
          </div>
        ))}
      </dl>
    </Fold>
  );
}

function OpenItems() {
  const { run, visit } = useWizard();
  return (
    <Card title={t("done.open")}>
      {run.openItems.length === 0 ? (
        <CheckLine tone="ok">{t("done.nothingOpen")}</CheckLine>
      ) : (
        <ul className="dw-list">
          {run.openItems.map((item) => (
            <li key={item.code}>
              <span className="dw-grow">{item.text}</span>
              <Button size="small" onClick={() => visit(item.page)}>
                {t("done.goThere", { page: t(`page.${item.page}`) })}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Handover() {
  const { run } = useWizard();
  const open = useChange("handover_open");
  const save = useChange("handover_save");
  const [path, setPath] = useState<string>();
  const error = open.error ?? save.error;
  return (
    <Card title={t("done.handover")}>
      <p className="dw-p dw-mute">{t("done.handoverText")}</p>
      <div className="dw-bar">
        <Button
          icon={<OpenRegular />}
          disabledFocusable={open.busy}
          onClick={() => void open.run({ run: run.id }).then((file) => setPath(file?.path))}
        >
          {t("done.openDocument")}
        </Button>
        <Button
          icon={<SaveRegular />}
          disabledFocusable={save.busy}
          onClick={() => void save.run({ run: run.id }).then((file) => setPath(file?.path))}
        >
          {t("done.saveDocument")}
        </Button>
      </div>
      {path ? <CheckLine tone="ok">{t("certificate.saved", { path })}</CheckLine> : null}
      {error ? <ErrorNote error={error} /> : null}
    </Card>
  );
}

function Finish() {
  const { run } = useWizard();
  const cache = useCache();
  const now = useNow(60_000);
  const { go } = usePlace();
  const finish = useChange("run_finish");
  if (run.finished) return <span>{t("done.finished", { when: momentText(run.finished, now) })}</span>;
  const end = () =>
    void finish.run({ run: run.id }).then((view) => {
      if (!view) return;
      cache.put("run", { run: run.id }, view);
      go({ page: "home" });
    });
  return (
    <>
      <Button appearance="primary" disabledFocusable={finish.busy} onClick={end}>
        {t(run.openItems.length > 0 ? "done.finishOpen" : "done.finish")}
      </Button>
      {finish.error ? <ErrorNote error={finish.error} /> : null}
    </>
  );
}
