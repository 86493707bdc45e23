// From keypoints to a motion in camera space, by the model. `facts` are the ONNX file's metadata.

const kUpLength = 0.5;   // metres from the first joint to "up"
const kBlock = 64;       // windows that go through the model at once
const kNearest = 0.3, kSomewhere = 4;  // metres before the camera
// Joints of Human3.6M's 17 that are keypoints of COCO as well: [joint, keypoint].
const kSameJoints = [[1, 12], [2, 14], [3, 16], [4, 11], [5, 13], [6, 15], [11, 5], [12, 7], [13, 9], [14, 6], [15, 8], [16, 10]];

const numbersOf = (text) => text.split(",").filter(Boolean).map(Number);

/** What mirroring makes of each index: pairs change places, others stay. */
function swapped(count, left, right) {
  const order = Array.from({ length: count }, (_, i) => i);
  left.forEach((l, i) => { order[l] = right[i]; order[right[i]] = l; });
  return order;
}

/** (N, L, K, 3) seen in a mirror. */
function mirrored(windows, order) {
  const out = new Float32Array(windows.length), row = order.length * kFeatures;
  for (let at = 0; at < windows.length; at += row)
    order.forEach((from, k) => {
      const [x, y, third] = windows.subarray(at + from * kFeatures, at + (from + 1) * kFeatures);
      out.set([-x, y, third], at + k * kFeatures);
    });
  return out;
}

class Lifter {
  /** session: of ONNX Runtime, on a model whose facts say input = person. */
  constructor(ort, session, facts) {
    Object.assign(this, { ort, session, facts });
    this.length = Number(facts.receptive_field);
    this.target = Number(facts.padding_before);
    this.fps = Number(facts.fps ?? 25);
    this.joints = facts.joints.split(",");
    this.keypointOrder = swapped(kWindowKeypoints, numbersOf(facts.keypoints_left), numbersOf(facts.keypoints_right));
    this.jointOrder = swapped(this.joints.length, numbersOf(facts.joints_left), numbersOf(facts.joints_right));
  }

  async run(windows, count) {
    const input = new this.ort.Tensor("float32", windows, [count, this.length, kWindowKeypoints, kFeatures]);
    return (await this.session.run({ keypoints: input })).poses.data;
  }

  /** Mean of the poses and of the mirrored poses of the mirrored windows: (count, joints, 3). */
  async poses(windows, count) {
    const plain = await this.run(windows, count), other = await this.run(mirrored(windows, this.keypointOrder), count);
    const J = this.joints.length, mean = new Float32Array(plain.length);
    for (let i = 0; i < mean.length; ++i) {
      const axis = i % 3, joint = (i - axis) / 3 % J, start = i - axis - 3 * joint;
      const mirror = other[start + 3 * this.jointOrder[joint] + axis];
      mean[i] = (plain[i] + (axis === 0 ? -mirror : mirror)) / 2;
    }
    return mean;
  }

  /** { poses: (T, 17, 3), up: (T, 3) }, axes of the camera, metres from the first joint. `progress` is told a share. */
  async lift(track, fps, camera, progress) {
    const { frames, numbers } = track, J = this.joints.length, step = fps / this.fps;
    const isCausal = this.facts.causal === "true";
    const poses = new Float32Array(frames * (J - 1) * 3), up = new Float32Array(frames * 3);
    const sampled = new Float32Array(this.length * kKeypoints * 3);
    for (let begin = 0; begin < frames; begin += kBlock) {
      const count = Math.min(kBlock, frames - begin), size = this.length * kWindowKeypoints * kFeatures;
      const windows = new Float32Array(count * size), turns = [];
      for (let n = 0; n < count; ++n) {
        const t = begin + n;
        for (let i = 0; i < this.length; ++i)
          sample(numbers, t + step * (i - this.target), kShortGap * step, isCausal ? t : frames - 1, sampled, i * kKeypoints * 3);
        turns.push(personWindow(sampled, this.length, this.target, camera, windows, n * size));
      }
      const found = await this.poses(windows, count);
      turns.forEach((turn, n) => {
        for (let j = 0; j < J; ++j) {
          const p = rotate(conjugate(turn), [...found.subarray((n * J + j) * 3, (n * J + j) * 3 + 3)]);
          if (j < J - 1) poses.set(p, ((begin + n) * (J - 1) + j) * 3);
          else up.set(p.map((number) => number / kUpLength), (begin + n) * 3);
        }
      });
      await progress((begin + count) / frames);
    }
    return { poses, up };
  }
}

/** The place of the first joint, (T, 3), at which each pose's joints are seen nearest to their keypoints. */
function fittingPath(poses, track, camera) {
  const path = new Float32Array(track.frames * 3).map((_, i) => i % 3 === 2 ? kSomewhere : 0);
  let known = -1;
  for (let t = 0; t < track.frames; ++t) {
    const a = [[0, 0, 0], [0, 0, 0], [0, 0, 0]], b = [0, 0, 0];
    const add = (row, value) => row.forEach((r, i) => { row.forEach((c, j) => { a[i][j] += r * c; }); b[i] += r * value; });
    for (const [joint, keypoint] of kSameJoints) {
      const [x, y, z] = poses.subarray((t * 17 + joint) * 3), [px, py, seen] = track.numbers.subarray((t * kKeypoints + keypoint) * 3);
      if (!(seen > 0)) continue;
      const u = (px - camera.x) / camera.focal, v = (py - camera.y) / camera.focal;
      add([1, 0, -u], u * z - x);
      add([0, 1, -v], v * z - y);
    }
    const determinant = (m) => dot(m[0], cross(m[1], m[2])), whole = determinant(a);
    if (!(whole > 1e-6)) continue;  // fewer than two keypoints apart
    const root = [0, 1, 2].map((column) => determinant(a.map((row, i) => row.map((value, j) => j === column ? b[i] : value))) / whole);
    root[2] = Math.max(root[2], kNearest);
    for (let f = known < 0 ? 0 : t; f <= t; ++f) path.set(root, 3 * f);
    for (let f = known + 1; known >= 0 && f < t; ++f) path.copyWithin(3 * f, 3 * known, 3 * known + 3);
    known = t;
  }
  for (let f = known + 1; known >= 0 && f < track.frames; ++f) path.copyWithin(3 * f, 3 * known, 3 * known + 3);
  return path;
}
