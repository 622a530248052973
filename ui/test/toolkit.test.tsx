import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { failure } from "./fake-host";
import { named, open } from "./open";
import { explanations, practice } from "./stories/data";
import { waitingProof } from "./stories/run";
import { stories } from "./stories/stories";

describe("errors explained", () => {
  it("explains what was pasted, with nobody signed in", async () => {
    const { host, user } = open(named(stories, "explain-signed-out"));
    const button = await screen.findByRole("button", { name: "Explain it" });
    await user.click(button);
    expect(host.requests("explain"), "an empty box asks nothing").toHaveLength(0);
    await user.type(await screen.findByRole("textbox", { name: "Error" }), "AADSTS50105: not assigned");
    await user.click(button);
    expect(await screen.findByRole("heading", { name: "The person is not assigned to the application" })).toBeTruthy();
    expect(host.requests("explain")).toEqual([{ text: "AADSTS50105: not assigned", run: null }]);
  });

  it("says so when there is nothing to explain, and drops an old answer when the text changes", async () => {
    const { host, user } = open(named(stories, "explain"));
    const box = await screen.findByRole("textbox", { name: "Error" });
    await user.type(box, "hello");
    await user.click(screen.getByRole("button", { name: "Explain it" }));
    await screen.findByRole("heading", { name: "The person is not assigned to the application" });
    host.answer({ explain: () => ({ explanations: [] }) });
    await user.type(box, "!");
    expect(screen.queryByRole("heading", { name: "The person is not assigned to the application" }), "the old answer is gone").toBeNull();
    await user.click(screen.getByRole("button", { name: "Explain it" }));
    expect(await screen.findByText(/No error code and no SAML status/)).toBeTruthy();
  });
});

describe("an error explained within an onboarding", () => {
  it("leads to the page where the advice is followed", async () => {
    const { host, user } = open(named(stories, "test-sso"));
    await user.click(await screen.findByText("Somebody got an error instead?"));
    await user.type(await screen.findByRole("textbox", { name: "Error" }), "AADSTS50105");
    await user.click(screen.getByRole("button", { name: "Explain it" }));
    await user.click(await screen.findByRole("button", { name: "Go to Assignment" }));
    await waitFor(() => expect(host.requests("run_visit").at(-1)).toMatchObject({ run: "run-sentry", page: "assignment" }));
  });
});

describe("what a button can do about an explained error", () => {
  const pages = [
    ["add_reply_url", "entra", "URLs", "urls"],
    ["fix_name_id", "entra", "URLs", "urls"],
    ["create_certificate", "entra", "Certificate", "certificate"],
    ["reset_password", "entra", "Test user", "test_user"],
    ["enable_account", "entra", "Test user", "test_user"],
    ["use_other_account", "browser", "Test user", "test_user"],
    ["ask_vendor", "vendor", "Application side", "application_side"],
  ] as const;

  const asked = async (story: string, action: string, place: string) => {
    const { host, user } = open(named(stories, story), {
      explain: () => ({ explanations: explanations.map((one) => ({ ...one, action, place })) }),
    });
    if (story === "test-sso") await user.click(await screen.findByText("Somebody got an error instead?"));
    await user.type(await screen.findByRole("textbox", { name: "Error" }), "AADSTS50105");
    await user.click(screen.getByRole("button", { name: "Explain it" }));
    await screen.findByRole("heading", { name: "The person is not assigned to the application" });
    return { host, user };
  };

  it.each(pages)("leads from %s to the onboarding's page", async (action, place, name, page) => {
    const { host, user } = await asked("test-sso", action, place);
    await user.click(await screen.findByRole("button", { name: `Go to ${name}` }));
    await waitFor(() => expect(host.requests("run_visit").at(-1)).toMatchObject({ page }));
  });

  it.each(["sign_in_again", "use_browser_sign_in", "check_tenant"])("leads from %s to the sign-in where the console itself met it", async (action) => {
    const { user } = await asked("test-sso", action, "here");
    await user.click(await screen.findByRole("button", { name: "Go to the sign-in page" }));
    await waitFor(() => expect(window.location.hash).toBe("#/signin"));
  });

  it.each([
    ["test-sso", "sign_in_again", "somebody else's sign-in"],
    ["test-sso", "review_policy", "a policy is not changed here"],
    ["explain", "assign_person", "no onboarding is at hand"],
  ])("within %s offers nothing for %s: %s", async (story, action) => {
    await asked(story, action, "entra");
    expect(screen.queryByRole("button", { name: /^Go to/ })).toBeNull();
  });
});

