import { useCallback } from "react";
import { useCache } from "../api/hooks";
import type { SessionView } from "../generated/contract";
import { usePlace } from "./place";

/** Takes a new session (another account, or none) and goes Home, where the tenant is named. */
export function useTakeSession(): (session: SessionView | undefined) => void {
  const cache = useCache();
  const { go } = usePlace();
  return useCallback(
    (session) => {
      if (!session) return;
      cache.put("session", {}, session);
      go({ page: "home" });
    },
    [cache, go],
  );
}
