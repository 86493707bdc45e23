// The table of ops and layers.

class TableView {
  /** `select` is called with the row that was chosen. */
  constructor(audit, select) {
    Object.assign(this, { audit, select, column: "share", ascending: false, chosen: null });
    this.heads = kColumns.map((column) =>
      element(
        "th",
        { scope: "col", class: isText(column) ? null : "number" },
        element("button", { type: "button", title: column.hint, onclick: () => this.sortBy(column.name) }, column.title),
      ),
    );
    $("rows").tHead.append(element("tr", {}, this.heads));
    $("filter").addEventListener("input", () => this.draw());
    $("worst-first").addEventListener("click", () => this.sortBy("share", false));
    $("slowest-first").addEventListener("click", () => this.sortBy("seconds", false));
    this.draw();
  }

  /** A second click on a head turns the order around. */
  sortBy(name, ascending) {
    const same = name === this.column;
    this.ascending = ascending ?? (same ? !this.ascending : columnOf(name).ascending === true);
    this.column = name;
    this.draw();
  }

  draw() {
    const rows = sortedRows(filteredRows(this.audit.rows, $("filter").value), this.column, this.ascending);
    this.heads.forEach((head, i) => {
      if (kColumns[i].name === this.column) head.setAttribute("aria-sort", this.ascending ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    const longest = Math.max(...this.audit.rows.map((row) => row.seconds));
    $("rows").tBodies[0].replaceChildren(...rows.map((row) => this.drawRow(row, longest)));
    $("row-count").textContent =
      rows.length === this.audit.rows.length
        ? counted(rows.length, "row")
        : `${count(rows.length)} of ${counted(this.audit.rows.length, "row")}`;
    this.drawSum(rows);
  }

  drawRow(row, longest) {
    const cells = kColumns.map((column) =>
      element("td", { class: isText(column) ? column.name : "number" }, this.cellOf(row, column, longest)),
    );
    const line = element("tr", { class: row === this.chosen ? "chosen" : null, onclick: () => this.select(row) }, cells);
    line.row = row;
    return line;
  }

  cellOf(row, column, longest) {
    const text = column.text(row);
    if (column.name === "op") return element("button", { type: "button", class: "link" }, text);
    if (column.name === "share")
      return element(
        "span",
        { class: row.share > 1 ? "share beyond" : "share" },
        text,
        bar(row.share === null ? 0 : Math.min(1, row.share), shareColor(row.share)),
      );
    if (column.name === "seconds") return element("span", { class: "share" }, text, bar(row.seconds / longest, "#6b8fc9"));
    return text;
  }

  drawSum(rows) {
    const [calls, elements, seconds, flops, bytes] = ["calls", "checked_elements", "seconds", "flops", "bytes"].map((name) =>
      sum(rows, (row) => row[name]),
    );
    const texts = {
      op: "sum",
      calls: count(calls),
      checked: count(elements),
      flops: billions(flops),
      bytes: billions(bytes),
      seconds: number(1000 * seconds, 4),
    };
    $("rows").tFoot.replaceChildren(
      element(
        "tr",
        {},
        kColumns.map((column) => element("td", { class: isText(column) ? null : "number" }, texts[column.name] ?? "")),
      ),
    );
  }

  choose(row) {
    this.chosen = row;
    for (const line of $("rows").tBodies[0].rows) line.classList.toggle("chosen", line.row === row);
  }
}

const isText = (column) => column.ascending === true;

function bar(part, color) {
  const fill = element("i", {});
  fill.style.width = `${100 * part}%`;
  fill.style.background = color;
  return element("span", { class: "meter", "aria-hidden": "true" }, fill);
}
