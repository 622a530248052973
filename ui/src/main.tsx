import { createRoot } from "react-dom/client";
import { App } from "./App";
import { Cache } from "./api/cache";
import { tauriHost } from "./host/tauri";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App cache={new Cache(tauriHost)} />);
