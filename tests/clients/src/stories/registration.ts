/** An application registration of one's own, as an administrator makes it for a program. */
import { strict as assert } from "node:assert";
import type { Client } from "@microsoft/microsoft-graph-client";
import type { Application, AppRoleAssignment, PasswordCredential, ServicePrincipal } from "@microsoft/microsoft-graph-types";
import { settled } from "./tenant.js";

/** Microsoft Graph itself, in every tenant. */
const graphAppId = "00000003-0000-0000-c000-000000000000";

/** What a program signs in with. */
export interface Registration {
  readonly clientId: string;
  readonly secret: string;
}

/** Registers a program, gives it a secret and lets it use these application permissions of Graph. */
export async function register(client: Client, name: string, permissions: readonly string[]): Promise<Registration> {
  const made = (await client.api("/applications").post({ displayName: name } satisfies Application)) as Application;
  const { appId = null, id } = made;
  const principal = (await settled(() =>
    client.api("/servicePrincipals").post({ appId } satisfies ServicePrincipal),
  )) as ServicePrincipal;
  const secret = (await settled(() =>
    client.api(`/applications/${id}/addPassword`).post({ passwordCredential: { displayName: "clients" } }),
  )) as PasswordCredential;
  const graph = (await client.api(`/servicePrincipals(appId='${graphAppId}')`).get()) as ServicePrincipal;
  for (const permission of permissions) {
    const role = graph.appRoles?.find((one) => one.value === permission);
    assert(role?.id !== undefined, `Graph has the application permission ${permission}`);
    const assignment: AppRoleAssignment = { principalId: principal.id ?? "", resourceId: graph.id ?? "", appRoleId: role.id };
    await settled(() => client.api(`/servicePrincipals/${graph.id}/appRoleAssignedTo`).post(assignment));
  }
  return { clientId: appId ?? "", secret: secret.secretText ?? "" };
}
