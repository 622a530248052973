import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { failure } from "./fake-host";
import { named, open } from "./open";
import { moment, practiceSession, session } from "./stories/data";
import { accepted, emptyPlan, refused, runAt, urlsPlan, waitingProof } from "./stories/run";
import { stories } from "./stories/stories";

const urls = named(stories, "urls");

describe("the wizard", () => {
  it("keeps what is typed and shows the new preview, without touching the box", async () => {
    const { host, user } = open(urls);
    const slug = await screen.findByRole("textbox", { name: "Organization slug" });
    await user.clear(slug);
    await user.type(slug, "globex");
    await waitFor(() => expect(host.requests("run_answer").at(-1)?.answers.placeholders).toEqual({ ORGANIZATION_SLUG: "globex" }));
    expect(slug, "the answer of the save does not write into the box").toHaveProperty("value", "globex");
    expect(host.requests("run_preview").length, "what would change is worked out again").toBeGreaterThan(1);
  });

  it("applies the plan that was looked at, by its hash", async () => {
    const { host, user } = open(urls, { run_apply: () => runAt("urls") });
    await screen.findByText("Set the Sign-on URL");
    await user.click(await screen.findByRole("button", { name: "Save URLs" }));
    await waitFor(() => expect(host.requests("run_apply")).toEqual([{ run: "run-sentry", page: "urls", plan: urlsPlan.hash }]));
  });

  it("asks for the tenant in place before the first write, and then goes on", async () => {
    let confirmed = practiceSession;
    const { host, user } = open(urls, {
      session: () => confirmed,
      tenant_confirm: () => (confirmed = { ...practiceSession, tenant: session.tenant }),
      run_apply: () => runAt("urls"),
    });
    await screen.findByText("Set the Sign-on URL");
    await user.click(await screen.findByRole("button", { name: "Save URLs" }));
    const dialog = await screen.findByRole("dialog", { name: "Is this the right tenant?" });
    expect(within(dialog).getByText(/Woodgrove Practice/, { selector: "strong" }), "the tenant is named").toBeTruthy();
    expect(host.requests("run_apply"), "nothing is written before the yes").toHaveLength(0);
    await user.click(within(dialog).getByRole("button", { name: "Yes, write into Woodgrove Practice" }));
    await waitFor(() => expect(host.requests("run_apply")).toHaveLength(1));
  });

  it("looks again when the plan changed, and writes nothing by itself", async () => {
    const { host, user } = open(urls, { run_apply: failure({ code: "plan_changed", message: "another hash" }) });
    await screen.findByText("Set the Sign-on URL");
    const before = host.requests("run_preview").length;
    await user.click(await screen.findByRole("button", { name: "Save URLs" }));
    expect(await screen.findByText(/nothing was written/)).toBeTruthy();
    await waitFor(() => expect(host.requests("run_preview").length).toBeGreaterThan(before));
    expect(host.requests("run_apply")).toHaveLength(1);
  });

  it("puts an error at its field", async () => {
    const { user } = open(named(stories, "application"), {
      run_apply: failure({ code: "name_taken", message: "Another application is called Sentry.", field: "name" }),
    });
    await screen.findByText("Set the Sign-on URL");
    await user.click(await screen.findByRole("button", { name: "Add Sentry" }));
    const box = screen.getByRole("textbox", { name: "Name" });
    await waitFor(() => expect(box.getAttribute("aria-invalid")).toBe("true"));
  });

  it("says why its button is greyed, and does nothing when it is pressed all the same", async () => {
    const { host, user } = open(named(stories, "urls-departs"));
    const save = await screen.findByRole("button", { name: "Save URLs" });
    const reason = document.getElementById(save.getAttribute("aria-describedby") ?? "");
    expect(reason?.textContent).toBe("One field needs you first");
    await user.click(save);
    expect(host.requests("run_apply")).toHaveLength(0);
  });

  it("holds what the application expects against the last accepted Response, the name identifier and the signing option too", async () => {
    open(named(stories, "urls-tested"));
    const row = async (name: RegExp) => (await screen.findByRole("row", { name })).textContent;
    expect(await row(/^department/)).toContain("was there");
    expect(await row(/^team/)).toContain("was missing");
    expect(await row(/^Name identifier/)).toContain("It was B.Simon@contoso.comwas another");
    expect(await row(/^Signing option/)).toContain("not both");
  });

  it("says of an expected claim that nothing was tested before anything was", async () => {
    open(urls);
    for (const name of [/^department/, /^Name identifier/, /^Signing option/]) {
      expect((await screen.findByRole("row", { name })).textContent).toContain("not tested");
    }
  });

  it("mends a field with the suggestion", async () => {
    const { host, user } = open(named(stories, "urls-departs"));
    await user.click(await screen.findByRole("button", { name: "Use suggestion for Reply URL" }));
    expect(screen.getByRole("textbox", { name: /^Reply URL/ })).toHaveProperty("value", "https://sentry.io/saml/acs/acme/");
    await waitFor(() => expect(host.requests("run_answer").at(-1)?.answers.overrides).toEqual({ reply_url: "https://sentry.io/saml/acs/acme/" }));
  });

  it("shows each step with its clock while a page is applied, and can be cancelled", async () => {
    const { host, user } = open(urls, { run_cancel: () => ({}) });
    await screen.findByText("Set the Sign-on URL");
    const progress = [{ step: "identifiers", intent: "Set Identifier and Reply URL", phase: "settling" as const, since: moment(-12) }];
    act(() => host.push({ kind: "run", run: runAt("urls", { busy: true, progress }) }));
    expect(await screen.findByText(/accepted, waiting for the directory, 1\d s/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(host.requests("run_cancel")).toEqual([{ run: "run-sentry" }]);
  });

  it("goes on to the next page when nothing is left to change", async () => {
    const { host, user } = open(urls, { run_preview: () => emptyPlan });
    await user.click(await screen.findByRole("button", { name: "Continue to Certificate" }));
    expect(host.requests("run_visit")).toEqual([{ run: "run-sentry", page: "certificate" }]);
    expect(await screen.findByRole("region", { name: "What Entra signs with" })).toBeTruthy();
  });

  it("reads out a password once, and only on request", async () => {
    const ready = runAt("test_user", { testUser: runAt("assignment").testUser });
    const taken = { ...ready, testUser: { ...ready.testUser, passwordWaiting: false } };
    const { host, user } = open(named(stories, "test-user-done"));
    const reveal = await screen.findByRole("button", { name: /Show the password once/ });
    expect(host.requests("secret_take"), "opening the page does not spend it").toHaveLength(0);
    await user.click(reveal);
    expect(await screen.findByText("vR7!mq-Lp2x-Kd9e")).toBeTruthy();
    act(() => host.push({ kind: "run", run: taken }));
    expect(screen.getByText("vR7!mq-Lp2x-Kd9e"), "that none is waiting any more does not take it off the screen").toBeTruthy();
  });

  it("follows a test from the browser to its verdict", async () => {
    const { host, user } = open(named(stories, "test-sso"), { proof_start: () => waitingProof });
    const start = await screen.findByRole("button", { name: "Start test" });
    await waitFor(() => expect(start.getAttribute("aria-disabled")).not.toBe("true"));
    await user.click(start);
    expect(await screen.findByText("Waiting for the sign-in in the browser", { selector: "strong" })).toBeTruthy();
    act(() => {
      host.push({ kind: "run", run: runAt("test_sso", { evidence: [accepted] }) });
      host.push({ kind: "proof", proof: { ...waitingProof, phase: "finished", evidence: accepted } });
    });
    expect(await screen.findByRole("region", { name: "Sentry would let B.Simon@contoso.com in" })).toBeTruthy();
  });

  it("shows expected against found for the check that failed", async () => {
    open(named(stories, "test-sso-refused"));
    const row = await screen.findByRole("row", { name: /Signed by the active certificate/ });
    const failed = refused.checks.find(({ passed, skipped }) => !passed && !skipped);
    expect(within(row).getByText(failed?.expected ?? "nothing expected")).toBeTruthy();
    expect(within(row).getByText(failed?.found ?? "nothing found")).toBeTruthy();
  });

  it("puts what failed first, and what merely passed under a fold", async () => {
    open(named(stories, "test-sso-refused"));
    const table = await screen.findByRole("table", { name: "What was checked" });
    const [, first] = within(table).getAllByRole("row");
    expect(first?.textContent).toContain("Signed by the active certificate");
    expect(within(table).queryByText("Well-formed")).toBeNull();
    const fold = screen.getByText("2 more checks of form and signature passed").closest("details");
    expect(fold?.open).toBe(false);
    expect(fold?.textContent).toContain("Well-formed");
  });

  it("is walked by keyboard: steps, boxes, then the button", async () => {
    open(named(stories, "application"));
    await screen.findByText("Set the Sign-on URL");
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1, name: "Sentry" }));
    const stops = [...document.querySelectorAll<HTMLElement>("a[href], button, input, summary")].filter((stop) => stop.tabIndex >= 0);
    expect(stops.filter((stop) => stop.tabIndex > 0), "nothing jumps the queue").toEqual([]);
    const names = stops.map((stop) => (stop instanceof HTMLInputElement ? stop.type : (stop.textContent ?? "")));
    expect(names[0], "the first stop leads past the header").toBe("Skip to the page");
    const steps = names.findIndex((name) => name.startsWith("1Application"));
    expect(names.slice(steps + 8, steps + 13), "the page's own boxes follow its steps").toEqual([
      "radio",
      "radio",
      "text",
      "Add Sentry",
      "2 requests, can be undone",
    ]);
  });
});
