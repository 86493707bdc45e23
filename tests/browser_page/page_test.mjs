// What a user does with the page that lifts keypoints, in a real browser. write_page.sh made it, keypoints, and posegrad's own
// poses of them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import test, { after } from "node:test";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(`${process.env.DRIVER}/`)("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
after(() => browser.close());

const at = (name) => `${process.env.PAGES}/${name}`;
const kBound = 1e-4;  // metres: windows are made in double here, of float32 there

async function open(name) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 760 }, reducedMotion: "reduce", acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(600000);  // a busy machine reads 14 MB of page slowly
  const problems = [], requests = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) problems.push(message.text()); });
  page.on("pageerror", (error) => problems.push(error.stack));
  page.on("request", (request) => requests.push(request.url()));
  const url = pathToFileURL(at(name)).href;
  await page.goto(url);
  return {
    page,
    async choose(file) {
      await page.evaluate(() => { document.getElementById("message").textContent = "Choose"; });
      await page.setInputFiles("#file", typeof file === "string" ? at(file) : file);
      await page.waitForFunction(() => !document.getElementById("message").textContent.endsWith("…") &&
        !/ %$|^Choose/.test(document.getElementById("message").textContent) && !document.getElementById("show").disabled);
      return page.locator("#message").innerText();
    },
    async close() {
      assert.deepEqual(problems, []);
      assert.deepEqual(requests.filter((asked) => !/^(data|blob|about):/.test(asked)), [url]);  // nothing is fetched
      await context.close();
    },
  };
}

/** Largest distance of any coordinate, relative to the first joint of each frame. */
function largestDistance(found, wanted) {
  let worst = 0;
  wanted.forEach((pose, t) => pose.forEach((joint, j) => joint.forEach((number, axis) => {
    const own = found[(t * 17 + j) * 3 + axis] - found[t * 51 + axis];
    worst = Math.max(worst, Math.abs(own - (number - pose[0][axis])));
  })));
  return worst;
}

for (const causal of ["", "-causal"])
  test(`poses are those of posegrad wild${causal}`, async () => {
    const { page, choose, close } = await open(`lift${causal}.html`);
    await choose("walk.json");
    await page.fill("#fps", "30");
    await page.fill("#width", "1280");
    await page.fill("#height", "720");
    await page.click("#show");
    await page.waitForFunction(() => /frames$/.test(document.getElementById("message").textContent) && !document.getElementById("show").disabled);
    assert.equal(await page.locator("#message").innerText(), "walk.json: 70 frames");
    const { positions_3d: wanted } = JSON.parse(readFileSync(at(`wild${causal}.json`), "utf8"));
    assert.equal(wanted.length, 70);
    const [poses, path] = await page.evaluate(() => [[...lifting.motion.poses], [...lifting.path]]);
    const worst = largestDistance(poses, wanted);
    assert.ok(worst <= kBound, `${worst} m`);
    const span = Math.max(...wanted.map((pose) => Math.abs(pose[10][1] - pose[3][1])));
    assert.ok(span > 1, "a person stands there");
    const way = wanted.map(([root], t) => Math.max(...root.map((number, axis) => Math.abs(number - path[3 * t + axis]))));
    assert.ok(Math.max(...way) <= 1e-3, `the path is ${Math.max(...way)} m off`);
    await close();
  });

test("the player shows it, upright and on the floor, and can be saved", async () => {
  const { page, choose, close } = await open("lift.html");
  assert.equal(await choose("walk.json"), "walk.json: 70 frames");
  assert.deepEqual([await page.inputValue("#width"), await page.inputValue("#height"), await page.inputValue("#fps")], ["1280", "720", "25"]);
  const player = page.frames()[1];
  await player.waitForFunction(() => window.player && document.getElementById("place").textContent.startsWith("frame"));
  assert.equal(await player.locator("#facts").innerText(), "70 frames · 25 fps · 2.80 s");
  assert.equal(await player.locator("#place").innerText(), "frame 3 0.00 s");
  assert.match(await player.locator("#input-facts").innerText(), /^2D input · 1280×720 · 1\d of 17 keypoints$/);
  const heights = await player.evaluate(() => {
    const motion = window.player.scene.motions[0];
    return [0, 20, 69].map((f) => [motion.joint(f, 3)[2], motion.joint(f, 10)[2]]);
  });
  for (const [foot, head] of heights) assert.ok(foot >= 0 && foot < 0.5 && head > 1, `${foot} ${head}`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
  assert.equal(download.suggestedFilename(), "walk.html");
  assert.match(readFileSync(await download.path(), "utf8"), /^<!DOCTYPE html>[^]*id="scene">\{"fps":25/);
  await close();
});

test("what is no file of keypoints is told in a line, and another file goes on", async () => {
  const { page, choose, close } = await open("lift.html");
  const file = (name, text) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  const one = (more) => JSON.stringify([{ image_id: 1, score: 1, keypoints: Array(51).fill(0), ...more }]);
  for (const [text, wanted] of [
    ["{", /^a\.json: it is no JSON: /],
    ["{}", /^a\.json: expected COCO results: a list with an entry for each person of each frame$/],
    ["[]", /^a\.json: nobody is in it$/],
    ["[null]", /^a\.json: expected COCO's 17 keypoints, \[x, y, score, \.\.\.\]; found an entry with none$/],
    [one({ keypoints: [1, 2, 3] }), /^a\.json: expected COCO's 17 keypoints.*found an entry with 3 numbers$/],
    [one({}), /^a\.json: no keypoint in it was found$/],
    [one({ image_id: "x" }), /^a\.json: image_id "x" says no frame$/],
    [one({ keypoints: Array(51).fill("<b>") }), /^a\.json: no keypoint in it was found$/],
  ]) assert.match(await choose(file("a.json", text)), wanted);
  assert.equal(await page.isVisible("#result"), false);
  // A single frame, and a name that is no markup.
  const keypoints = Array.from({ length: 17 }, (_, k) => [300 + 9 * k, 100 + 20 * k, 0.9]).flat();
  assert.equal(await choose(file("<b>.json", one({ keypoints }))), "<b>.json: 1 frames");
  await page.frames()[1].waitForFunction(() => window.player);
  assert.equal(await page.frames()[1].title(), "<b>.json");
  await page.fill("#fps", "0");
  await page.click("#show");
  assert.equal(await page.locator("#message").innerText(), 'Frames a second: found "0", expected 1 to 1000');
  await close();
});
