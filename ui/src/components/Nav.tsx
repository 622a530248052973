import { AddCircle20Regular } from "@fluentui/react-icons/svg/add-circle";
import { Apps20Regular } from "@fluentui/react-icons/svg/apps";
import { Beaker20Regular } from "@fluentui/react-icons/svg/beaker";
import { History20Regular } from "@fluentui/react-icons/svg/history";
import { Home20Regular } from "@fluentui/react-icons/svg/home";
import { Key20Regular } from "@fluentui/react-icons/svg/key";
import { QuestionCircle20Regular } from "@fluentui/react-icons/svg/question-circle";
import { Settings20Regular } from "@fluentui/react-icons/svg/settings";
import type { ReactNode } from "react";
import { t } from "../phrases";
import { type PageName, usePlace } from "./place";

type NavName = Exclude<PageName, "import">;

const signedInPages: readonly NavName[] = ["home", "onboard", "applications", "activity"];
const signedOutPages: readonly NavName[] = ["signin"];
const lastPages: readonly NavName[] = ["explain", "settings", "practice"];

const icons: Readonly<Record<NavName, ReactNode>> = {
  home: <Home20Regular aria-hidden />,
  onboard: <AddCircle20Regular aria-hidden />,
  applications: <Apps20Regular aria-hidden />,
  activity: <History20Regular aria-hidden />,
  explain: <QuestionCircle20Regular aria-hidden />,
  settings: <Settings20Regular aria-hidden />,
  practice: <Beaker20Regular aria-hidden />,
  signin: <Key20Regular aria-hidden />,
};

/** The places to go. */
export function Nav({ shown, signedIn }: { shown: PageName; signedIn: boolean }) {
  const marked = shown === "import" ? "onboard" : shown;
  const { go } = usePlace();
  const list = (names: readonly NavName[]) => (
    <ul>
      {names.map((name) => (
        <li key={name}>
          <button type="button" title={t(`nav.${name}`)} aria-current={name === marked ? "page" : undefined} onClick={() => go({ page: name })}>
            {icons[name]}
            <span>{t(`nav.${name}`)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <nav className="dw-nav" aria-label={t("app.nav")}>
      {list(signedIn ? signedInPages : signedOutPages)}
      {list(lastPages)}
    </nav>
  );
}
