import type {
  AccountView,
  ActivityView,
  ApplicationRowView,
  BrowserView,
  CapturedVerdict,
  CatalogHit,
  CatalogReading,
  CatalogView,
  CertificateView,
  CodeView,
  ExplanationView,
  HomeView,
  MetadataView,
  PracticeView,
  ReadFact,
  RegistrationView,
  RunCard,
  SessionView,
  SettingsView,
  TenantView,
  WaysView,
} from "../../src/generated/contract";

/** A moment some seconds from now. */
export function moment(secondsFromNow: number): string {
  return new Date(Date.now() + secondsFromNow * 1000).toISOString();
}

const DAY = 86_400;

export const account: AccountView = {
  tenantId: "7f3c9a52-08d1-4b6e-9c1f-52d0e8b31c10",
  tenantName: "Contoso Ltd",
  objectId: "2b8f6c1e-9d4a-4f0e-8a55-6f1f6f0f7d21",
  upn: "adele@contoso.com",
  name: "Adele Vance",
  practice: false,
};

export const tenant: TenantView = {
  id: account.tenantId,
  name: "Contoso Ltd",
  domain: "contoso.com",
  domains: [
    { name: "contoso.com", managed: true, preferred: true },
    { name: "contoso.onmicrosoft.com", managed: true, preferred: false },
    { name: "corp.contoso.com", managed: false, preferred: false },
  ],
  colour: 0,
  practice: false,
  confirmed: moment(-9 * DAY),
  loginHost: "login.microsoftonline.com",
  cloud: "global",
  lacks: [],
};

export const session: SessionView = {
  account,
  tenant,
  attention: null,
  others: [
    {
      tenantId: "0c1d52aa-5b0e-4b52-9c55-3f0c6f3d2b44",
      tenantName: "Fabrikam GmbH",
      objectId: "b1fd6a0e-5d0c-43c5-9f0a-8a3a3a1f9f10",
      upn: "adele@partner.example",
      name: "Adele Vance",
      practice: false,
    },
  ],
  sealing: { kind: "keyring", trouble: null, locked: false },
  damage: null,
  version: "0.1.0",
};

export const practiceSession: SessionView = {
  ...session,
  account: { ...account, practice: true, tenantName: "Woodgrove Practice", upn: "admin@woodgrove.example", name: "Robin Admin" },
  tenant: {
    ...tenant,
    name: "Woodgrove Practice",
    domain: "woodgrove.example",
    domains: [{ name: "woodgrove.example", managed: true, preferred: true }],
    colour: 3,
    practice: true,
    confirmed: null,
    loginHost: "127.0.0.1:40123",
    cloud: null,
  },
};

export const signedOut: SessionView = {
  account: null,
  tenant: null,
  attention: null,
  others: [],
  sealing: { kind: "memory", trouble: "The system has no keyring service on this session's bus.", locked: false },
  damage: null,
  version: "0.1.0",
};

