import { useEffect, useState } from "react";
import type { Page, PlanView, WireError } from "../generated/contract";
import { toWireError } from "../host/host";
import { useCache } from "./hooks";

/** The preview of a page's changes. */
export interface Preview {
  /** The last plan, kept while a newer one is worked out. */
  readonly plan: PlanView | undefined;
  readonly error: WireError | undefined;
  /** It no longer fits what the person sees; a newer one is under way. */
  readonly outdated: boolean;
  /** Works it out again. */
  readonly reload: () => void;
}

/** Works out what a page would change, anew whenever `basis` changes. A slow answer never replaces a newer one. */
export function usePreview(run: string, page: Page, basis: string, wanted: boolean): Preview {
  const cache = useCache();
  const [turn, setTurn] = useState(0);
  const key = `${page} ${basis} ${String(turn)}`;
  const [result, setResult] = useState<{ key: string; page: Page; plan: PlanView | undefined; error: WireError | undefined }>();
  useEffect(() => {
    if (!wanted) return;
    let over = false;
    cache.call("run_preview", { run, page }).then(
      (plan) => (over ? undefined : setResult({ key, page, plan, error: undefined })),
      (thrown: unknown) => (over ? undefined : setResult({ key, page, plan: undefined, error: toWireError(thrown) })),
    );
    return () => {
      over = true;
    };
  }, [cache, run, page, key, wanted]);
  const mine = result?.page === page ? result : undefined;
  return {
    plan: mine?.plan,
    error: mine?.error,
    outdated: mine?.key !== key,
    reload: () => setTurn((count) => count + 1),
  };
}
