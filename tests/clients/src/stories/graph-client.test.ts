/** A tour of Graph with Microsoft's own client, which knows nothing of practice tenants. */
import { strict as assert } from "node:assert";
import { before, describe, it } from "node:test";
import {
  BatchRequestContent,
  BatchResponseContent,
  GraphError,
  PageIterator,
  type Client,
  type PageCollection,
} from "@microsoft/microsoft-graph-client";
import type { Application, Group, Organization, User } from "@microsoft/microsoft-graph-types";
import { graph } from "./graph.js";
import { admin, origin, settled, welcome } from "./tenant.js";

describe("microsoft-graph-client", () => {
  let client: Client;
  before(async () => {
    client = await graph();
  });

  it("knows who is signed in, and where", async () => {
    const me = (await client.api("/me").select("id,displayName,userPrincipalName").get()) as User;
    assert.equal(me.userPrincipalName, admin.upn);
    const { value } = (await client.api("/organization").get()) as { value: Organization[] };
    assert.equal(value[0]?.id, welcome.tenantId);
  });

  it("iterates over all pages and meets everybody once", async () => {
    const count = Number(await client.api("/users/$count").header("ConsistencyLevel", "eventual").get());
    const first = (await client.api("/users").top(2).select("id").get()) as PageCollection;
    assert(first["@odata.nextLink"] !== undefined, "two to a page are more than one page");
    const met: string[] = [];
    const keep = (user: User) => met.push(user.id ?? "") > 0;
    await new PageIterator(client, first, keep).iterate();
    assert.equal(new Set(met).size, met.length, "nobody twice");
    assert(met.length >= count, "and nobody left out");
  });

  it("creates, changes, finds and deletes a person", async () => {
    const nickname = "clients.tour";
    const made = (await client.api("/users").post({
      accountEnabled: true,
      displayName: "Clara Tour",
      mailNickname: nickname,
      userPrincipalName: `${nickname}@${welcome.domain}`,
      passwordProfile: { password: "Gr4ph-tour-2718", forceChangePasswordNextSignIn: false },
    } satisfies User)) as User;
    const path = `/users/${made.id}`;
    await settled(() => client.api(path).get());
    await client.api(path).patch({ department: "Visitors", usageLocation: "DE" } satisfies User);
    const changed = (await settled(async () => {
      const user = (await client.api(path).select(["department", "usageLocation"]).get()) as User;
      assert.equal(user.department, "Visitors");
      return user;
    })) as User;
    assert.equal(changed.usageLocation, "DE");
    await settled(async () => {
      const found = (await client
        .api("/users")
        .header("ConsistencyLevel", "eventual")
        .count(true)
        .search('"displayName:Clara"')
        .get()) as PageCollection;
      assert.deepEqual(found.value.map((user: User) => user.id), [made.id], "a search meets words, not prefixes of ids");
      assert.equal(found["@odata.count"], 1);
    });
    await client.api(path).delete();
    await settled(() => assert.rejects(client.api(path).get(), { code: "Request_ResourceNotFound" }));
    const restored = (await settled(() => client.api(`/directory/deletedItems/${made.id}/restore`).post({}))) as User;
    assert.equal(restored.id, made.id, "what is deleted can be had back for thirty days");
    await settled(() => client.api(path).delete());
  });

  it("keeps a group and who is in it", async () => {
    const { value } = (await client.api("/users").top(1).get()) as { value: User[] };
    const made = (await client.api("/groups").post({
      displayName: "Tour group",
      mailEnabled: false,
      mailNickname: "tour-group",
      securityEnabled: true,
    } satisfies Group)) as Group;
    const members = `/groups/${made.id}/members`;
    const reference = { "@odata.id": `${origin}/v1.0/directoryObjects/${value[0]?.id}` };
    await settled(() => client.api(`${members}/$ref`).post(reference));
    await settled(async () => {
      const listed = (await client.api(members).get()) as { value: User[] };
      assert.deepEqual(listed.value.map((member) => member.id), [value[0]?.id]);
    });
    await client.api(`${members}/${value[0]?.id}/$ref`).delete();
    await client.api(`/groups/${made.id}`).delete();
  });

  it("registers an application and asks for its parts", async () => {
    const made = (await client.api("/applications").post({ displayName: "Tour app" } satisfies Application)) as Application;
    await settled(() => client.api(`/applications/${made.id}`).get());
    const byKey = (await settled(() => client.api(`/applications(appId='${made.appId}')`).get())) as Application;
    assert.equal(byKey.id, made.id);
    await settled(async () => {
      const filter = `displayName eq 'Tour app'`;
      const { value } = (await client.api("/applications").filter(filter).get()) as { value: Application[] };
      assert(value.some((application) => application.id === made.id));
    });
    await client.api(`/applications/${made.id}`).delete();
  });

  it("puts several questions into one request", async () => {
    const ask = (id: string, url: string) => ({ id, request: new Request(`${origin}${url}`) });
    const content = new BatchRequestContent([ask("me", "/me"), ask("domains", "/domains"), ask("nobody", "/users/nobody@nowhere.example")]);
    const answers = new BatchResponseContent(await client.api("/$batch").post(await content.getContent()));
    assert.equal(answers.getResponseById("me").status, 200);
    assert.equal(((await answers.getResponseById("me").json()) as User).userPrincipalName, admin.upn);
    assert.equal(answers.getResponseById("domains").status, 200);
    assert.equal(answers.getResponseById("nobody").status, 404, "one that fails leaves the others alone");
  });

  it("is told what was wrong in the form it expects", async () => {
    const failed = await client
      .api("/users")
      .filter("endsWith(mail,'@example.com')")
      .get()
      .then(() => assert.fail("an advanced filter needs ConsistencyLevel"), (error: unknown) => error);
    assert(failed instanceof GraphError);
    assert.equal(failed.statusCode, 400);
    assert.equal(failed.code, "Request_UnsupportedQuery");
    assert(typeof failed.requestId === "string" && failed.requestId !== "", "support asks for the request id");
    await assert.rejects(client.api("/users").post({ displayName: "Nobody" }), { statusCode: 400, code: "Request_BadRequest" });
    await assert.rejects(client.api("/nonsense").get(), { statusCode: 400, code: "BadRequest" });
  });
});
