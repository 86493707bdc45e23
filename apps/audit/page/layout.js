// Places for the nodes of a graph, from top to bottom. Nodes stand in the order of the calls, so that every edge goes
// from an earlier to a later one.

const kNode = { width: 232, height: 54 };
const kGap = { column: 44, row: 30, header: 24, side: 10, lane: 13, margin: 16 };
const kColumnsOfARow = 6,
  kFarRows = 4;
/** From the right side of a node, where edges come in and go out: the layer's name is on the left. */
const kPort = 30;

/** Rank of every node: the longest path to it, or where something reads it, just above its first reader. */
function ranksOf(size, edges) {
  const ranks = new Array(size).fill(0);
  for (const { from, to } of [...edges].sort((a, b) => a.to - b.to)) ranks[to] = Math.max(ranks[to], ranks[from] + 1);
  const readers = Array.from({ length: size }, () => []);
  for (const { from, to } of edges) readers[from].push(to);
  for (let node = size - 1; node >= 0; --node)
    if (readers[node].length) ranks[node] = Math.min(...readers[node].map((to) => ranks[to])) - 1;
  return ranks;
}

/** Length of the longest path that begins at each node. */
function heightsOf(size, edges) {
  const heights = new Array(size).fill(0);
  for (const { from, to } of [...edges].sort((a, b) => b.from - a.from))
    heights[from] = Math.max(heights[from], heights[to] + 1);
  return heights;
}

/**
 * Puts every node into a row and a column. The node with the longest way to go keeps the column of what it reads, so that
 * the trunk of the network is one straight line and what branches off stands on its right. A rank that is wider than a row
 * takes several.
 */
function placedInRows(size, edges) {
  const ranks = ranksOf(size, edges),
    heights = heightsOf(size, edges);
  const parents = Array.from({ length: size }, () => []);
  for (const { from, to } of edges) parents[to].push(from);
  const places = new Array(size);
  let row = 0;
  for (let rank = 0; rank <= Math.max(-1, ...ranks); ++rank) {
    const members = ranks.flatMap((r, node) => (r === rank ? [node] : [])).sort((a, b) => heights[b] - heights[a] || a - b);
    for (let begin = 0; begin < members.length; begin += kColumnsOfARow, ++row) {
      const taken = new Set();
      for (const node of members.slice(begin, begin + kColumnsOfARow)) {
        const nearest = parents[node].reduce(
          (best, parent) => (best === null || places[parent].row > places[best].row ? parent : best),
          null,
        );
        places[node] = { row, column: freeColumn(nearest === null ? 0 : places[nearest].column, taken) };
        taken.add(places[node].column);
      }
    }
  }
  return places;
}

/** The wanted column, or the next free one to its right, or to its left. */
function freeColumn(wanted, taken) {
  for (let column = wanted; column < kColumnsOfARow; ++column) if (!taken.has(column)) return column;
  let column = wanted;
  while (taken.has(column)) --column;
  return column;
}

/** Neighbours of one layer, as sets of nodes: {scope, members}. A set whose box would cover another's node is taken apart. */
function clustersOf(nodes, edges, places) {
  const leader = nodes.map((_, i) => i);
  const find = (i) => (leader[i] === i ? i : (leader[i] = find(leader[i])));
  const join = (a, b) => {
    if (nodes[a].scope === nodes[b].scope) leader[find(a)] = find(b);
  };
  for (const { from, to } of edges) if (places[to].row - places[from].row <= 1) join(from, to);
  const at = new Map(places.map(({ row, column }, node) => [`${row} ${column}`, node]));
  places.forEach(({ row, column }, node) => {
    const right = at.get(`${row} ${column + 1}`);
    if (right !== undefined) join(node, right);
  });
  const clusters = [
    ...groupBy(
      nodes.map((_, i) => i),
      find,
    ).values(),
  ];
  return clusters
    .flatMap((members) => {
      const box = boundsOf(members.map((node) => places[node]));
      const covers = places.some(
        ({ row, column }, node) =>
          !members.includes(node) && row >= box.top && row <= box.bottom && column >= box.left && column <= box.right,
      );
      return covers ? members.map((node) => [node]) : [members];
    })
    .map((members) => ({ scope: nodes[members[0]].scope, members }));
}

