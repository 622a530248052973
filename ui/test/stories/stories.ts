import type { EvidenceView, Page, RunView, SessionView } from "../../src/generated/contract";
import { failure, type FakeHost, fakeHost, type Handlers } from "../fake-host";
import * as data from "./data";
import * as runs from "./run";
import { driftedStatus, sameStatus, wayBack } from "./undo";

/** A page in one state: where it is, and what the console answers there. */
export interface Story {
  readonly hash: string;
  readonly answers: Handlers;
}

const never = () => new Promise<never>(() => undefined);

/** What every story can be asked. */
const base: Handlers = {
  session: () => data.session,
  settings: () => data.settings,
  settings_save: (settings) => settings,
  signin_state: () => ({ state: "idle" }),
  signin_ways: () => data.ways,
  registration_preview: () => data.registration,
  registration_apply: () => data.registered,
  home: () => data.home,
  home_refresh: () => data.home,
  activity: () => data.activity,
  status: () => sameStatus,
  undo_preview: () => wayBack,
  catalog_search: ({ text }) => ({ ...data.catalog, hits: data.catalog.hits.filter((hit) => hit.name.toLowerCase().includes(text.toLowerCase())) }),
  catalog_read: () => data.reading,
  catalog_draft: ({ answers }) => ({
    ...data.reading.draft,
    questions: data.reading.draft.questions.filter((question) => answers[question.field] === undefined),
  }),
  people_search: () => ({ people: [{ id: "u-7", name: "Britta Simon", upn: "britta@contoso.com" }] }),
  groups_search: () => ({ groups: [{ id: "g-1", name: "Developers", description: "Everybody who writes code" }] }),
  practice: () => data.practice,
  practice_trouble: () => data.practice,
  practice_calm: () => ({ ...data.practice, ordered: [] }),
  explain: () => ({ explanations: data.explanations }),
  proof_check_captured: () => data.captured,
  metadata_read: () => data.metadata,
  run_preview: () => runs.emptyPlan,
  run_visit: ({ page }) => runs.runAt(page),
  run_answer: ({ answers }) => runs.runAt("urls", { answers }),
  assertion_preview: () => runs.foreseen,
  assertion_scan: () => runs.everyone,
  proof_watch_preview: ({ initiation }) => ({
    opens: initiation === "service_provider" ? "https://sentry.io/auth/login/acme/" : "https://launcher.myapps.microsoft.com/api/signin/a",
    blocked: null,
  }),
  proof_state: () => ({ proof: null }),
  proof_preview: () => ({
    blocked: null,
    changes: [
      {
        object: "application",
        name: "Sentry",
        field: "web.redirectUris",
        from: ["https://sentry.io/saml/acs/acme/"],
        to: ["http://localhost:40991/acs", "https://sentry.io/saml/acs/acme/"],
        removed: [],
        added: ["http://localhost:40991/acs"],
        kept: ["https://sentry.io/saml/acs/acme/"],
      },
    ],
  }),
};

const signedIn = (session: SessionView): Handlers => ({ ...base, session: () => session });
const wizard = (run: RunView, more: Handlers = {}): Story => ({
  hash: `#/onboard/${run.id}`,
  answers: { ...base, run: () => run, run_visit: () => run, run_answer: ({ answers }) => ({ ...run, answers }), ...more },
});
const tested = (evidence: EvidenceView[], page: Page = "test_sso") => runs.runAt(page, { evidence });
const plan: Handlers = { run_preview: () => runs.urlsPlan };
const signIn = (more: Handlers): Story => ({ hash: "#/signin", answers: { ...signedIn(data.signedOut), ...more } });

