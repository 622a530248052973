/** A certified OpenID Connect client that knows nothing of Microsoft: discovery, keys and tokens must speak for themselves. */
import { strict as assert } from "node:assert";
import { before, describe, it } from "node:test";
import * as oidc from "openid-client";
import { Browser } from "./browser.js";
import { admin, approve, authority, welcome } from "./tenant.js";

describe("openid-client", () => {
  let configuration: oidc.Configuration;
  before(async () => {
    const issuer = new URL(`${authority}/v2.0`);
    configuration = await oidc.discovery(issuer, welcome.clientId, undefined, oidc.None());
    // Signatures are checked even where TLS alone would do.
    oidc.enableNonRepudiationChecks(configuration);
  });

  it("verifies the id token of a device code", async () => {
    const code = await oidc.initiateDeviceAuthorization(configuration, { scope: "openid profile offline_access User.Read" });
    await approve(code.user_code);
    const tokens = await oidc.pollDeviceAuthorizationGrant(configuration, { ...code, interval: 1 });
    assert.equal(tokens.claims()?.["preferred_username"], admin.upn);
    assert.equal(tokens.claims()?.["tid"], welcome.tenantId);
    const renewed = await oidc.refreshTokenGrant(configuration, tokens.refresh_token ?? "");
    assert.notEqual(renewed.refresh_token, tokens.refresh_token, "refresh tokens rotate");
  });

  it("verifies the id token of a code, with state, nonce and PKCE", async () => {
    const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
    const address = oidc.buildAuthorizationUrl(configuration, {
      // With the slash that URLs have: the client repeats the address as it came back.
      redirect_uri: "http://localhost/",
      scope: "openid profile User.Read",
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    const { url } = await new Browser(admin).open(address);
    const tokens = await oidc.authorizationCodeGrant(configuration, url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    assert.equal(tokens.claims()?.["preferred_username"], admin.upn);
  });
});
