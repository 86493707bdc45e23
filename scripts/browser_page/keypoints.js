// A file of COCO results, as posegrad detect writes it, to one person's keypoints: the surest of every frame.

const kKeypoints = 17;

/** A user's mistake: shown as it is. */
class PageError extends Error {}

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/** The number of an entry's frame: image_id is one, or a name that ends in one ("frame_0012.jpg"). */
function frameOf(entry) {
  if (Number.isInteger(entry.image_id)) return entry.image_id;
  const found = /(\d+)(\.[a-z0-9]+)?$/i.exec(String(entry.image_id ?? ""));
  if (!found) throw new PageError(`image_id ${JSON.stringify(entry.image_id)} says no frame`);
  return Number(found[1]);
}

/** (0, 0) and (-1, -1) are how programs mark what they did not find. */
const isFound = (x, y, score) =>
  isNumber(x) && isNumber(y) && isNumber(score) && score > 0 && !(x === 0 && y === 0) && !(x === -1 && y === -1);

/** Linear between the frames that have a number, held before the first and after the last. */
function interpolate(numbers, frames, at, known) {
  let before = -1;
  for (let f = 0; f < frames; ++f) {
    if (!known(f)) continue;
    const from = before < 0 ? numbers[at(f)] : numbers[at(before)], slope = before < 0 ? 0 : (numbers[at(f)] - from) / (f - before);
    for (let g = before + 1; g < f; ++g) numbers[at(g)] = before < 0 ? from : slope * (g - before) + from;
    before = f;
  }
  for (let g = before + 1; before >= 0 && g < frames; ++g) numbers[at(g)] = numbers[at(before)];
}

/** { first: number of the first frame, frames, numbers: Float32Array (frames, 17, 3): pixels, 1 where it was found, else 0 }. */
function readKeypoints(text) {
  let entries;
  try {
    entries = JSON.parse(text);
  } catch (error) {
    throw new PageError(`it is no JSON: ${error.message}`);
  }
  if (!Array.isArray(entries)) entries = entries?.annotations;
  if (!Array.isArray(entries)) throw new PageError("expected COCO results: a list with an entry for each person of each frame");
  const best = new Map();
  for (const entry of entries) {
    const points = entry?.keypoints;
    if (!Array.isArray(points) || points.length !== 3 * kKeypoints)
      throw new PageError(`expected COCO's 17 keypoints, [x, y, score, ...]; found an entry with ${Array.isArray(points) ? `${points.length} numbers` : "none"}`);
    const frame = frameOf(entry);
    if (!best.has(frame) || (entry.score ?? 0) > (best.get(frame).score ?? 0)) best.set(frame, entry);
  }
  if (best.size === 0) throw new PageError("nobody is in it");
  const numbers = [...best.keys()].sort((a, b) => a - b), first = numbers[0];
  const frames = numbers.at(-1) - first + 1;
  if (frames > 100000) throw new PageError(`frames ${first} to ${numbers.at(-1)} are more than a page can hold`);
  const out = new Float32Array(frames * kKeypoints * 3);
  let found = 0;
  for (const [frame, { keypoints }] of best)
    for (let k = 0; k < kKeypoints; ++k) {
      const [x, y, score] = keypoints.slice(3 * k, 3 * k + 3);
      if (!isFound(x, y, score)) continue;
      out.set([x, y, 1], ((frame - first) * kKeypoints + k) * 3);
      ++found;
    }
  if (found === 0) throw new PageError("no keypoint in it was found");
  for (let k = 0; k < kKeypoints; ++k)
    for (const axis of [0, 1])
      interpolate(out, frames, (f) => (f * kKeypoints + k) * 3 + axis, (f) => out[(f * kKeypoints + k) * 3 + 2] > 0);
  return { first, frames, numbers: out };
}

/** The smallest usual picture that holds all keypoints. */
function usualSize({ numbers }) {
  let right = 0, bottom = 0;
  for (let i = 0; i < numbers.length; i += 3)
    if (numbers[i + 2] > 0) [right, bottom] = [Math.max(right, numbers[i]), Math.max(bottom, numbers[i + 1])];
  const wide = [[640, 480], [1280, 720], [1920, 1080], [3840, 2160]];
  const sizes = [...wide, ...wide.map(([w, h]) => [h, w])].sort((a, b) => a[0] * a[1] - b[0] * b[1]);
  return sizes.find(([width, height]) => right <= width && bottom <= height) ?? [Math.ceil(right), Math.ceil(bottom)];
}
