// Draws the calls of one round, and lets one go around in the drawing.

const kParts = [
  { name: "forward", title: "Forward", phases: ["forward"] },
  { name: "backward", title: "Backward and optimizer", phases: ["backward", "optimizer"] },
  { name: "folding", title: "Folded norms", phases: ["folding"] },
  { name: "all", title: "Whole round", phases: ["forward", "backward", "optimizer", "folding"] },
];

/** What goes into a pass of the network and what comes out, by the round's scope. */
const kEnds = new Map([
  ["evaluation", ["keypoints", "poses"]],
  ["training step", ["keypoints", "loss"]],
]);

class GraphView {
  /** `select` is called with the node that was chosen. */
  constructor(audit, select) {
    Object.assign(this, { audit, select, zoom: 1, round: null, part: kParts[0], nodes: [], chosen: null });
    audit.rounds.forEach((round, i) =>
      $("round").append(
        new Option(
          `${round.scope || "outside of any"} ${round.round} · ${counted(round.calls.length, "call")}` +
            (round.calls.every(({ phase }) => phase === kPhases.folding) ? " · norms folded into weights" : ""),
          i,
        ),
      ),
    );
    $("round").addEventListener("change", () => this.show(audit.rounds[$("round").value]));
    for (const part of kParts) {
      const input = element("input", {
        type: "radio",
        name: "part",
        value: part.name,
        onchange: () => this.show(this.round, part),
      });
      $("phases").append(element("label", {}, input, part.title));
    }
    $("zoom-in").addEventListener("click", () => this.setZoom(this.zoom * 1.25));
    $("zoom-out").addEventListener("click", () => this.setZoom(this.zoom / 1.25));
    $("zoom-one").addEventListener("click", () => this.setZoom(1));
    $("zoom-fit").addEventListener("click", () => this.fit());
    makeDraggable($("graph"));
  }

  partsOf(round) {
    return kParts.filter(({ phases }) => round.calls.some((call) => phases.includes(call.phase)));
  }

  show(round, part = this.part) {
    if (!round) return;
    const possible = this.partsOf(round);
    if (!possible.includes(part)) part = possible[0];
    Object.assign(this, { round, part });
    $("round").value = this.audit.rounds.indexOf(round);
    for (const input of $("phases").querySelectorAll("input")) {
      input.checked = input.value === part.name;
      input.disabled = !possible.some(({ name }) => name === input.value);
    }
    $("round-note").textContent = round.left_out
      ? `${counted(round.left_out, "later call")} of this round ${round.left_out === 1 ? "is" : "are"} only in the JSON file`
      : "";
    this.graph = graphOf(round.calls.filter((call) => part.phases.includes(call.phase)));
    this.draw();
    this.choose(this.chosen);
  }

  draw() {
    this.layout = layoutGraph(this.graph);
    const { width, height } = this.layout;
    this.edges = this.layout.edges.map((edge) =>
      drawing(
        "path",
        { d: edge.path, class: edge.isArc ? "edge arc" : edge.isFar ? "edge far" : "edge", "marker-end": "url(#arrow)" },
        drawing("title", {}, `${edge.names.join(", ")} of ${this.graph.nodes[edge.to].op}`),
      ),
    );
    this.nodes = this.graph.nodes.map((node, i) => this.drawNode(node, this.layout.nodes[i], i));
    this.svg = drawing(
      "svg",
      {
        viewBox: `0 0 ${width} ${height}`,
        role: "group",
        "aria-label": `${this.part.title} of ${this.round.scope} ${this.round.round}: ${counted(this.nodes.length, "node")}`,
      },
      drawing(
        "defs",
        {},
        drawing(
          "marker",
          {
            id: "arrow",
            viewBox: "0 0 8 8",
            refX: 7,
            refY: 4,
            markerWidth: 9,
            markerHeight: 9,
            markerUnits: "userSpaceOnUse",
            orient: "auto",
          },
          drawing("path", { d: "M0 0.5L8 4L0 7.5z", fill: "context-stroke" }),
        ),
      ),
      this.edges.filter((_, i) => this.layout.edges[i].isFar),
      this.layout.clusters.map((box) =>
        drawing("rect", { class: "cluster", x: box.x, y: box.y, width: box.width, height: box.height, rx: 9 }),
      ),
      this.edges.filter((_, i) => !this.layout.edges[i].isFar),
      this.layout.clusters.map((box) =>
        drawing(
          "text",
          { class: "layer", x: box.x + 10, y: box.y + 15 },
          shortened(innerScope(box.scope), (kNode.width - kPort - 8) / 6.2),
        ),
      ),
      this.nodes,
      this.drawEnds(),
    );
    $("graph").replaceChildren(this.svg);
    this.setZoom(this.zoom);
    if (this.nodes.length) this.nodes[0].setAttribute("tabindex", "0");
  }

