/**
 * `node dist/contract/check.js RECORDED [--part]`: holds every recorded body against Microsoft's type definitions.
 *
 * Reads the folder's recordings, writes them as typed constants next to them and has `tsc --strict` compile these. Ends with 1
 * and one line per disagreement. `--part`: not the whole suite was recorded, so that unused exceptions prove nothing.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { definitions } from "./model.js";
import { Exceptions } from "./exceptions.js";
import { recorded } from "./exchange.js";
import { compile } from "./compile.js";
import { Values } from "./values.js";

const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined || !existsSync(folder)) {
  console.error("Name the folder with the recordings: node dist/contract/check.js target/contract/recorded [--part]");
  process.exit(2);
}

const exceptions = Exceptions.read(new URL("../../src/contract/exceptions.json", import.meta.url));
const values = new Values(exceptions);
for (const exchange of recorded(folder)) values.add(exchange);
const complaints = [...values.trouble, ...compile(values, join(resolve(folder), "..", "values"))];
for (const { origin, words } of complaints) console.error(`✗ ${origin}\n    ${words}`);
const unused = flags.includes("--part") ? [] : exceptions.unused;
for (const entry of unused) console.error(`✗ exceptions.json: ${entry.type}.${entry.property} is no exception any more`);

const version = (JSON.parse(readFileSync(join(dirname(definitions["v1.0"].path), "package.json"), "utf8")) as { version: string }).version;
const facts = `${values.exchanges} exchanges, ${values.all.length} values of different shape, ${exceptions.entries.length} exceptions`;
if (values.exchanges === 0) {
  console.error("✗ nothing was recorded");
  process.exit(1);
}
const wrong = complaints.length + unused.length;
console.log(`${facts}: ${wrong === 0 ? "all agree" : `${wrong} disagree`} with @microsoft/microsoft-graph-types ${version}.`);
process.exit(wrong === 0 ? 0 : 1);