describe("what lies in a closed fold", () => {
  it("asks nothing before it is opened, and then once", async () => {
    const { host, user } = open(named(stories, "test-sso"));
    const fold = await screen.findByText("Test without a local reply URL");
    await waitFor(() => expect(host.requests("proof_preview").length).toBeGreaterThan(0));
    expect(host.requests("proof_watch_preview")).toEqual([]);
    await user.click(fold);
    expect(await screen.findByText("https://sentry.io/auth/login/acme/")).toBeTruthy();
    await user.click(fold);
    await user.click(fold);
    expect(host.requests("proof_watch_preview"), "what was made stays").toHaveLength(1);
  });
});

describe("a captured response", () => {
  it("is held against the onboarding's configuration, and its failed check is told", async () => {
    const { host, user } = open(named(stories, "test-sso"));
    await user.click(await screen.findByText("Check a captured response"));
    const box = await screen.findByRole("textbox", { name: "SAML response" });
    await user.type(box, "PHNhbWw=");
    await user.click(screen.getByRole("checkbox", { name: "Entra started it (IdP-initiated)" }));
    await user.click(screen.getByRole("button", { name: "Check it" }));
    expect(await screen.findByText("The audience is another application's Identifier.")).toBeTruthy();
    expect(host.requests("proof_check_captured")).toEqual([{ run: "run-sentry", text: "PHNhbWw=", requestId: null, unasked: true, at: null }]);
  });
});

describe("an assertion foreseen", () => {
  it("shows what the application will see of the test user, and what is missing", async () => {
    const { host, user } = open(named(stories, "test-sso"));
    await user.click(await screen.findByText("Foresee what an assertion will carry"));
    await user.click(await screen.findByRole("button", { name: "Show claims" }));
    const table = await screen.findByRole("table", { name: "What Sentry will see of B.Simon" });
    expect(within(within(table).getByRole("row", { name: /^NameID/ })).getByText("B.Simon@contoso.com")).toBeTruthy();
    expect(within(within(table).getByRole("row", { name: /^number/ })).getByText("left out")).toBeTruthy();
    expect(within(within(table).getByRole("row", { name: /^land/ })).getByText("only Entra knows")).toBeTruthy();
    expect(screen.getByText(/needs the claim “number”/)).toBeTruthy();
    expect(host.requests("assertion_preview")).toEqual([{ run: "run-sentry", person: "u-1" }]);
  });

  it("names everyone assigned who would fail, and why", async () => {
    const { user } = open(named(stories, "test-sso"));
    await user.click(await screen.findByText("Foresee what an assertion will carry"));
    await user.click(await screen.findByRole("button", { name: "Look through everyone assigned" }));
    expect(await screen.findByText("3 people looked at, 1 would fail.")).toBeTruthy();
    const table = screen.getByRole("table", { name: "Who has a problem, and why" });
    expect(within(within(table).getByRole("row", { name: /No Mail/ })).getByText(/user.mail is empty/)).toBeTruthy();
  });
});

describe("a test by the sign-in log", () => {
  it("says what it opens, waits for the log, and calls a token a token", async () => {
    const reading = { ...waitingProof, way: "sign_in_log", phase: "reading_log" } as const;
    const { host, user } = open(named(stories, "test-sso"), { proof_watch: () => reading });
    await user.click(await screen.findByText("Test without a local reply URL"));
    expect(await screen.findByText("https://sentry.io/auth/login/acme/")).toBeTruthy();
    await user.click(screen.getByRole("radio", { name: "My Apps" }));
    expect(await screen.findByText(/launcher\.myapps/)).toBeTruthy();
    const start = screen.getByRole("button", { name: "Open and watch the log" });
    await waitFor(() => expect(start.getAttribute("aria-disabled")).not.toBe("true"));
    await user.click(start);
    expect(await screen.findByText("Waiting until the sign-on shows in Entra's log", { selector: "strong" })).toBeTruthy();
    expect(host.requests("proof_watch")).toEqual([{ run: "run-sentry", initiation: "identity_provider" }]);
  });

  it("is less than a proof on the screen too", async () => {
    open(named(stories, "test-sso-logged"));
    expect(await screen.findByRole("region", { name: "Entra says it issued a token for Sentry" })).toBeTruthy();
    expect(screen.getByText("a token was issued")).toBeTruthy();
    expect(screen.queryByText("Sentry would let B.Simon@contoso.com in")).toBeNull();
    expect(screen.getByRole("button", { name: "Start test" }), "the real test stays the first wish").toBeTruthy();
  });
});

