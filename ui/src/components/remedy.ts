import type { ExplanationView, Page } from "../generated/contract";

/** Where an onboarding does what an explanation advises. */
const pageFor: Partial<Record<string, Page>> = {
  assign_person: "assignment",
  add_reply_url: "urls",
  fix_identifier: "urls",
  fix_name_id: "urls",
  create_certificate: "certificate",
  reset_password: "test_user",
  enable_account: "test_user",
  use_other_account: "test_user",
  ask_vendor: "application_side",
};

/** What is done by signing in to the tenant once more: by another door, with another account, to another tenant, with consent. */
const atSignIn = new Set(["sign_in_again", "use_browser_sign_in", "use_other_account", "check_tenant", "grant_consent"]);

/** Where a button can lead. */
export type Remedy = { readonly to: "page"; readonly page: Page } | { readonly to: "signin" } | undefined;

/**
 * What a button can do about an error. Within an onboarding its pages come first; the console's own sign-in is meant only where the
 * error was met by this program, or where nobody said which application it belongs to.
 */
export function remedyOf(one: Pick<ExplanationView, "action" | "place">, onboarding: boolean): Remedy {
  const own = one.place === "here" || !onboarding;
  if (own && atSignIn.has(one.action)) return { to: "signin" };
  const page = pageFor[one.action];
  return page && onboarding ? { to: "page", page } : undefined;
}
