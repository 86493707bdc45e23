// The head of the page: what ran, what was checked, whether it held, and the figures.

const kMostCards = 12,
  kMostNamed = 6;

function showHead(audit, select) {
  const { data } = audit;
  document.title = `posegrad audit: ${data.command.join(" ")}`;
  $("command").textContent = ["posegrad", ...data.command].map(quoted).join(" ");
  showVerdict(audit, select);
  const facts = {
    "What ran": machineText(data),
    "What was checked": checkedText(audit),
    "What was not": uncheckedText(audit),
    "On this page": leftOutText(data),
  };
  for (const [name, text] of Object.entries(facts)) $("facts").append(element("dt", {}, name), element("dd", {}, text));
}

function machineText({ machine, seconds, audit_seconds, all_calls }) {
  return (
    `${counted(all_calls, "kernel call")} in ${duration(seconds)}, and ${duration(audit_seconds)} for the audit on top · ` +
    `${counted(machine.threads, "thread")} · OpenBLAS kernels for ${machine.blas_kernels || "an unknown processor"}`
  );
}

function samplingText({ every, steps, ops, elements }) {
  const rounds = every === 1 ? "every round" : `one round in ${count(every)}`;
  const only = steps.length ? ` of ${steps.map(([a, b]) => (a === b ? a : `${a} to ${b}`)).join(", ")}` : "";
  const some = ops.length ? `, ops that begin with ${ops.join(", ")}` : "";
  return `${rounds}${only}${some}, ${elements === 0 ? "every element" : `up to ${count(elements)} elements`} of each output`;
}

const sum = (items, value) => items.reduce((total, item) => total + value(item), 0);

function checkedText(audit) {
  const { data, rows } = audit;
  return (
    `${counted(
      sum(rows, (row) => row.checked_elements),
      "element",
    )} of ${counted(
      sum(rows, (row) => row.checked_calls),
      "call",
    )} ` +
    `computed again from the definition in double precision; ${counted(data.recorded_calls, "call")} recorded (${samplingText(data.sampling)})`
  );
}

function uncheckedText(audit) {
  const { all_calls, recorded_calls } = audit.data;
  const unchecked = audit.rows.filter((row) => row.checked_calls === 0);
  const outside =
    all_calls === recorded_calls
      ? "No call: every one was recorded"
      : `${counted(all_calls - recorded_calls, "call")} outside of the recorded rounds (counted and timed)`;
  if (!unchecked.length) return `${outside}; of every op in every layer something was checked`;
  const named = unchecked
    .slice(0, kMostNamed)
    .map((row) => `${row.op} in ${row.scope || "no layer"}`)
    .join(", ");
  return `${outside}; never checked: ${named}${unchecked.length > kMostNamed ? ` and ${count(unchecked.length - kMostNamed)} more rows of the table` : ""}`;
}

function leftOutText({ calls, page, figures }) {
  const left = [];
  if (page.calls_left_out) left.push(counted(page.calls_left_out, "recorded call"));
  if (page.figures_left_out) left.push(`${count(page.figures_left_out)} of ${counted(figures.length + page.figures_left_out, "figure")}`);
  if (!left.length) return "All that was recorded";
  const shown = `${counted(calls.length, "call")}: the first and last round of each kind, the first pass through the network, and the worst ones`;
  return `${shown}. Only in the JSON file: ${left.join(" and ")}. The table counts them all.`;
}

function showVerdict(audit, select) {
  const { outside } = audit.data;
  const worst = sortedRows(audit.rows, "share", false)[0];
  const verdict = $("verdict");
  if (outside > 0) {
    verdict.className = "bad";
    verdict.append(`${counted(outside, "checked element")} ${outside === 1 ? "is" : "are"} beyond the promised bound. `);
    const first = audit.firstOutside;
    const row = audit.rows.find((r) => r.outside > 0);
    if (first)
      verdict.append(
        "The first: ",
        element(
          "button",
          { type: "button", class: "link", onclick: () => select(first) },
          `${first.op} in ${first.scope || "no layer"}, call ${count(first.call)}`,
        ),
      );
    else if (row) verdict.append(`One of the ops: ${row.op} in ${row.scope}`);
  } else if (worst && worst.share !== null) {
    verdict.className = "good";
    verdict.append(
      "Every checked element is inside its promised bound. The worst error, of ",
      element(
        "button",
        { type: "button", class: "link", onclick: () => select(worst) },
        `${worst.op} in ${worst.scope || "no layer"}`,
      ),
      `, used ${percent(worst.share)} of the bound`,
    );
  } else {
    verdict.append("Nothing was checked");
  }
}

/** "MPJPE, Walking" is of Walking; "training loss" has no such part and comes again and again. */
function splitFigures(figures) {
  const series = groupBy(
    figures.filter(({ name }) => !name.includes(", ")),
    ({ name }) => name,
  );
  const parts = figures
    .filter(({ name }) => name.includes(", "))
    .map((figure) => {
      const comma = figure.name.indexOf(", ");
      return { ...figure, metric: figure.name.slice(0, comma), of: figure.name.slice(comma + 2) };
    });
  return { series, parts };
}

function showFigures(audit, open) {
  const { figures } = audit.data;
  $("figures-section").hidden = !figures.length;
  const { series, parts } = splitFigures(figures);
  const means = parts.filter(({ of }) => of.startsWith("mean"));
  const cards = [
    ...(means.length ? means : parts).map((figure) => card(figure.metric, figure, [], open)),
    ...[...series.values()].map((all) => card(all.at(-1).name, all.at(-1), all, open)),
  ];
  $("figures").append(...cards.slice(0, kMostCards));
  const metrics = [...new Set(parts.map(({ metric }) => metric))];
  if (parts.length)
    $("figure-tables").append(
      table(
        ["", ...metrics],
        [...groupBy(parts, ({ of }) => of)].map(([of, own]) => [
          of,
          ...metrics.map((metric) => millimetres(own.find((figure) => figure.metric === metric)?.value)),
        ]),
        { class: "numbers" },
      ),
    );
  for (const [name, all] of series)
    $("figure-tables").append(
      table(
        [name, "millimetres", "metres", "after call"],
        all.map((figure, i) => [String(i + 1), millimetres(figure.value), exactly(figure.value), count(figure.after_call)]),
        { class: "numbers" },
      ),
    );
}

function card(title, figure, all, open) {
  const of = figure.of ?? (all.length > 1 ? `${count(all.length)} values, from ${millimetres(all[0].value)}` : "");
  return element(
    "button",
    {
      type: "button",
      class: "card",
      title: `${exactly(figure.value)} m, after call ${count(figure.after_call)}`,
      onclick: () => open(figure),
    },
    element("span", { class: "name" }, title),
    element("b", {}, millimetres(figure.value)),
    element("span", { class: "of" }, of),
    all.length > 1 ? curve(all.map(({ value }) => value)) : null,
  );
}

function curve(values) {
  const [width, height] = [120, 22];
  const finite = values.filter(isNumber);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const at = values.flatMap((value, i) =>
    isNumber(value)
      ? [
          `${((i / (values.length - 1)) * width).toFixed(1)},${(1 + (height - 2) * (1 - (value - low) / (high - low || 1))).toFixed(1)}`,
        ]
      : [],
  );
  return drawing(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    drawing("polyline", { points: at.join(" ") }),
  );
}
