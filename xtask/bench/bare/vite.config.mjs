import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const modules = here("../../../ui/node_modules/");

/** Builds the yardstick's page with the packages of the interface itself, so that both carry the same Fluent. */
export default {
  root: here("ui"),
  build: { outDir: here("../../../target/bench/bare"), emptyOutDir: true, target: "es2022" },
  resolve: { alias: [{ find: /^(react|react-dom|@fluentui)(?=\/|$)/, replacement: `${modules}$1` }] },
};
