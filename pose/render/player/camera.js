// The eye of the 3D view. It circles a target; drawings look from (azimuth, elevation) towards it.

const kFieldOfView = 32 * Math.PI / 180;
const kNearest = 0.1;  // metres before the eye

class Camera {
  constructor(azimuth, elevation, distance, height) {
    this.first = { azimuth, elevation, distance, target: [0, 0, height] };
    this.reset();
  }

  reset() {
    Object.assign(this, this.first);
    this.target = [...this.first.target];  // metres; moved by panning
    this.centre = [0, 0, 0];               // what it follows
  }

  turn(azimuth, elevation) {
    this.azimuth += azimuth;
    this.elevation = clamp(this.elevation + elevation, -0.2, 1.55);
  }

  zoom(factor) { this.distance = clamp(this.distance * factor, 0.4, 60); }

  /** Moves the target by CSS pixels of a viewport, so that the scene stays under the pointer. */
  pan(dx, dy, viewport) {
    const metres = this.distance / this.focal(viewport);
    const { right, up } = this.axes();
    for (let i = 0; i < 3; ++i) this.target[i] += metres * (dy * up[i] - dx * right[i]);
  }

  focal(viewport) {
    // Legend and buttons take some of the height.
    return Math.min(viewport.width * 1.15, Math.max(60, viewport.height - 50)) / 2 / Math.tan(kFieldOfView / 2);
  }

  /** Unit vectors of the picture in the world: right, up, and back to the eye. */
  axes() {
    const [ca, sa, ce, se] = [Math.cos(this.azimuth), Math.sin(this.azimuth), Math.cos(this.elevation), Math.sin(this.elevation)];
    return { right: [-sa, ca, 0], up: [-se * ca, -se * sa, ce], back: [ce * ca, ce * sa, se] };
  }

  /**
   * A function from world points to the viewport: x, y in CSS pixels, depth in metres from the eye,
   * scale in pixels per metre there; null behind the eye.
   */
  projector(viewport) {
    const { right, up, back } = this.axes();
    const origin = this.target.map((x, i) => x + this.centre[i]);
    const focal = this.focal(viewport);
    const [cx, cy] = [viewport.x + viewport.width / 2, viewport.y + viewport.height / 2];
    return (point) => {
      const [x, y, z] = [point[0] - origin[0], point[1] - origin[1], point[2] - origin[2]];
      const depth = this.distance - (x * back[0] + y * back[1] + z * back[2]);
      if (depth < kNearest) return null;
      const scale = focal / depth;
      return {
        x: cx + scale * (x * right[0] + y * right[1] + z * right[2]),
        y: cy - scale * (x * up[0] + y * up[1] + z * up[2]),
        depth,
        scale,
      };
    };
  }
}

/** A first view in which a whole person fits, however it moves about its root. */
function cameraFor(scene) {
  let [reach, low, high] = [0.5, Infinity, -Infinity];
  const step = Math.max(1, Math.floor(scene.frames / 200));
  for (const motion of scene.motions) {
    for (let frame = 0; frame < scene.frames; frame += step) {
      const root = motion.rootAt(frame);
      for (let j = 0; j < motion.joints.length; ++j) {
        const point = motion.joint(frame, j);
        if (!point) continue;
        low = Math.min(low, point[2]);
        high = Math.max(high, point[2]);
        reach = Math.max(reach, Math.hypot(point[0] - root[0], point[1] - root[1]));
      }
    }
  }
  if (!(low <= high)) [low, high] = [0, 1.8];
  const radius = Math.hypot(reach * 0.7, (high - low) / 2);
  const distance = clamp(1.06 * radius / Math.sin(kFieldOfView / 2), 1, 40);
  return new Camera(scene.azimuth * Math.PI / 180, 15 * Math.PI / 180, distance, (low + high) / 2);
}