describe("a vendor's metadata", () => {
  it("is shown first, and fills the boxes when the person says so", async () => {
    const { host, user } = open(named(stories, "urls"));
    await user.click(await screen.findByText("Fill from Sentry's metadata"));
    await user.type(await screen.findByRole("textbox", { name: "Metadata" }), "<EntityDescriptor/>");
    await user.click(screen.getByRole("button", { name: "Read it" }));
    const use = await screen.findByRole("button", { name: "Use these values" });
    expect(host.requests("run_answer"), "nothing is changed by reading").toHaveLength(0);
    await user.click(use);
    await waitFor(() =>
      expect(host.requests("run_answer").at(-1)?.answers.overrides).toMatchObject({
        identifier: "https://sentry.io/saml/metadata/acme/",
        reply_url: "https://sentry.io/saml/acs/acme/",
      }),
    );
  });
});

describe("trouble in the practice tenant", () => {
  it("is ordered by name and count, and called off", async () => {
    const { host, user } = open(named(stories, "practice"));
    await user.selectOptions(await screen.findByRole("combobox", { name: "Trouble" }), "Connection cut, change done");
    const times = screen.getByRole("textbox", { name: "Times" });
    await user.clear(times);
    await user.type(times, "400");
    await user.click(screen.getByRole("button", { name: "Order it" }));
    expect(host.requests("practice_trouble"), "too often is not asked for").toHaveLength(0);
    await user.clear(times);
    await user.type(times, "2");
    await user.click(screen.getByRole("button", { name: "Order it" }));
    await waitFor(() => expect(host.requests("practice_trouble")).toEqual([{ name: "cut_after", count: 2 }]));
    const coming = await screen.findByRole("list", { name: "Still to come" });
    expect(within(coming).getAllByRole("listitem")).toHaveLength(practice.ordered.length);
    await user.click(screen.getByRole("button", { name: "Call it all off" }));
    expect(await screen.findByText("No trouble is ordered.")).toBeTruthy();
  });

  it("takes how wrong the clock is, and how slow the network", async () => {
    const { host, user } = open(named(stories, "practice"));
    const kinds = await screen.findByRole("combobox", { name: "Trouble" });
    await user.selectOptions(kinds, "Clock skew");
    expect(screen.queryByRole("textbox", { name: "Times" }), "a wrong clock lasts until it is called off").toBeNull();
    const skew = screen.getByRole("textbox", { name: "Ahead by" });
    await user.clear(skew);
    await user.type(skew, "-900");
    await user.click(screen.getByRole("button", { name: "Order it" }));
    await waitFor(() => expect(host.requests("practice_trouble")).toEqual([{ name: "clock_skew", count: 1, milliseconds: -900_000 }]));
    await user.selectOptions(kinds, "Slow network");
    await user.click(screen.getByRole("button", { name: "Order it" }));
    await waitFor(() => expect(host.requests("practice_trouble")[1]).toEqual({ name: "slow", count: 1, milliseconds: 5_000 }));
  });

  it("keeps lag, latency and clock as settings", async () => {
    const { host, user } = open(named(stories, "practice"));
    const clock = await screen.findByRole("textbox", { name: "Its clock is ahead by" });
    await user.clear(clock);
    await user.type(clock, "soon");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(host.requests("practice_save"), "no number, no change").toHaveLength(0);
    await user.clear(clock);
    await user.type(clock, "-3600");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(host.requests("practice_save")).toEqual([{ lagMs: 3000, latencyMs: 80, clockOffsetS: -3600 }]));
  });

  it("says why when the tenant does not answer", async () => {
    const { user } = open(named(stories, "practice"), {
      practice_trouble: failure({ code: "unreachable", message: "The practice tenant does not answer." }),
    });
    await user.click(await screen.findByRole("button", { name: "Order it" }));
    expect(await screen.findByText("The practice tenant does not answer.")).toBeTruthy();
  });
});
