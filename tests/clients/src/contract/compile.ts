/** Has the compiler judge the values: `tsc --noEmit --strict`, as anybody could run it again on the files it leaves. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { definitions } from "./model.js";
import type { Trouble, Values } from "./values.js";

/** What the compiler says, by where the value was seen. */
export function compile(values: Values, folder: string): Trouble[] {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "values.ts"), values.module());
  const settings = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      target: "ES2022",
      lib: ["ES2022"],
      module: "ESNext",
      moduleResolution: "bundler",
      types: [],
      paths: {
        ...Object.fromEntries(Object.values(definitions).map(({ name, path }) => [name, [path]])),
        "doorward-wire": [fileURLToPath(new URL("../../src/contract/wire.ts", import.meta.url))],
      },
    },
    files: ["values.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings, null, 2));
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const run = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (run.error !== undefined) throw run.error;
  const complaints = run.stdout.split("\n").flatMap((line) => complaint(line, values));
  if (run.status !== 0 && complaints.length === 0) throw new Error(`tsc failed: ${run.stdout}${run.stderr}`);
  return complaints;
}

function complaint(line: string, values: Values): Trouble[] {
  const found = /values\.ts\((\d+),\d+\): error (TS\d+: .*)$/.exec(line);
  if (found === null) return /error TS/.test(line) ? [{ origin: "the generated module", words: line }] : [];
  const value = values.at(Number(found[1]));
  return [{ origin: value?.origin ?? "the generated module", words: `${value?.type ?? ""}: ${found[2] ?? ""}` }];
}
