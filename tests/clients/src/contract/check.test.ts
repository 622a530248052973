/** The contract check, checked: it must be able to say no, wherever in a body the mistake is. */
import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { compile } from "./compile.js";
import { Exceptions } from "./exceptions.js";
import { unfolded, type Exchange, type Json } from "./exchange.js";
import { Values, type Trouble } from "./values.js";

const context = "https://localhost/v1.0/$metadata#x";
const id = "00000000-0000-0000-0000-000000000001";

function answered(path: string, response: Json): Exchange {
  return { client: "", method: "GET", path: `/v1.0${path}`, query: "", status: 200, response };
}

function asked(method: string, path: string, request: Json, client = "Doorward/0.1.0", status = 204): Exchange {
  return { client, method, path: `/v1.0${path}`, query: "", status, request };
}

const right: readonly Exchange[] = [
  answered("/users", {
    "@odata.context": context,
    "@odata.count": 2,
    "@odata.nextLink": "https://localhost/v1.0/users?$skiptoken=x",
    value: [{ id, displayName: "Ann", [`extension_${"a".repeat(32)}_desk`]: "7" }, { id, mail: null }],
  }),
  asked("POST", "/devices", { displayName: "a", "memberOf@odata.bind": ["https://localhost/v1.0/groups/1"] }),
  asked("POST", `/groups/${id}/members/$ref`, { "@odata.id": "https://localhost/v1.0/directoryObjects/1" }),
  answered("/users/$count", 3),
  answered(`/users/${id}/displayName`, { "@odata.context": context, value: "Ann" }),
  answered(`/users/${id}/memberOf`, {
    "@odata.context": context,
    value: [{ "@odata.type": "#microsoft.graph.group", id, displayName: "a" }],
  }),
  answered("/users/delta", { "@odata.context": context, value: [{ id, "@removed": { reason: "changed" } }] }),
  asked("PATCH", `/identity/conditionalAccess/policies/${id}`, {
    conditions: { authenticationFlows: { transferMethods: "deviceCodeFlow,authenticationTransfer" } },
  }),
  { ...answered("/applicationTemplates/1", { "@odata.context": context, configurationUris: [] }), path: "/beta/applicationTemplates/1" },
  // Wrong on purpose, and the tenant said no: a test of somebody's.
  { ...asked("PATCH", `/contracts/${id}`, { nme: "a" }, "somebody", 400), response: { error: { code: "a", message: "b" } } },
];

const mistakes: Readonly<Record<string, Exchange>> = {
  "a property that does not exist": asked("PATCH", `/servicePrincipals/${id}`, { loginURL: "https://a.example" }),
  "a property that does not exist, deep inside": asked("PATCH", `/applications/${id}`, { web: { redirectUri: [] } }),
  "a text where a list belongs": asked("POST", "/applications", { identifierUris: "https://a.example" }),
  "a word that the enumeration does not have": asked("POST", "/identity/conditionalAccess/policies", { state: "on" }),
  "one row of many": answered("/groups", { "@odata.context": context, value: [{ id }, { id, login: "ann" }] }),
  "an action's parameter": asked("POST", `/servicePrincipals/${id}/addTokenSigningCertificate`, { name: "CN=a" }),
  "something wrong in a derived type": asked("POST", "/identity/conditionalAccess/namedLocations", {
    "@odata.type": "#microsoft.graph.ipNamedLocation",
    ipRanges: [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", address: "198.51.100.0/24" }],
  }),
  "a derived type in the wrong place": answered(`/users/${id}/manager`, {
    "@odata.context": context,
    "@odata.type": "#microsoft.graph.iPv4CidrRange",
    cidrAddress: "198.51.100.0/24",
  }),
  "an answer without its context": answered(`/domains/${id}`, { id }),
  "a refusal without a code": { ...answered("/contracts", { error: { message: "no" } }), status: 400 },
  "a bond to what is no relationship": asked("POST", "/groups", { "friends@odata.bind": ["https://a.example"] }),
  "an unknown annotation": answered(`/groups/${id}`, { "@odata.context": context, "@odata.surprise": true }),
  "a reference by another name": asked("POST", `/groups/${id}/owners/$ref`, { "@odata.ref": "https://a.example" }),
  "a path that nothing is known about": answered("/applications/1/colour", {}),
  "a mistake of Doorward's although it was refused": {
    ...asked("PATCH", `/users/${id}`, { nme: "a" }, "Doorward/0.1.0", 400),
    response: { error: { code: "Request_BadRequest", message: "no" } },
  },
};

const batch: Exchange = {
  ...asked("POST", "/$batch", { requests: [{ id: "1", method: "PATCH", url: `/devices/${id}`, body: { nme: "a" } }] }),
  status: 200,
  response: { responses: [{ id: "1", status: 204 }] },
};

const entry = { type: "Contract", property: "desk", judged: "string", reason: "it is told", source: "here" };

describe("the contract check", () => {
  const exceptions = new Exceptions([entry, { ...entry, property: "chair" }]);
  let found: Trouble[];
  /** One run of the compiler tells about all of them. */
  before(() => {
    const folder = mkdtempSync(join(tmpdir(), "doorward-contract-"));
    const values = new Values(exceptions);
    const desk = (value: Json) => answered(`/contracts/${id}`, { "@odata.context": context, desk: value });
    const all = [...right, ...Object.values(mistakes), ...unfolded(batch), desk("7"), desk(7)];
    for (const exchange of all) values.add(exchange);
    found = [...values.trouble, ...compile(values, folder)];
    rmSync(folder, { recursive: true });
  });

  const about = ({ method, path }: Exchange) => {
    const template = path.replace(id, "{key}");
    return found.filter(({ origin }) => origin.startsWith(`${method} ${template},`) || origin === `${method} ${path}`);
  };

  for (const [name, exchange] of Object.entries(mistakes)) {
    it(`finds ${name}`, () => {
      assert(about(exchange).length > 0, `nothing was found about ${exchange.method} ${exchange.path}`);
    });
  }

  it("agrees with what is right", () => {
    const wrong = new Set([...Object.values(mistakes), batch].map(({ path }) => path));
    for (const exchange of right) {
      if (!wrong.has(exchange.path)) assert.deepEqual(about(exchange), []);
    }
  });

  it("looks into batches", () => {
    const [trouble] = found.filter(({ origin }) => origin.startsWith("PATCH /v1.0/devices/{key}"));
    assert.match(trouble?.words ?? "", /'"nme"' does not exist in type 'Device'/);
  });

  it("judges exceptions too, and knows those that are not needed", () => {
    const desks = found.filter(({ origin }) => origin.startsWith("GET /v1.0/contracts/{key}"));
    assert.equal(desks.length, 1, "a text as the exception says; the number is not");
    assert.deepEqual(exceptions.unused.map(({ property }) => property), ["chair"]);
    assert.throws(() => new Exceptions([{ ...entry, reason: " " }]), /needs type, property, judged, reason/);
  });
});
