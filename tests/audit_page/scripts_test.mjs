// What the audit page's scripts compute, without a browser: the scripts and the data come out of the pages that
// write_audit_pages made.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const pageOf = (name) => readFileSync(`${process.env.PAGES}/${name}.html`, "utf8");
const between = (text, begin, end) => text.slice(text.indexOf(begin) + begin.length).split(end)[0];
const dataOf = (name) => JSON.parse(between(pageOf(name), '<script type="application/json" id="audit">', "</script>"));

// All but the last lines, which need a document.
const script = between(between(pageOf("small"), '"use strict";', "</script>"), "", "const page = new Page");
const kNames = [
  "Audit",
  "Row",
  "amount",
  "duration",
  "exactly",
  "filteredRows",
  "graphOf",
  "heightsOf",
  "indicesOf",
  "kColumns",
  "kNode",
  "layoutGraph",
  "millimetres",
  "number",
  "percent",
  "phaseOf",
  "quoted",
  "ranksOf",
  "sampleOf",
  "samplingText",
  "shareColor",
  "shortened",
  "sortedRows",
  "splitFigures",
  "tensorNames",
];
const posegrad = new Function(`"use strict"; ${script}; return { ${kNames} };`)();
const { Audit, filteredRows, graphOf, kColumns, kNode, layoutGraph, sortedRows } = posegrad;

const auditOf = (name) => new Audit(dataOf(name));
const partOf = (round, phases) => graphOf(round.calls.filter((call) => phases.includes(call.phase)));
const nodes = (...scopes) => scopes.map((scope) => ({ scope }));

test("numbers", () => {
  const { amount, duration, millimetres, number, percent } = posegrad;
  assert.equal(number(0), "0");
  assert.equal(number(0.0123456), "0.01235");
  assert.equal(number(-1.5e-7), "-1.5e-7");
  assert.equal(number(1e-7), "1e-7");
  assert.equal(number(2e10), "2e10");
  assert.equal(number(null), "not finite");
  assert.equal(number(Infinity), "not finite");
  assert.equal(amount(18874368, "FLOP"), "18.9 MFLOP");
  assert.equal(amount(12, "B"), "12 B");
  assert.equal(duration(0.0077366), "7.74 ms");
  assert.equal(duration(3.2e-8), "32 ns");
  assert.equal(millimetres(0.0468), "46.8 mm");
  assert.equal(percent(null), "not checked");
  assert.equal(percent(Infinity), "not finite");
  assert.equal(percent(0.0116), "1.2 %");
  assert.equal(percent(0.179), "17.9 %");  // as share_text (tests/audit)
  assert.equal(percent(0.00012), "0.012 %");
  assert.equal(percent(0.00001), "< 0.01 %");
  assert.equal(percent(0), "0 %");
  assert.equal(percent(0.9996), "99.960 %");  // not 100 %
  assert.equal(percent(1.0004), "100.040 %");
  assert.equal(percent(2.5), "250 %");
});

test("arguments are quoted as a shell needs them", () => {
  assert.equal(posegrad.quoted("--subset=0.1"), "--subset=0.1");
  assert.equal(posegrad.quoted("it's here"), "'it'\\''s here'");
  assert.equal(posegrad.quoted(""), "''");
});

test("tensors are named by the contract", () => {
  const { tensorNames } = posegrad;
  assert.deepEqual(tensorNames("x (N, L, C_in), w (C_out, K, C_in) -> y (N, L_out, C_out)"), {
    inputs: ["x", "w"],
    outputs: ["y"],
  });
  assert.deepEqual(tensorNames("a (M, K) or (K, M), positions (P) i64, r (R, C)? -> dgamma (C), dbeta (C)"), {
    inputs: ["a", "positions", "r"],
    outputs: ["dgamma", "dbeta"],
  });
  assert.deepEqual(tensorNames("a (~E...), b (A..., L_a + L_b) -> y (E...)").inputs, ["a", "b"]);
  assert.deepEqual(tensorNames(""), { inputs: [], outputs: [] });
  const call = auditOf("bare").calls[0];
  assert.equal(call.inputName(1), "input 2");
});

