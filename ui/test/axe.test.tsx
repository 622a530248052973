import axe from "axe-core";
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { named, open } from "./open";
import { stories } from "./stories/stories";

// Contrast needs a drawn page; test/stories/scan.mjs checks it in a browser.
const rules = { "color-contrast": { enabled: false } };

describe.each(["light", "dark"] as const)("every page in the %s theme", (theme) => {
  it.each(Object.keys(stories))("has nothing serious against it: %s", async (name) => {
    const { container } = open(named(stories, name), {}, theme);
    await screen.findByRole("heading", { level: 1 });
    const { violations } = await axe.run(container, { rules });
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`), "people who do not see the page get all of it").toEqual([]);
  });
});
