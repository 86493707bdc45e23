// Elements are made with text, never with markup: what the audit says cannot become part of the page.

const $ = (id) => document.getElementById(id);
const kSvg = "http://www.w3.org/2000/svg";

/** Attributes; "on..." with a function listens. Children: elements and strings, null is left out. */
function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

const element = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);
const drawing = (tag, attributes = {}, ...children) => filled(document.createElementNS(kSvg, tag), attributes, children);

/** Green to amber inside of the bound, red beyond it, grey where nothing was checked. */
function shareColor(share) {
  if (share === null) return "#a3acb9";
  if (share > 1) return "#c8102e";
  return `hsl(${165 - 127 * share} ${45 + 45 * share}% ${40 + 8 * share}%)`;
}

const table = (heads, rows, attributes = {}) =>
  element(
    "table",
    attributes,
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        heads.map((head) => element("th", { scope: "col" }, head)),
      ),
    ),
    element(
      "tbody",
      {},
      rows.map((cells) =>
        element(
          "tr",
          {},
          cells.map((cell) => element("td", {}, cell)),
        ),
      ),
    ),
  );
