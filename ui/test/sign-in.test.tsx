import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { SignInPhase } from "../src/generated/contract";
import { failure } from "./fake-host";
import { named, open } from "./open";
import { browser, code, moment, session } from "./stories/data";
import { stories } from "./stories/stories";

const waiting = (): SignInPhase => ({ state: "waiting", code: { ...code, expiresAt: moment(600) } });

describe("signing in", () => {
  it("offers the practice tenant first and shows its code", async () => {
    const { host, user } = open(named(stories, "sign-in"), { signin_start: () => code });
    await user.click(await screen.findByRole("button", { name: "Use the practice tenant" }));
    expect(await screen.findByRole("group", { name: "Sign-in code" })).toHaveProperty("textContent", "H7XK-9QPD");
    expect(host.requests("signin_start")).toEqual([{ kind: "practice" }]);
  });

  it("copies the code and opens the page in one press", async () => {
    const { host, user } = open(named(stories, "sign-in-code"), { signin_state: waiting, signin_open: () => ({}) });
    const copied = vi.spyOn(navigator.clipboard, "writeText");
    await user.click(await screen.findByRole("button", { name: "Copy code and open microsoft.com/devicelogin" }));
    expect(copied).toHaveBeenCalledWith("H7XK-9QPD");
    expect(host.requests("signin_open")).toHaveLength(1);
  });

  it("counts down, and offers a new code for the same tenant when the old one ran out", async () => {
    const { host, user } = open(named(stories, "sign-in"), {
      signin_start: () => ({ ...code, expiresAt: moment(1) }),
    });
    await user.type(await screen.findByRole("textbox", { name: "Tenant id or domain" }), "contoso.com");
    await user.click(screen.getByRole("button", { name: "Sign in with a code" }));
    await screen.findByText(/code good for 0:0/);
    await user.click(await screen.findByRole("button", { name: "Get a new code" }, { timeout: 4000 }));
    expect(host.requests("signin_start")).toEqual([
      { kind: "entra", tenant: "contoso.com", cloud: null },
      { kind: "entra", tenant: "contoso.com", cloud: null },
    ]);
  });

  it("explains a refusal by its code and says what to do", async () => {
    open(named(stories, "sign-in-failed"));
    const alert = await screen.findByRole("alert");
    expect(within(alert).getByText("Your tenant forbids this way of signing in")).toBeTruthy();
    expect(within(alert).getByText("Microsoft Entra"), "it says where the fault lies").toBeTruthy();
    expect(within(alert).getByText("AADSTS53003"), "the number is there for whoever needs it").toBeTruthy();
  });

  it("puts an unknown tenant's error at its box and keeps what was typed", async () => {
    const { user } = open(named(stories, "sign-in"), {
      signin_start: failure({ code: "tenant_unknown", message: "Entra knows no tenant contso.com." }),
    });
    const box = await screen.findByRole("textbox", { name: "Tenant id or domain" });
    await user.type(box, "contso.com{Enter}");
    await waitFor(() => expect(box.getAttribute("aria-invalid")).toBe("true"));
    expect(box).toHaveProperty("value", "contso.com");
  });

  it("goes Home and asks for the tenant when the push says it is done", async () => {
    const { host } = open(named(stories, "sign-in-code"), { signin_state: waiting });
    await screen.findByRole("group", { name: "Sign-in code" });
    const signedIn = { ...session, tenant: session.tenant && { ...session.tenant, confirmed: null } };
    act(() => host.push({ kind: "sign_in", phase: { state: "done" }, session: signedIn }));
    expect(await screen.findByRole("region", { name: "Is this the right tenant?" })).toBeTruthy();
  });

  it("is walked by keyboard in reading order", async () => {
    const { user } = open(named(stories, "sign-in"));
    const heading = await screen.findByRole("heading", { level: 1 });
    await screen.findByRole("button", { name: "Use the practice tenant" });
    expect(document.activeElement, "a new page starts at its heading").toBe(heading);
    const walked: string[] = [];
    await screen.findByRole("combobox", { name: "Microsoft cloud" });
    for (let step = 0; step < 5; step += 1) {
      await user.tab();
      const at = document.activeElement;
      const labelled = at instanceof HTMLInputElement || at instanceof HTMLSelectElement;
      walked.push(labelled ? (at.labels?.[0]?.textContent ?? "") : (at?.textContent ?? ""));
    }
    expect(walked).toEqual([
      "Use the practice tenant",
      "Tenant id or domain",
      "Microsoft cloud",
      "Sign in with the browser",
      "Sign in with a code",
    ]);
  });

  it("opens the browser's door in one press and waits for it to come back", async () => {
    const { host, user } = open(named(stories, "sign-in"), { signin_browser: () => browser, signin_open: () => ({}) });
    await user.type(await screen.findByRole("textbox", { name: "Tenant id or domain" }), "contoso.com");
    await user.click(screen.getByRole("button", { name: "Sign in with the browser" }));
    expect(await screen.findByText(/Waiting for the browser to come back/)).toBeTruthy();
    expect(host.requests("signin_browser")).toEqual([{ kind: "entra", tenant: "contoso.com", cloud: null }]);
    expect(host.requests("signin_open"), "nobody presses twice").toHaveLength(1);
  });

  it("shows the address where no browser can be started", async () => {
    const { user } = open(named(stories, "sign-in"), {
      signin_browser: () => browser,
      signin_open: failure({ code: "not_found", message: "The browser could not be started." }),
    });
    await user.click(await screen.findByRole("button", { name: "Sign in with the browser" }));
    expect(await screen.findByText(/Open the address yourself/)).toBeTruthy();
    expect(screen.getByText(browser.authorizationUri)).toBeTruthy();
  });

  it("offers the browser at once when a policy blocks the code", async () => {
    const blocked = failure({ code: "blocked_by_policy", message: "A policy blocks signing in with a code.", details: "AADSTS53003" });
    const { host, user } = open(named(stories, "sign-in"), { signin_start: blocked, signin_browser: () => browser, signin_open: () => ({}) });
    await user.type(await screen.findByRole("textbox", { name: "Tenant id or domain" }), "contoso.com");
    await user.click(screen.getByRole("button", { name: "Sign in with a code" }));
    const alert = await screen.findByRole("alert");
    await user.click(within(alert).getByRole("button", { name: "Sign in with the browser" }));
    expect(host.requests("signin_browser"), "to the same tenant").toEqual([{ kind: "entra", tenant: "contoso.com", cloud: null }]);
  });

  it("offers the browser when the code stays silent, since a blocked page never tells us", async () => {
    open(named(stories, "sign-in-silent"));
    expect(await screen.findByText("Did the browser show an error?")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Sign in with the browser" })).toBeTruthy();
  });

  it("says what a cloud lacks and what to do where it has no client", async () => {
    const { host, user } = open(named(stories, "sign-in"), { signin_browser: () => browser, signin_open: () => ({}) });
    await user.selectOptions(await screen.findByRole("combobox", { name: "Microsoft cloud" }), "us-gov");
    expect(screen.getByText(/Graph cannot make SAML signing certificates here/)).toBeTruthy();
    expect(screen.getByText("A client id is needed first")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Sign in with the browser" }));
    expect(host.requests("signin_browser")).toEqual([{ kind: "entra", tenant: "", cloud: "us-gov" }]);
  });

  it("signs the same account in again by the door that mends it", async () => {
    const { host, user } = open(named(stories, "sign-in-again"), { signin_browser: () => browser, signin_open: () => ({}) });
    const card = await screen.findByRole("region", { name: "Your tenant asks for another sign-in" });
    const buttons = within(card).getAllByRole("button");
    expect(buttons[0]?.textContent, "the door that carries the demand stands first").toBe("Sign in with the browser");
    await user.click(within(card).getByRole("button", { name: "Sign in with the browser" }));
    expect(host.requests("signin_browser")).toEqual([{ kind: "again", tenantId: session.account?.tenantId, objectId: session.account?.objectId }]);
  });

  it("says on any page that a permission is needed, and why", async () => {
    const { user } = open(named(stories, "home-consent"));
    const alert = await screen.findByRole("alert");
    expect(within(alert).getByText(/Onboarding this application needs permissions/)).toBeTruthy();
    await user.click(within(alert).getByRole("button", { name: "Sign in again" }));
    expect(await screen.findByRole("region", { name: "A permission has not been granted" })).toBeTruthy();
  });
});

describe("registering Doorward in the tenant", () => {
  it("shows what would be written, writes exactly that, and leads on to consent and sign-in", async () => {
    const { host, user } = open(named(stories, "settings"), { registration_consent: () => ({}) });
    await user.click(await screen.findByRole("button", { name: "Look at what would be written" }));
    expect(await screen.findByText("publicClient.redirectUris")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Register Doorward" }));
    await user.click(await screen.findByRole("button", { name: "Open the consent page" }));
    expect(host.requests("registration_apply")).toEqual([{ ask: { name: "", readOnly: false }, plan: "r-1" }]);
    expect(await screen.findByText("Consent was given.")).toBeTruthy();
    expect(host.requests("registration_consent")).toEqual([{ name: "", readOnly: false }]);
    expect(screen.getByRole("button", { name: "Sign in with it" })).toBeTruthy();
  });

  it("writes nothing that was not looked at", async () => {
    const { host, user } = open(named(stories, "settings"));
    await user.click(await screen.findByRole("button", { name: "Look at what would be written" }));
    await screen.findByRole("button", { name: "Register Doorward" });
    await user.type(screen.getByRole("textbox", { name: "Name of the registration" }), "Console");
    expect(screen.queryByRole("button", { name: "Register Doorward" }), "another name is another plan").toBeNull();
    expect(host.requests("registration_apply")).toEqual([]);
  });
});
