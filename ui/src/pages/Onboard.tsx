import "./catalog/catalog.css";
import type { SessionView } from "../generated/contract";
import { CatalogList } from "./catalog/CatalogList";
import { Wizard } from "./onboard/Wizard";

/** Onboarding: finding the application, then leading it through the eight pages. */
export function Onboard({ run, session }: { run: string | undefined; session: SessionView }) {
  return run ? <Wizard key={run} id={run} session={session} /> : <CatalogList />;
}
