// Takes a picture of stories: `node test/stories/shoot.mjs OUT_DIR [light|dark|both] [WIDTHxHEIGHT] [story…]`, with `npm run stories` running.
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";

const [out = "shots", themes = "both", size = "1280x860", ...only] = process.argv.slice(2);
const [width, height] = size.split("x").map(Number);
const origin = "http://localhost:5174/";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
await mkdir(out, { recursive: true });
const page = await browser.newPage({ viewport: { width, height } });
page.on("console", (message) => {
  if (["error", "warning"].includes(message.type())) process.stderr.write(`${message.text().slice(0, 300)}\n`);
});
page.on("pageerror", (error) => process.stderr.write(`page error: ${error.message}\n`));
await page.goto(origin);
const names = only.length > 0 ? only : (await page.locator("a[href]:not([href*=theme])").allTextContents());
for (const theme of themes === "both" ? ["light", "dark"] : [themes]) {
  for (const name of names) {
    await page.goto(`${origin}?story=${name}&theme=${theme}`);
    await page.waitForSelector("h1");
    await page.waitForTimeout(350);
    await page.screenshot({ path: `${out}/${name}-${theme}.png` });
  }
}
await browser.close();
