// The 3D panel: floor, shadow, limbs from back to front, and what is under the pointer.

const kLimb = 0.042, kJoint = 0.03;  // metres: width of a limb, radius of a joint
const kCell = 0.5, kFloor = 5;       // metres: grid cell, how far the floor is drawn
const kTrailSeconds = 1.5;
const kReach = 16;                   // CSS pixels from a joint that still mean it

class View3d {
  constructor(canvas, scene, camera, state, changed) {
    this.sheet = new Sheet(canvas, changed);
    this.scene = scene;
    this.camera = camera;
    this.state = state;
    this.drawn = [];  // joints of the last picture, for picking: {motion, joint, x, y, depth, radius}
  }

  /** One viewport with all shown motions, or one for each. */
  viewports() {
    const { width, height } = this.sheet;
    const shown = this.scene.shown;
    if (!this.state.sideBySide || shown.length < 2) return [{ x: 0, y: 0, width, height, motions: shown }];
    const stacked = height > width;  // a phone held upright
    return shown.map((motion, i) => stacked
      ? { x: 0, y: i * height / shown.length, width, height: height / shown.length, motions: [motion] }
      : { x: i * width / shown.length, y: 0, width: width / shown.length, height, motions: [motion] });
  }

  viewportAt([x, y]) {
    return this.viewports().find((v) => x < v.x + v.width && y < v.y + v.height) ?? this.viewports()[0];
  }

  draw(frame) {
    const context = this.sheet.begin();
    this.drawn = [];
    for (const viewport of this.viewports()) {
      context.save();
      context.beginPath();
      context.rect(viewport.x, viewport.y, viewport.width, viewport.height);
      context.clip();
      this.drawViewport(context, viewport, frame);
      context.restore();
    }
    this.drawAxes(context);
  }

  drawViewport(context, viewport, frame) {
    const leader = viewport.motions[0] ?? this.scene.motions[0];
    const root = leader.rootAt(this.state.follow ? frame : 0);
    this.camera.centre = [root[0], root[1], 0];
    const project = this.camera.projector(viewport);
    this.drawFloor(context, project);
    for (const motion of viewport.motions) this.drawShadow(context, project, motion, frame);
    if (this.state.trail) this.drawTrail(context, project, viewport, frame);
    this.drawLimbs(context, project, viewport, frame);
    if (viewport.width < this.sheet.width || viewport.height < this.sheet.height)
      this.drawTitle(context, viewport);
  }

  /** Lines every half metre that fade with the distance; whole metres are stronger. */
  drawFloor(context, project) {
    const [x0, y0] = [0, 1].map((i) => this.camera.centre[i] + this.camera.target[i]);
    const grid = theme.color("grid");
    const cells = kFloor / kCell;
    const [column, row] = [Math.round(x0 / kCell), Math.round(y0 / kCell)];
    const paths = new Map();  // opacity -> the lines that have it
    const add = (a, b, strong) => {
      const distance = Math.hypot((a[0] + b[0]) / 2 - x0, (a[1] + b[1]) / 2 - y0);
      const opacity = Math.round((strong ? 0.5 : 0.22) * Math.max(0, 1 - (distance / kFloor) ** 2) * 25) / 25;
      const [p, q] = [project(a), project(b)];
      if (opacity <= 0 || !p || !q) return;
      if (!paths.has(opacity)) paths.set(opacity, new Path2D());
      paths.get(opacity).moveTo(p.x, p.y);
      paths.get(opacity).lineTo(q.x, q.y);
    };
    for (let i = -cells; i <= cells; ++i) {
      for (let k = -cells; k < cells; ++k) {
        const [x, y] = [(column + i) * kCell, (row + i) * kCell];
        add([x, (row + k) * kCell, 0], [x, (row + k + 1) * kCell, 0], (column + i) % 2 === 0);
        add([(column + k) * kCell, y, 0], [(column + k + 1) * kCell, y, 0], (row + i) % 2 === 0);
      }
    }
    context.lineWidth = 1;
    for (const [opacity, path] of paths) {
      context.strokeStyle = `rgba(${grid}, ${opacity})`;
      context.stroke(path);
    }
  }

  /** As from a lamp above: where a foot stands is where it meets its shadow. */
  drawShadow(context, project, motion, frame) {
    const path = new Path2D();
    let scale = 0;
    for (const [a, b] of motion.bones) {
      const ends = [motion.joint(frame, a), motion.joint(frame, b)];
      if (!ends[0] || !ends[1]) continue;
      const [p, q] = ends.map((end) => project([end[0], end[1], 0]));
      if (!p || !q) continue;
      path.moveTo(p.x, p.y);
      path.lineTo(q.x, q.y);
      scale = q.scale;
    }
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = theme.color("shadow");
    context.lineWidth = Math.max(2, 1.6 * kLimb * scale);
    context.stroke(path);
  }

