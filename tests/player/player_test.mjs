// What a user does with the player, done in a real browser. The pages come from write_pages: 100 frames at 25 fps whose first
// one is number 10 of the video, "Reconstruction" (motion 0) and "Ground truth" (1) of h36m_17, 17 COCO keypoints.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test, { after } from "node:test";

import { browser, colorAt, drag, frame, open, picture, place, settle, text } from "./browser.mjs";

after(() => browser.close());
const [kHip, kRightHip, kLeftHip, kHead] = [0, 1, 4, 10];
const kMiddle = { x: 400, y: 330 };
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
const isNear = (found, wanted, bound) => assert.ok(Math.abs(found - wanted) <= bound, `${found} is not ${wanted} within ${bound}`);

test("loads without errors and says what it shows", async () => {
  const { page, close } = await open("two");
  assert.equal(await page.title(), "A made-up walk");
  assert.equal(await text(page, "facts"), "100 frames · 25 fps · 4.00 s");
  assert.equal(await text(page, "place"), "frame 10 0.00 s");
  assert.deepEqual(await page.locator("#legend .name").allInnerTexts(), ["Reconstruction", "Ground truth"]);
  assert.match(await page.locator("#legend .error").innerText(), /^\d+\.\d mm$/);
  assert.equal(await page.evaluate(() => player.playing), false);
  await close();
});

test("starts by itself unless the user wants less motion", async () => {
  const { page, close } = await open("two", { reducedMotion: "no-preference" });
  await page.waitForFunction(() => player.frame > 2);
  await close();
});

test("plays: frames advance, the picture changes, and it stops", async () => {
  const { page, close } = await open("two");
  const before = await picture(page);
  await page.click("#play");
  await page.waitForFunction(() => player.frame > 3);
  assert.notEqual(await picture(page), before);
  assert.equal(await page.getAttribute("#play", "aria-label"), "Pause");
  await page.click("#play");
  const stopped = await frame(page);
  await page.waitForTimeout(150);
  assert.equal(await frame(page), stopped);
  await close();
});

test("keeps the motion's pace at every speed, loops, and stops at the end without", async () => {
  const { page, close } = await open("two", {}, (p) => p.clock.install());
  // From here on the page's time stands still but for runFor, which calls for a picture every 16 ms.
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  const after = async (milliseconds, speed) => {
    await page.evaluate(() => { player.pause(); player.seek(0); player.play(); });
    await page.selectOption("#speed", String(speed));
    await page.clock.runFor(milliseconds);
    return frame(page);
  };
  // The first picture starts the motion's clock, and the last one may be a picture ago.
  const bound = (speed) => 1 + 2 * 0.016 * 25 * speed;
  isNear(await after(1000, 1), 25, bound(1));
  isNear(await after(1200, 0.1), 3, bound(0.1));
  isNear(await after(500, 4), 50, bound(4));
  isNear(await after(1250, 4), 25, bound(4));  // once around
  await page.selectOption("#speed", "1");
  await page.evaluate(() => player.seek(97));
  const seen = new Set();
  for (let i = 0; i < 15; ++i) { await page.clock.runFor(16); seen.add(await frame(page)); }
  assert.deepEqual([...seen].slice(0, 5), [97, 98, 99, 0, 1]);
  await page.click("#loop");
  assert.equal(await after(1250, 4), 99);
  assert.equal(await page.evaluate(() => player.playing), false);
  await page.click("#play");  // from the beginning again
  await page.clock.runFor(200);
  isNear(await frame(page), 20, bound(4));
  await close();
});

test("scrubs by the bar and by the curve", async () => {
  const { page, close } = await open("two");
  const before = await picture(page);
  await page.fill("#scrub", "42");
  await settle(page);
  assert.equal(await frame(page), 42);
  assert.equal(await text(page, "place"), "frame 52 1.68 s");
  assert.notEqual(await picture(page), before);
  const curve = await page.locator("#curve").boundingBox();
  await page.mouse.click(curve.x + curve.width / 2, curve.y + 20);
  assert.equal(await frame(page), 50);  // of 0 to 99
  await page.mouse.click(curve.x + curve.width - 1, curve.y + 20);
  assert.equal(await frame(page), 99);
  await close();
});

