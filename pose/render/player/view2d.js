// The 2D panel: the keypoints that the motion was made from, in the video's aspect.

class View2d {
  constructor(canvas, keypoints, changed) {
    this.sheet = new Sheet(canvas, changed);
    this.keypoints = keypoints;
    this.hovered = null;
    this.drawn = [];
  }

  /** The video's rectangle on the canvas, and CSS pixels per video pixel. */
  area() {
    const { width, height } = this.sheet;
    const scale = Math.min(width / this.keypoints.width, height / this.keypoints.height);
    const [w, h] = [this.keypoints.width * scale, this.keypoints.height * scale];
    return { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h, scale };
  }

  draw(frame) {
    const context = this.sheet.begin();
    const area = this.area();
    context.fillStyle = theme.color("horizon");
    context.beginPath();
    context.roundRect(area.x, area.y, area.width, area.height, 6);
    context.fill();
    context.save();
    context.clip();
    this.drawSkeleton(context, area, frame);
    context.restore();
  }

  drawSkeleton(context, area, frame) {
    const places = this.keypoints.joints.map((_, joint) => {
      const point = this.keypoints.joint(frame, joint);
      return point && { x: area.x + point[0] * area.scale, y: area.y + point[1] * area.scale, joint, point };
    });
    this.drawn = places.filter(Boolean);
    const size = clamp(area.width / 130, 2, 5);
    context.lineCap = "round";
    context.lineWidth = size;
    for (const bone of this.keypoints.bones) {
      const [p, q] = bone.map((joint) => places[joint]);
      if (!p || !q) continue;
      context.strokeStyle = theme.color(this.keypoints.isRightBone(bone) ? "right-0" : "rest-0");
      context.beginPath();
      context.moveTo(p.x, p.y);
      context.lineTo(q.x, q.y);
      context.stroke();
    }
    for (const { x, y, joint } of this.drawn) {
      context.beginPath();
      context.arc(x, y, size, 0, 2 * Math.PI);
      context.fillStyle = theme.color(this.keypoints.right.has(joint) ? "right-0" : "rest-0");
      context.fill();
      context.lineWidth = joint === this.hovered ? 3 : 1.2;
      context.strokeStyle = theme.color(joint === this.hovered ? "accent" : "sky");
      context.stroke();
    }
  }

  pick([x, y]) {
    const distance = (spot) => Math.hypot(spot.x - x, spot.y - y);
    return this.drawn.filter((spot) => distance(spot) < kReach).sort((a, b) => distance(a) - distance(b))[0] ?? null;
  }
}
