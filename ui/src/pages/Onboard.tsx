import type { SessionView } from "../generated/contract";
import { GallerySearch } from "./onboard/GallerySearch";
import { Wizard } from "./onboard/Wizard";

/** Onboarding: finding the application, then leading it through the eight pages. */
export function Onboard({ run, session }: { run: string | undefined; session: SessionView }) {
  return run ? <Wizard key={run} id={run} session={session} /> : <GallerySearch />;
}