test("steps and seeks by buttons and keys", async () => {
  const { page, close } = await open("two");
  const at = async (action, wanted) => { await action(); assert.equal(await frame(page), wanted); };
  const key = (name) => () => page.keyboard.press(name);
  await at(key("ArrowRight"), 1);
  await at(key("Shift+ArrowRight"), 11);
  await at(key("ArrowLeft"), 10);
  await at(key("End"), 99);
  await at(key("ArrowRight"), 99);
  await at(key("Home"), 0);
  await at(key("ArrowLeft"), 0);
  await at(() => page.click("#forward"), 1);
  await at(() => page.click("#last"), 99);
  await at(() => page.click("#back"), 98);
  await at(() => page.click("#first"), 0);
  await page.focus("#scrub");
  await at(key("ArrowRight"), 1);  // once, not by the bar and by the page
  const speed = () => page.evaluate(() => player.speed);
  await page.keyboard.press("+");
  assert.equal(await speed(), 2);
  assert.equal(await page.inputValue("#speed"), "2");
  for (let i = 0; i < 9; ++i) await page.keyboard.press("-");
  assert.equal(await speed(), 0.1);
  await page.keyboard.press("Space");
  assert.equal(await page.evaluate(() => player.playing), true);
  await page.keyboard.press("Space");
  assert.equal(await page.evaluate(() => player.playing), false);
  await page.focus("#play");
  await page.keyboard.press("Space");  // the button and the page must not undo each other
  assert.equal(await page.evaluate(() => player.playing), true);
  await page.focus("#loop");
  await page.keyboard.press("Space");  // presses what has the focus
  assert.equal(await page.evaluate(() => player.looping), false);
  assert.equal(await page.evaluate(() => player.playing), true);
  await close();
});

test("shows left and right as they are", async () => {
  const { page, close } = await open("two");
  // The walker faces +y and is seen from there (azimuth 70): his right is on our left, and red.
  await page.keyboard.press("2");
  await settle(page);
  const [right, left, head, hip] = [await place(page, 0, kRightHip), await place(page, 0, kLeftHip), await place(page, 0, kHead), await place(page, 0, kHip)];
  assert.ok(right.x < hip.x && hip.x < left.x);
  assert.ok(head.y < hip.y);
  const [r, g, b] = await colorAt(page, right);
  assert.ok(r > 180 && g < 110 && b < 110, `the right hip is rgb(${r}, ${g}, ${b})`);
  const dark = await colorAt(page, left);
  assert.ok(Math.max(...dark) < 130, `the left hip is rgb(${dark})`);
  await close();
});

test("projects as a pinhole camera at azimuth, elevation and distance", async () => {
  const { page, close } = await open("two");
  const { azimuth, elevation, distance: range, height, width } = await page.evaluate(() => ({ ...player.camera.first,
    height: player.view3d.sheet.height, width: player.view3d.sheet.width }));
  isNear(azimuth, 70 * Math.PI / 180, 1e-9);
  isNear(elevation, 15 * Math.PI / 180, 1e-9);
  // Two joints of the ground truth's first frame, relative to what the camera looks at: above the hip (1.5, 0).
  const target = await page.evaluate(() => player.camera.target[2]);
  const focal = await page.evaluate(([w, h]) => player.camera.focal({ width: w, height: h }), [width, height]);
  const box = await page.locator("#view3d").boundingBox();
  const root = await page.evaluate(() => player.scene.motions[0].rootAt(0));
  for (const [joint, x, y, z] of [[kHip, 1.5, 0, 0.95], [kRightHip, 1.63, 0, 0.93], [kHead, 1.5, 0.03, 1.64]]) {
    const [dx, dy, dz] = [x - root[0], y - root[1], z - target];
    const right = -Math.sin(azimuth) * dx + Math.cos(azimuth) * dy;
    const forward = Math.cos(azimuth) * dx + Math.sin(azimuth) * dy;  // towards the eye, along the floor
    const up = Math.cos(elevation) * dz - Math.sin(elevation) * forward;
    const depth = range - (Math.cos(elevation) * forward + Math.sin(elevation) * dz);
    const found = await place(page, 1, joint);
    isNear(found.x, box.x + width / 2 + focal * right / depth, 0.1);
    isNear(found.y, box.y + height / 2 - focal * up / depth, 0.1);
  }
  await close();
});

