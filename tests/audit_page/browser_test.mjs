// What a reader does with an audit's page, done in a real browser. The pages come from write_audit_pages.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test, { after } from "node:test";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(`${process.env.DRIVER}/`)("playwright-core");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
after(() => browser.close());

async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const problems = [],
    requests = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.stack));
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => requests.push(request.url()));
  const url = pathToFileURL(`${process.env.PAGES}/${name}.html`).href;
  await page.goto(url);
  await page.waitForFunction(() => window.page);
  return {
    page,
    text: (selector) => page.locator(selector).innerText(),
    texts: (selector) => page.locator(selector).allInnerTexts(),
    drawn: (selector) => page.locator(selector).allTextContents(),  // of SVG, which has no innerText
    /** To be called last: nothing went wrong, and nothing was asked for but the page itself. */
    async close() {
      assert.deepEqual(problems, []);
      assert.deepEqual(
        requests.filter((asked) => !asked.startsWith("data:")),
        [url],
      );
      await context.close();
    },
  };
}

const column = (number, page) => page.locator(`#rows tbody td:nth-child(${number})`).allInnerTexts();
const values = async (page, name) =>
  page.evaluate((key) => [...document.querySelectorAll("#rows tbody tr")].map(({ row }) => row[key]), name);
const isFalling = (numbers) => numbers.every((x, i) => i === 0 || numbers[i - 1] >= x);

test("says what ran, what was checked, and that it holds", async () => {
  const { page, text, texts, close } = await open("small");
  assert.equal(await page.title(), "posegrad audit: run -k gt --subset 0.1");
  assert.match(
    await text("#verdict"),
    /^Every checked element is inside its promised bound\. The worst error, of \w+ in .*, used [\d.]+ % of the bound$/,
  );
  assert.equal(await text("#command"), "posegrad run -k gt --subset 0.1");
  const facts = await text("#facts");
  assert.match(facts, /\d+ kernel calls in .* · \d+ threads? · OpenBLAS kernels for \w+/);
  assert.match(facts, /one round in 2, up to 64 elements of each output/);
  assert.match(facts, /All that was recorded/);
  assert.deepEqual(await texts("#figures .name"), ["MPJPE", "P-MPJPE", "training loss"]);
  assert.equal(await text("#figures .card:first-child b"), "46.8 mm");
  await page.click("#figure-details summary");
  assert.match(await text("#figure-tables"), /Walking\s+46\.8 mm\s+46\.8 mm/);
  await close();
});

test("draws the forward pass, and the other parts on demand", async () => {
  const { page, texts, drawn, close } = await open("small");
  const ops = () => drawn("#graph .op");
  assert.equal((await ops())[0], "conv1d");
  assert.ok(!(await ops()).some((op) => op.startsWith("adam") || op.includes("_grad")));
  assert.ok((await drawn("#graph .layer")).includes("model_pos/expand_conv"));
  assert.equal(
    await page
      .locator("#graph .edge.arc title")
      .filter({ hasText: /^residual of/ })
      .count(),
    1,
  );
  const forward = (await ops()).length;
  await page.check("input[value=backward]");
  assert.ok((await ops()).includes("adam") && (await ops()).includes("conv1d_grad_w"));
  const backward = (await ops()).length;
  await page.check("input[value=all]");
  assert.equal((await ops()).length, forward + backward);
  await page.selectOption("#round", {
    label: (await texts("#round option")).find((option) => option.startsWith("evaluation")),
  });
  assert.ok(!(await ops()).some((op) => op.startsWith("adam")));
  assert.equal(await page.isDisabled("input[value=backward]"), true);
  await close();
});

test("begins with the network, from the keypoints to what comes out; folded norms are a part of their own", async () => {
  const { page, texts, drawn, close } = await open("folded");
  assert.equal(await page.evaluate(() => window.page.graph.round.round), 2);
  assert.equal((await drawn("#graph .op"))[0], "conv1d");
  assert.deepEqual(await drawn("#graph .end"), ["keypoints 1×20×34 ↓", "poses 1×12×51 ↓"]);
  assert.match((await texts("#round option"))[0], /^evaluation 1 · 1 call · norms folded into weights$/);
  await page.selectOption("#round", "0");
  assert.equal(await page.isChecked("input[value=folding]"), true);
  assert.deepEqual(await drawn("#graph .op"), ["fold_norm"]);
  assert.deepEqual(await drawn("#graph .end"), []);
  await close();
});

