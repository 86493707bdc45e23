// Numbers as people read them. A number that JSON cannot hold (NaN, infinity) arrives as null.

const kNotFinite = "not finite";

const isNumber = (x) => typeof x === "number" && Number.isFinite(x);

/** 12345 -> "12,345" */
function count(x) {
  return isNumber(x) ? x.toLocaleString("en-US", { maximumFractionDigits: 0 }) : kNotFinite;
}

/** "1 call", "1,200 calls" */
const counted = (x, noun) => `${count(x)} ${noun}${x === 1 ? "" : "s"}`;

/** Significant digits, without a tail of zeros; very large and small ones with a power of ten. */
function number(x, digits = 4) {
  if (!isNumber(x)) return kNotFinite;
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size >= 1e6 || size < 1e-3)
    return x
      .toExponential(digits - 1)
      .replace(/\.?0+e/, "e")
      .replace("e+", "e");
  return String(Number(x.toPrecision(digits)));
}

/** All that a double holds. */
const exactly = (x) => (isNumber(x) ? String(x) : kNotFinite);

/** In units of 10^9, of which flops and bytes have many: 0.0189 */
const billions = (x) => (isNumber(x) ? number(x / 1e9, 3) : kNotFinite);

const kPrefixes = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];

/** 18874368, "FLOP" -> "18.9 MFLOP" */
function amount(x, unit) {
  if (!isNumber(x)) return kNotFinite;
  const [scale, prefix] = kPrefixes.find(([size]) => Math.abs(x) >= size) ?? [1, ""];
  return `${Number((x / scale).toPrecision(3))} ${prefix}${unit}`;
}

/** Seconds as "7.74 ms". */
function duration(seconds) {
  if (!isNumber(seconds)) return kNotFinite;
  for (const [size, unit] of [
    [1, "s"],
    [1e-3, "ms"],
    [1e-6, "µs"],
  ])
    if (seconds >= size) return `${Number((seconds / size).toPrecision(3))} ${unit}`;
  return `${Number((seconds * 1e9).toPrecision(3))} ns`;
}

/** A share of a bound. Infinity stands for an error that is no number, or where none is allowed. */
function percent(share) {
  if (share === null) return "not checked";
  if (!Number.isFinite(share)) return kNotFinite;
  if (share === 0) return "0 %";
  const value = 100 * share;
  if (value < 0.01) return "< 0.01 %";
  // 100.0 % would be said of 99.96 % and of 100.04 %, on both sides of the bound.
  if (value > 99.9 && value < 100.1) return `${value.toFixed(3)} %`;
  return value < 10 ? `${Number(value.toPrecision(2))} %` : `${number(Number(value.toFixed(1)), 4)} %`;
}

/** Metres as millimetres. */
const millimetres = (metres) => (isNumber(metres) ? `${(1000 * metres).toFixed(1)} mm` : kNotFinite);

const shapeText = (shape) => (shape.length ? shape.join("×") : "scalar");

/** An argument as one types it in a shell. */
const quoted = (argument) => (/^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`);