test("orbits, zooms, pans and comes back", async () => {
  const { page, close } = await open("two");
  const first = await picture(page), hip = await place(page, 0, kHip), head = await place(page, 0, kHead);
  const size = async () => distance(await place(page, 0, kHip), await place(page, 0, kHead));
  await drag(page, kMiddle, { x: kMiddle.x + 180, y: kMiddle.y + 30 });
  assert.notEqual(await picture(page), first);
  assert.ok(await page.evaluate(() => player.camera.azimuth) < 0, "the scene turns with the pointer");
  await page.click("#reset");
  await settle(page);
  assert.equal(await picture(page), first);

  await page.mouse.move(kMiddle.x, kMiddle.y);
  await page.mouse.wheel(0, -300);
  await settle(page);
  assert.ok(await size() > 1.2 * distance(hip, head));
  await page.keyboard.press("r");

  for (const way of ["Shift", "right"]) {
    if (way === "Shift") await page.keyboard.down("Shift");
    await drag(page, kMiddle, { x: kMiddle.x + 60, y: kMiddle.y - 40 }, way === "right" ? { button: "right" } : {});
    if (way === "Shift") await page.keyboard.up("Shift");
    const moved = await place(page, 0, kHip);
    isNear(moved.x - hip.x, 60, 3);
    isNear(moved.y - hip.y, -40, 3);
    await page.keyboard.press("r");
    await settle(page);
  }
  for (const [key, back] of [["a", "d"], ["w", "s"], ["e", "q"]]) {
    await page.keyboard.press(key);
    await settle(page);
    assert.notEqual(await picture(page), first, key);
    await page.keyboard.press(back);
    await settle(page);
    isNear((await place(page, 0, kHead)).x, head.x, 1e-6);
  }
  await close();
});

test("zooms by two fingers", async () => {
  const { page, close } = await open("two", { hasTouch: true });
  const touch = await page.context().newCDPSession(page);
  const before = distance(await place(page, 0, kHip), await place(page, 0, kHead));
  const fingers = (type, apart) => touch.send("Input.dispatchTouchEvent", { type,
    touchPoints: type === "touchEnd" ? [] : [-1, 1].map((side, id) => ({ x: kMiddle.x + side * apart, y: kMiddle.y, id })) });
  await fingers("touchStart", 50);
  for (const apart of [60, 80, 100]) await fingers("touchMove", apart);
  await fingers("touchEnd");
  await settle(page);
  const factor = distance(await place(page, 0, kHip), await place(page, 0, kHead)) / before;
  assert.ok(factor > 1.7 && factor < 2.6, `${factor}`);
  await close();
});

test("shows and hides motions, over each other or side by side", async () => {
  const { page, close } = await open("two");
  const both = await picture(page);
  await page.getByLabel("Ground truth").uncheck();
  await settle(page);
  assert.notEqual(await picture(page), both);
  assert.equal(await place(page, 1, kHip), null);
  await page.keyboard.press("2");
  await settle(page);
  assert.equal(await picture(page), both);
  await page.click("#side-by-side");
  await settle(page);
  const [left, right] = [await place(page, 0, kHip), await place(page, 1, kHip)];
  isNear(right.x - left.x, (await page.locator("#view3d").boundingBox()).width / 2, 12);
  assert.equal(await page.getAttribute("#side-by-side", "aria-pressed"), "true");
  for (const key of ["1", "2"]) await page.keyboard.press(key);  // nobody is left
  await close();
});

