import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { SignInPhase } from "../src/generated/contract";
import { failure } from "./fake-host";
import { named, open } from "./open";
import { code, moment, session } from "./stories/data";
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
      { kind: "entra", tenant: "contoso.com" },
      { kind: "entra", tenant: "contoso.com" },
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
    for (let step = 0; step < 3; step += 1) {
      await user.tab();
      const at = document.activeElement;
      walked.push(at instanceof HTMLInputElement ? (at.labels?.[0]?.textContent ?? "") : (at?.textContent ?? ""));
    }
    expect(walked).toEqual(["Use the practice tenant", "Tenant id or domain", "Sign in with a code"]);
  });
});
