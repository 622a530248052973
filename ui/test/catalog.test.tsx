import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { failure } from "./fake-host";
import { named, open } from "./open";
import { catalog, reading } from "./stories/data";
import { runAt } from "./stories/run";
import { stories } from "./stories/stories";

describe("the list that an onboarding starts from", () => {
  it("shows where each row comes from and begins in its way", async () => {
    const { host, user } = open(named(stories, "gallery"), { run_start: () => runAt("application") });
    const rows = await screen.findByRole("list", { name: "Search applications" });
    expect(within(rows).getAllByText("Guided"), "built-in recipes are told from the rest").toHaveLength(3);
    expect(within(rows).getByText("Your recipe")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Set up Sentry (test)" }));
    await waitFor(() => expect(host.requests("run_start")).toEqual([{ adopt: "sp-1" }]));
  });

  it("stays useful when the gallery cannot be read", async () => {
    const trouble = { code: "unreachable" as const, message: "no answer", hint: null, field: null, requestId: null, details: null };
    open(named(stories, "gallery"), { catalog_search: () => ({ ...catalog, trouble }) });
    expect(await screen.findByRole("button", { name: "Onboard Kite Desk" }), "recipes are there all the same").toBeTruthy();
    expect(screen.getByRole("alert").textContent).toContain("no answer");
  });

  it("offers an application of its own for what is in no list", async () => {
    const { host, user } = open(named(stories, "gallery"), { run_start: () => runAt("application") });
    await user.type(await screen.findByRole("searchbox", { name: "Search applications" }), "Homegrown");
    await user.click(await screen.findByRole("button", { name: "Onboard “Homegrown” without a recipe" }));
    await waitFor(() => expect(host.requests("run_start")).toEqual([{ product: "Homegrown" }]));
  });

  it("asks before a recipe goes", async () => {
    const { host, user } = open(named(stories, "gallery"), { catalog_remove: () => ({}) });
    await user.click(await screen.findByRole("button", { name: "Remove the recipe Kite Desk" }));
    expect(host.requests("catalog_remove"), "nothing yet").toHaveLength(0);
    await user.click(await screen.findByRole("button", { name: "Yes, remove it" }));
    await waitFor(() => expect(host.requests("catalog_remove")).toEqual([{ recipe: "kite-desk" }]));
  });
});

describe("a page that is brought", () => {
  it("is read, asked about, kept and onboarded from", async () => {
    const { host, user } = open(named(stories, "import"), {
      catalog_save: () => ({ id: "kite-desk", product: "Kite Desk", own: true, file: "kite-desk.toml", toml: "", remarks: [] }),
      run_start: () => runAt("application"),
    });
    await user.click(await screen.findByRole("textbox", { name: /Text of the page/ }));
    await user.paste(reading.text);
    await user.click(screen.getByRole("button", { name: "Read it" }));
    const lines = await screen.findByRole("region", { name: "Where it was read" });
    expect(within(lines).getByText("https://<tenant>.kite.example/acs").tagName, "the place is marked in its line").toBe("MARK");
    const start = screen.getByRole("button", { name: "Keep it and start the onboarding" });
    expect(start.getAttribute("aria-disabled"), "open questions hold it back").toBe("true");
    await user.click(screen.getByRole("radio", { name: "KiteDesk" }));
    await user.click(screen.getByRole("radio", { name: "An administrator creates them there" }));
    await user.click(screen.getByRole("checkbox", { name: "Login URL" }));
    await waitFor(() => expect(start.getAttribute("aria-disabled")).not.toBe("true"));
    await user.click(start);
    await waitFor(() => expect(host.requests("run_start")).toEqual([{ recipe: "kite-desk" }]));
    expect(host.requests("catalog_save").at(-1)?.draft.answers).toEqual({ identifier: "KiteDesk", provisioning: "manual_admin", copies: "login_url" });
  });

  it("is fetched only when that is asked, and only by https", async () => {
    const { host, user } = open(named(stories, "import"));
    const fetch = await screen.findByRole("button", { name: "Fetch it" });
    await user.type(screen.getByRole("textbox", { name: "Address of the page" }), "http://learn.example/x");
    await user.click(fetch);
    expect(host.requests("catalog_read"), "typing fetches nothing, and plain http neither").toHaveLength(0);
    await user.clear(screen.getByRole("textbox", { name: "Address of the page" }));
    await user.type(screen.getByRole("textbox", { name: "Address of the page" }), "https://learn.example/x");
    await user.click(fetch);
    await waitFor(() => expect(host.requests("catalog_read")).toEqual([{ kind: "address", address: "https://learn.example/x" }]));
  });

  it("says in its place why a page is refused", async () => {
    const message = "The page cannot be used: the page is written in German; open its English version (/en-us/) and read that.";
    const { user } = open(named(stories, "import"), { catalog_read: failure({ code: "invalid_input", message }) });
    await user.click(await screen.findByRole("textbox", { name: /Text of the page/ }));
    await user.paste("# Anleitung");
    await user.click(screen.getByRole("button", { name: "Read it" }));
    expect((await screen.findByRole("alert")).textContent).toContain("German");
    expect(screen.getByRole("textbox", { name: /Text of the page/ }), "what was pasted stays").toHaveProperty("value", "# Anleitung");
  });
});