test("tells name and place of the joint under the pointer, in 3D and in 2D", async () => {
  const { page, close } = await open("two");
  await page.keyboard.press("1");  // only the ground truth, whose first hip is at (1.5, 0, 0.95)
  await settle(page);
  const hip = await place(page, 1, kHip);
  await page.mouse.move(hip.x + 2, hip.y - 2);
  await settle(page);
  assert.equal(await text(page, "tooltip"), "hip\nx 1.500 m\ny 0.000 m\nz 0.950 m\nGround truth");
  await page.mouse.move(hip.x + 200, hip.y - 200);
  await settle(page);
  assert.equal(await page.isVisible("#tooltip"), false);
  // The nose: at (1.5, 0.06, 1.53), 3.5 m before a lens of 500 pixels at (320, 330 at z = 0.5).
  const canvas = await page.locator("#view2d").boundingBox();
  const area = await page.evaluate(() => player.view2d.area());
  isNear(area.width / area.height, 640 / 480, 1e-9);
  await page.mouse.move(canvas.x + area.x + 328.57 * area.scale, canvas.y + area.y + 182.86 * area.scale);
  await settle(page);
  assert.equal(await text(page, "tooltip"), "nose\n328.6, 182.9 px");
  assert.equal(await text(page, "input-facts"), "2D input · 640×480 · 16 of 17 keypoints");
  await page.fill("#scrub", "5");
  await settle(page);
  assert.equal(await text(page, "input-facts"), "2D input · 640×480 · 17 of 17 keypoints");
  await close();
});

test("follows the person or stands still, and draws a clicked joint's trail", async () => {
  const { page, close } = await open("two");
  const hipAt = async (f) => { await page.fill("#scrub", String(f)); await settle(page); return place(page, 0, kHip); };
  isNear((await hipAt(60)).x, (await hipAt(0)).x, 0.01);
  await page.click("#follow");
  assert.ok(distance(await hipAt(60), await hipAt(0)) > 100);
  await page.click("#follow");
  const head = await place(page, 0, kHead);
  await page.mouse.click(head.x, head.y);
  assert.equal(await page.getAttribute("#trail", "aria-pressed"), "true");
  await page.fill("#scrub", "30");
  await page.mouse.move(5, 5);
  await settle(page);
  const withTrail = await picture(page);
  await page.keyboard.press("t");
  await settle(page);
  assert.notEqual(await picture(page), withTrail);
  await close();
});

const readings = (page) => page.locator("#angle-plots figcaption").allInnerTexts().then((all) => all.map((one) => one.replace(/\s+/g, " ").trim()));
const degrees = (page, name, f) => page.evaluate(([n, at]) => { const { angles } = player.scene.motions[0]; return angles.at(angles.names.indexOf(n), at); }, [name, f]);

test("plots joint angles that go along with the motion and scrub it", async () => {
  const { page, close } = await open("angles");
  assert.equal(await page.isVisible("#angles"), true);
  assert.equal(await page.getAttribute("#angles-button", "aria-expanded"), "true");
  assert.equal(await page.isVisible("#angles-motion"), false);  // one motion has angles
  const first = await page.locator("#angle-plots canvas").first().evaluate((canvas) => canvas.toDataURL());
  await page.fill("#scrub", "30");
  await settle(page);
  const [left, right] = [await degrees(page, "left hip flexion", 30), await degrees(page, "right hip flexion", 30)];
  assert.ok(left > 20 && right < -10);
  assert.equal((await readings(page))[0], `Hip flexion left ${left.toFixed(0)}° right ${right.toFixed(0)}°`);
  assert.deepEqual((await readings(page)).map((one) => one.split(" left")[0]), ["Hip flexion", "Knee flexion", "Shoulder elevation", "Elbow flexion"]);
  assert.notEqual(await page.locator("#angle-plots canvas").first().evaluate((canvas) => canvas.toDataURL()), first);
  // The sides have the colours that they have in the figure.
  const colors = await page.locator("#angle-plots figcaption").first().evaluate((caption) => [...caption.querySelectorAll("span")].map((span) => span.style.color));
  assert.deepEqual(colors, ["var(--rest-0)", "var(--right-0)"]);
  // Right of the numbers a plot is as long as the motion: of 0 to 99.
  const box = await page.locator("#angle-plots canvas").nth(1).boundingBox();
  const x = (f) => box.x + 38 + (box.width - 38 - 6) * f / 99;
  await page.mouse.click(x(75), box.y + 20);
  assert.equal(await frame(page), 75);
  await drag(page, { x: x(75), y: box.y + 20 }, { x: x(12), y: box.y + 500 });
  assert.equal(await frame(page), 12);
  await page.mouse.move(x(60), box.y + 20);
  assert.equal(await frame(page), 12);
  await close();
});

