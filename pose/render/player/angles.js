// Joint angles over time: plots beside the motion that the pointer scrubs.

const kFirstPlots = ["Hip flexion", "Knee flexion", "Shoulder elevation", "Elbow flexion"];
const kSmallestSpan = 20;  // degrees: a smaller range would show noise as motion
const kTickRoom = 38;      // CSS pixels left of a plot

/** One panel: its lines over all frames and the place of the frame that is shown. */
class AnglePlot {
  constructor(motion, panel, changed) {
    Object.assign(this, { motion, panel });
    this.figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.append(Object.assign(document.createElement("b"), { textContent: panel.title }));
    this.readings = panel.lines.map((line, i) => {
      const reading = document.createElement("span");
      reading.style.color = `var(--${this.color(i)})`;
      if (!line.observed) reading.title = "not observed: what the body has by default";
      caption.append(reading);
      return reading;
    });
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");  // its numbers stand in the caption
    this.figure.append(caption, this.canvas);
    this.changed = changed;
    this.measure();
  }

  /** Once it is in the page. */
  attach() { this.sheet = new Sheet(this.canvas, this.changed); }

  /** Variable of a line's colour: those of the motion's sides, three others for the body's middle. */
  color(line) {
    const { label, color } = this.panel.lines[line];
    if (label === "left" || label === "right") return theme.of(this.motion, label === "right");
    return `angle-${color % 3}`;
  }

