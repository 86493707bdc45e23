// A real Chromium and pages that report everything that goes wrong in them.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(`${process.env.DRIVER}/`)("playwright-core");
const kFlags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync"];

// playwright makes a fresh profile for each start and removes it.
export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: kFlags });

/** Opens one of the pages that write_pages made. Options are playwright's; nothing plays by itself. */
export async function open(name, options = {}, prepare = async () => {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 760 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const problems = [], requests = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) problems.push(message.text()); });
  page.on("pageerror", (error) => problems.push(error.stack));
  page.on("dialog", (dialog) => { problems.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => requests.push(request.url()));
  const url = pathToFileURL(`${process.env.PAGES}/${name}.html`).href;
  await prepare(page);
  await page.goto(url);
  await page.waitForFunction(() => window.player && document.getElementById("place").textContent.startsWith("frame"));
  await settle(page);
  return {
    page,
    /** To be called last: nothing went wrong, and nothing was asked for but the page itself. */
    async close() {
      assert.deepEqual(problems, []);
      assert.deepEqual(requests.filter((asked) => !asked.startsWith("data:")), [url]);
      await context.close();
    },
  };
}

/** Until what was asked for is drawn. */
export const settle = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

export const frame = (page) => page.evaluate(() => player.frame);
export const text = (page, id) => page.locator(`#${id}`).innerText();
/** A text that is equal for equal pictures. */
export const picture = (page, id = "view3d") => page.evaluate((canvas) => document.getElementById(canvas).toDataURL(), id);
/** Where a joint is drawn, in the page. */
export const place = (page, motion, joint) => page.evaluate(([m, j]) => player.placeOf(m, j), [motion, joint]);

/** [r, g, b] of the 3D canvas under a place in the page. */
export const colorAt = (page, { x, y }) => page.evaluate(([px, py]) => {
  const canvas = document.getElementById("view3d"), box = canvas.getBoundingClientRect();
  const ratio = canvas.width / box.width;
  const pixel = new OffscreenCanvas(1, 1).getContext("2d");  // reading from the player's own would slow it down
  pixel.drawImage(canvas, (px - box.left) * ratio, (py - box.top) * ratio, 1, 1, 0, 0, 1, 1);
  return [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3);
}, [x, y]);

export async function drag(page, from, to, options = {}) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down(options);
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up(options);
  await settle(page);
}