test("a figure leads to its round", async () => {
  const { page, close } = await open("small");
  await page.click("#figures .card:first-child");
  assert.equal(await page.evaluate(() => window.page.graph.round.scope), "evaluation");
  await close();
});

test("a click on a node shows its contract and its numbers, and where inputs came from", async () => {
  const { page, text, close } = await open("small");
  assert.equal(await page.isVisible("#panel"), false);
  await page.locator("#graph .node").filter({ hasText: "norm_relu_dropout" }).last().click();
  const panel = await text("#panel-content");
  assert.match(
    panel,
    /^norm_relu_dropout\n+training step\/model_pos\/layers_bn\.1\n+forward · training step 1 · call \d+ on cpu/,
  );
  assert.match(panel, /Inside its bound: the worst error used [\d.]+ % of it/);
  assert.match(await text("#panel .formula"), /^y\[r,c\] = /);
  for (const part of [
    "Shapes\nx (R, C)",
    "Gradient",
    "Promised error\n|value − definition| ≤ (",
    "FLOPs",
    "Bytes",
    "tensor/kernels/norm_relu_dropout.h",
    "tensor/kernels/norm_relu_dropout.cpp",
    "checked elements",
    "largest error",
    "mean error",
    "Worst element",
    "definition",
    "FLOP/s",
    "B/s",
  ])
    assert.ok(panel.includes(part), `${part} is not in ${panel}`);
  assert.match(panel, /residual\s+4×3×8\s+f32\s+norm_relu_dropout, call \d+/);
  assert.match(panel, /gamma\s+8\s+f32\s+given/);
  await page.click("#panel details summary");
  assert.equal(await page.locator("#panel details tbody tr").count(), 16);
  assert.equal(await page.locator("#graph .node.chosen").count(), 1);
  // Along the residual, and back.
  await page.locator("#panel tr").filter({ hasText: "residual" }).locator("button").click();
  assert.match(await text("#panel .where"), /expand_bn$/);
  assert.match(await page.textContent("#graph .node.chosen .op"), /norm_relu_dropout/);
  await page.click("#panel-back");
  assert.match(await text("#panel .where"), /layers_bn\.1$/);
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible("#panel"), false);
  assert.equal(await page.locator("#graph .chosen").count(), 0);
  await close();
});

test("goes around the graph by keys", async () => {
  const { page, text, close } = await open("small");
  await page.locator("#graph .node").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  assert.equal(await text("#panel h2"), await page.locator("#graph .node .op").nth(1).textContent());
  assert.equal(await page.locator("#graph .node[tabindex='0']").count(), 1);
  await close();
});

test("zooms", async () => {
  const { page, text, close } = await open("small");
  const width = () =>
    page
      .locator("#graph svg")
      .first()
      .evaluate((svg) => svg.getBoundingClientRect().width);
  const before = await width();
  await page.click("#zoom-in");
  assert.ok(Math.abs((await width()) / before - 1.25) < 0.01);
  await page.click("#zoom-fit");
  assert.ok(await page.locator("#graph").evaluate((box) => box.scrollHeight <= box.clientHeight + 1));
  await page.click("#zoom-one");
  assert.equal(await text("#zoom-one"), "100 %");
  await close();
});

test("sorts and filters the table", async () => {
  const { page, text, close } = await open("small");
  assert.ok(isFalling(await values(page, "share")));
  await page.click("#slowest-first");
  assert.ok(isFalling(await values(page, "seconds")));
  await page.getByRole("button", { name: "GFLOP", exact: true }).click();
  assert.ok(isFalling(await values(page, "flops")));
  assert.equal(await page.locator("th[aria-sort]").getAttribute("aria-sort"), "descending");
  await page.getByRole("button", { name: "GFLOP", exact: true }).click();
  assert.ok(isFalling((await values(page, "flops")).reverse()));
  await page.getByRole("button", { name: "Op", exact: true }).click();
  const ops = await column(1, page);
  assert.deepEqual(ops, [...ops].sort());
  await page.click("#worst-first");
  assert.ok(isFalling(await values(page, "share")));
  await page.fill("#filter", "adam shrink");
  assert.deepEqual(
    await column(2, page),
    await column(2, page).then((layers) => layers.filter((layer) => layer.includes("optimizer/shrink"))),
  );
  assert.match(await text("#row-count"), /^2 of \d+ rows$/);
  assert.match(await text("#rows tfoot"), /^sum\s+6\s/);
  await close();
});

