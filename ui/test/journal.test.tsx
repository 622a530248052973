import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { failure } from "./fake-host";
import { named, open } from "./open";
import { session } from "./stories/data";
import { stories } from "./stories/stories";

const found = { run: "run-1", name: "Sentry", mark: "3f9a2c1b", completed: false };

describe("a damaged journal", () => {
  it("is told above every page, and rebuilt on a word", async () => {
    const { host, user } = open(named(stories, "home-damaged"));
    const note = await screen.findByRole("alert");
    expect(within(note).getByText(/journal\.db: the file has broken pages/)).toBeTruthy();
    expect(within(note).getByText("4 onboardings can still be read.")).toBeTruthy();
    host.answer({
      session: () => session,
      journal_rebuild: () => ({
        setAside: "/profile/journal.damaged-1.db",
        kept: { runs: 4, entries: 61, evidence: 3, accounts: 1, whole: false },
        searched: true,
        found: [found],
      }),
    });
    await user.click(within(note).getByRole("button", { name: "Rebuild the journal" }));
    expect(await screen.findByText(/4 onboardings with 61 lines, 3 test results\. It lies at \/profile\/journal\.damaged-1\.db\./)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Rebuild the journal" }), "it is sound now").toBeNull();
    await user.click(screen.getByRole("button", { name: "Open Sentry" }));
    await waitFor(() => expect(host.requests("run")).toContainEqual({ run: "run-1" }));
  });

  it("says why it could not be rebuilt and can be tried again", async () => {
    const { host, user } = open(named(stories, "home-damaged"), {
      journal_rebuild: failure({ code: "profile_trouble", message: "There is no room on the disk for journal.db." }),
    });
    await user.click(await screen.findByRole("button", { name: "Rebuild the journal" }));
    expect(await screen.findByText("There is no room on the disk for journal.db.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Rebuild the journal" }));
    await waitFor(() => expect(host.requests("journal_rebuild")).toHaveLength(2));
  });
});

describe("onboardings made elsewhere", () => {
  it("are taken up from Settings", async () => {
    const { user } = open(named(stories, "settings"), {
      journal_rebuild: () => ({ setAside: null, kept: null, searched: true, found: [found, { ...found, run: "run-2", name: "Segment" }] }),
    });
    await user.click(await screen.findByRole("button", { name: "Look for onboardings" }));
    expect(await screen.findByText("2 onboardings were taken up from the tenant:")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Open Segment" })).toBeTruthy();
  });
});
