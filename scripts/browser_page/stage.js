// From a motion in camera space to the player's page.

const kBones = [[0, 1], [0, 2], [1, 3], [2, 4], [5, 6], [5, 7], [7, 9], [6, 8], [8, 10], [5, 11], [6, 12], [11, 12], [11, 13],
                [13, 15], [12, 14], [14, 16]];  // COCO's, for drawing
const kPoseSigma = 0.03, kPathSigma = 0.05;  // seconds
const kBehindCamera = -90;  // degrees

const lengthOf = (v) => Math.hypot(...v);
const scaled = (v, factor) => v.map((number) => number * factor);
const unit = (v) => scaled(v, 1 / lengthOf(v));

/** Gaussian filter over the frames of (T, size). */
function smooth(numbers, frames, sigma) {
  const size = numbers.length / frames, reach = Math.ceil(4 * sigma), out = new Float32Array(numbers.length);
  for (let t = 0; t < frames; ++t) {
    let sum = 0;
    const first = Math.max(0, t - reach), last = Math.min(frames - 1, t + reach);
    const weights = Array.from({ length: last - first + 1 }, (_, i) => Math.exp(-0.5 * ((first + i - t) / sigma) ** 2));
    for (const weight of weights) sum += weight;
    for (let i = 0; i < size; ++i) {
      let value = 0;
      weights.forEach((weight, k) => { value += weight * numbers[(first + k) * size + i]; });
      out[t * size + i] = value / sum;
    }
  }
  return out;
}

/** One direction for the whole clip: where no frame knows, the camera is taken to be level. */
function upOf(up) {
  let sum = [0, 0, 0];
  for (let i = 0; i < up.length; i += 3) {
    const one = [...up.subarray(i, i + 3)];
    sum = sum.map((number, axis) => number + one[axis] / Math.max(1, lengthOf(one)));
  }
  return lengthOf(sum) > 1e-6 ? unit(sum) : [0, -1, 0];
}

/** x, y and z of a world whose z is up and whose y is where the camera looks, in the camera's axes. */
function worldAxes(up) {
  const looks = Math.abs(up[2]) > 0.98 ? [0, up[2] > 0 ? 1 : -1, 0] : [0, 0, 1];
  const y = unit(looks.map((number, i) => number - dot(looks, up) * up[i]));
  return [cross(y, up), y, up];
}

/** (T, 17, 3) on its path, standing on the floor z = 0. */
function stagedPositions({ poses, up }, path, frames, fps) {
  const calm = smooth(poses, frames, kPoseSigma * fps), way = smooth(path, frames, kPathSigma * fps), axes = worldAxes(upOf(up));
  const out = new Float32Array(poses.length);
  let floor = Infinity;
  for (let i = 0; i < out.length; i += 3) {
    const t = Math.floor(i / (3 * 17));
    const point = [0, 1, 2].map((axis) => calm[i + axis] + way[3 * t + axis]);
    out.set(axes.map((axis) => dot(axis, point)), i);
    floor = Math.min(floor, out[i + 2]);
  }
  for (let i = 2; i < out.length; i += 3) out[i] -= floor;
  return out;
}

/** Little-endian float32, as the player reads them. */
function encodeFloats(numbers) {
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, i) => view.setFloat32(4 * i, number, true));
  const bytes = new Uint8Array(view.buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** What the player's page carries. */
function sceneOf(positions, track, { fps, width, height }, facts) {
  const shown = new Float32Array(track.frames * kKeypoints * 2);
  for (let i = 0; i < track.frames * kKeypoints; ++i) {
    const seen = track.numbers[3 * i + 2] > 0;
    shown.set([0, 1].map((axis) => seen ? track.numbers[3 * i + axis] : NaN), 2 * i);
  }
  return {
    fps,
    frame_numbers: Array.from({ length: track.frames }, (_, t) => track.first + t),
    azimuth: kBehindCamera,
    motions: [{ title: "Reconstruction", joint_names: facts.joints.split(",").slice(0, 17), parents: numbersOf(facts.joint_parents),
                joints_right: numbersOf(facts.joints_right), positions: encodeFloats(positions), error_mm: null, angles: null, bvh: null }],
    keypoints: { layout: facts.keypoint_layout, joint_names: facts.keypoints.split(",").slice(0, kKeypoints), bones: kBones,
                 joints_left: numbersOf(facts.keypoints_left), joints_right: numbersOf(facts.keypoints_right), width, height,
                 positions: encodeFloats(shown) },
  };
}

const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

/** The player's page with the scene in it; template has {{title}} and {{scene}}. */
function playerPage(template, title, scene) {
  const texts = { title: escaped(title), scene: JSON.stringify(scene).replaceAll("<", "\\u003c") };
  return template.replace(/\{\{(title|scene)\}\}/g, (_, name) => texts[name]);
}
