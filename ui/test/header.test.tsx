import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { named, open } from "./open";
import { signedOut } from "./stories/data";
import { stories } from "./stories/stories";

const account = { name: "Account menu for adele@contoso.com" };

describe("the account in the header", () => {
  it("opens its menu at the first press, before the menu was fetched", async () => {
    const { host, user } = open(named(stories, "home"), { sign_out: () => signedOut });
    await user.click(await screen.findByRole("button", account));
    await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));
    await waitFor(() => expect(host.requests("sign_out")).toHaveLength(1));
  });

  it("is the same button once the menu is there", async () => {
    const { user } = open(named(stories, "home"));
    const first = await screen.findByRole("button", account);
    await waitFor(() => expect(first.isConnected, "exchanged for the one with the menu").toBe(false), { timeout: 5000 });
    await user.click(screen.getByRole("button", account));
    expect(await screen.findByRole("menuitem", { name: "Sign in to another tenant" })).toBeTruthy();
  });

  it("is not exchanged while the keyboard is on it, and opens all the same", async () => {
    const { user } = open(named(stories, "home"));
    const first = await screen.findByRole("button", account);
    first.focus();
    await new Promise((over) => setTimeout(over, 900));
    expect(first.isConnected).toBe(true);
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("menuitem", { name: "Sign out" })).toBeTruthy();
  });
});
