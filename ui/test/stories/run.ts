import type { Answers, CheckView, EvidenceView, Page, PageStatus, PlanView, PreviewView, ProofView, RunView, ScanView } from "../../src/generated/contract";
import { pageOrder } from "../../src/pages/onboard/wizard-context";
import { certificate, moment, tenant } from "./data";

export const answers: Answers = {
  name: "Sentry",
  adopt: null,
  placeholders: { ORGANIZATION_SLUG: "acme" },
  overrides: {},
  initiation: "service_provider",
  emails: null,
  testUser: { existing: null, name: "", userName: "", domain: "" },
  group: null,
  role: null,
  vendorDone: false,
};

const pieces = (before: string, slug: string, after: string) => [
  { text: before, placeholder: null },
  { text: slug, placeholder: "ORGANIZATION_SLUG" },
  { text: after, placeholder: null },
];

const ok = { state: "ok", message: "Follows Sentry's pattern.", departsAt: null, suggestion: null } as const;

/** An onboarding of Sentry that stands on a page; the pages before it are done. */
export function runAt(page: Page, change: Partial<RunView> = {}): RunView {
  const at = pageOrder.indexOf(page);
  const status = (index: number): PageStatus => (index < at ? "done" : index === at ? "current" : "not_yet");
  const created = at > 0;
  return {
    id: "run-sentry",
    tenantId: tenant.id,
    name: "Sentry",
    product: "Sentry",
    guide: "saml",
    initiations: ["service_provider", "identity_provider"],
    started: moment(-1800),
    finished: null,
    busy: false,
    pages: pageOrder.map((one, index) => ({
      page: one,
      status: status(index),
      note: one === "application" && created ? "Sentry added" : one === "urls" && index === at ? "3 fields" : null,
      since: null,
    })),
    page,
    answers,
    application: {
      templateId: "t-sentry",
      templateName: "Sentry",
      publisher: "Functional Software, Inc.",
      instances: [{ servicePrincipalId: "sp-1", name: "Sentry (test)" }],
      nameProblem: null,
      created: created
        ? {
            applicationId: "b2a5f0d4-61d3-4ac1-93c1-0f4a9d7e2c11",
            appId: "4e1a9b0c-7d52-4f53-8a40-9c61d3b5e8f2",
            servicePrincipalId: "c9f0d7b1-3f7e-4c08-b5f6-2f7d6a1e0b93",
            adopted: false,
          }
        : null,
    },
    urls: {
      placeholders: [
        {
          name: "ORGANIZATION_SLUG",
          label: "Organization slug",
          hint: "The part of your Sentry address after /organizations/.",
          example: "acme",
          options: [],
          value: "acme",
          problem: null,
        },
      ],
      fields: [
        {
          field: "identifier",
          vendorLabel: "Entity ID",
          pattern: "https://sentry.io/saml/metadata/<ORGANIZATION_SLUG>/",
          patterns: [],
          value: "https://sentry.io/saml/metadata/acme/",
          pieces: pieces("https://sentry.io/saml/metadata/", "acme", "/"),
          overridden: false,
          required: true,
          later: false,
          check: { ...ok, message: "Follows Sentry's pattern. No other application in this tenant uses it." },
        },
        {
          field: "reply_url",
          vendorLabel: null,
          pattern: "https://sentry.io/saml/acs/<ORGANIZATION_SLUG>/",
          patterns: [],
          value: "https://sentry.io/saml/acs/acme/",
          pieces: pieces("https://sentry.io/saml/acs/", "acme", "/"),
          overridden: false,
          required: true,
          later: false,
          check: ok,
        },
        {
          field: "sign_on_url",
          vendorLabel: null,
          pattern: "https://sentry.io/organizations/<ORGANIZATION_SLUG>/",
          patterns: [],
          value: "https://sentry.io/organizations/acme/",
          pieces: pieces("https://sentry.io/organizations/", "acme", "/"),
          overridden: false,
          required: true,
          later: false,
          check: ok,
        },
        {
          field: "relay_state",
          vendorLabel: null,
          pattern: null,
          patterns: [],
          value: "",
          pieces: [],
          overridden: false,
          required: false,
          later: true,
          check: { state: "empty", message: "", departsAt: null, suggestion: null },
        },
      ],
      problems: 0,
      claims: {
        claims: [
          { name: "department", namespace: "", source: "user.department", seen: at > 6 ? true : null },
          { name: "team", namespace: "https://kite.example/claims", source: null, seen: at > 6 ? false : null },
        ],
        nameId: "user.mail",
        nameIdSeen: at > 6 ? false : null,
        nameIdFound: at > 6 ? "B.Simon@contoso.com" : null,
        signsBoth: true,
        bothSigned: at > 6 ? false : null,
        confirmed: false,
        portal: null,
      },
    },
    certificate: {
      active: at > 2 ? certificate : null,
      others: [],
      emails: ["identity-team@contoso.com"],
      emailsProblem: null,
      values: created
        ? {
            loginUrl: `https://login.microsoftonline.com/${tenant.id}/saml2`,
            identifier: `https://sts.windows.net/${tenant.id}/`,
            logoutUrl: `https://login.microsoftonline.com/${tenant.id}/saml2`,
            metadataUrl: `https://login.microsoftonline.com/${tenant.id}/federationmetadata/2007-06/federationmetadata.xml?appid=4e1a9b0c-7d52-4f53-8a40-9c61d3b5e8f2`,
            certificate: null,
            thumbprint: null,
          }
        : null,
    },
    testUser: {
      domains: tenant.domains,
      upn: "B.Simon@contoso.com",
      problem: null,
      problemField: null,
      existing: null,
      ready: at > 3 ? { id: "u-1", name: "B.Simon", upn: "B.Simon@contoso.com" } : null,
      passwordWaiting: at > 3,
    },
    assignment: {
      group: null,
      roles: [
        { id: "r-1", name: "User" },
        { id: "r-2", name: "msiam_access" },
      ],
      role: "r-1",
      reason: "“User” is the application's only role for people that is switched on; msiam_access is a leftover of the template.",
      assigned: at > 4 ? "B.Simon" : null,
    },
    applicationSide: {
      steps: [
        {
          text: "Open the organization's settings, then Auth, and choose Configure for Active Directory.",
          link: "https://sentry.io/settings/acme/auth/",
          values: [],
          collects: null,
        },
        {
          text: "Paste the metadata address and press Get Metadata.",
          link: null,
          values: [
            {
              vendorLabel: "Metadata URL",
              entraLabel: "App Federation Metadata URL",
              value: `https://login.microsoftonline.com/${tenant.id}/federationmetadata/2007-06/federationmetadata.xml?appid=4e1a9b0c-7d52-4f53-8a40-9c61d3b5e8f2`,
              form: null,
            },
          ],
          collects: null,
        },
        { text: "Copy the relay state that Sentry shows now.", link: null, values: [], collects: "relay_state" },
      ],
      arrival: { kind: "just_in_time", text: "Sentry makes an account at somebody's first sign-on. Nothing is to be done." },
      confirmed: false,
    },
    evidence: [],
    openItems: [],
    progress: [],
    receipt: [],
    ...change,
  };
}

