import { describe, expect, it, vi } from "vitest";
import { Cache } from "../src/api/cache";
import { fakeHost } from "./fake-host";
import { home, session, settings } from "./stories/data";
import { runAt } from "./stories/run";

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("what a change spoils is read again", () => {
  it("reads once for many watchers, and again when a push says it is stale", async () => {
    const host = fakeHost({ home: () => home });
    const cache = new Cache(host);
    cache.start();
    cache.watch("home", {}, () => undefined);
    cache.watch("home", {}, () => undefined);
    await settled();
    expect(host.requests("home"), "two watchers share one read").toHaveLength(1);
    host.push({ kind: "stale", tags: ["gallery"], at: "2026-11-22T00:00:00Z" });
    expect(host.requests("home"), "home is not made of the gallery").toHaveLength(1);
    host.push({ kind: "stale", tags: ["applications"], at: "2026-11-22T00:00:00Z" });
    expect(host.requests("home"), "home is made of applications").toHaveLength(2);
  });

  it("asks once for what was asked before anybody watched", async () => {
    const host = fakeHost({ home: () => home });
    const cache = new Cache(host);
    await cache.ask("home", {});
    cache.watch("home", {}, () => undefined);
    await settled();
    expect(host.requests("home")).toHaveLength(1);
    expect(cache.peek("home", {}).data).toEqual(home);
  });

  it("derives what a command spoils from the contract", async () => {
    const host = fakeHost({ session: () => session, settings: () => settings, settings_save: (kept) => kept });
    const cache = new Cache(host);
    cache.watch("session", {}, () => undefined);
    await settled();
    await cache.call("settings_save", settings);
    expect(host.requests("session"), "settings_save makes the session stale").toHaveLength(2);
  });

  it("marks what nobody watches and reads it when it is looked at again", async () => {
    const host = fakeHost({ home: () => home });
    const cache = new Cache(host);
    cache.start();
    const leave = cache.watch("home", {}, () => undefined);
    await settled();
    leave();
    host.push({ kind: "stale", tags: ["runs"], at: "2026-11-22T00:00:00Z" });
    expect(host.requests("home"), "nobody looks, so nothing is asked").toHaveLength(1);
    cache.watch("home", {}, () => undefined);
    expect(host.requests("home")).toHaveLength(2);
  });

  it("takes a run from its push, and a slow older answer does not replace it", async () => {
    let finish: (run: ReturnType<typeof runAt>) => void = () => undefined;
    const host = fakeHost({ run: () => new Promise((resolve) => (finish = resolve)) });
    const cache = new Cache(host);
    cache.start();
    const seen = vi.fn();
    cache.watch("run", { run: "run-sentry" }, seen);
    host.push({ kind: "run", run: runAt("urls") });
    finish(runAt("application"));
    await settled();
    expect(cache.peek("run", { run: "run-sentry" }).data?.page, "the push is the newer truth").toBe("urls");
  });

  it("reads the session again when the console says that it ended", async () => {
    const host = fakeHost({ session: () => session, home_refresh: () => Promise.reject({ code: "sign_in_again", message: "ended" }) });
    const cache = new Cache(host);
    cache.watch("session", {}, () => undefined);
    await settled();
    await expect(cache.call("home_refresh", {})).rejects.toMatchObject({ code: "sign_in_again" });
    expect(host.requests("session")).toHaveLength(2);
  });

  it("fails by name where the test prepared no answer", async () => {
    await expect(fakeHost({}).call("practice", {})).rejects.toThrow('"practice"');
  });
});
