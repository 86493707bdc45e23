// The error of each frame as a curve above the scrub bar, with the bar's own scale.

const kThumb = 8;  // CSS pixels from the bar's end to the thumb's centre there

class Timeline {
  constructor(canvas, scene, changed) {
    this.scene = scene;
    this.motions = scene.motions.filter((motion) => motion.errors);
    canvas.hidden = this.motions.length === 0;
    if (canvas.hidden) return;
    this.sheet = new Sheet(canvas, changed);
    this.top = Math.max(1e-6, ...this.motions.map((motion) => motion.errors.reduce((top, x) => Number.isFinite(x) ? Math.max(top, x) : top, 0)));
  }

  x(frame) {
    return kThumb + (this.sheet.width - 2 * kThumb) * frame / Math.max(1, this.scene.frames - 1);
  }
  frameAt([x]) {
    const part = (x - kThumb) / (this.sheet.width - 2 * kThumb);
    return clamp(Math.round(part * (this.scene.frames - 1)), 0, this.scene.frames - 1);
  }
  /** Below the line of text. */
  y(error) { return this.sheet.height - 4 - (this.sheet.height - 22) * error / this.top; }

  draw(frame) {
    if (!this.sheet) return;
    const context = this.sheet.begin();
    const { height } = this.sheet;
    for (const motion of this.motions) {
      if (!motion.visible) continue;
      const color = theme.color(theme.of(motion, false));
      const line = new Path2D();
      let open = false;
      motion.errors.forEach((error, f) => {
        if (!Number.isFinite(error)) { open = false; return; }
        if (open) line.lineTo(this.x(f), this.y(error));
        else line.moveTo(this.x(f), this.y(error));
        open = true;
      });
      context.strokeStyle = color;
      context.lineWidth = 1.5;
      context.lineJoin = "round";
      context.stroke(line);
      if (Number.isFinite(motion.errors[frame])) {
        context.fillStyle = color;
        context.beginPath();
        context.arc(this.x(frame), this.y(motion.errors[frame]), 3.5, 0, 2 * Math.PI);
        context.fill();
      }
    }
    context.strokeStyle = theme.color("accent");
    context.globalAlpha = 0.6;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(this.x(frame), 0);
    context.lineTo(this.x(frame), height);
    context.stroke();
    context.globalAlpha = 1;
    context.font = "11px system-ui, sans-serif";
    context.fillStyle = theme.color("quiet");
    const isLeft = this.x(frame) < 120;
    context.textAlign = isLeft ? "right" : "left";
    context.fillText(`error, up to ${this.top.toFixed(0)} mm`, isLeft ? this.sheet.width - kThumb : kThumb, 11);
  }
}
