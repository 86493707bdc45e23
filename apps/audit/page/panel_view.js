// The panel: an op's contract and the numbers of a call, a node or a row.

const kMostCallsListed = 50;

class PanelView {
  /** `select` is called with what was chosen in the panel. */
  constructor(audit, select) {
    Object.assign(this, { audit, select });
  }

  show(subject) {
    const parts =
      subject instanceof Row ? this.ofRow(subject) : subject instanceof Call ? this.ofCall(subject) : this.ofNode(subject);
    $("panel-content").replaceChildren(...parts.flat().filter(Boolean));
    $("panel").hidden = false;
    document.body.classList.add("with-panel");
    $("panel").scrollTop = 0;
  }

  close() {
    $("panel").hidden = true;
    document.body.classList.remove("with-panel");
  }

  ofNode(node) {
    if (node.calls.length === 1) return this.ofCall(node.calls[0]);
    return [this.ofCall(node.worst), section(`One of ${count(node.calls.length)} calls of this node`, this.list(node.calls))];
  }

  ofRow(row) {
    const shown = sortedCalls(row.shown);
    const rest = row.calls - row.shown.length;
    return [
      title(row.op, row.scope, row.phase),
      shareLine(row.share, row.outside),
      contract(row.contract),
      section(
        "All calls",
        facts({
          calls: count(row.calls),
          "checked calls": count(row.checked_calls),
          "checked elements": count(row.checked_elements),
          "beyond the bound": count(row.outside),
          "largest error": row.error === null ? "not checked" : number(row.error),
          ...work(row.flops, row.bytes, row.seconds),
        }),
      ),
      section(
        "Calls on this page, worst first",
        shown.length > kMostCallsListed
          ? element("p", {}, this.link(row.shown[0], `the first, call ${count(row.shown[0].call)}`))
          : null,
        shown.length ? this.list(shown) : element("p", { class: "hint" }, "none"),
        rest > 0
          ? element(
              "p",
              { class: "hint" },
              `${counted(rest, "more call")} of this row ${rest === 1 ? "was" : "were"} not recorded or ${rest === 1 ? "is" : "are"} only in the JSON file`,
            )
          : null,
      ),
    ];
  }

  ofCall(call) {
    const row = this.audit.rowOf(call);
    return [
      title(
        call.op,
        call.scope,
        `${call.phase} · ${outermost(call.scope) || "no round"} ${call.round} · call ${count(call.call)} on ${call.device}`,
      ),
      shareLine(call.share, call.outside),
      contract(call.contract),
      section(
        "Inputs",
        table(
          ["tensor", "shape", "type", "from"],
          call.inputs.map((input, i) => this.inputCells(call, input, i)),
        ),
      ),
      section(
        "Outputs",
        table(
          ["tensor", "shape", "type", "SHA-256 of its bytes"],
          call.outputs.map((output, i) => outputCells(call, output, i)),
        ),
      ),
      section(
        "Cost",
        facts({ ...work(call.flops, call.bytes, call.seconds), started: `${duration(call.start)} after the beginning` }),
      ),
      call.outputs.flatMap((output, i) => (output ? [checkOf(call, output, i)] : [])),
      row && row.calls > 1
        ? section("The same op in this layer", this.link(row, `all ${counted(row.calls, "call")} together`))
        : null,
    ];
  }

  inputCells(call, input, i) {
    if (!input) return [call.inputName(i), "left empty", "", ""];
    return [call.inputName(i), shapeText(input.shape), input.dtype, this.sourceOf(input)];
  }

  sourceOf(input) {
    if (input.from === undefined) return "given";
    const source = this.audit.byNumber.get(input.from);
    const more = input.also_from?.length ? ` and ${counted(input.also_from.length, "other call")}` : "";
    return source
      ? [this.link(source, `${source.op}, call ${count(source.call)}`), more]
      : `call ${count(input.from)} (in the JSON file)${more}`;
  }

  list(calls) {
    const listed = calls.slice(0, kMostCallsListed);
    return [
      element(
        "ul",
        { class: "calls" },
        listed.map((call) =>
          element(
            "li",
            {},
            this.link(call, `call ${count(call.call)}`),
            ` ${outermost(call.scope)} ${call.round} · ${shapeText(call.outputs.find((o) => o)?.shape ?? [])} · ${percent(call.share)} · ${duration(call.seconds)}`,
          ),
        ),
      ),
      calls.length > listed.length
        ? element("p", { class: "hint" }, `and ${counted(calls.length - listed.length, "more call")}`)
        : null,
    ];
  }

  link(subject, text) {
    return element("button", { type: "button", class: "link", onclick: () => this.select(subject) }, text);
  }
}

/** Worst first; those that were not checked at the end. */
const sortedCalls = (calls) => [...calls].sort((a, b) => (b.share ?? -1) - (a.share ?? -1) || a.call - b.call);

