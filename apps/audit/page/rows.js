// The table of ops and layers: what its columns hold, sorting and filtering.

const perSecond = (x, seconds) => (seconds > 0 && isNumber(x) ? x / seconds : null);

class Row {
  constructor(total, op) {
    Object.assign(this, total);
    this.contract = op;
    this.phase = phaseOf(total);
    this.share = total.checked_calls > 0 ? shareOf(total.largest_share_of_bound) : null;
    this.error = total.checked_calls > 0 ? shareOf(total.largest_error) : null;
    this.flopRate = perSecond(total.flops, total.seconds);
    this.byteRate = perSecond(total.bytes, total.seconds);
  }
}

/** key: what is sorted by; text: what is shown; hint: more than the title says; ascending: words begin with a, numbers with the largest. */
const kColumns = [
  { name: "op", title: "Op", key: (row) => row.op, text: (row) => row.op, ascending: true },
  {
    name: "layer",
    title: "Layer",
    key: (row) => row.scope,
    text: (row) => row.scope || "outside of any layer",
    ascending: true,
  },
  { name: "phase", title: "Phase", key: (row) => row.phase, text: (row) => row.phase, ascending: true },
  { name: "calls", title: "Calls", key: (row) => row.calls, text: (row) => count(row.calls) },
  {
    name: "checked",
    title: "Checked",
    hint: "elements that were computed again",
    key: (row) => row.checked_elements,
    text: (row) => count(row.checked_elements),
  },
  {
    name: "share",
    title: "Share of bound",
    hint: "largest error, as a share of what the op promises",
    key: (row) => row.share,
    text: (row) => percent(row.share),
  },
  {
    name: "error",
    title: "Largest error",
    key: (row) => row.error,
    text: (row) => (row.error === null ? "" : number(row.error, 3)),
  },
  { name: "flops", title: "GFLOP", key: (row) => row.flops, text: (row) => billions(row.flops) },
  { name: "bytes", title: "GB", key: (row) => row.bytes, text: (row) => billions(row.bytes) },
  { name: "seconds", title: "ms", key: (row) => row.seconds, text: (row) => number(1000 * row.seconds, 3) },
  {
    name: "flopRate",
    title: "GFLOP/s",
    key: (row) => row.flopRate,
    text: (row) => (row.flopRate === null ? "" : billions(row.flopRate)),
  },
  {
    name: "byteRate",
    title: "GB/s",
    key: (row) => row.byteRate,
    text: (row) => (row.byteRate === null ? "" : billions(row.byteRate)),
  },
];

const columnOf = (name) => kColumns.find((column) => column.name === name);

/** A sorted copy. Rows without a value come last in both directions, equal ones stay in their order. */
function sortedRows(rows, name, ascending) {
  const { key } = columnOf(name);
  const compare = (a, b) => (a === b ? 0 : a < b ? -1 : 1);
  return [...rows].sort((left, right) => {
    const [a, b] = [key(left), key(right)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return ascending ? compare(a, b) : compare(b, a);
  });
}

/** Rows in whose op, layer, phase or formula every word of the text occurs. */
function filteredRows(rows, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const all = `${row.op} ${row.scope} ${row.phase} ${row.contract.formula}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
