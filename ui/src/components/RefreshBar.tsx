import { Link } from "@fluentui/react-components";
import { useEffect, useRef } from "react";
import { useCache, useChange } from "../api/hooks";
import { Age } from "../design/Age";
import type { WireError } from "../generated/contract";
import { t } from "../phrases";

/** Reads the directory again; the answer replaces what Home and the lists show. */
export function useDirectoryRefresh(): { refresh: () => void; busy: boolean; error: WireError | undefined } {
  const cache = useCache();
  const { run, busy, error } = useChange("home_refresh");
  const refresh = () => void run({}).then((home) => (home ? cache.put("home", {}, home) : undefined));
  return { refresh, busy, error };
}

/** Milliseconds after which opening a list reads the directory again by itself. */
const OLD = 5 * 60_000;

/** Reads the directory again, once, when what is shown is old or was never read. */
export function useFreshDirectory(known: { asOf: string | null } | undefined, refresh: () => void): void {
  const asked = useRef(false);
  useEffect(() => {
    if (!known || asked.current) return;
    asked.current = true;
    if (!known.asOf || Date.now() - Date.parse(known.asOf) > OLD) refresh();
  }, [known, refresh]);
}

/** How old the directory's facts are, and the way to newer ones. */
export function RefreshBar({ asOf, refresh, busy }: { asOf: string | null; refresh: () => void; busy: boolean }) {
  return (
    <>
      <span aria-hidden>·</span>
      {busy ? (
        <span role="status">{t("home.reading")}</span>
      ) : (
        <>
          <span>{asOf ? <Age of={asOf} render={(age) => t("time.asOf", { age })} /> : t("home.neverRead")}</span>
          <span aria-hidden>·</span>
          <Link as="button" onClick={refresh}>
            {t("act.refresh")}
          </Link>
        </>
      )}
    </>
  );
}