test("plots the angles that are chosen, by keys alone", async () => {
  const { page, close } = await open("angles");
  await page.keyboard.press("g");
  assert.equal(await page.isVisible("#angles"), false);
  assert.equal(await page.getAttribute("#angles-button", "aria-expanded"), "false");
  await page.keyboard.press("g");
  await page.focus("#angles-choice summary");
  await page.keyboard.press("Space");
  assert.equal(await page.evaluate(() => player.playing), false);
  assert.equal(await page.locator("#angles-choice input").count(), 15);
  for (const name of ["Pelvis", "Ankle dorsiflexion"]) {
    await page.getByRole("checkbox", { name }).focus();
    await page.keyboard.press("Space");
  }
  await page.getByRole("checkbox", { name: "Hip flexion" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible("#angles-choice input"), false);
  assert.equal(await page.evaluate(() => document.activeElement === document.querySelector("#angles-choice summary")), true);
  await page.fill("#scrub", "3");
  await settle(page);
  const found = await readings(page);
  assert.equal(found.length, 5);
  // The obliquity of frame 3 is not known.
  assert.equal(found[0], "Pelvis tilt (forward) 0° obliquity (right side down) – rotation (to the left) 0°");
  assert.equal(found[2], "Ankle dorsiflexion left 0° (by default) right 0° (by default)");
  await close();
});

test("shows the angles of several people", async () => {
  const { page, close } = await open("people");
  await page.fill("#scrub", "20");
  await settle(page);
  const before = await readings(page);
  await page.selectOption("#angles-motion", "1");
  await settle(page);
  const after = await readings(page);
  const left = (text) => Number(text.match(/left (-?\d+)°/)[1]);
  assert.equal(after.length, before.length);
  after.forEach((text, i) => assert.equal(left(text) - left(before[i]), 10, text));
  await close();
});

test("keeps angles out of the way on a small screen", async () => {
  for (const viewport of [{ width: 390, height: 780 }, { width: 780, height: 390 }]) {
    const { page, close } = await open("angles", { viewport });
    assert.equal(await page.isVisible("#angles"), false);
    assert.equal(await page.isVisible("#input"), true);
    await page.click("#angles-button");
    await settle(page);
    assert.equal(await page.isVisible("#angles"), true);
    assert.equal(await page.isVisible("#input"), false);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight));
    assert.ok((await page.locator("#stage").boundingBox()).height > 150);
    await page.click("#angles-choice summary");
    const menu = await page.locator("#angles-choice .items").boundingBox();
    assert.ok(menu.x >= 0 && menu.y + menu.height <= viewport.height);
    await page.locator("#angles-choice label").last().scrollIntoViewIfNeeded();
    await page.mouse.click(20, 200);  // elsewhere
    assert.equal(await page.isVisible("#angles-choice .items"), false);
    await close();
  }
});

/** Clicks an entry of the download menu. Returns the file's name and text. */
async function save(page, id) {
  await page.click("#download summary");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(`#${id}`)]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