  drawLimbs(context, project, viewport, frame) {
    const parts = [];
    for (const motion of viewport.motions) {
      const places = motion.joints.map((_, joint) => {
        const point = motion.joint(frame, joint);
        return point && project(point);
      });
      // What the first motion is compared with is thinner, so that neither hides the other.
      const size = motion === viewport.motions[0] ? 1 : 0.7;
      const front = places.map((place) => place?.depth);  // a joint covers the ends of its bones
      for (const [a, b] of motion.bones) {
        const [p, q] = [places[a], places[b]];
        if (!p || !q) continue;
        const depth = (p.depth + q.depth) / 2;
        parts.push({ motion, isRight: motion.right.has(b), depth, bone: [p, q], size });
        for (const end of [a, b]) front[end] = Math.min(front[end], depth - 0.001);
      }
      places.forEach((place, joint) => {
        if (!place) return;
        const radius = Math.max(2, kJoint * place.scale) * size;
        parts.push({ motion, isRight: motion.right.has(joint), depth: front[joint], joint: place, radius });
        this.drawn.push({ motion, joint, x: place.x, y: place.y, depth: place.depth, radius });
      });
    }
    parts.sort((a, b) => b.depth - a.depth);
    // Depth cue: the farthest limb fades a little into the background.
    const [far, near] = [parts[0]?.depth ?? 0, parts.at(-1)?.depth ?? 0];
    context.lineCap = "round";
    for (const part of parts) {
      const fade = 0.34 * (part.depth - near) / Math.max(0.6, far - near);
      const color = theme.mix(theme.of(part.motion, part.isRight), "sky", fade);
      if (part.bone) this.drawBone(context, part.bone, part.size, color);
      else this.drawJoint(context, part.joint, part.radius, color);
    }
    const spot = this.state.hovered ?? this.state.selected;
    for (const { motion, joint, x, y, radius } of this.drawn) {
      if (motion !== spot?.motion || joint !== spot.joint) continue;
      context.beginPath();
      context.arc(x, y, radius + 5, 0, 2 * Math.PI);
      context.strokeStyle = theme.color("accent");
      context.lineWidth = 2.5;
      context.stroke();
    }
  }

  /** With a rim in the background's colour, so that crossing limbs stay apart. */
  drawBone(context, [p, q], size, color) {
    const width = Math.max(2.5, kLimb * (p.scale + q.scale) / 2) * size;
    context.beginPath();
    context.moveTo(p.x, p.y);
    context.lineTo(q.x, q.y);
    context.strokeStyle = theme.color("sky");
    context.lineWidth = width + 2.5;
    context.stroke();
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  }

  drawJoint(context, { x, y }, radius, color) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = color;
    context.fill();
    context.strokeStyle = theme.color("sky");
    context.lineWidth = Math.max(1, radius * 0.28);
    context.stroke();
  }

  drawTrail(context, project, viewport, frame) {
    const { motion, joint } = this.state.selected ?? { motion: viewport.motions[0], joint: viewport.motions[0]?.root };
    if (!viewport.motions.includes(motion)) return;
    const length = Math.max(2, Math.round(kTrailSeconds * this.scene.fps));
    context.lineCap = "round";
    context.lineWidth = 2.5;
    context.strokeStyle = theme.color("accent");
    for (let f = Math.max(1, frame - length); f <= frame; ++f) {
      const ends = [motion.joint(f - 1, joint), motion.joint(f, joint)];
      if (!ends[0] || !ends[1]) continue;
      const [p, q] = ends.map(project);
      if (!p || !q) continue;
      context.globalAlpha = 1 - (frame - f) / length;
      context.beginPath();
      context.moveTo(p.x, p.y);
      context.lineTo(q.x, q.y);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  drawTitle(context, viewport) {
    context.font = "600 13px system-ui, sans-serif";
    context.textAlign = "center";
    context.fillStyle = theme.color("quiet");
    const bottom = viewport.y + viewport.height;
    const y = bottom - (bottom < this.sheet.height ? 16 : 58);  // above the buttons
    context.fillText(viewport.motions[0].title, viewport.x + viewport.width / 2, y, viewport.width - 16);
    if (viewport.x === 0 && viewport.y === 0) return;
    context.beginPath();  // the line between two viewports
    context.moveTo(viewport.x, viewport.y);
    if (viewport.x > 0) context.lineTo(viewport.x, viewport.y + viewport.height);
    else context.lineTo(viewport.x + viewport.width, viewport.y);
    context.strokeStyle = theme.color("edge");
    context.lineWidth = 2;
    context.stroke();
  }

  /** Where x, y and z point, in the lower left corner. */
  drawAxes(context) {
    const [cx, cy, length] = [36, this.sheet.height - 27, 18];
    const { right, up, back } = this.camera.axes();
    const axes = ["x", "y", "z"].map((name, i) => ({ name, x: length * right[i], y: -length * up[i], depth: back[i] }));
    axes.sort((a, b) => a.depth - b.depth);
    context.font = "600 11px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = 2;
    for (const { name, x, y, depth } of axes) {
      context.globalAlpha = 0.65 + 0.35 * depth;
      context.strokeStyle = context.fillStyle = theme.color("quiet");
      context.beginPath();
      context.moveTo(cx, cy);
      context.lineTo(cx + x, cy + y);
      context.stroke();
      context.fillText(name, cx + x * 1.4, cy + y * 1.4);
    }
    context.globalAlpha = 1;
    context.textBaseline = "alphabetic";
  }

  /** The drawn joint that a place on the canvas means: near enough, and the frontmost of those. */
  pick([x, y]) {
    let best = null, bestDistance = kReach;
    for (const spot of this.drawn) {
      const distance = Math.hypot(spot.x - x, spot.y - y);
      if (distance < bestDistance - 3 || (distance < bestDistance + 3 && best && spot.depth < best.depth && distance < kReach)) {
        best = spot;
        bestDistance = distance;
      }
    }
    return best;
  }
}
