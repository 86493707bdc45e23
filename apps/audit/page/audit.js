// The audit as the page sees it: calls that know their neighbours, rounds, nodes of the graph.

const kPhases = { forward: "forward", backward: "backward", optimizer: "optimizer", folding: "folding" };

/**
 * What a call or a row takes part in. The optimizer's layers are the parameters that it steps; folding makes weights of
 * a network and its norms, once, before anything is computed with them.
 */
function phaseOf({ op, scope, backward }) {
  if (op === "fold_norm") return kPhases.folding;
  if (backward) return kPhases.backward;
  return scope.split("/")[1] === "optimizer" ? kPhases.optimizer : kPhases.forward;
}

const outermost = (scope) => scope.split("/")[0];

/** The scope inside of its outermost one: "model_pos/layers_conv.0". */
const innerScope = (scope) => scope.split("/").slice(1).join("/") || scope || "outside of any layer";

/** A share of a bound as a number: null in the data is infinity or NaN, both beyond every bound. */
const shareOf = (value) => (value === null ? Infinity : value);

const isForward = (call) => call.phase === kPhases.forward;

const isConvolution = ({ op }) => /^(winograd_)?conv1d$/.test(op);

/** Whether a round holds a pass through the network, from keypoints to poses. */
const isPass = (round) => round.calls.some((call) => isForward(call) && isConvolution(call));

const rowKey = ({ op, scope, backward }) => JSON.stringify([op, scope, backward]);

const kNoContract = { formula: "", shapes: "", gradient: "", roundings: "", magnitude: "", flops: "", bytes: "", files: [] };

class Call {
  constructor(data, op) {
    Object.assign(this, data);
    this.contract = op;
    this.inputs ??= [];
    this.outputs ??= [];
    this.phase = phaseOf(data);
    this.names = tensorNames(op.shapes);
    const checks = this.outputs.flatMap((output) => (output?.check ? [output.check] : []));
    /** Largest share of a bound; null: nothing was checked. */
    this.share = checks.length ? Math.max(...checks.map((check) => shareOf(check.worst.share_of_bound))) : null;
    this.outside = checks.reduce((sum, check) => sum + check.outside, 0);
  }

  inputName(i) {
    return this.inputs[i]?.name ?? this.names.inputs[i] ?? `input ${i + 1}`;
  }
  outputName(i) {
    return this.outputs[i]?.name ?? this.names.outputs[i] ?? (this.outputs.length > 1 ? `output ${i + 1}` : "output");
  }
}

class Audit {
  constructor(data) {
    this.data = data;
    this.ops = new Map(data.ops.map((op) => [op.name, { ...kNoContract, ...op }]));
    this.calls = data.calls.map((call) => new Call(call, this.contractOf(call.op)));
    this.byNumber = new Map(this.calls.map((call) => [call.call, call]));
    this.rows = data.totals.map((total) => new Row(total, this.contractOf(total.op)));
    this.rounds = data.page.rounds
      .map((round) => ({
        ...round,
        calls: this.calls.filter((call) => outermost(call.scope) === round.scope && call.round === round.round),
      }))
      .sort((a, b) => a.calls[0].call - b.calls[0].call);
    const callsOf = groupBy(this.calls, rowKey);
    for (const row of this.rows) row.shown = callsOf.get(rowKey(row)) ?? [];
  }

  contractOf(name) {
    return this.ops.get(name) ?? { name, ...kNoContract };
  }

  roundOf(call) {
    return this.rounds.find((round) => round.scope === outermost(call.scope) && round.round === call.round);
  }

  rowOf(call) {
    return this.rows.find((row) => rowKey(row) === rowKey(call));
  }

  /** The round that was computed last before a figure; undefined: none that is on the page. */
  roundBefore(figure) {
    return this.rounds.findLast((round) => round.calls.at(-1).call <= figure.after_call);
  }

  /** The round to begin with: the first one in which the network computes something. */
  get firstPass() {
    return this.rounds.find(isPass) ?? this.rounds.find((round) => round.calls.some(isForward)) ?? this.rounds[0];
  }

  get firstOutside() {
    return this.calls.find((call) => call.outside > 0);
  }
}

/** Numbers of the calls that computed an input; none: it was given, or left empty. */
function writersOf(input) {
  return input?.from === undefined ? [] : [input.from, ...(input.also_from ?? [])];
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}

/**
 * Nodes of the graph: the calls, where calls of one op in one layer that follow each other on the same inputs
 * (the first layer reads each sequence by itself) are one. A node is {calls, op, scope, ...}, an edge
 * {from, to, names} with places in nodes and the names of the inputs that it goes to.
 */
function graphOf(calls) {
  const nodes = [];
  const nodeOf = new Map();  // number of a call -> place in nodes
  const edges = new Map();
  let signature = null;
  for (const call of calls) {
    const sources = call.inputs.map((input) => [...new Set(writersOf(input).map((number) => nodeOf.get(number)))].filter(
      (node) => node !== undefined,
    ));
    const own = JSON.stringify([rowKey(call), sources]);
    if (own !== signature) nodes.push({ calls: [], op: call.op, scope: call.scope, phase: call.phase });
    signature = own;
    const to = nodes.length - 1;
    nodes[to].calls.push(call);
    nodeOf.set(call.call, to);
    sources.forEach((nodes, i) => {
      for (const from of nodes) {
        const key = `${from} ${to}`;
        if (!edges.has(key)) edges.set(key, { from, to, names: new Set() });
        edges.get(key).names.add(call.inputName(i));
      }
    });
  }
  for (const node of nodes) {
    const checked = node.calls.filter((call) => call.share !== null);
    node.worst = checked.reduce((worst, call) => (call.share > worst.share ? call : worst), checked[0] ?? node.calls[0]);
    node.share = node.worst.share;
    node.seconds = node.calls.reduce((sum, call) => sum + call.seconds, 0);
  }
  return { nodes, edges: [...edges.values()].map((edge) => ({ ...edge, names: [...edge.names] })) };
}