test("a row leads to its calls, and a call to its node in another round", async () => {
  const { page, text, texts, close } = await open("small");
  await page.fill("#filter", "conv1d_grad_w layers_conv.1");
  await page.locator("#rows tbody tr").first().click();
  assert.match(await text("#panel-content"), /^conv1d_grad_w\n/);
  assert.match(await text("#panel-content"), /calls\s+3\s+checked calls\s+2\s/);
  assert.match(await text("#panel-content"), /1 more call of this row was not recorded/);
  assert.equal((await texts("#panel .calls li")).length, 2);
  await page.locator("#panel .calls li", { hasText: "training step 3" }).locator("button").click();
  assert.equal(await page.evaluate(() => window.page.graph.round.round), 3);
  assert.equal(await page.isChecked("input[value=backward]"), true);
  assert.equal(await page.textContent("#graph .node.chosen .op"), "conv1d_grad_w");
  assert.equal(await page.locator("#rows tr.chosen").count(), 1);
  await close();
});

test("text of the audit stays text, and what is no number is said to be none", async () => {
  for (const name of ["hostile", "read"]) {
    const { page, text, close } = await open(name);
    assert.match(await page.title(), /^posegrad audit: run <\/script><script>/);
    assert.match(await text("#verdict"), /^1 checked element is beyond the promised bound\. The first: \w+<\/script>/);
    assert.match(await text("#command"), /document\.title=/);
    await page.click("#figure-details summary");
    assert.match(await text("#figure-tables"), /not finite/);
    await page.click("#verdict button");
    const panel = await text("#panel-content");
    assert.match(panel, /1 element beyond the bound; the worst error is not finite, or none is allowed/);
    assert.match(panel, /value\s+not finite/);
    assert.match(panel, /largest error\s+not finite/);
    assert.match(await page.textContent("#graph .node.chosen .share"), /not finite/);
    assert.match(await page.locator("#rows tbody tr").first().innerText(), /not finite/);
    for (const part of ["backward", "all"]) await page.check(`input[value=${part}]`);
    await page.locator("#rows tbody tr").nth(3).click();
    assert.equal(await page.locator("img, b > b, #panel script, #graph script").count(), 0);
    assert.match(await page.title(), /^posegrad audit/);
    await close();
  }
});

test("a long audit says what is not on the page", async () => {
  const { page, text, close } = await open("many");
  assert.match(await text("#facts"), /Only in the JSON file: [\d,]+ recorded calls and [\d,]+ of [\d,]+ figures/);
  await page.click("#figure-details summary");
  await close();
});

test("an audit without contracts, checks, figures or calls still opens", async () => {
  const bare = await open("bare");
  assert.equal(await bare.text("#verdict"), "Nothing was checked");
  await bare.page.locator("#graph .node").first().click();
  assert.match(await bare.text("#panel-content"), /Not checked[^]*input 1/);
  await bare.close();
  const unrecorded = await open("unrecorded");
  assert.equal(await unrecorded.page.isVisible("#graph-section"), false);
  await unrecorded.page.locator("#rows tbody tr").first().click();
  assert.match(await unrecorded.text("#panel-content"), /Calls on this page, worst first\s+none/);
  await unrecorded.page.keyboard.press("Escape");
  await unrecorded.close();
});

test("fits a small screen, and prints", async () => {
  const { page, close } = await open("small", { viewport: { width: 390, height: 800 } });
  await page.locator("#graph .node").first().click();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible("#filter"), false);
  assert.ok((await page.pdf()).length > 10000);
  await close();
});
