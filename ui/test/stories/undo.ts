import type { StatusView, UndoView } from "../../src/generated/contract";
import { moment } from "./data";

const delivered = "https://sentry.io/saml/acs/acme/";
const foreign = "https://login.evil.example/acs";

/** The way back of a run that took an application over; others have changed one value since. */
export const wayBack: UndoView = {
  run: "run-sentry",
  name: "Sentry",
  hash: "5b1e",
  findings: [
    {
      code: "conflict",
      severity: "warns",
      message: "Sign-on URL was changed by others since: it holds https://theirs.example/ and is left alone (it was https://old.example/ before this run).",
      remedy: null,
      step: "sign_on",
      field: null,
    },
  ],
  steps: [
    {
      id: "assign",
      state: "todo",
      intent: "Take B.Simon off Sentry",
      note: null,
      requests: [{ method: "DELETE", path: "/servicePrincipals/c9f0d7b1/appRoleAssignedTo/{assignment.id}", body: null }],
      changes: [
        { object: "assignment", name: "Sentry", field: "appRoleAssignedTo", from: ["B.Simon"], to: [], removed: ["B.Simon"], added: [], kept: [] },
      ],
      conflicts: [],
    },
    {
      id: "sign_on",
      state: "stays",
      intent: "Put the Sign-on URL back",
      note: "Others changed it since; their value stays.",
      requests: [],
      changes: [],
      conflicts: [
        {
          field: "loginUrl",
          label: "Sign-on URL",
          written: ["https://sentry.io/organizations/acme/"],
          found: ["https://theirs.example/"],
          former: ["https://old.example/"],
        },
      ],
    },
  ],
};

/** An application as its run left it. */
export const sameStatus: StatusView = {
  run: "run-sentry",
  name: "Sentry",
  product: "Sentry",
  appId: "4e1a9b0c-7d52-4f53-8a40-9c61d3b5e8f2",
  servicePrincipalId: "sp-1",
  state: "same",
  since: moment(-7200),
  at: moment(0),
  differences: [],
  auditRead: true,
  mend: { hash: "0", steps: [], findings: [] },
  journal: null,
};

/** The same, after somebody replaced its reply URL. */
export const driftedStatus: StatusView = {
  ...sameStatus,
  state: "drifted",
  differences: [
    {
      object: "application",
      field: "web.redirectUris",
      label: "Reply URL",
      kind: "missing",
      expected: [delivered],
      actual: [foreign],
      mendable: true,
      note: null,
      by: { who: "mallory@contoso.com", what: "Update application", at: moment(-600) },
    },
    {
      object: "servicePrincipal",
      field: "accountEnabled",
      label: "Enabled for users to sign in",
      kind: "changed",
      expected: ["true"],
      actual: ["false"],
      mendable: false,
      note: "Nobody can sign in. Somebody switched it off on purpose: ask first.",
      by: null,
    },
  ],
  mend: {
    hash: "77aa",
    findings: [],
    steps: [
      {
        id: "identifiers",
        page: "urls",
        intent: "Put Identifier and Reply URL right",
        requests: [],
        changes: [
          {
            object: "application",
            name: "Sentry",
            field: "web.redirectUris",
            from: [foreign],
            to: [delivered, foreign],
            removed: [],
            added: [delivered],
            kept: [foreign],
          },
        ],
        dependsOn: [],
        undo: "Write the former values back.",
        undoable: true,
      },
    ],
  },
};