  measure() {
    const { angles } = this.motion;
    let [low, high] = [Infinity, -Infinity];
    for (const { angle } of this.panel.lines)
      for (let frame = 0; frame < angles.frames; ++frame) {
        const value = angles.at(angle, frame);
        if (!Number.isFinite(value)) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    if (!(low <= high)) [low, high] = [0, 0];
    const air = Math.max(kSmallestSpan - (high - low), 0.1 * (high - low)) / 2;
    [this.low, this.high] = [low - air, high + air];
  }

  x(frame) {
    return kTickRoom + (this.sheet.width - kTickRoom - 6) * frame / Math.max(1, this.motion.angles.frames - 1);
  }
  y(value) { return 4 + (this.sheet.height - 8) * (this.high - value) / (this.high - this.low); }
  frameAt(event) {
    const [x] = this.sheet.at(event);
    const last = this.motion.angles.frames - 1;
    return clamp(Math.round((x - kTickRoom) / (this.sheet.width - kTickRoom - 6) * last), 0, last);
  }

  /** Round angles within the range, three to five of them. */
  ticks() {
    const step = [5, 10, 15, 30, 45, 90, 180, 360, 720].find((s) => (this.high - this.low) / s <= 4) ?? 360 * Math.ceil((this.high - this.low) / 1440);
    const ticks = [];
    for (let tick = Math.ceil(this.low / step) * step; tick <= this.high; tick += step) ticks.push(tick + 0);
    return ticks;
  }

  /** Where there are more frames than pixels: of each column the lowest and the highest. */
  path(angle) {
    const { angles } = this.motion;
    const path = new Path2D();
    const stride = Math.max(1, Math.floor(angles.frames / Math.max(1, this.sheet.width)));
    let open = false;
    const add = (frame, value) => {
      if (open) path.lineTo(this.x(frame), this.y(value));
      else path.moveTo(this.x(frame), this.y(value));
      open = true;
    };
    for (let begin = 0; begin < angles.frames; begin += stride) {
      let [lowest, highest] = [-1, -1];
      for (let f = begin; f < Math.min(begin + stride, angles.frames); ++f) {
        const value = angles.at(angle, f);
        if (!Number.isFinite(value)) continue;
        if (lowest < 0 || value < angles.at(angle, lowest)) lowest = f;
        if (highest < 0 || value > angles.at(angle, highest)) highest = f;
      }
      if (lowest < 0) { open = false; continue; }
      for (const f of lowest === highest ? [lowest] : [lowest, highest].sort((a, b) => a - b)) add(f, angles.at(angle, f));
    }
    return path;
  }

  /** The lines' paths, made again only when the plot has another size. */
  paths() {
    const size = `${this.sheet.width} ${this.sheet.height}`;
    if (this.pathSize !== size) {
      this.pathSize = size;
      this.linePaths = this.panel.lines.map(({ angle }) => this.path(angle));
    }
    return this.linePaths;
  }

  draw(frame) {
    const context = this.sheet.begin();
    const { width, height } = this.sheet;
    context.font = "11px system-ui, sans-serif";
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.lineWidth = 1;
    for (const tick of this.ticks()) {
      const y = this.y(tick);
      context.strokeStyle = theme.color(tick === 0 ? "quiet" : "edge");
      context.globalAlpha = tick === 0 ? 0.5 : 1;
      context.beginPath();
      context.moveTo(kTickRoom, y);
      context.lineTo(width - 6, y);
      context.stroke();
      context.globalAlpha = 1;
      context.fillStyle = theme.color("quiet");
      context.fillText(`${tick}°`, kTickRoom - 6, clamp(y, 6, height - 6));
    }
    context.textBaseline = "alphabetic";
    context.lineJoin = "round";
    context.lineWidth = 1.6;
    const paths = this.paths();
    for (let i = paths.length - 1; i >= 0; --i) {  // the left side lies over the right one
      context.strokeStyle = theme.color(this.color(i));
      context.setLineDash(this.panel.lines[i].observed ? [] : [4, 3]);
      context.stroke(paths[i]);
    }
    context.setLineDash([]);
    this.drawFrame(context, frame);
  }

  drawFrame(context, frame) {
    context.strokeStyle = theme.color("accent");
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(this.x(frame), 0);
    context.lineTo(this.x(frame), this.sheet.height);
    context.stroke();
    this.panel.lines.forEach(({ angle, label, observed }, i) => {
      const value = this.motion.angles.at(angle, frame);
      const shown = Number.isFinite(value) ? `${(Math.round(value) + 0).toFixed(0)}°` : "–";
      this.readings[i].textContent = `${label} ${shown}${observed ? "" : " (by default)"}`;
      if (!Number.isFinite(value)) return;
      context.fillStyle = theme.color(this.color(i));
      context.beginPath();
      context.arc(this.x(frame), this.y(value), 3, 0, 2 * Math.PI);
      context.fill();
    });
  }
}

/** The panel with all plots, and which of them are shown. */
class AnglePlots {
  constructor(scene, changed) {
    this.changed = changed;
    this.motions = scene.motions.filter((motion) => motion.angles);
    this.plots = [];
    this.chosen = new Set();
    $("angles-button").hidden = this.motions.length === 0;
    if (this.motions.length === 0) return;
    const titles = this.motions[0].angles.panels.map((panel) => panel.title);
    const first = kFirstPlots.filter((title) => titles.includes(title));
    this.chosen = new Set(first.length ? first : titles.slice(0, 4));
    const select = $("angles-motion");
    select.hidden = this.motions.length < 2;
    this.motions.forEach((motion, i) => select.append(new Option(motion.title, i)));
    select.addEventListener("change", () => this.use(this.motions[Number(select.value)]));
    this.use(this.motions[0]);
    this.show(!matchMedia("(max-width: 720px), (max-height: 520px)").matches);
  }

  show(on) {
    if (this.motions.length === 0) return;
    $("angles").hidden = !on;
    $("angles-button").setAttribute("aria-expanded", String(on));
    $("angles-button").setAttribute("aria-pressed", String(on));
    this.changed();
  }

  use(motion) {
    this.motion = motion;
    const choice = $("angles-choice").querySelector(".items");
    choice.replaceChildren(...motion.angles.panels.map((panel) => {
      const label = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: this.chosen.has(panel.title) });
      box.addEventListener("change", () => {
        if (box.checked) this.chosen.add(panel.title);
        else this.chosen.delete(panel.title);
        this.arrange();
      });
      label.append(box, panel.title);
      return label;
    }));
    this.arrange();
  }

  arrange() {
    const panels = this.motion.angles.panels.filter((panel) => this.chosen.has(panel.title));
    this.plots = panels.map((panel) => new AnglePlot(this.motion, panel, this.changed));
    $("angle-plots").replaceChildren(...this.plots.map((plot) => plot.figure));
    for (const plot of this.plots) plot.attach();
    this.changed();
  }

  frameAt(event) { return this.plots.find((plot) => plot.canvas === event.target).frameAt(event); }

  draw(frame) {
    if (this.motions.length === 0 || $("angles").hidden) return;
    for (const plot of this.plots) plot.draw(frame);
  }
}
