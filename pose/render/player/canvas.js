// What all drawings share: sharp canvases and the page's colours.

/** A canvas whose unit is the CSS pixel, on any display. */
class Sheet {
  constructor(canvas, changed) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.width = this.height = 0;
    // At once: fit() empties the canvas, which would be painted before the next picture is drawn.
    new ResizeObserver(() => { this.fit(); changed.now(); }).observe(canvas);
    this.fit();
  }

  fit() {
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
  }

  /** Clears and returns the context. */
  begin() {
    if (this.ratio !== (window.devicePixelRatio || 1)) this.fit();  // moved to another display
    this.context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.context.clearRect(0, 0, this.width, this.height);
    return this.context;
  }

  /** A pointer's place on the canvas. */
  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }
}

/** Colours of the style sheet by the name of their variable; they change with the theme. */
const theme = {
  colors: new Map(),
  color(name) {
    if (!this.colors.has(name))
      this.colors.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
    return this.colors.get(name);
  },
  /** "#rrggbb" of two colours, `part` of the second one. */
  mix(first, second, part) {
    const channels = (color) => [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
    const [a, b] = [channels(this.color(first)), channels(this.color(second))];
    return "#" + a.map((x, i) => Math.round(x + (b[i] - x) * part).toString(16).padStart(2, "0")).join("");
  },
  /** Variable of a motion's colour; there are four pairs. */
  of(motion, isRight) { return `${isRight ? "right" : "rest"}-${motion.index % 4}`; },
};

const clamp = (x, low, high) => Math.min(high, Math.max(low, x));
