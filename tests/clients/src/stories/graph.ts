/** Microsoft's Graph client, pointed at the tenant by configuration alone. */
import { Client } from "@microsoft/microsoft-graph-client";
import { origin, token } from "./tenant.js";

/** What the stories do to the directory. */
export const scopes = [
  "User.Read",
  "Application.ReadWrite.All",
  "AppRoleAssignment.ReadWrite.All",
  "User.ReadWrite.All",
  "Group.ReadWrite.All",
  "Directory.Read.All",
  "Domain.Read.All",
];

/** The client of the Global Administrator. */
export async function graph(): Promise<Client> {
  const bearer = await token(["openid", "profile", "offline_access", ...scopes]);
  return Client.init({
    baseUrl: `${origin}/`,
    customHosts: new Set(["localhost"]),
    authProvider: (done) => done(null, bearer),
  });
}
