/** Microsoft's own sign-in library: what it accepts from Entra, it accepts from the practice tenant. */
import { strict as assert } from "node:assert";
import { before, describe, it } from "node:test";
import {
  ConfidentialClientApplication,
  CryptoProvider,
  PublicClientApplication,
  type AuthenticationResult,
  type Configuration,
} from "@azure/msal-node";
import type { User } from "@microsoft/microsoft-graph-types";
import { Browser } from "./browser.js";
import { graph } from "./graph.js";
import { register, type Registration } from "./registration.js";
import { admin, approve, authority, control, host, origin, settled, welcome } from "./tenant.js";

const scopes = ["User.Read"];

function configuration(place: string = authority): Configuration {
  return { auth: { clientId: welcome.clientId, authority: place, knownAuthorities: [host] } };
}

/** Signs in by device code; the person says yes at once. */
async function byDeviceCode(app: PublicClientApplication, wanted = scopes): Promise<AuthenticationResult> {
  const deviceCodeCallback = ({ userCode }: { userCode: string }) => void approve(userCode);
  const result = await app.acquireTokenByDeviceCode({ scopes: wanted, deviceCodeCallback });
  assert(result !== null);
  return result;
}

async function me(accessToken: string): Promise<{ status: number; user: User }> {
  const answer = await fetch(`${origin}/v1.0/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  return { status: answer.status, user: (await answer.json()) as User };
}

describe("msal-node, device code", () => {
  it("signs a person in and says who it is", async () => {
    const result = await byDeviceCode(new PublicClientApplication(configuration()));
    assert.equal(result.account?.username, admin.upn);
    assert.equal(result.tenantId, welcome.tenantId);
    const { status, user } = await me(result.accessToken);
    assert.equal(status, 200);
    assert.equal(user.id, result.account?.localAccountId, "the id token's oid is the user's id in Graph");
  });

  it("finds the home tenant by `organizations`", async () => {
    const result = await byDeviceCode(new PublicClientApplication(configuration(`${origin}/organizations`)));
    assert.equal(result.tenantId, welcome.tenantId, "whoever asks for no tenant in particular lands at home");
  });

  it("renews silently: from the cache first, then with the refresh token", async () => {
    const app = new PublicClientApplication(configuration());
    const first = await byDeviceCode(app);
    assert(first.account !== null);
    const kept = await app.acquireTokenSilent({ account: first.account, scopes });
    assert.equal(kept.fromCache, true);
    assert.equal(kept.accessToken, first.accessToken);
    const renewed = await app.acquireTokenSilent({ account: first.account, scopes, forceRefresh: true });
    assert.equal(renewed.fromCache, false);
    assert.notEqual(renewed.accessToken, first.accessToken);
    assert.equal((await me(renewed.accessToken)).status, 200);
    const again = await app.acquireTokenSilent({ account: first.account, scopes, forceRefresh: true });
    assert.equal((await me(again.accessToken)).status, 200, "the rotated refresh token works in its turn");
  });

  it("hears that the person declined", async () => {
    const app = new PublicClientApplication(configuration());
    const deviceCodeCallback = ({ userCode }: { userCode: string }) =>
      void control("POST", `/device-codes/${userCode}/decline`, {});
    await assert.rejects(app.acquireTokenByDeviceCode({ scopes, deviceCodeCallback }), /authorization_declined/);
  });
});

describe("msal-node, authorization code with PKCE", () => {
  const redirectUri = "http://localhost";

  async function begin(app: PublicClientApplication): Promise<{ code: string; verifier: string }> {
    const { challenge, verifier } = await new CryptoProvider().generatePkceCodes();
    const state = new CryptoProvider().createNewGuid();
    const wanted = { scopes, redirectUri, codeChallenge: challenge, codeChallengeMethod: "S256" as const, state };
    const { url } = await new Browser(admin).open(await app.getAuthCodeUrl(wanted));
    assert.equal(url.origin, redirectUri, url.href);
    assert.equal(url.searchParams.get("state"), state);
    return { code: url.searchParams.get("code") ?? "", verifier };
  }

  it("signs a person in through the browser", async () => {
    const app = new PublicClientApplication(configuration());
    const { code, verifier } = await begin(app);
    const result = await app.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier: verifier });
    assert.equal(result.account?.username, admin.upn);
    assert.equal((await me(result.accessToken)).status, 200);
    await assert.rejects(
      app.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier: verifier }),
      /invalid_grant.*AADSTS54005/s,
      "a code is good for one time",
    );
  });

  it("is refused without the right verifier", async () => {
    const app = new PublicClientApplication(configuration());
    const { code } = await begin(app);
    const { verifier } = await new CryptoProvider().generatePkceCodes();
    await assert.rejects(
      app.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier: verifier }),
      /invalid_grant.*AADSTS501481/s,
    );
  });
});

describe("msal-node, client credentials", () => {
  let registration: Registration;
  before(async () => {
    registration = await register(await graph(), "Clients daemon", ["User.Read.All"]);
  });

  const daemon = (clientSecret: string) =>
    new ConfidentialClientApplication({
      auth: { clientId: registration.clientId, clientSecret, authority, knownAuthorities: [host] },
    });

  it("signs a program in with its secret", async () => {
    const result = await settled(async () => {
      const app = daemon(registration.secret);
      const result = await app.acquireTokenByClientCredential({ scopes: ["https://graph.microsoft.com/.default"] });
      assert(result !== null);
      const answer = await fetch(`${origin}/v1.0/users?$top=1`, {
        headers: { authorization: `Bearer ${result.accessToken}` },
      });
      assert.equal(answer.status, 200, await answer.text());
      return result;
    });
    assert.equal(result.account, null, "nobody is signed in, only a program");
    assert.equal((await me(result.accessToken)).status, 400, "so there is no “me”");
  });

  it("is refused with a wrong one", async () => {
    const wrong = daemon("not-the-secret").acquireTokenByClientCredential({
      scopes: ["https://graph.microsoft.com/.default"],
    });
    await assert.rejects(wrong, /invalid_client.*AADSTS7000215/s);
  });
});
