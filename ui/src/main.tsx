import { createRoot } from "react-dom/client";
import { App } from "./App";
import { Cache } from "./api/cache";
import { tauriHost } from "./host/tauri";

/** Milliseconds that the first drawing waits for its answers; the console is usually open by then and answers at once. */
const MOMENT = 120;

const cache = new Cache(tauriHost);
// Asked before anything is drawn: one drawing with its answers takes half as long as three that wait for one another.
const answers = Promise.all([cache.ask("settings", {}), cache.ask("session", {}), cache.ask("home", {})]);
const moment = new Promise((over) => setTimeout(over, MOMENT));

void Promise.race([answers, moment]).then(() => {
  const root = document.getElementById("root");
  if (root) createRoot(root).render(<App cache={cache} />);
});
