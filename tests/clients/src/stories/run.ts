/**
 * `npm test`: starts one practice tenant with TLS and runs every story against it.
 *
 * A process of its own for the stories, because Node reads the authorities it trusts once, when it starts. The program comes
 * from `DOORWARD_TERMINAL`, or is the one built in this tree.
 */
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Welcome } from "./tenant.js";

const here = new URL(".", import.meta.url);
const program = process.env["DOORWARD_TERMINAL"] ?? fileURLToPath(new URL("../../../../target/debug/doorward", here));
const server = spawn(program, ["practice", "serve", "--json", "--tls", "--lag", "200"], {
  stdio: ["ignore", "pipe", "inherit"],
});
process.on("exit", () => server.kill());

const line = await new Promise<string>((resolve, reject) => {
  const failed = (why: string) => reject(new Error(`${program} practice serve --json --tls: ${why}`));
  createInterface(server.stdout).once("line", resolve);
  server.once("error", (error) => failed(error.message));
  server.once("exit", (code) => failed(`it ended with ${code} and said no welcome`));
  setTimeout(() => failed("no line within a minute"), 60_000).unref();
});
const welcome = JSON.parse(line) as Welcome;

const stories = readdirSync(here).filter((name) => name.endsWith(".test.js"));
const asked = process.argv.slice(2);
const files = stories.filter((name) => asked.length === 0 || asked.some((part) => name.includes(part)));
const run = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", "--test", "--test-reporter=spec", ...files], {
  cwd: fileURLToPath(here),
  stdio: "inherit",
  env: { ...process.env, DOORWARD_WELCOME: line, NODE_EXTRA_CA_CERTS: welcome.caFile },
});
process.exit(run.status ?? 1);