  /** Where a pass through the network begins and ends: the keypoints above its first node, what it says below its last. */
  drawEnds() {
    const [given, said] = kEnds.get(this.round.scope) ?? [];
    if (!given || this.part.name !== "forward" || !isPass(this.round)) return [];
    const { nodes } = this.graph;
    const network = nodes.find(isConvolution).scope.split("/", 2).join("/");  // "evaluation/model_pos"; metrics come after it
    const [first, last] = [
      nodes.findIndex(({ scope }) => scope.startsWith(network)),
      nodes.findLastIndex(({ scope }) => scope.startsWith(network)),
    ];
    const shapeOf = (tensor) => (tensor ? ` ${shapeText(tensor.shape)}` : "");
    const end = (name, i, y, tensor) =>
      drawing(
        "text",
        { class: "end", x: this.layout.nodes[i].x + kNode.width, y, "text-anchor": "end" },
        `${name}${shapeOf(tensor)} ↓`,
      );
    const top = this.layout.nodes[first].y - kGap.header - 5;
    const bottom = this.layout.nodes[last].y + kNode.height + 24;
    return [
      end(given, first, top, nodes[first].worst.inputs.find((input) => input)),
      this.round.left_out ? null : end(said, last, bottom, nodes[last].worst.outputs.find((output) => output)),
    ];
  }

  drawNode(node, { x, y }, i) {
    const { worst, share } = node;
    const output = worst.outputs.find((o) => o);
    const shapes = new Set(node.calls.map((call) => shapeText(call.outputs.find((o) => o)?.shape ?? [])));
    const times = node.calls.length > 1 ? ` ×${node.calls.length}` : "";
    const color = shareColor(share);
    const { width, height } = kNode;
    return drawing(
      "g",
      {
        class: "node",
        tabindex: "-1",
        role: "button",
        transform: `translate(${x} ${y})`,
        "data-call": worst.call,
        "aria-label": `${node.op}${times}, ${innerScope(node.scope)}, ${percent(share)} of the bound, ${duration(node.seconds)}`,
        onclick: () => this.select(node),
        onkeydown: (event) => this.onKey(event, i),
      },
      drawing("title", {}, tooltipOf(node)),
      drawing("rect", { class: "box", width, height, rx: 6 }),
      drawing("path", { class: "mark", d: `M6 0H7V${height}H6A6 6 0 0 1 0 ${height - 6}V6A6 6 0 0 1 6 0z`, fill: color }),
      drawing(
        "text",
        { class: "op", x: 15, y: 19 },
        shortened(node.op, 29 - times.length),
        drawing("tspan", { class: "times" }, times),
      ),
      drawing(
        "text",
        { class: "shape", x: 15, y: 35 },
        output ? `${shapeText(output.shape)} ${output.dtype}${shapes.size > 1 ? " …" : ""}` : "no output",
      ),
      drawing("text", { class: "time", x: width - 9, y: 35 }, duration(node.seconds)),
      drawing("rect", { class: "track", x: 15, y: height - 11, width: 120, height: 4, rx: 2 }),
      share === null
        ? null
        : drawing("rect", {
            x: 15,
            y: height - 11,
            width: Math.max(2, 120 * Math.min(1, share)),
            height: 4,
            rx: 2,
            fill: color,
          }),
      drawing("text", { class: share > 1 ? "share beyond" : "share", x: width - 9, y: height - 5 }, percent(share)),
    );
  }

