import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "../src/App";
import { Cache } from "../src/api/cache";
import type { Handlers } from "./fake-host";
import { type Story, storyHost } from "./stories/stories";

/** Opens the window on a story, with some answers changed. */
export function open(story: Story, answers: Handlers = {}, theme: "light" | "dark" = "light") {
  const host = storyHost(story, theme);
  host.answer(answers);
  window.history.replaceState(null, "", story.hash);
  const user = userEvent.setup();
  const view = render(<App cache={new Cache(host)} />);
  return { host, user, ...view };
}

/** A story by name; a name that is not there is a mistake in the test. */
export function named(stories: Readonly<Record<string, Story>>, name: string): Story {
  const story = stories[name];
  if (!story) throw new Error(`no story is called "${name}"`);
  return story;
}
