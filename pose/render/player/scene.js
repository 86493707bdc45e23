// The scene that the page carries, decoded. Positions are metres: x and y along the floor, z up.

/** Base64 of little-endian float32 to numbers; NaN stays NaN. */
function decodeFloats(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** 3D motion of one skeleton. */
class Motion {
  constructor(data, index) {
    this.title = data.title;
    this.index = index;
    this.visible = true;
    this.joints = data.joint_names;
    this.positions = decodeFloats(data.positions);
    this.errors = data.error_mm ? decodeFloats(data.error_mm) : null;  // per frame
    this.bones = data.parents.map((parent, joint) => [parent, joint]).filter(([parent]) => parent >= 0);
    this.root = Math.max(0, data.parents.indexOf(-1));
    this.right = new Set(data.joints_right);
    this.angles = data.angles ? new Angles(data.angles) : null;
    this.bvh = data.bvh;  // a file's text, or null
  }

  /** [x, y, z], or null where a coordinate is not finite. */
  joint(frame, joint) {
    const at = (frame * this.joints.length + joint) * 3;
    const point = [this.positions[at], this.positions[at + 1], this.positions[at + 2]];
    return point.every(Number.isFinite) ? point : null;
  }

  /** Where the camera looks: the root, or where it was last seen. */
  rootAt(frame) {
    for (let f = frame; f >= 0; --f) {
      const point = this.joint(f, this.root);
      if (point) return point;
    }
    return [0, 0, 0];
  }
}

/** Joint angles over time, degrees. `panels` are those that are plotted together. */
class Angles {
  constructor(data) {
    this.names = data.names;
    this.panels = data.panels;
    this.values = decodeFloats(data.values);
    this.frames = this.values.length / Math.max(1, this.names.length);
  }

  /** NaN where it is not known. */
  at(angle, frame) { return this.values[angle * this.frames + frame]; }
}

/** 2D keypoints in a video's pixels. */
class Keypoints {
  constructor(data) {
    this.layout = data.layout;
    this.joints = data.joint_names;
    this.bones = data.bones;
    this.right = new Set(data.joints_right);
    this.left = new Set(data.joints_left);
    this.width = data.width;
    this.height = data.height;
    this.positions = decodeFloats(data.positions);
  }

  /** [x, y], or null where the detector saw nothing. */
  joint(frame, joint) {
    const at = (frame * this.joints.length + joint) * 2;
    const point = [this.positions[at], this.positions[at + 1]];
    return point.every(Number.isFinite) ? point : null;
  }

  /** Red in drawings: a limb of the right side, but not what joins both sides. */
  isRightBone([a, b]) {
    return (this.right.has(a) || this.right.has(b)) && !this.left.has(a) && !this.left.has(b);
  }
}

class Scene {
  constructor(data) {
    this.fps = data.fps;
    this.frameNumbers = data.frame_numbers;
    this.azimuth = data.azimuth;
    this.motions = data.motions.map((motion, index) => new Motion(motion, index));
    this.keypoints = data.keypoints ? new Keypoints(data.keypoints) : null;
  }

  get frames() { return this.frameNumbers.length; }
  get shown() { return this.motions.filter((motion) => motion.visible); }
}
