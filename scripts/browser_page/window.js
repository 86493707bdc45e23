// What a model of the person's own view is given: docs/onnx.md has the formulas, pose/data/views/person_window.cpp is the same.

const kWindowKeypoints = 18, kFeatures = 3;
const kTorso = [5, 6, 11, 12];  // shoulders and hips
const kTargetNeighbours = 2;
const kSmallestSize = 1e-4, kUsualSize = 0.1;  // tangents
const kShortGap = 5;  // frames of the model
const kUsualFocalLength = 0.85;  // long sides

const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Quaternions are [w, x, y, z]. */
const multiply = ([a, b, c, d], [e, f, g, h]) =>
  [a * e - b * f - c * g - d * h, a * f + b * e + c * h - d * g, a * g - b * h + c * e + d * f, a * h + b * g - c * f + d * e];
const conjugate = ([w, x, y, z]) => [w, -x, -y, -z];
function rotate([w, x, y, z], v) {
  const u = [x, y, z], uv = cross(u, v), uuv = cross(u, uv);
  return v.map((number, i) => number + 2 * (w * uv[i] + uuv[i]));
}

/** How a pinhole camera maps pixels to directions, where nobody knows better. */
const usualCamera = (width, height) => ({ focal: kUsualFocalLength * Math.max(width, height), x: width / 2, y: height / 2 });

/** The turn, without roll, to a camera that looks at a pixel. */
function turnTo(camera, x, y) {
  const u = (x - camera.x) / camera.focal, v = (y - camera.y) / camera.focal;
  const pitch = Math.atan2(v, Math.hypot(u, 1)) / 2, yaw = -Math.atan2(u, 1) / 2;
  return multiply([Math.cos(pitch), Math.sin(pitch), 0, 0], [Math.cos(yaw), 0, Math.sin(yaw), 0]);
}

/** The frame next to `at` in steps of `way` that saw keypoint k, at most `reach` frames away; -1: none. */
function seenNear(numbers, k, at, way, reach, last) {
  for (let f = way < 0 ? Math.floor(at) : Math.ceil(at); f >= 0 && f <= last && Math.abs(f - at) <= reach; f += way)
    if (numbers[(f * kKeypoints + k) * 3 + 2] > 0) return f;
  return -1;
}

/** The keypoints at a time between frames, (17, 3) from `to` on in `out`. None after `last` is looked at. */
function sample(numbers, time, gap, last, out, to) {
  const at = Math.min(Math.max(time, 0), last), floor = Math.floor(at);
  for (let k = 0; k < kKeypoints; ++k) {
    const earlier = seenNear(numbers, k, at, -1, gap, last), later = seenNear(numbers, k, at, 1, gap, last);
    const isBetween = earlier >= 0 && later >= 0 && later - earlier <= gap;
    const before = isBetween ? earlier : floor, after = isBetween ? later : Math.min(floor + 1, last);
    const a = (before * kKeypoints + k) * 3, b = (after * kKeypoints + k) * 3;
    const share = after === before ? 0 : (at - before) / (after - before);
    for (const axis of [0, 1]) out[to + 3 * k + axis] = numbers[a + axis] + share * (numbers[b + axis] - numbers[a + axis]);
    out[to + 3 * k + 2] = (share < 0.5 ? numbers[a + 2] : numbers[b + 2]) > 0 ? 1 : 0;
  }
}

/** x and y of every keypoint in every frame, those that were not seen interpolated; null for a keypoint that no frame saw. */
function filledPoints(keypoints, frames) {
  return Array.from({ length: kKeypoints }, (_, k) => {
    const at = (t) => (t * kKeypoints + k) * 3;
    const seen = Array.from({ length: frames }, (_, t) => keypoints[at(t) + 2] > 0);
    if (!seen.includes(true)) return null;
    const axes = [0, 1].map((axis) => {
      const values = Float64Array.from({ length: frames }, (_, t) => keypoints[at(t) + axis]);
      interpolate(values, frames, (t) => t, (t) => seen[t]);
      return values;
    });
    return Array.from({ length: frames }, (_, t) => [axes[0][t], axes[1][t]]);
  });
}

/** The torso's middle around the target frame; without a torso that of all keypoints. */
function middleOf(points, frames, target) {
  const first = Math.max(0, target - kTargetNeighbours), last = Math.min(frames - 1, target + kTargetNeighbours);
  const torso = kTorso.map((k) => points[k]).filter(Boolean), some = torso.length > 0 ? torso : points.filter(Boolean);
  let x = 0, y = 0, count = 0;
  for (const point of some)
    for (let t = first; t <= last; ++t, ++count) [x, y] = [x + point[t][0], y + point[t][1]];
  return [x / Math.max(count, 1), y / Math.max(count, 1)];
}

/** Root of the mean square distance from the middle of each frame's keypoints. */
function sizeOf(points, frames) {
  const known = points.filter(Boolean);
  let squares = 0;
  for (let t = 0; t < frames; ++t) {
    let [x, y, square] = [0, 0, 0];
    for (const { [t]: [px, py] } of known) [x, y, square] = [x + px, y + py, square + px * px + py * py];
    if (known.length > 0) squares += square - (x * x + y * y) / known.length;
  }
  const count = known.length * frames;
  return Math.max(count > 0 ? Math.sqrt(Math.max(squares, 0) / count) : 0, kSmallestSize);
}

/** keypoints (frames, 17, 3) to (frames, 18, 3) from `to` on in `out`. Returns the turn from the camera's axes to the view's. */
function personWindow(keypoints, frames, target, camera, out, to) {
  const points = filledPoints(keypoints, frames), [cx, cy] = middleOf(points, frames, target);
  const turn = turnTo(camera, cx, cy), back = conjugate(turn);
  const [right, down, forward] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]].map((axis) => rotate(back, axis));
  const seenFrom = ([x, y]) => {
    const ray = [(x - camera.x) / camera.focal, (y - camera.y) / camera.focal, 1];
    const depth = Math.max(dot(forward, ray), 0.1 * Math.hypot(...ray));
    return [dot(right, ray) / depth, dot(down, ray) / depth];
  };
  const turned = points.map((point) => point && point.map(seenFrom)), size = sizeOf(turned, frames);
  const u = (cx - camera.x) / camera.focal, v = (cy - camera.y) / camera.focal;
  const view = [Math.atan(u), Math.atan(v), Math.log(size / kUsualSize)];
  for (let t = 0; t < frames; ++t) {
    const row = to + t * kWindowKeypoints * kFeatures;
    turned.forEach((point, k) => {
      const [x, y] = point ? point[t] : [0, 0];
      out.set([x / size, y / size, keypoints[(t * kKeypoints + k) * 3 + 2] > 0 ? 1 : 0], row + k * kFeatures);
    });
    out.set(view, row + kKeypoints * kFeatures);
  }
  return turn;
}