test("saves positions, angles and the motion as files", async () => {
  const { page, close } = await open("angles");
  const positions = await save(page, "save-positions");
  assert.equal(positions.name, "A_made-up_walk_Reconstruction_positions.csv");
  const rows = positions.text.split("\n");
  assert.equal(rows.length, 102);
  assert.equal(rows[101], "");
  assert.ok(rows[0].startsWith("frame,time (s),hip x (m),hip y (m),hip z (m),right hip x (m)"));
  const wanted = await page.evaluate(() => [...player.scene.motions[0].positions]);
  rows.slice(1, 101).forEach((row, t) => {
    const cells = row.split(",").map(Number);
    assert.deepEqual(cells.slice(0, 2), [t + 10, t / 25]);
    assert.deepEqual(cells.slice(2).map(Math.fround), wanted.slice(t * 51, t * 51 + 51));
  });
  assert.ok(positions.text.length < 100 * 51 * 13, "numbers are as short as their float32 allows");

  const angles = await save(page, "save-angles");
  assert.equal(angles.name, "A_made-up_walk_Reconstruction_angles.csv");
  const [header, ...lines] = angles.text.trimEnd().split("\n").map((row) => row.split(","));
  assert.equal(header.length, 35);
  assert.deepEqual(header.slice(0, 4), ["frame", "time (s)", "pelvis tilt (forward) (deg)", "pelvis obliquity (right side down) (deg)"]);
  assert.equal(lines.length, 100);
  assert.deepEqual(lines[3].slice(0, 5), ["13", "0.12", "0.000", "", "0.000"]);  // one is not known
  const column = header.indexOf("left knee flexion (deg)");
  isNear(Number(lines[40][column]), await degrees(page, "left knee flexion", 40), 0.0006);
  assert.match(lines[40][column], /^\d+\.\d{3}$/);

  const bvh = await save(page, "save-bvh");
  assert.equal(bvh.name, "A_made-up_walk_Reconstruction.bvh");
  assert.equal(bvh.text, "HIERARCHY\nROOT Hips\n{\n}\nMOTION\nFrames: 100\n\u00e9 </script>\n");
  // The other motion has positions only.
  await page.click("#download summary");
  await page.selectOption("#download-motion", "1");
  assert.equal(await page.isVisible("#save-positions"), true);
  assert.equal(await page.isVisible("#save-angles"), false);
  assert.equal(await page.isVisible("#save-bvh"), false);
  await close();
});

test("gives files safe names and spreadsheets nothing to compute", async () => {
  const { page, close } = await open("hostile");
  const { name, text: csv } = await save(page, "save-positions");
  assert.equal(name, "title_script_script_document.title_run_script_scene_co_img_src_x_onerror_documen_positions.csv");
  assert.ok(csv.includes(',"\'=1+1, ""knee"" x (m)",'), csv.slice(0, 200));
  assert.equal(await page.locator("img").count(), 0);
  assert.match((await readings(page)).join(), /Hip flexion/);
  const stems = await page.evaluate(() => ["../../etc/passwd", "con", "COM1.txt", "", " . ", "\u00dcbung 3", "a/b\\c:d*e?f", "x".repeat(300), "\u8d70\u308b"].map(fileStem));
  assert.deepEqual(stems, ["etc_passwd", "_con", "_COM1.txt", "motion", "motion", "\u00dcbung_3", "a_b_c_d_e_f", "x".repeat(80), "\u8d70\u308b"]);
  const texts = await page.evaluate(() => [0.1, 1e-8, 16777216, 1 / 3, NaN, -0, 1.5, 3.4028234663852886e38].map((x) => floatText(Math.fround(x))));
  assert.deepEqual(texts, ["0.1", "1e-8", "16777216", "0.33333334", "", "0", "1.5", "3.4028235e+38"]);
  await close();
});

