// Scans stories with axe in a browser, contrast included: `node test/stories/scan.mjs [story…]`, with `npm run stories` running.
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const origin = "http://localhost:5174/";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
await page.goto(origin);
const names = process.argv.length > 2 ? process.argv.slice(2) : await page.locator("a[href]:not([href*=theme])").allTextContents();
let found = 0;
for (const theme of ["light", "dark"]) {
  for (const name of names) {
    await page.goto(`${origin}?story=${name}&theme=${theme}`);
    await page.waitForSelector("h1");
    await page.waitForTimeout(300);
    await page.addScriptTag({ path: axe });
    const violations = await page.evaluate(async () => (await globalThis.axe.run()).violations);
    for (const { id, impact, nodes } of violations) {
      found += 1;
      process.stdout.write(`${theme} ${name}: ${impact} ${id}\n`);
      for (const node of nodes.slice(0, 4)) process.stdout.write(`    ${node.html.slice(0, 160)}\n    ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""}\n`);
    }
  }
}
process.stdout.write(`${String(found)} findings in ${String(names.length * 2)} pages\n`);
await browser.close();
process.exitCode = found > 0 ? 1 : 0;
