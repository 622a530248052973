import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";

/** Where the person is. */
export type Place =
  | { readonly page: "home" | "activity" | "explain" | "settings" | "practice" | "signin" }
  | { readonly page: "applications"; readonly app?: string }
  | { readonly page: "onboard"; readonly run?: string }
  | { readonly page: "import"; readonly from?: ImportFrom };

/** Something of the tenant that a recipe is made of. */
export interface ImportFrom {
  readonly kind: "template" | "application";
  readonly id: string;
}

/** A page of the window. */
export type PageName = Place["page"];

const pages: readonly PageName[] = ["home", "onboard", "applications", "activity", "explain", "settings", "practice", "signin", "import"];

const PlaceContext = createContext<{ place: Place; go: (place: Place) => void }>({ place: { page: "home" }, go: () => undefined });

/** Reads a place from an address; anything else is Home. */
export function placeOf(hash: string): Place {
  const [page, what, id] = hash.replace(/^#\/?/, "").split("/");
  const known = pages.find((one) => one === page) ?? "home";
  if (known === "onboard") return what ? { page: "onboard", run: what } : { page: "onboard" };
  if (known === "applications") return what ? { page: "applications", app: what } : { page: "applications" };
  if (known === "import") {
    return id && (what === "template" || what === "application") ? { page: "import", from: { kind: what, id } } : { page: "import" };
  }
  return { page: known };
}

/** A place as an address. */
export function hashOf(place: Place): string {
  if (place.page === "onboard" && place.run) return `#/onboard/${place.run}`;
  if (place.page === "applications" && place.app) return `#/applications/${place.app}`;
  if (place.page === "import" && place.from) return `#/import/${place.from.kind}/${place.from.id}`;
  return `#/${place.page}`;
}

/** Keeps the place in the window's history, so that Back and Forward (Alt with the arrows) do what they do elsewhere. */
export function PlaceProvider({ children }: { children: ReactNode }) {
  const [place, setPlace] = useState<Place>(() => placeOf(window.location.hash));
  const go = useCallback((next: Place) => {
    if (hashOf(next) !== window.location.hash) window.history.pushState(null, "", hashOf(next));
    setPlace(next);
  }, []);
  useEffect(() => {
    const moved = () => setPlace(placeOf(window.location.hash));
    const pressed = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowLeft") window.history.back();
      else if (event.key === "ArrowRight") window.history.forward();
      else return;
      event.preventDefault();
    };
    window.addEventListener("popstate", moved);
    window.addEventListener("keydown", pressed);
    return () => {
      window.removeEventListener("popstate", moved);
      window.removeEventListener("keydown", pressed);
    };
  }, []);
  const value = useMemo(() => ({ place, go }), [place, go]);
  return <PlaceContext.Provider value={value}>{children}</PlaceContext.Provider>;
}

/** The place, and the way to another. */
export function usePlace() {
  return useContext(PlaceContext);
}