const title = (op, scope, more) => [
  element("h2", {}, op),
  element("p", { class: "where" }, scope || "outside of any layer"),
  element("p", { class: "hint" }, more),
];

function shareLine(share, outside) {
  const text =
    share === null
      ? "Not checked"
      : outside > 0
        ? `${counted(outside, "element")} beyond the bound; ${share === Infinity ? "the worst error is not finite, or none is allowed" : `the worst error is ${percent(share)} of it`}`
        : `Inside its bound: the worst error used ${percent(share)} of it`;
  return element("p", { class: outside > 0 ? "promise bad" : share === null ? "promise" : "promise good" }, text);
}

const section = (name, ...children) => element("section", {}, element("h3", {}, name), children);

const facts = (values) =>
  element(
    "dl",
    { class: "facts" },
    Object.entries(values).map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );

const work = (flops, bytes, seconds) => ({
  work: `${amount(flops, "FLOP")}, ${amount(perSecond(flops, seconds) ?? 0, "FLOP/s")}`,
  memory: `${amount(bytes, "B")}, ${amount(perSecond(bytes, seconds) ?? 0, "B/s")}`,
  time: duration(seconds),
});

/** "a;  b" is on two lines. */
const formula = (text) => element("pre", { class: "formula" }, text.split(/;\s+/).join(";\n"));

function contract(op) {
  const lines = {
    Shapes: op.shapes,
    Gradient: op.gradient,
    "Promised error": promiseOf(op),
    FLOPs: op.flops,
    Bytes: op.bytes || (op.shapes ? "every input read once, every output written once" : ""),
    Files: op.files.join("\n"),
  };
  return [
    op.formula ? formula(op.formula) : null,
    element(
      "dl",
      { class: "contract" },
      Object.entries(lines)
        .filter(([, text]) => text)
        .map(([name, text]) => [element("dt", {}, name), element("dd", {}, text)]),
    ),
  ];
}

function promiseOf({ roundings, magnitude }) {
  if (roundings === "0") return "none: the result is exact";
  if (!roundings) return "";
  return `|value − definition| ≤ (${roundings}) · u · (${magnitude || "magnitude of the terms"})\nu = 2^-24 for f32, 2^-53 for f64`;
}

function outputCells(call, output, i) {
  if (!output) return [call.outputName(i), "not wanted", "", ""];
  return [
    call.outputName(i),
    shapeText(output.shape),
    output.dtype,
    element("code", { title: output.sha256 }, `${output.sha256.slice(0, 16)}…`),
  ];
}

function checkOf(call, output, i) {
  const { check, shape } = output;
  const name = call.outputName(i);
  if (!check) return section(`Check of ${name}`, element("p", { class: "hint" }, "not checked"));
  const { worst } = check;
  const numel = shape.reduce((product, size) => product * size, 1);
  const heads = ["element", "value", "definition", "error", "bound", "share"];
  return section(
    `Check of ${name}`,
    facts({
      "checked elements": `${count(check.checked)} of ${count(numel)}`,
      "beyond the bound": count(check.outside),
      "largest error": number(check.largest_error),
      "mean error": number(check.mean_error),
      "root mean square": `${number(check.rms)} (of the values)`,
    }),
    element("h4", {}, "Worst element"),
    facts(worstFacts({ ...worst, share: shareOf(worst.share_of_bound) }, shape)),
    check.samples.length
      ? element(
          "details",
          {},
          element("summary", {}, counted(check.samples.length, "sample element")),
          element(
            "div",
            { class: "scroll" },
            table(
              heads,
              check.samples.map(([e, value, expected, bound]) => sampleCells(sampleOf(e, value, expected, bound), shape)),
              { class: "numbers" },
            ),
          ),
        )
      : null,
  );
}

/** Of an exact op, whose bound is 0, the share is 0 or infinite. */
function sampleOf(at, value, expected, bound) {
  const isFinite = isNumber(value) && isNumber(expected);
  const error = Math.abs(value - expected);
  const share = !isFinite ? null : error === 0 ? 0 : bound > 0 ? error / bound : Infinity;
  return { element: at, value, expected, bound, share };
}

const errorText = ({ value, expected }) =>
  isNumber(value) && isNumber(expected) ? number(Math.abs(value - expected), 3) : kNotFinite;

const placeText = (at, shape) => (shape.length ? `[${indicesOf(at, shape).join(", ")}]` : "the only one");

function worstFacts(worst, shape) {
  return {
    element: `${placeText(worst.element, shape)}, number ${count(worst.element)}`,
    value: exactly(worst.value),
    definition: exactly(worst.expected),
    error: errorText(worst),
    bound: number(worst.bound),
    share: percent(worst.share),
  };
}

function sampleCells({ element: at, value, expected, bound, share }, shape) {
  return [
    placeText(at, shape),
    number(value, 9),
    number(expected, 9),
    errorText({ value, expected }),
    number(bound, 3),
    share === null ? kNotFinite : percent(share),
  ];
}