/** Every page and state worth looking at. */
export const stories: Readonly<Record<string, Story>> = {
  "sign-in": signIn({}),
  "sign-in-code": signIn({ signin_state: () => ({ state: "waiting", code: data.code }) }),
  "sign-in-browser": signIn({ signin_state: () => ({ state: "browser", browser: data.browser }) }),
  "sign-in-silent": signIn({ signin_state: () => ({ state: "waiting", code: { ...data.code, expiresAt: data.moment(780) } }) }),
  "sign-in-cloud": signIn({ signin_ways: () => ({ ...data.ways, cloud: "us-gov", client: "missing" }) }),
  "sign-in-again": {
    hash: "#/signin",
    answers: signedIn({
      ...data.session,
      attention: {
        error: {
          code: "interaction_required",
          message: "The tenant demands another sign-in before it goes on: stronger, fresher or from a known place.",
          hint: "Sign in again with the browser; Doorward carries the demand along, and nothing is lost.",
        },
        door: "browser",
        scopes: [],
      },
    }),
  },
  "home-consent": {
    hash: "#/home",
    answers: signedIn({
      ...data.session,
      attention: {
        error: {
          code: "consent_missing",
          message: "Onboarding this application needs permissions that this session does not have yet.",
          hint: "Sign in once more and consent to Application.ReadWrite.All.",
        },
        door: "browser",
        scopes: ["Application.ReadWrite.All"],
      },
    }),
  },
  "home-damaged": {
    hash: "#/home",
    answers: signedIn({
      ...data.session,
      damage: { file: "/home/adele/.local/share/doorward/journal.db", cause: "the file has broken pages: Tree 12 page 3: invalid page number", readableRuns: 4 },
    }),
  },
  "sign-in-failed": signIn({
    signin_state: () => ({
      state: "failed",
      error: {
        code: "blocked_by_policy",
        message: "Conditional Access refused the device code sign-in of adele@contoso.com.",
        requestId: "6f7c1e0a-2a61-4f0b-9d5e-3e6a2f8f1a22",
        details: "AADSTS53003",
      },
    }),
  }),
  "sign-in-locked": signIn({
    session: () => ({ ...data.signedOut, others: data.session.others, sealing: { kind: "passphrase", trouble: null, locked: true } }),
  }),
  home: { hash: "#/home", answers: base },
  "home-confirm": { hash: "#/home", answers: { ...signedIn(data.practiceSession), home: () => data.emptyHome } },
  "home-loading": { hash: "#/home", answers: { ...base, home: never } },
  "home-failed": {
    hash: "#/home",
    answers: { ...base, home: failure({ code: "unreachable", message: "graph.microsoft.com did not answer within 30 s.", details: "3 attempts" }) },
  },
  explain: { hash: "#/explain", answers: base },
  "explain-signed-out": { hash: "#/explain", answers: signedIn(data.signedOut) },
  gallery: { hash: "#/onboard", answers: base },
  import: { hash: "#/import", answers: base },
  "import-read": { hash: "#/import/template/t-servicenow", answers: base },
  "import-refused": {
    hash: "#/import/template/t-servicenow",
    answers: {
      ...base,
      catalog_read: failure({
        code: "invalid_input",
        message: "The page cannot be used: the page is written in German; open its English version (/en-us/) and read that.",
      }),
    },
  },
  "gallery-first": { hash: "#/onboard", answers: { ...base, home: () => data.emptyHome } },
  application: wizard(runs.runAt("application"), plan),
  "application-busy": wizard(
    runs.runAt("application", {
      busy: true,
      progress: [
        { step: "instantiate", intent: "Add “Sentry” from the gallery", phase: "settling", since: data.moment(-12) },
        { step: "name", intent: "Name it “Sentry”", phase: "queued", since: data.moment(-12) },
        { step: "saml_mode", intent: "Switch it to SAML", phase: "queued", since: data.moment(-12) },
      ],
    }),
  ),
  urls: wizard(runs.runAt("urls"), plan),
  "urls-departs": wizard(runs.departingRun(), plan),
  "urls-tested": wizard(runs.runAt("urls", { urls: runs.runAt("done").urls }), plan),
  "urls-blocked": wizard(runs.runAt("urls"), { run_preview: () => runs.blockedPlan }),
  certificate: wizard(runs.runAt("certificate"), plan),
  "certificate-done": wizard(
    runs.runAt("certificate", { certificate: { ...runs.runAt("test_user").certificate } }),
  ),
  "test-user": wizard(runs.runAt("test_user"), plan),
  "test-user-done": wizard(runs.runAt("test_user", { testUser: runs.runAt("assignment").testUser }), {
    secret_take: () => ({ upn: "B.Simon@contoso.com", password: "vR7!mq-Lp2x-Kd9e" }),
  }),
  assignment: wizard(runs.runAt("assignment"), plan),
  "application-side": wizard(runs.runAt("application_side")),
  "test-sso": wizard(runs.runAt("test_sso")),
  "test-sso-waiting": wizard(runs.runAt("test_sso"), { proof_state: () => ({ proof: runs.waitingProof }) }),
  "test-sso-refused": wizard(
    tested([runs.refused, { ...runs.accepted, outdated: true, at: data.moment(-4000) }, { ...runs.refused, id: "e-1", at: data.moment(-9000) }]),
  ),
  "test-sso-logged": wizard(tested([runs.logged, { ...runs.refused, at: data.moment(-4000) }])),
  "test-sso-accepted": wizard(tested([runs.accepted, { ...runs.refused, at: data.moment(-4000) }])),
  done: wizard({
    ...tested([runs.accepted], "done"),
    openItems: [{ code: "relay_state", text: "Relay State is still to come from Sentry.", page: "application_side" }],
    receipt: [
      { step: "instantiate", text: "Added “Sentry” from the gallery.", at: data.moment(-1700), requestId: "6f7c1e0a-2a61-4f0b-9d5e-3e6a2f8f1a22" },
      { step: "identifiers", text: "Set Identifier and Reply URL.", at: data.moment(-1500), requestId: "0be1b5e0-7e51-44b8-9ab8-2b2f9f0f7e01" },
      { step: "add_certificate", text: "Created and activated the signing certificate 9A41…D0E2.", at: data.moment(-1200), requestId: null },
      { step: "assign", text: "Assigned B.Simon as User.", at: data.moment(-600), requestId: null },
    ],
  }),
  applications: { hash: "#/applications", answers: base },
  "application-same": { hash: "#/applications/sp-1", answers: base },
  "application-drifted": { hash: "#/applications/sp-1", answers: { ...base, status: () => driftedStatus } },
  "application-unknown": {
    hash: "#/applications/sp-9",
    answers: { ...base, status: failure({ code: "not_found", message: "No onboarding made from here goes by that id." }) },
  },
  activity: { hash: "#/activity", answers: base },
  "activity-empty": { hash: "#/activity", answers: { ...base, activity: () => ({ runs: [] }) } },
  settings: { hash: "#/settings", answers: base },
  practice: { hash: "#/practice", answers: signedIn(data.practiceSession) },
};

/** The host of a story. */
export function storyHost(story: Story, theme: "light" | "dark"): FakeHost {
  return fakeHost({ ...story.answers, settings: () => ({ ...data.settings, theme }) });
}