export const code: CodeView = {
  userCode: "H7XK-9QPD",
  verificationUri: "https://microsoft.com/devicelogin",
  expiresIn: 900,
  expiresAt: moment(861),
  practice: false,
  scopes: ["User.Read", "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "User.ReadWrite.All"],
};

export const browser: BrowserView = {
  authorizationUri:
    "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/authorize?response_type=code&client_id=14d82eec-204b-4c2f-b7e8-296a70dab67e&redirect_uri=http%3A%2F%2Flocalhost%3A41873&code_challenge_method=S256",
  redirectUri: "http://localhost:41873",
  expiresIn: 600,
  expiresAt: moment(552),
  practice: false,
  scopes: ["User.Read", "Application.Read.All", "Policy.Read.All", "User.ReadBasic.All", "GroupMember.Read.All"],
};

const government = [
  { code: "shared_client", text: "There is no shared client here: Doorward needs a registration of its own in the tenant first." },
  { code: "signing_certificates", text: "Graph cannot make SAML signing certificates here: create and activate one in the portal, then go on." },
  { code: "gallery_details", text: "Gallery entries carry fewer facts here: some fields are filled in by hand." },
  { code: "launcher", text: "Sign-ons that Entra starts go through My Apps here." },
];

export const ways: WaysView = {
  clouds: [
    {
      name: "global",
      title: "Microsoft Entra ID (global)",
      loginUrl: "https://login.microsoftonline.com",
      graphUrl: "https://graph.microsoft.com",
      portalUrl: "https://entra.microsoft.com",
      devicePage: "https://microsoft.com/devicelogin",
      lacks: [],
    },
    {
      name: "us-gov",
      title: "US Government (L4, GCC High)",
      loginUrl: "https://login.microsoftonline.us",
      graphUrl: "https://graph.microsoft.us",
      portalUrl: "https://portal.azure.us",
      devicePage: "https://microsoft.com/deviceloginus",
      lacks: government,
    },
  ],
  cloud: "global",
  loginUrl: null,
  client: "shared",
  registrations: [],
};

export const registration: RegistrationView = {
  tenantId: tenant.id,
  tenantName: tenant.name,
  plan: {
    hash: "r-1",
    findings: [],
    steps: [
      {
        id: "register_application",
        page: null,
        intent: "Register “Doorward” as a public client of this tenant",
        requests: [{ method: "POST", path: "/applications", body: "{\n  \"displayName\": \"Doorward\"\n}" }],
        changes: [
          { object: "application", name: "Doorward", field: "isFallbackPublicClient", from: [], to: ["true"], removed: [], added: ["true"], kept: [] },
          { object: "application", name: "Doorward", field: "publicClient.redirectUris", from: [], to: ["http://localhost"], removed: [], added: ["http://localhost"], kept: [] },
          {
            object: "application",
            name: "Doorward",
            field: "requiredResourceAccess",
            from: [],
            to: ["User.Read", "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"],
            removed: [],
            added: ["User.Read", "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"],
            kept: [],
          },
        ],
        dependsOn: [],
        undo: "Delete the registration; Entra keeps it for 30 days.",
        undoable: false,
      },
    ],
  },
  client: null,
  scopes: [
    { name: "User.Read", id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", administrator: false },
    { name: "Application.ReadWrite.All", id: "bdfbf15f-ee85-4955-8675-146e8e5296b5", administrator: true },
  ],
  adminConsentUri: null,
  remembered: false,
};

export const registered: RegistrationView = {
  ...registration,
  plan: { hash: "r-2", findings: [], steps: [] },
  client: {
    clientId: "5d9cbf0c-3f6f-4a2a-8a37-6d6ed5a4d3c1",
    applicationId: "8c3a44a5-8b1f-4bd5-a0ff-5f0f3e7f7c11",
    servicePrincipalId: "f7c4d1de-0d47-4f4e-9a06-0a6b7a5d2c10",
    name: "Doorward",
    adopted: false,
  },
  adminConsentUri: `https://login.microsoftonline.com/${tenant.id}/v2.0/adminconsent?client_id=5d9cbf0c-3f6f-4a2a-8a37-6d6ed5a4d3c1`,
  remembered: true,
};

const row = (name: string, days: number | null, proof: ApplicationRowView["lastProof"], mode: string | null = "saml"): ApplicationRowView => ({
  servicePrincipalId: `sp-${name}`,
  appId: `app-${name}`,
  name,
  mode,
  certificateEnds: days === null ? null : moment(days * DAY + 600),
  lastProof: proof,
});

export const rows: ApplicationRowView[] = [
  row("Box", 41, { accepted: false, at: moment(-3 * DAY), outdated: false }),
  row("Segment", 1094, { accepted: true, at: moment(-5000), outdated: false }),
  row("Slack", 466, { accepted: true, at: moment(-12 * DAY), outdated: false }),
  row("SonicSaaS", null, null, "oidc"),
  row("Zendesk", 6, { accepted: true, at: moment(-80 * DAY), outdated: true }),
];

export const runCards: RunCard[] = [
  {
    id: "run-sentry",
    name: "Sentry",
    page: "certificate",
    status: "waiting",
    done: 2,
    openItems: [],
    updated: moment(-12),
    finished: null,
  },
  {
    id: "run-sequr",
    name: "Sequr",
    page: "application_side",
    status: "needs_you",
    done: 6,
    openItems: ["Relay State is still to come from Sequr."],
    updated: moment(-2 * DAY),
    finished: null,
  },
];

export const home: HomeView = {
  underWay: runCards,
  applications: rows,
  ending: rows.filter(({ name }) => name === "Zendesk" || name === "Box").reverse(),
  asOf: moment(-40),
};

export const emptyHome: HomeView = { underWay: [], applications: [], ending: [], asOf: moment(-5) };

export const activity: ActivityView = {
  runs: [
    {
      card: { ...(runCards[0] as RunCard), finished: null },
      by: "adele@contoso.com",
      entries: [
        { at: moment(-3600), step: "instantiate", phase: "intent", text: "Add “Sentry” from the gallery", requestId: null },
        { at: moment(-3597), step: "instantiate", phase: "accepted", text: "Entra accepted it", requestId: "6f7c1e0a-2a61-4f0b-9d5e-3e6a2f8f1a22" },
        { at: moment(-3590), step: "instantiate", phase: "proved", text: "Read back: registration and service principal are there", requestId: null },
        { at: moment(-40), step: "add_certificate", phase: "failed", text: "The directory role is not active", requestId: "0be1b5e0-7e51-44b8-9ab8-2b2f9f0f7e01" },
      ],
      undoable: true,
      altered: null,
    },
    { card: { ...(runCards[1] as RunCard), finished: moment(-DAY) }, by: "adele@contoso.com", entries: [], undoable: false, altered: "The journal was altered: entry 4 is not what Doorward wrote." },
  ],
};

const hit = (name: string, more: Partial<CatalogHit>): CatalogHit => ({
  sources: ["gallery"],
  name,
  publisher: "",
  description: "",
  modes: ["saml"],
  recipe: null,
  templateId: null,
  servicePrincipalId: null,
  instances: [],
  ...more,
});

export const catalog: CatalogView = {
  hits: [
    hit("Kite Desk", { sources: ["own"], recipe: "kite-desk", description: "An administrator of Kite Desk creates the person before the first sign-on." }),
    hit("Sentry", {
      sources: ["built_in", "gallery"],
      templateId: "t-sentry",
      publisher: "Functional Software, Inc.",
      description: "Error tracking for developers.",
      recipe: "sentry",
      instances: [{ servicePrincipalId: "sp-1", name: "Sentry (test)" }],
    }),
    hit("Segment", { sources: ["built_in", "gallery"], templateId: "t-segment", publisher: "Twilio", description: "Customer data.", recipe: "segment" }),
    hit("Sequr", { sources: ["built_in", "gallery"], templateId: "t-sequr", publisher: "Sequr, Inc.", recipe: "sequr" }),
    hit("ServiceNow", { templateId: "t-servicenow", publisher: "ServiceNow", description: "Workflows.", modes: ["saml", "password"] }),
    hit("Sentry (test)", { sources: ["application"], servicePrincipalId: "sp-1", templateId: "t-sentry" }),
  ],
  total: 671,
  asOf: moment(-300),
  trouble: null,
};

const page = `# Tutorial: Microsoft Entra integration with Kite Desk

a. In the **Identifier** textbox, type KiteDesk

b. In the **Reply URL** textbox, type a URL using the following pattern: \`https://<tenant>.kite.example/acs\``;

const fact = (name: string, value: string, line: number, confidence: number): ReadFact => {
  const start = (page.split("\n")[line - 1] ?? "").indexOf(value);
  return { fact: name, value, line, start, end: start + value.length, confidence };
};

export const reading: CatalogReading = {
  readAs: "tutorial",
  text: page,
  name: "kite.md",
  product: "Kite Desk",
  facts: [
    fact("app", "Kite Desk", 1, 98),
    fact("identifier", "KiteDesk", 3, 55),
    fact("reply_url", "https://<tenant>.kite.example/acs", 5, 97),
    { fact: "certificate", value: "base64", line: 0, start: 0, end: 0, confidence: 96 },
  ],
  draft: {
    id: "kite-desk",
    product: "Kite Desk",
    toml: 'format = 1\nid = "kite-desk"\nproduct = "Kite Desk"\n',
    taken: false,
    questions: [
      { field: "identifier", takes: "patterns", candidates: ["KiteDesk"], why: "nothing marks this word as a value", line: 3, problem: null },
      {
        field: "provisioning",
        takes: "one_of",
        candidates: ["jit", "manual_admin", "manual_support", "automatic", "unknown"],
        why: "no section says how people come to exist at the application",
        line: 0,
        problem: null,
      },
      { field: "copies", takes: "some_of", candidates: ["login_url", "entra_identifier"], why: "no step names a value for the application", line: 0, problem: null },
    ],
  },
  tutorial: null,
};

export const certificate: CertificateView = {
  thumbprint: "9A41C07F3B6E5D2288A1F4C3B0E97D5512ACD0E2",
  subject: "CN=Microsoft Azure Federated SSO Certificate",
  starts: moment(-60),
  ends: moment(1095 * DAY),
  daysLeft: 1094,
  published: true,
};

export const settings: SettingsView = { theme: "system", cloud: "", clientId: "", browser: "", loginUrl: "", graphUrl: "", replyPort: 0 };

export const practice: PracticeView = {
  running: true,
  url: "http://127.0.0.1:40123",
  domain: "woodgrove.example",
  accounts: [
    { upn: "admin@woodgrove.example", password: "Practice-Admin-1", roles: ["Cloud Application Administrator", "User Administrator"] },
    { upn: "helpdesk@woodgrove.example", password: "Practice-Help-1", roles: ["Global Reader"] },
    { upn: "britta@woodgrove.example", password: "Practice-Britta-1", roles: [] },
  ],
  lagMs: 3000,
  latencyMs: 80,
  clockOffsetS: 0,
  troubles: [
    "throttle",
    "outage",
    "slow",
    "cut_before",
    "cut_after",
    "instantiate_lost",
    "token_revoked",
    "role_not_activated",
    "certificate_expired",
    "clock_skew",
  ],
  ordered: [{ name: "cut_after", count: 1 }, { name: "throttle", count: 3 }],
};

export const explanations: ExplanationView[] = [
  {
    code: "AADSTS50105",
    known: true,
    what: "The person is not assigned to the application",
    place: "entra",
    subject: "Assigned people and groups",
    expected: ["Developers", "B.Simon"],
    actual: "britta@contoso.com",
    departsAt: null,
    action: "assign_person",
    actionValue: "britta@contoso.com",
    advice: "Assign britta@contoso.com, or a group that she is a direct member of.",
    link: "https://login.microsoftonline.com/error?code=50105",
    person: "britta@contoso.com",
    correlationId: "6f7c1e0a-2a61-4f0b-9d5e-3e6a2f8f1a22",
    traceId: null,
    timestamp: "2026-11-22 14:05:00Z",
  },
];

export const captured: CapturedVerdict = {
  accepted: false,
  reasons: ["The audience is another application's Identifier."],
  warnings: [],
  checks: [
    { code: "well_formed", passed: true, skipped: false, expected: null, found: null },
    { code: "audience", passed: false, skipped: false, expected: "https://sentry.io/saml/metadata/acme/", found: "https://sentry.io/saml/metadata/other/" },
  ],
  person: "britta@contoso.com",
  claims: {},
  sentTo: "https://sentry.io/saml/acs/acme/",
  explanations: [],
};

export const metadata: MetadataView = {
  entityId: "https://sentry.io/saml/metadata/acme/",
  fields: { identifier: "https://sentry.io/saml/metadata/acme/", reply_url: "https://sentry.io/saml/acs/acme/" },
  nameIdFormats: ["urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"],
  keys: [],
  requestsSigned: false,
};
