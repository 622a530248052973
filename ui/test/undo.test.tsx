import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { StepPhase, StepProgress, UndoReceipt } from "../src/generated/contract";
import { named, open } from "./open";
import { runAt } from "./stories/run";
import { stories } from "./stories/stories";
import { driftedStatus, sameStatus, wayBack } from "./stories/undo";

const going = (step: string, intent: string, phase: StepPhase): StepProgress => ({ step, intent, phase, since: new Date().toISOString() });

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

  it("shows each step while it is taken back, and can be stopped before the next one", async () => {
    let finish: (receipt: UndoReceipt) => void = () => undefined;
    const under = { busy: true, progress: [going("assign", "Take B.Simon off Sentry", "queued"), going("instantiate", "Delete Sentry", "queued")] };
    const { host, user } = open(named(stories, "activity"), {
      run: () => runAt("done", under),
      run_cancel: () => ({}),
      undo_apply: () => new Promise<UndoReceipt>((resolve) => (finish = resolve)),
    });
    await user.click(await screen.findByRole("button", { name: /^Take back… / }));
    await user.click(await screen.findByRole("button", { name: "Take everything back" }));
    await user.click(within(await screen.findByRole("dialog", { hidden: true })).getByText("Take back"));
    const list = await screen.findByRole("list", { name: "Being taken back" });
    expect(within(list).getAllByRole("listitem").map((item) => item.textContent)).toEqual([
      expect.stringContaining("Take B.Simon off Sentry"),
      expect.stringContaining("Delete Sentry"),
    ]);
    const first = within(list).getAllByRole("listitem")[0] as HTMLElement;
    const before = first.textContent;
    const further = { busy: true, progress: [going("assign", "Take B.Simon off Sentry", "proved"), going("instantiate", "Delete Sentry", "sending")] };
    act(() => host.push({ kind: "run", run: runAt("done", further) }));
    await waitFor(() => expect(first.textContent, "what is told is shown at once").not.toBe(before));
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(host.requests("run_cancel")).toEqual([{ run: "run-sentry" }]);
    act(() => finish({ run: "run-sentry", name: "Sentry", at: new Date().toISOString(), steps: [], stays: [] }));
    expect(await screen.findByText("Taken back")).toBeTruthy();
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