function boundsOf(places) {
  const rows = places.map(({ row }) => row),
    columns = places.map(({ column }) => column);
  return { top: Math.min(...rows), bottom: Math.max(...rows), left: Math.min(...columns), right: Math.max(...columns) };
}

/** A lane beside the trunk for every edge that passes a node, so that none lie on each other: short ones inside. */
function lanesOf(edges, places) {
  const lanes = [];
  const laneOf = new Map();
  const span = ({ from, to }) => places[to].row - places[from].row;
  for (const edge of edges
    .filter((e) => span(e) > 1 && places[e.from].column === places[e.to].column)
    .sort((a, b) => span(a) - span(b) || a.from - b.from)) {
    const [top, bottom] = [places[edge.from].row, places[edge.to].row];
    const column = places[edge.from].column;
    let lane = 0;
    while (lanes[lane]?.some((other) => other.column === column && other.top < bottom && top < other.bottom)) ++lane;
    (lanes[lane] ??= []).push({ column, top, bottom });
    laneOf.set(edge, lane);
  }
  return laneOf;
}

/**
 * Where everything is drawn: {width, height, nodes: [{x, y}], clusters: [{scope, x, y, width, height}],
 * edges: [{from, to, names, path, isArc, isFar}]}. Far is what crosses columns over many rows, as
 * what the backward pass reads of the forward one.
 */
function layoutGraph({ nodes, edges }) {
  if (!nodes.length) return { width: 0, height: 0, nodes: [], clusters: [], edges: [] };
  const places = placedInRows(nodes.length, edges);
  const clusters = clustersOf(nodes, edges, places);
  const lanes = lanesOf(edges, places);
  const hasHeader = new Set(clusters.map(({ members }) => Math.min(...members.map((node) => places[node].row))));
  const rowAt = [];
  let y = kGap.margin;
  for (let row = 0; row <= Math.max(...places.map((place) => place.row)); ++row) {
    y += hasHeader.has(row) ? kGap.header : 0;
    rowAt.push(y);
    y += kNode.height + kGap.row;
  }
  const trunkLanes = [...lanes].reduce(
    (most, [edge, lane]) => (places[edge.from].column === 0 ? Math.max(most, lane + 1) : most),
    0,
  );
  const left = kGap.margin + kGap.side + (trunkLanes ? 14 + trunkLanes * kGap.lane : 0);
  const boxes = places.map(({ row, column }) => ({ x: left + column * (kNode.width + kGap.column), y: rowAt[row] }));
  return {
    width: Math.max(...boxes.map(({ x }) => x)) + kNode.width + kGap.side + kGap.margin,
    height: y - kGap.row + kGap.side + kGap.margin,
    nodes: boxes,
    clusters: clusters.map(({ scope, members }) => ({ scope, ...clusterBox(members.map((node) => boxes[node])) })),
    edges: edges.map((edge) => ({
      ...edge,
      isArc: lanes.has(edge),
      isFar: !lanes.has(edge) && places[edge.to].row - places[edge.from].row > kFarRows,
      path: edgePath(boxes[edge.from], boxes[edge.to], lanes.get(edge)),
    })),
  };
}

function clusterBox(boxes) {
  const x = Math.min(...boxes.map((box) => box.x)) - kGap.side,
    y = Math.min(...boxes.map((box) => box.y)) - kGap.header + 2;
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x)) + kNode.width + kGap.side - x,
    height: Math.max(...boxes.map((box) => box.y)) + kNode.height + kGap.side - 2 - y,
  };
}

/** From below one node to above the other; in a lane, around what is between them on the left. */
function edgePath(from, to, lane) {
  if (lane === undefined) {
    const [x0, y0, x1, y1] = [from.x + kNode.width - kPort, from.y + kNode.height, to.x + kNode.width - kPort, to.y];
    const bend = Math.min(40, (y1 - y0) / 2);
    return x0 === x1 ? `M${x0} ${y0}V${y1}` : `M${x0} ${y0}C${x0} ${y0 + bend} ${x1} ${y1 - bend} ${x1} ${y1}`;
  }
  const x = from.x - kGap.side - 8 - lane * kGap.lane;
  const y0 = from.y + kNode.height * 0.7,
    y1 = to.y + kNode.height * 0.3,
    r = 12;
  return `M${from.x} ${y0}H${x + r}Q${x} ${y0} ${x} ${y0 + r}V${y1 - r}Q${x} ${y1} ${x + r} ${y1}H${to.x}`;
}
