import { createRoot } from "react-dom/client";
import { App } from "../../src/App";
import { Cache } from "../../src/api/cache";
import { stories, storyHost } from "./stories";

// `?story=urls&theme=dark` shows a story; without one, the list of them.
const asked = new URLSearchParams(window.location.search);
const story = stories[asked.get("story") ?? ""];
const root = document.getElementById("root");
if (root && story) {
  window.history.replaceState(null, "", story.hash);
  createRoot(root).render(<App cache={new Cache(storyHost(story, asked.get("theme") === "dark" ? "dark" : "light"))} />);
} else if (root) {
  createRoot(root).render(
    <ul>
      {Object.keys(stories).map((name) => (
        <li key={name}>
          <a href={`?story=${name}`}>{name}</a> · <a href={`?story=${name}&theme=dark`}>dark</a>
        </li>
      ))}
    </ul>,
  );
}