test("an element's place", () => {
  assert.deepEqual(posegrad.indicesOf(17, [3, 8]), [2, 1]);
  assert.deepEqual(posegrad.indicesOf(0, []), []);
});

test("a sample's share of its bound", () => {
  const { sampleOf } = posegrad;
  assert.equal(sampleOf(0, 1, 1.5, 2).share, 0.25);
  assert.equal(sampleOf(0, 1, 1, 0).share, 0);
  assert.equal(sampleOf(0, 1, 1.5, 0).share, Infinity);  // of an exact op
  assert.equal(sampleOf(0, null, 1, 1).share, null);
});

test("rows sort by every column in both directions, without values last", () => {
  const rows = auditOf("small").rows;
  rows[2].share = null;
  for (const { name, key } of kColumns) {
    for (const ascending of [true, false]) {
      const sorted = sortedRows(rows, name, ascending).map(key);
      assert.equal(sorted.length, rows.length);
      const values = sorted.filter((value) => value !== null);
      assert.deepEqual(sorted.slice(0, values.length), values);
      for (let i = 1; i < values.length; ++i)
        assert.ok(
          ascending ? values[i - 1] <= values[i] : values[i - 1] >= values[i],
          `${name}: ${values[i - 1]}, ${values[i]}`,
        );
    }
  }
});

test("equal rows keep their order, and the rows given are left as they are", () => {
  const rows = auditOf("small").rows;
  const before = [...rows];
  const adams = sortedRows(rows, "op", false).filter((row) => row.op === "adam");
  assert.deepEqual(
    adams,
    rows.filter((row) => row.op === "adam"),
  );
  assert.deepEqual(rows, before);
});

test("the filter wants every word, anywhere", () => {
  const rows = auditOf("small").rows;
  assert.equal(filteredRows(rows, "  ").length, rows.length);
  assert.ok(
    filteredRows(rows, "CONV1D_grad expand").every((row) => row.op.startsWith("conv1d_grad") && row.scope.includes("expand")),
  );
  assert.ok(filteredRows(rows, "CONV1D_grad expand").length > 0);
  assert.deepEqual(new Set(filteredRows(rows, "optimizer").map((row) => row.op)), new Set(["adam"]));
  assert.ok(filteredRows(rows, "sum_{k,i}").some((row) => row.op === "conv1d"));  // of the formula
  assert.equal(filteredRows(rows, "conv1d nowhere").length, 0);
});

test("numbers that are none count as worse than any", () => {
  for (const name of ["hostile", "read"]) {
    const audit = auditOf(name);
    const worst = sortedRows(audit.rows, "share", false)[0];
    assert.equal(worst.share, Infinity, name);
    assert.equal(worst.outside, 1);
    assert.equal(audit.firstOutside.share, Infinity);
    assert.ok(worst.shown.includes(audit.firstOutside));
  }
});

test("phases", () => {
  const { phaseOf } = posegrad;
  assert.equal(phaseOf({ scope: "training step/model_pos/shrink", backward: false }), "forward");
  assert.equal(phaseOf({ scope: "training step/model_pos/shrink", backward: true }), "backward");
  assert.equal(phaseOf({ scope: "training step/optimizer/shrink.weight", backward: false }), "optimizer");
  assert.equal(phaseOf({ scope: "", backward: false }), "forward");
  assert.equal(phaseOf({ op: "fold_norm", scope: "evaluation/inference model/expand_conv", backward: false }), "folding");
});

test("rounds are in order and know their calls; a figure leads to the one before it", () => {
  const audit = auditOf("small");
  assert.deepEqual(
    audit.rounds.map(({ scope, round }) => `${scope} ${round}`),
    ["training step 1", "training step 3", "evaluation 1"],
  );
  assert.equal(
    audit.rounds.reduce((sum, round) => sum + round.calls.length, 0),
    audit.calls.length,
  );
  const [losses, errors] = [
    audit.data.figures.filter(({ name }) => name === "training loss"),
    audit.data.figures.filter(({ name }) => name.startsWith("MPJPE")),
  ];
  assert.deepEqual(
    losses.map((figure) => audit.roundBefore(figure)?.round),
    [1, 1, 3],
  );
  assert.equal(audit.roundBefore(errors[0]).scope, "evaluation");
  assert.equal(audit.roundBefore({ after_call: 0 }), undefined);
});

