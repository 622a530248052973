import "./design/base.css";
import "./design/parts.css";
import { createDOMRenderer, FluentProvider, RendererProvider } from "@fluentui/react-components";
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
      <RendererProvider renderer={renderer}>
        <FluentProvider theme={isDark ? dark : light}>
          {/* Not the provider's own class: menus and lists that open above the page would get it too. */}
          <div className="dw-root">
            <Announcer>
              <PlaceProvider>
                <Shell />
              </PlaceProvider>
            </Announcer>
          </div>
        </FluentProvider>
      </RendererProvider>
    </DarkContext.Provider>
  );
}

/** Fluent makes its style elements at run time. The window's policy allows them by the nonce of the one in the page. */
const nonce = document.querySelector("style")?.nonce;
const renderer = createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {});

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
