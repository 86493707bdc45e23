// Puts the page together. `page` is for the console.

class Page {
  constructor(audit) {
    this.audit = audit;
    this.history = [];  // what the panel showed before
    this.subject = null;
    const select = (subject) => this.select(subject);
    showHead(audit, select);
    showFigures(audit, (figure) => this.openRound(audit.roundBefore(figure)));
    this.graph = new GraphView(audit, select);
    this.table = new TableView(audit, select);
    this.panel = new PanelView(audit, select);
    const first = audit.firstOutside && audit.roundOf(audit.firstOutside);
    $("graph-section").hidden = !audit.rounds.length;
    this.graph.show(first ?? audit.firstPass);
    $("panel-back").addEventListener("click", () => this.back());
    $("panel-close").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.subject) this.close();
    });
  }

  /** A call, a node of the graph or a row of the table. */
  select(subject, isBack = false) {
    if (this.subject && subject !== this.subject && !isBack) this.history.push(this.subject);
    if (!this.subject) this.opener = document.activeElement;
    this.subject = subject;
    this.panel.show(subject);
    $("panel-back").disabled = !this.history.length;
    const call = subject instanceof Row ? null : (subject.worst ?? subject);
    if (call) this.graph.reveal(call);
    else if (this.audit.rounds.length) this.graph.choose(null);
    this.table.choose(call ? this.audit.rowOf(call) : subject);
  }

  back() {
    if (this.history.length) this.select(this.history.pop(), true);
  }

  close() {
    this.subject = null;
    this.history = [];
    this.panel.close();
    if (this.audit.rounds.length) this.graph.choose(null);
    this.table.choose(null);
    this.opener?.focus?.();
  }

  openRound(round) {
    if (!round) return;
    this.graph.show(round);
    $("graph-section").scrollIntoView({ block: "start" });
    $("round").focus({ preventScroll: true });
  }
}

const page = new Page(new Audit(JSON.parse($("audit").textContent)));
window.page = page;