test("the page begins with the first pass through the network, not with norms that are folded before it", () => {
  const audit = auditOf("folded");
  assert.deepEqual(
    audit.rounds.map(({ scope, round }) => `${scope} ${round}`),
    ["evaluation 1", "evaluation 2"],
  );
  assert.equal(audit.firstPass.round, 2);
  assert.equal(auditOf("small").firstPass.scope, "training step");
  assert.equal(auditOf("unrecorded").firstPass, undefined);
});

test("figures are taken apart into series and actions", () => {
  const { series, parts } = posegrad.splitFigures(dataOf("small").figures);
  assert.deepEqual([...series.keys()], ["training loss"]);
  assert.equal(series.get("training loss").length, 3);
  assert.deepEqual(parts.map(({ metric, of }) => `${metric}|${of}`).slice(0, 3), [
    "MPJPE|Walking",
    "P-MPJPE|Walking",
    "MPJPE|Sitting",
  ]);
});

test("calls become nodes, what they read becomes edges", () => {
  const audit = auditOf("small");
  const { nodes: drawn, edges } = partOf(audit.rounds[0], ["forward"]);
  const ops = drawn.map(({ op }) => op);
  assert.equal(ops[0], "conv1d");
  const all = drawn.flatMap(({ calls }) => calls);
  assert.deepEqual(
    all,
    audit.rounds[0].calls.filter(({ phase }) => phase === "forward"),
  );
  for (const { from, to, names } of edges) {
    assert.ok(from < to);
    assert.ok(names.length > 0);
    assert.ok(
      drawn[to].calls.some((call) =>
        call.inputs.some((input) => drawn[from].calls.some(({ call: number }) => number === input?.from)),
      ),
    );
  }
  const residual = edges.filter(({ names }) => names.includes("residual"));
  assert.equal(residual.length, 1);
  const mean = edges.find(({ names }) => names.includes("mean"));
  assert.deepEqual(mean.names, ["mean", "variance"]);
});

test("calls of one op in one layer on the same inputs are one node", () => {
  const call = (number, op, scope, from) => ({
    call: number,
    op,
    scope,
    backward: false,
    inputs: [{ from }],
    share: number / 10,
    seconds: 1,
    inputName: () => "x",
  });
  const { nodes: drawn, edges } = graphOf([
    call(1, "conv1d", "e/a"),
    call(2, "conv1d", "e/a"),
    call(3, "conv1d", "e/b"),
    call(4, "add", "e/b", 2),
    call(5, "add", "e/b", 4),
    call(6, "add", "e/b", 4),
  ]);
  assert.deepEqual(
    drawn.map(({ calls }) => calls.map((c) => c.call)),
    [[1, 2], [3], [4], [5, 6]],
  );
  assert.deepEqual(
    edges.map(({ from, to }) => [from, to]),
    [
      [0, 2],
      [2, 3],
    ],
  );
  assert.equal(drawn[0].worst.call, 2);
  assert.equal(drawn[0].seconds, 2);
});

test("ranks: longest path, and what nothing precedes stands above its reader", () => {
  const edges = [
    [0, 1],
    [1, 2],
    [0, 2],
    [3, 4],
    [2, 4],
  ].map(([from, to]) => ({ from, to }));
  assert.deepEqual(posegrad.ranksOf(6, edges), [0, 1, 2, 2, 3, 0]);
  assert.deepEqual(posegrad.heightsOf(6, edges), [3, 2, 1, 1, 0, 0]);
});