/** A run whose Reply URL was typed by hand and misses its closing slash. */
export function departingRun(): RunView {
  const run = runAt("urls");
  const value = "https://sentry.io/saml/acs/acme";
  return {
    ...run,
    answers: { ...answers, overrides: { reply_url: value } },
    urls: {
      ...run.urls,
      problems: 1,
      fields: run.urls.fields.map((box) =>
        box.field === "reply_url"
          ? {
              ...box,
              value,
              overridden: true,
              pieces: [{ text: value, placeholder: null }],
              check: {
                state: "bad" as const,
                message: "Sentry expects a closing “/”. Sign-in would fail with AADSTS50011.",
                departsAt: 32,
                suggestion: "https://sentry.io/saml/acs/acme/",
              },
            }
          : box,
      ),
    },
  };
}

export const urlsPlan: PlanView = {
  hash: "8c1f20ab",
  findings: [
    {
      code: "role_ok",
      severity: "informs",
      message: "You are Cloud Application Administrator, which suffices.",
      remedy: null,
      step: null,
      field: null,
    },
  ],
  steps: [
    {
      id: "identifiers",
      page: "urls",
      intent: "Set Identifier and Reply URL",
      requests: [
        {
          method: "PATCH",
          path: "/applications/b2a5f0d4-61d3-4ac1-93c1-0f4a9d7e2c11",
          body: '{\n  "identifierUris": [\n    "https://sentry.io/saml/metadata/acme/"\n  ],\n  "web": {\n    "redirectUris": [\n      "https://sentry.io/saml/acs/acme/"\n    ]\n  }\n}',
        },
      ],
      changes: [
        {
          object: "application",
          name: "Sentry",
          field: "identifierUris",
          from: [],
          to: ["https://sentry.io/saml/metadata/acme/"],
          removed: [],
          added: ["https://sentry.io/saml/metadata/acme/"],
          kept: [],
        },
        {
          object: "application",
          name: "Sentry",
          field: "web.redirectUris",
          from: ["https://sentry.io/legacy"],
          to: ["https://sentry.io/saml/acs/acme/", "https://sentry.io/legacy"],
          removed: [],
          added: ["https://sentry.io/saml/acs/acme/"],
          kept: ["https://sentry.io/legacy"],
        },
      ],
      dependsOn: [],
      undo: "The former lists are put back.",
      undoable: true,
    },
    {
      id: "sign_on",
      page: "urls",
      intent: "Set the Sign-on URL",
      requests: [
        {
          method: "PATCH",
          path: "/servicePrincipals/c9f0d7b1-3f7e-4c08-b5f6-2f7d6a1e0b93",
          body: '{\n  "loginUrl": "https://sentry.io/organizations/acme/"\n}',
        },
      ],
      changes: [
        {
          object: "servicePrincipal",
          name: "Sentry",
          field: "loginUrl",
          from: [""],
          to: ["https://sentry.io/organizations/acme/"],
          removed: [""],
          added: ["https://sentry.io/organizations/acme/"],
          kept: [],
        },
      ],
      dependsOn: ["identifiers"],
      undo: "The former value is put back.",
      undoable: true,
    },
  ],
};

