// What an op's contract says about its tensors.

/** "x (N, C), w (C) -> y (N)" to {inputs: ["x", "w"], outputs: ["y"]}; none where there is no contract. */
function tensorNames(shapes) {
  const [before = "", after = ""] = shapes.split("->");
  return { inputs: namesOf(before), outputs: namesOf(after) };
}

/** The word that begins each part between commas outside of parentheses. */
function namesOf(side) {
  const parts = [""];
  let depth = 0;
  for (const c of side) {
    if (c === "(") ++depth;
    if (c === ")") --depth;
    if (c === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += c;
  }
  return parts.flatMap((part) => part.match(/[A-Za-z_]\w*/)?.[0] ?? []);
}

/** Row-major element 17 of shape [3, 8] to [2, 1]. */
function indicesOf(element, shape) {
  const indices = [];
  for (let axis = shape.length - 1; axis >= 0; --axis) {
    indices.unshift(element % shape[axis]);
    element = Math.floor(element / shape[axis]);
  }
  return indices;
}