test("explains its keys", async () => {
  const { page, close } = await open("two");
  await page.keyboard.press("?");
  assert.equal(await page.isVisible("#help"), true);
  await page.keyboard.press("End");
  assert.equal(await frame(page), 0);
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible("#help"), false);
  await page.click("#help-button");
  await page.getByRole("button", { name: "Close" }).click();
  assert.equal(await page.isVisible("#help"), false);
  await close();
});

test("is sharp on a display of double density", async () => {
  const { page, close } = await open("two", { deviceScaleFactor: 2 });
  for (const id of ["view3d", "view2d", "curve"]) {
    const [pixels, size] = await page.evaluate((canvas) => {
      const element = document.getElementById(canvas);
      return [[element.width, element.height], [element.clientWidth, element.clientHeight]];
    }, id);
    assert.deepEqual(pixels, size.map((x) => 2 * x), id);
  }
  const [r, , b] = await colorAt(page, await place(page, 0, kRightHip));
  assert.ok(r > b + 60, "joints are drawn where they are picked");
  await close();
});

test("fits a phone and follows its turning", async () => {
  const { page, close } = await open("two", { viewport: { width: 390, height: 780 } });
  const fits = async () => {
    const { width, height } = page.viewportSize();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    for (const control of await page.locator("button:visible, select, input:visible, canvas").all()) {
      const box = await control.boundingBox();
      if (box) assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width + 0.5 && box.y + box.height <= height + 0.5);
    }
  };
  await fits();
  const [stage, input] = [await page.locator("#stage").boundingBox(), await page.locator("#input").boundingBox()];
  assert.ok(input.y >= stage.y + stage.height, "the 2D input is below");
  assert.ok(stage.height > 200 && input.height > 100);
  await page.setViewportSize({ width: 780, height: 390 });
  await settle(page);
  await fits();
  await close();
});

test("has a dark theme", async () => {
  const background = async (colorScheme) => {
    const { page, close } = await open("two", { colorScheme });
    await page.keyboard.press("2");
    await settle(page);
    const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const limb = await colorAt(page, await place(page, 0, kLeftHip));
    await close();
    return [Number(color.match(/\d+/)[0]), Math.max(...limb)];
  };
  const [[light, darkLimb], [dark, lightLimb]] = [await background("light"), await background("dark")];
  assert.ok(light > 200 && dark < 60 && darkLimb < 130 && lightLimb > 150, `${[light, darkLimb, dark, lightLimb]}`);
});

test("shows text from the data as text", async () => {
  const { page, close } = await open("hostile");
  const title = "</title></script><script>document.title='run'</script>{{scene}} & \"co\"";
  assert.equal(await page.title(), title);
  assert.equal(await page.locator("h1").innerText(), title);
  assert.equal(await page.locator("#legend .name").first().innerText(), "<img src=x onerror=\"document.title='run'\"><!--<script>");
  assert.equal(await page.locator("img").count(), 0);
  await page.keyboard.press("2");
  await settle(page);
  const hip = await place(page, 0, kRightHip);
  await page.mouse.move(hip.x, hip.y);
  await settle(page);
  assert.match(await text(page, "tooltip"), /^<b>hip<\/b><\/script>\n/);
  await close();
});

test("passes over what is not finite", async () => {
  const { page, close } = await open("not_finite");
  const drawn = async (f) => { await page.fill("#scrub", String(f)); await settle(page); return page.evaluate(() => player.view3d.drawn.length); };
  const found = [];
  for (let f = 0; f < 12; ++f) found.push(await drawn(f));
  assert.deepEqual(found, [17, 17, 17, 16, 17, 0, 17, 16, 17, 17, 17, 17]);
  assert.equal(await page.isVisible("#input"), false);
  assert.equal(await page.isVisible("#side-by-side"), false);
  assert.equal(await page.isVisible("#curve"), false);
  await close();
});

test("shows a single frame", async () => {
  const { page, close } = await open("one_frame");
  await page.click("#play");
  await page.keyboard.press("ArrowRight");
  assert.equal(await frame(page), 0);
  assert.equal(await text(page, "facts"), "1 frame · 25 fps · 0.04 s");
  await close();
});