export const emptyPlan: PlanView = { hash: "00000000", findings: [], steps: [] };

export const blockedPlan: PlanView = {
  ...urlsPlan,
  findings: [
    {
      code: "role_missing",
      severity: "blocks",
      message: "Your role Cloud Application Administrator is eligible but not active.",
      remedy: "Activate it in Privileged Identity Management, then refresh.",
      step: null,
      field: null,
    },
  ],
};

const check = (code: string, found: string, change: Partial<CheckView> = {}): CheckView => ({
  code,
  passed: true,
  skipped: false,
  expected: null,
  found,
  ...change,
});

export const accepted: EvidenceView = {
  id: "e-2",
  initiation: "service_provider",
  way: "checked_response",
  accepted: true,
  at: moment(-30),
  configuration: "8c1f20ab",
  outdated: false,
  summary: "Entra's signed answer passes every rule that Sentry applies.",
  place: null,
  next: null,
  person: "B.Simon@contoso.com",
  claims: {
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress": ["B.Simon@contoso.com"],
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname": ["B"],
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname": ["Simon"],
  },
  checks: [
    { ...check("well_formed", ""), found: null },
    { ...check("single_assertion", ""), found: null },
    check("success_status", "Success"),
    check("issuer", `https://sts.windows.net/${tenant.id}/`),
    check("signed_by_active_certificate", certificate.thumbprint),
    check("audience", "https://sentry.io/saml/metadata/acme/"),
    check("in_response_to", "_5f1d2c3b9a"),
    check("conditions", "valid 09:36 to 10:46, skew 0 s"),
    check("subject", "B.Simon@contoso.com (email address)"),
  ],
  log: null,
};

/** Entra's log only: a token was issued, and nothing more is known. */
export const logged: EvidenceView = {
  ...accepted,
  id: "e-4",
  way: "sign_in_log",
  accepted: false,
  summary: "Entra says that it issued a token for Sentry. Whether Sentry takes it was not checked.",
  next: "Test with the local reply URL to have the response itself checked.",
  claims: {},
  checks: [],
  log: {
    person: "B.Simon@contoso.com",
    at: moment(-40),
    errorCode: 0,
    failureReason: null,
    additional: null,
    conditionalAccess: "notApplied",
    correlationId: "0f2c5b1e-7a3d-4c11-9a60-1d2e3f4a5b6c",
    explanations: [],
  },
};

/** Foreseen for B.Simon: one needed claim is empty. */
export const foreseen: PreviewView = {
  id: "u-1",
  name: "B.Simon",
  upn: "B.Simon@contoso.com",
  assigned: true,
  nameId: "B.Simon@contoso.com",
  nameIdFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
  nameIdSource: "user.userprincipalname",
  claims: [
    { name: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", values: ["B"], source: "user.givenname", required: false, computed: true },
    { name: "number", values: [], source: "user.employeeid", required: true, computed: true },
    { name: "land", values: [], source: "company.tenantcountry", required: false, computed: false },
  ],
  problems: [
    { code: "claim_empty", fails: true, text: "Sentry needs the claim “number”, and user.employeeid is empty.", remedy: "Fill user.employeeid in for this person." },
  ],
  basis: "policy",
  notes: [],
};

/** Two people of three have something to be said about. */
export const everyone: ScanView = {
  looked: 3,
  failing: 1,
  people: [
    { id: "u-2", name: "No Mail", nameId: null, problems: [{ code: "name_id_empty", fails: true, text: "user.mail is empty.", remedy: "Fill it in." }] },
    { id: "u-3", name: "Gast", nameId: "g@partner.example", problems: [{ code: "guest", fails: false, text: "A guest.", remedy: "Look at the NameID." }] },
  ],
  basis: "policy",
  notes: [],
};

export const refused: EvidenceView = {
  ...accepted,
  id: "e-3",
  accepted: false,
  summary: "Entra signed the assertion with a certificate that Sentry does not have yet.",
  place: "entra",
  next: "Activate the new certificate on the page Certificate, then test again.",
  person: null,
  claims: {},
  checks: [
    { ...check("well_formed", ""), found: null },
    { ...check("single_assertion", ""), found: null },
    check("success_status", "Success"),
    check("issuer", `https://sts.windows.net/${tenant.id}/`),
    check("signed_by_active_certificate", "11BC…7F60 (ends 2026-12-01)", { passed: false, expected: "9A41…D0E2 (ends 2029-11-21)" }),
    check("audience", "https://sentry.io/saml/metadata/acme/"),
    check("in_response_to", "", { passed: false, skipped: true, found: null }),
  ],
};

export const waitingProof: ProofView = {
  id: "p-1",
  run: "run-sentry",
  initiation: "service_provider",
  way: "checked_response",
  phase: "waiting_for_browser",
  since: moment(-18),
  until: moment(282),
  url: "http://127.0.0.1:40991/start/5f1d2c3b",
  evidence: null,
  error: null,
};
