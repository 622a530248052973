import { Button } from "@fluentui/react-components";
import { Chip, type Tone } from "../design/Chip";
import type { PageStatus, RunCard } from "../generated/contract";
import { t } from "../phrases";
import { Age } from "../design/Age";
import { usePlace } from "./place";

const tones: Readonly<Record<PageStatus, Tone>> = { done: "ok", current: "plain", waiting: "warn", needs_you: "warn", not_yet: "plain" };

/** Onboardings under way, each with where it stands and the way on. */
export function RunList({ runs }: { runs: readonly RunCard[] }) {
  const { go } = usePlace();
  return (
    <ul className="dw-list dw-runs">
      {runs.map((run) => (
        <li key={run.id}>
          <div className="dw-grow">
            <strong>{run.name}</strong>
            <div className="dw-mute dw-small">
              {t(`page.${run.page}`)} · {run.openItems[0] ?? t(`status.${run.status}`)} · <Age of={run.updated} />
            </div>
          </div>
          <Chip tone={tones[run.status]}>{t("home.pagesDone", { n: run.done })}</Chip>
          <Button aria-label={t("home.continueWhat", { name: run.name })} onClick={() => go({ page: "onboard", run: run.id })}>
            {t("home.continue")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
