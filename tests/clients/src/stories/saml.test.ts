/** A service provider built on node-saml, which trusts nothing but the application's active certificate. */
import { strict as assert } from "node:assert";
import { before, describe, it, mock } from "node:test";
import { SAML, ValidateInResponseTo, type SamlConfig } from "@node-saml/node-saml";
import type { Client } from "@microsoft/microsoft-graph-client";
import type { Application, ApplicationServicePrincipal, ApplicationTemplate, AppRole, SelfSignedCertificate, ServicePrincipal, User } from "@microsoft/microsoft-graph-types";
import { Browser } from "./browser.js";
import { graph } from "./graph.js";
import { admin, authority, origin, settled, welcome } from "./tenant.js";

const entityId = "https://clients.sp.example/saml";
/** On this computer: the tenant leads Responses for other hosts to the page that plays the vendor. */
const acs = "http://localhost:4100/saml/acs";

describe("node-saml", () => {
  let settings: SamlConfig;
  let appId: string;

  before(async () => {
    const made = await connect(await graph());
    appId = made.appId;
    settings = {
      entryPoint: `${authority}/saml2`,
      issuer: entityId,
      audience: entityId,
      callbackUrl: acs,
      idpCert: made.certificate,
      idpIssuer: `https://sts.windows.net/${welcome.tenantId}/`,
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: false,
      disableRequestedAuthnContext: true,
      validateInResponseTo: ValidateInResponseTo.always,
    };
  });

  /** Starts at the service provider and comes back with what the browser carries. */
  async function signOn(provider: SAML, relay = ""): Promise<Record<string, string>> {
    const landing = await new Browser(admin).open(await provider.getAuthorizeUrlAsync(relay, undefined, {}));
    assert.equal(landing.url.href, acs, "the Response goes to the registered reply URL");
    return { ...landing.form };
  }

  it("accepts the answer to its own request", async () => {
    const provider = new SAML(settings);
    const form = await signOn(provider, "to the reports");
    assert.equal(form["RelayState"], "to the reports");
    const { profile } = await provider.validatePostResponseAsync(form);
    assert.equal(profile?.issuer, settings.idpIssuer);
    assert.equal(profile?.nameID, admin.upn);
    assert.equal(
      profile?.["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name"],
      admin.upn,
      "the claims that Entra issues unless told otherwise",
    );
  });

  it("accepts a sign-on that Entra began", async () => {
    const landing = await new Browser(admin).open(`${origin}/api/signin/${appId}?tenantId=${welcome.tenantId}`);
    assert.equal(landing.url.href, acs);
    const provider = new SAML({ ...settings, validateInResponseTo: ValidateInResponseTo.never });
    const { profile } = await provider.validatePostResponseAsync({ ...landing.form });
    assert.equal(profile?.nameID, admin.upn);
    assert.equal(profile?.["inResponseTo"], undefined, "nobody had asked");
  });

  it("refuses a Response in which one name was changed", async () => {
    const provider = new SAML(settings);
    const form = await signOn(provider);
    const xml = Buffer.from(form["SAMLResponse"] ?? "", "base64").toString("utf8");
    const other = xml.replaceAll(admin.upn, `intruder@${welcome.domain}`);
    assert.notEqual(other, xml, "there was something to change");
    const tampered = { SAMLResponse: Buffer.from(other).toString("base64") };
    await assert.rejects(provider.validatePostResponseAsync(tampered), /Invalid signature/);
  });

  it("refuses one that was meant for somebody else", async () => {
    const provider = new SAML({ ...settings, audience: "https://other.sp.example/saml" });
    await assert.rejects(provider.validatePostResponseAsync(await signOn(provider)), /audience mismatch/);
  });

  it("refuses one that has ended", async () => {
    const provider = new SAML({ ...settings, validateInResponseTo: ValidateInResponseTo.never });
    const form = await signOn(provider);
    mock.timers.enable({ apis: ["Date"], now: Date.now() + 3 * 3_600_000 });
    try {
      await assert.rejects(provider.validatePostResponseAsync(form), /expired/);
    } finally {
      mock.timers.reset();
    }
  });

  it("refuses one that another certificate signed", async () => {
    const client = await graph();
    const { certificate } = await connect(client, `${entityId}/second`);
    const provider = new SAML({ ...settings, idpCert: certificate });
    await assert.rejects(provider.validatePostResponseAsync(await signOn(provider)), /Invalid signature/);
  });

  it("refuses the same answer a second time", async () => {
    const provider = new SAML(settings);
    const form = await signOn(provider);
    await provider.validatePostResponseAsync(form);
    await assert.rejects(provider.validatePostResponseAsync(form), /InResponseTo is not valid/);
  });
});

/** Adds an application from the gallery, in the order Entra asks for, and assigns the administrator. */
async function connect(client: Client, identifier = entityId): Promise<{ appId: string; certificate: string }> {
  const custom = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621" satisfies ApplicationTemplate["id"];
  const { application, servicePrincipal } = (await client
    .api(`/applicationTemplates/${custom}/instantiate`)
    .post({ displayName: `Clients ${identifier}` })) as ApplicationServicePrincipal;
  const [app, principal] = [`/applications/${application?.id}`, `/servicePrincipals/${servicePrincipal?.id}`];
  await settled(() => client.api(principal).patch({ preferredSingleSignOnMode: "saml" } satisfies ServicePrincipal));
  const addresses = { identifierUris: [identifier], web: { redirectUris: [acs] } } satisfies Application;
  await settled(() => client.api(app).patch(addresses));
  const certificate = (await client
    .api(`${principal}/addTokenSigningCertificate`)
    .post({ displayName: "CN=Clients" })) as SelfSignedCertificate;
  const active = { preferredTokenSigningKeyThumbprint: certificate.thumbprint ?? null } satisfies ServicePrincipal;
  await settled(() => client.api(principal).patch(active));
  await settled(async () => {
    const { appRoles = [] } = (await client.api(principal).get()) as { appRoles?: AppRole[] };
    const role = appRoles.find((one) => one.isEnabled === true && one.allowedMemberTypes?.includes("User") === true);
    const { id: me } = (await client.api("/me").get()) as User;
    const appRoleId = role?.id ?? "00000000-0000-0000-0000-000000000000";
    const assignment = { principalId: me ?? "", resourceId: servicePrincipal?.id ?? "", appRoleId };
    await client.api(`${principal}/appRoleAssignedTo`).post(assignment);
  });
  await settled(async () => {
    const { servicePrincipalNames = [] } = (await client.api(principal).get()) as ServicePrincipal;
    assert(servicePrincipalNames.includes(identifier), "the identifier has reached the service principal");
  });
  return { appId: application?.appId ?? "", certificate: certificate.key ?? "" };
}
