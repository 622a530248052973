import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { named, open } from "./open";
import { stories } from "./stories/stories";
import { driftedStatus, sameStatus, wayBack } from "./stories/undo";

describe("taking a run back", () => {
  it("shows the way back first, and sends only the one that was shown", async () => {
    const receipt = {
      run: wayBack.run,
      name: "Sentry",
      at: new Date().toISOString(),
      steps: [{ step: "assign", text: "Undone: Take B.Simon off Sentry", at: new Date().toISOString(), requestId: null }],
      stays: [],
    };
    const { host, user } = open(named(stories, "activity"), { undo_apply: () => receipt });
    await user.click(await screen.findByRole("button", { name: /^Take back… / }));
    await screen.findByText("Take B.Simon off Sentry");
    expect(screen.getByText("https://theirs.example/"), "a value of others is shown before anything happens").toBeTruthy();
    expect(host.requests("undo_apply"), "looking changes nothing").toEqual([]);
    await user.click(screen.getByRole("button", { name: "Take everything back" }));
    await user.click(within(await screen.findByRole("dialog", { hidden: true })).getByText("Take back"));
    await screen.findByText("Undone: Take B.Simon off Sentry");
    expect(host.requests("undo_apply").map((request) => request.plan)).toEqual([wayBack.hash]);
  });

  it("tells when a journal was altered", async () => {
    open(named(stories, "activity"));
    expect(await screen.findByText("This journal was altered")).toBeTruthy();
  });
});

describe("an application's page", () => {
  it("compares field by field and mends what can be mended", async () => {
    const { host, user } = open(named(stories, "application-drifted"), { mend_apply: () => sameStatus });
    const table = await screen.findByRole("table", { name: "2 differences" });
    expect(within(table).getByText("https://login.evil.example/acs"), "what is there now").toBeTruthy();
    expect(within(table).getByText("mallory@contoso.com"), "who may have done it").toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Mend it" }));
    await user.click(within(await screen.findByRole("dialog", { hidden: true })).getByText("Mend it"));
    expect(host.requests("mend_apply").map((request) => request.plan)).toEqual([driftedStatus.mend.hash]);
  });

  it("says so when an application was not onboarded from here", async () => {
    open(named(stories, "application-unknown"));
    expect(await screen.findByText(/was not onboarded from this computer/)).toBeTruthy();
  });
});
