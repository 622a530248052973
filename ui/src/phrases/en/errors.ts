import type { ErrorCode } from "../../generated/contract";

/** Where a fault lies. */
export type Place = "entra" | "vendor" | "browser" | "here";

/** The words of one error: what happened, where, what was expected, and what to do when the console has no better hint. */
export interface ErrorWords {
  readonly title: string;
  readonly place: Place;
  readonly expected: string;
  readonly next: string;
}

/** English words for every error code of the contract; a new code does not compile until it has some. */
export const errorWords: Readonly<Record<ErrorCode, ErrorWords>> = {
  not_signed_in: { title: "Nobody is signed in", place: "here", expected: "A signed-in account", next: "Sign in and come back; nothing is lost." },
  sign_in_again: {
    title: "Your session ended",
    place: "entra",
    expected: "A session that Entra still accepts",
    next: "Sign in again with the same account.",
  },
  code_expired: { title: "The code ran out", place: "entra", expected: "A sign-in before the code ended", next: "Get a new code." },
  sign_in_timed_out: {
    title: "The browser did not come back",
    place: "browser",
    expected: "An answer of the sign-in page in time",
    next: "Start again, or sign in with a code.",
  },
  interaction_required: {
    title: "Your tenant asks for another sign-in",
    place: "entra",
    expected: "A session that meets the tenant's present conditions",
    next: "Sign in again with the browser, as the same account.",
  },
  client_missing: {
    title: "A client registration is missing",
    place: "here",
    expected: "A client id for this cloud",
    next: "Register Doorward in the portal and enter the client id in Settings.",
  },
  sign_in_declined: {
    title: "The sign-in was declined",
    place: "browser",
    expected: "A yes on the sign-in page",
    next: "Start again, and choose Continue on the page.",
  },
  cancelled: { title: "Cancelled", place: "here", expected: "To go on", next: "Start again when you like." },
  blocked_by_policy: {
    title: "Your tenant forbids this way of signing in",
    place: "entra",
    expected: "A sign-in that Conditional Access allows",
    next: "Sign in by the other way, or ask an administrator which policy it is.",
  },
  consent_missing: {
    title: "A permission has not been granted",
    place: "entra",
    expected: "Consent of an administrator",
    next: "Ask an administrator of the tenant to consent, then sign in again.",
  },
  tenant_unknown: {
    title: "Entra does not know this tenant",
    place: "entra",
    expected: "A tenant id or a verified domain",
    next: "Check the spelling, or leave the box empty.",
  },
  wrong_account: {
    title: "Another account signed in than expected",
    place: "browser",
    expected: "The account and tenant you chose",
    next: "Sign out in the browser or use a private window, then try again.",
  },
  role_missing: {
    title: "A directory role is missing",
    place: "entra",
    expected: "An active role that may do this",
    next: "Activate Cloud Application Administrator, in Privileged Identity Management if you use it, and try again.",
  },
  tenant_not_confirmed: {
    title: "The tenant has not been confirmed",
    place: "here",
    expected: "Your yes to this tenant",
    next: "Confirm the tenant on Home.",
  },
  invalid_input: { title: "A value cannot be used", place: "here", expected: "A value that fits its box", next: "Mend the value and try again." },
  name_taken: {
    title: "The name is taken",
    place: "entra",
    expected: "A name that no other application has",
    next: "Choose another name, or use the existing application.",
  },
  identifier_taken: {
    title: "The Identifier is taken",
    place: "entra",
    expected: "An Identifier that no other application has",
    next: "Use the application that has it, or change the Identifier on both sides.",
  },
  domain_unknown: {
    title: "The domain cannot hold this user",
    place: "entra",
    expected: "A verified, managed domain of the tenant",
    next: "Choose a domain from the list.",
  },
  user_exists: {
    title: "The user name exists already",
    place: "entra",
    expected: "A user name that is free",
    next: "Choose another user name, or use the existing person.",
  },
  plan_changed: {
    title: "The plan changed since you looked",
    place: "entra",
    expected: "The plan you saw",
    next: "Look at the new plan and apply that.",
  },
  not_settled_yet: {
    title: "Accepted, but not visible yet",
    place: "entra",
    expected: "The change, read back",
    next: "Wait a moment and apply again; nothing is done twice.",
  },
  throttled: {
    title: "Entra asks for patience",
    place: "entra",
    expected: "An answer without waiting",
    next: "Wait a minute and try again.",
  },
  unreachable: {
    title: "The service cannot be reached",
    place: "here",
    expected: "A connection",
    next: "Check the network and try again; what is done is kept.",
  },
  service_failed: {
    title: "The service failed",
    place: "entra",
    expected: "An answer without a fault",
    next: "Try again; if it stays, open a support case with the request id.",
  },
  not_found: {
    title: "It is not there any more",
    place: "entra",
    expected: "An object that exists",
    next: "Refresh and look again.",
  },
  changed_meanwhile: {
    title: "Somebody else changed it meanwhile",
    place: "entra",
    expected: "What was there when you looked",
    next: "Look again, then decide.",
  },
  profile_in_use: {
    title: "Another Doorward uses this profile",
    place: "here",
    expected: "One window per profile",
    next: "Go on in the other window, or close it and try again.",
  },
  tenant_moved: {
    title: "The tenant has moved on",
    place: "entra",
    expected: "The tenant as it was when the plan was saved",
    next: "Look at what moved, then make a new plan.",
  },
  profile_damaged: {
    title: "The journal is damaged",
    place: "here",
    expected: "A journal that can be read whole",
    next: "Rebuild it by the button above the page, or put the last backup in its place; what stands in Entra is not touched.",
  },
  profile_trouble: {
    title: "The profile cannot be read or written",
    place: "here",
    expected: "A profile folder that only you can read and write",
    next: "Check the folder's owner, permissions and free space.",
  },
  wrong_passphrase: {
    title: "The passphrase does not fit",
    place: "here",
    expected: "The passphrase that sealed the session",
    next: "Try again, or sign in anew.",
  },
  proof_timed_out: {
    title: "No answer came in time",
    place: "browser",
    expected: "A sign-in in the browser",
    next: "Start the test again and finish the sign-in in the browser.",
  },
  internal: {
    title: "A mistake of ours",
    place: "here",
    expected: "No mistake",
    next: "Try again; the log has more. Please report it with the details below.",
  },
};
