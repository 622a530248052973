import "./design/base.css";
import "./design/parts.css";
import { FluentProvider } from "@fluentui/react-components";
import { useEffect, useSyncExternalStore } from "react";
import type { Cache } from "./api/cache";
import { ApiProvider, useRead } from "./api/hooks";
import { PlaceProvider } from "./components/place";
import { Shell } from "./components/Shell";
import { Announcer } from "./design/Announcer";
import { dark, light } from "./design/theme";
import { DarkContext } from "./design/darkness";
import type { Theme } from "./generated/contract";

/** The whole interface over one cache. */
export function App({ cache }: { cache: Cache }) {
  return (
    <ApiProvider cache={cache}>
      <Themed />
    </ApiProvider>
  );
}

function Themed() {
  const { data } = useRead("settings", {});
  const isDark = useDark(data?.theme ?? "system");
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  }, [isDark]);
  return (
    <DarkContext.Provider value={isDark}>
      <FluentProvider theme={isDark ? dark : light} className="dw-root">
        <Announcer>
          <PlaceProvider>
            <Shell />
          </PlaceProvider>
        </Announcer>
      </FluentProvider>
    </DarkContext.Provider>
  );
}

const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

function useDark(theme: Theme): boolean {
  const system = useSyncExternalStore(
    (watcher) => {
      systemDark.addEventListener("change", watcher);
      return () => systemDark.removeEventListener("change", watcher);
    },
    () => systemDark.matches,
  );
  return theme === "system" ? system : theme === "dark";
}