test("the trunk is a straight line, branches are on its right, what passes nodes is an arc", () => {
  // 0 - 1 - 2 - 3 is the trunk, 0 to 3 passes it by, 4 and 5 branch off.
  const edges = [
    [0, 1],
    [1, 2],
    [2, 3],
    [0, 3],
    [0, 4],
    [4, 5],
  ].map(([from, to]) => ({ from, to, names: [] }));
  const layout = layoutGraph({ nodes: nodes("a", "b", "b", "c", "d", "e"), edges });
  assert.equal(new Set([0, 1, 2, 3].map((node) => layout.nodes[node].x)).size, 1);
  assert.ok([4, 5].every((node) => layout.nodes[node].x > layout.nodes[0].x));
  assert.deepEqual(
    layout.edges.map(({ isArc }) => isArc),
    [false, false, false, true, false, false],
  );
  assert.equal(layout.clusters.length, 5);  // the two of b are one
});

test("arcs that overlap take lanes of their own", () => {
  const chain = Array.from({ length: 8 }, (_, i) => ({ from: i, to: i + 1 }));
  const arcs = [
    [0, 3],
    [2, 5],
    [5, 8],
  ].map(([from, to]) => ({ from, to }));
  const { edges } = layoutGraph({ nodes: nodes(..."abcdefghi"), edges: [...chain, ...arcs] });
  const [first, second, third] = edges.slice(8).map(({ path }) => path.match(/Q(\S+)/)[1]);
  assert.notEqual(first, second);
  assert.equal(first, third);
});

test("no two nodes and no two layers lie on each other, in every part of every round", () => {
  const apart = (a, b) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
  for (const round of [...auditOf("small").rounds, { calls: wide(40) }]) {
    for (const phases of [["forward"], ["backward", "optimizer"], ["forward", "backward", "optimizer"]]) {
      const graph = partOf(round, phases);
      const layout = layoutGraph(graph);
      const boxes = layout.nodes.map((node) => ({ ...node, ...kNode }));
      for (const group of [boxes, layout.clusters])
        group.forEach((a, i) => group.slice(i + 1).forEach((b) => assert.ok(apart(a, b), JSON.stringify([a, b]))));
      for (const box of boxes)
        assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= layout.width && box.y + box.height <= layout.height);
      for (const { from, to } of graph.edges) assert.ok(layout.nodes[from].y < layout.nodes[to].y);
    }
  }
});

/** Calls that nothing joins, in layers of their own. */
function wide(size) {
  return Array.from({ length: size }, (_, i) => ({
    call: i,
    op: "fold_norm",
    scope: `model/layer.${i}`,
    backward: false,
    phase: "forward",
    inputs: [],
    outputs: [],
    share: null,
    seconds: 0,
  }));
}

test("a wide rank takes several rows", () => {
  const layout = layoutGraph(graphOf(wide(40)));
  assert.ok(layout.width < 2000);
  assert.deepEqual(layoutGraph({ nodes: [], edges: [] }).nodes, []);
});

test("colours: beyond is red, whatever the distance", () => {
  const { shareColor } = posegrad;
  assert.equal(shareColor(1.0001), shareColor(Infinity));
  assert.notEqual(shareColor(1), shareColor(1.0001));
  assert.notEqual(shareColor(0), shareColor(null));
});

test("a long audit: what is left out is counted, and the page stays small", () => {
  const audit = auditOf("many"),
    { data } = audit;
  assert.equal(data.figures.length, 2000);
  assert.ok(data.page.calls_left_out > 1000);
  assert.equal(data.calls.length + data.page.calls_left_out, data.recorded_calls);
  assert.deepEqual(
    audit.rounds.map(({ scope, round }) => `${scope} ${round}`),
    ["training step 1", "evaluation 1", "training step 159"],
  );
  assert.ok(pageOf("many").length < 3e6);
});

test("text in the data comes out as it went in", () => {
  const { command } = dataOf("hostile");
  assert.ok(command[1].startsWith("</script><script>") && command[1].endsWith("&\u2028\u2029"));
  assert.equal(command[2], "not UTF-8: \ufffd");
  assert.equal(pageOf("hostile").match(/<script/g).length, 2);
});
