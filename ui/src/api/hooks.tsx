import { createContext, type ReactNode, useCallback, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { WireError } from "../generated/contract";
import { type CommandName, type ConsoleEvent, type RequestOf, type ResponseOf, toWireError } from "../host/host";
import type { Cache, Read } from "./cache";

const CacheContext = createContext<Cache | null>(null);

/** Gives the pages below it their way to the console. */
export function ApiProvider({ cache, children }: { cache: Cache; children: ReactNode }) {
  useEffect(() => cache.start(), [cache]);
  return <CacheContext.Provider value={cache}>{children}</CacheContext.Provider>;
}

/** The cache, for the few places that put an answer into it. */
export function useCache(): Cache {
  const cache = useContext(CacheContext);
  if (!cache) throw new Error("ApiProvider is missing above this component");
  return cache;
}

/** A read, kept fresh while the component is on the screen. */
export function useRead<K extends CommandName>(name: K, request: RequestOf<K>): Read<ResponseOf<K>> & { retry: () => void } {
  const cache = useCache();
  const key = JSON.stringify(request);
  const subscribe = useCallback(
    (watcher: () => void) => cache.watch(name, JSON.parse(key) as RequestOf<K>, watcher),
    [cache, name, key],
  );
  const read = useSyncExternalStore(subscribe, () => cache.peek(name, request));
  const retry = useCallback(() => cache.refresh(name, JSON.parse(key) as RequestOf<K>), [cache, name, key]);
  return { ...read, retry };
}

/** A change: `run` makes it, `busy` while it is under way, `error` when it failed. */
export function useChange<K extends CommandName>(name: K) {
  const cache = useCache();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<WireError>();
  const run = useCallback(
    async (request: RequestOf<K>): Promise<ResponseOf<K> | undefined> => {
      setBusy(true);
      setError(undefined);
      try {
        return await cache.call(name, request);
      } catch (thrown) {
        setError(toWireError(thrown));
        return undefined;
      } finally {
        setBusy(false);
      }
    },
    [cache, name],
  );
  const clear = useCallback(() => setError(undefined), []);
  return { run, busy, error, clear };
}

/** Hears the console's pushes while the component is on the screen. */
export function useConsoleEvents(hear: (event: ConsoleEvent) => void): void {
  const cache = useCache();
  useEffect(() => cache.onEvent(hear), [cache, hear]);
}
