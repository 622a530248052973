/** The running tenant, as its welcome describes it, and what every story needs of it. */
import { strict as assert } from "node:assert";

/** The line of `doorward practice serve --json --tls`. */
export interface Welcome {
  readonly login: string;
  readonly graph: string;
  readonly tenantId: string;
  readonly domain: string;
  readonly clientId: string;
  readonly accounts: readonly Account[];
  readonly control: { readonly url: string; readonly token: string };
  readonly caFile: string;
}

export interface Account {
  readonly upn: string;
  readonly password: string;
  readonly roles: readonly string[];
}

const line = process.env["DOORWARD_WELCOME"];
assert(line !== undefined, "the stories are started by run.js, which starts the tenant");

export const welcome = JSON.parse(line) as Welcome;
/** `localhost:PORT`: the name that the certificate and every registration know. */
export const host = new URL(welcome.login).host.replace("127.0.0.1", "localhost");
export const origin = `https://${host}`;
export const authority = `${origin}/${welcome.tenantId}`;
/** The Global Administrator. */
export const admin = account((roles) => roles.includes("Global Administrator"));

function account(wanted: (roles: readonly string[]) => boolean): Account {
  const found = welcome.accounts.find(({ roles }) => wanted(roles));
  assert(found !== undefined, "the tenant has such an account");
  return found;
}

/** Asks the control interface. */
export async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${welcome.control.url.replace("127.0.0.1", "localhost")}${path}`, {
    method,
    headers: { authorization: `Bearer ${welcome.control.token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? undefined : (JSON.parse(text) as unknown);
}

/** Says yes to a device code in the name of an account. */
export async function approve(userCode: string, who: Account = admin): Promise<void> {
  await control("POST", `/device-codes/${userCode}/approve`, { account: who.upn });
}

/** A Graph token of an account, by the protocol alone. */
export async function token(scopes: readonly string[], who: Account = admin): Promise<string> {
  const form = async (endpoint: string, fields: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: welcome.clientId, ...fields });
    const answer = await fetch(`${authority}/oauth2/v2.0/${endpoint}`, { method: "POST", body });
    const facts = (await answer.json()) as Record<string, string>;
    assert(answer.ok, JSON.stringify(facts));
    return facts;
  };
  const code = await form("devicecode", { scope: scopes.join(" ") });
  await approve(String(code["user_code"]), who);
  const tokens = await form("token", {
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    device_code: String(code["device_code"]),
  });
  return String(tokens["access_token"]);
}

/** Repeats until it no longer fails, as everybody must who has just changed a directory. */
export async function settled<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 40; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
}