  onKey(event, i) {
    const goTo = { ArrowDown: i + 1, ArrowRight: i + 1, ArrowUp: i - 1, ArrowLeft: i - 1, Home: 0, End: this.nodes.length - 1 }[
      event.key
    ];
    if (event.key === "Enter" || event.key === " ") this.select(this.graph.nodes[i]);
    else if (goTo !== undefined && this.nodes[goTo]) this.focus(goTo);
    else return;
    event.preventDefault();
  }

  /** One node takes part in tabbing; the arrow keys go on from there. */
  focus(i) {
    this.nodes.forEach((node, other) => node.setAttribute("tabindex", other === i ? "0" : "-1"));
    this.nodes[i].focus();
  }

  /** Marks the node of a call, and the edges at it. */
  choose(call) {
    this.chosen = call;
    const at = call ? this.graph.nodes.findIndex((node) => node.calls.includes(call)) : -1;
    this.nodes.forEach((node, i) => node.classList.toggle("chosen", i === at));
    this.layout.edges.forEach(({ from, to }, i) =>
      this.edges[i].classList.toggle("chosen", at >= 0 && (from === at || to === at)),
    );
    return at;
  }

  /** Shows the round and part that a call is in, if they can be drawn, and the call's node. */
  reveal(call) {
    const round = this.audit.roundOf(call);
    if (!round || !round.calls.includes(call)) return this.choose(null);
    const part = this.part.phases.includes(call.phase) ? this.part : kParts.find(({ phases }) => phases.includes(call.phase));
    this.chosen = call;
    if (round !== this.round || part !== this.part) this.show(round, part);
    const at = this.choose(call);
    this.scrollTo(this.layout.nodes[at]);
  }

  scrollTo({ x, y }) {
    const box = $("graph");
    const spot = {
      left: x * this.zoom,
      top: y * this.zoom,
      right: (x + kNode.width) * this.zoom,
      bottom: (y + kNode.height) * this.zoom,
    };
    if (spot.top < box.scrollTop || spot.bottom > box.scrollTop + box.clientHeight)
      box.scrollTop = spot.top - box.clientHeight / 3;
    if (spot.left < box.scrollLeft || spot.right > box.scrollLeft + box.clientWidth)
      box.scrollLeft = spot.left - box.clientWidth / 3;
  }

  setZoom(zoom) {
    this.zoom = Math.min(3, Math.max(0.1, zoom));
    this.svg.setAttribute("width", this.layout.width * this.zoom);
    this.svg.setAttribute("height", this.layout.height * this.zoom);
    $("zoom-one").textContent = `${Math.round(100 * this.zoom)} %`;
  }

  fit() {
    const box = $("graph");
    this.setZoom(Math.min(1, (box.clientWidth - 4) / this.layout.width, (box.clientHeight - 4) / this.layout.height));
  }
}

const shortened = (text, length) =>
  text.length <= length ? text : `…${text.slice(text.length - Math.max(1, Math.floor(length) - 1))}`;

function tooltipOf({ calls, worst, op, scope, seconds }) {
  const inputs = worst.inputs.map((input, i) => input && `${worst.inputName(i)} ${shapeText(input.shape)}`).filter(Boolean);
  const outputs = worst.outputs
    .map((output, i) => output && `${worst.outputName(i)} ${shapeText(output.shape)}`)
    .filter(Boolean);
  return [
    `${op} in ${scope || "no layer"}`,
    worst.contract.formula,
    `${inputs.join(", ")} → ${outputs.join(", ")}`,
    calls.length > 1 ? `${calls.length} calls, ${duration(seconds)}` : `call ${count(worst.call)}, ${duration(seconds)}`,
  ]
    .filter(Boolean)
    .join("\n");
}

/** The drawing moves with the mouse; a click on a node stays one. */
function makeDraggable(box) {
  let last = null;
  box.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType === "mouse" && !event.target.closest(".node")) last = event;
  });
  window.addEventListener("pointermove", (event) => {
    if (!last) return;
    box.classList.add("dragging");
    box.scrollLeft -= event.clientX - last.clientX;
    box.scrollTop -= event.clientY - last.clientY;
    last = event;
  });
  window.addEventListener("pointerup", () => {
    last = null;
    box.classList.remove("dragging");
  });
}
