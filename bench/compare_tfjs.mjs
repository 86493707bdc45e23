// Times MoveNet in TensorFlow.js's WebAssembly backend (SIMD, XNNPACK's kernels, one thread): what `posegrad bench detect`
// is measured against, on the same machine in the same minutes.
//
//   npm install --ignore-scripts @tensorflow/tfjs-core @tensorflow/tfjs-converter @tensorflow/tfjs-backend-wasm
//   node bench/compare_tfjs.mjs FOLDER [RUNS]
//
// FOLDER holds movenet-lightning.json, movenet-thunder.json, movenet-multipose.json and their .bin; the npm packages are
// looked for from the working folder. Prints the median milliseconds of a picture, input and output included.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const here = createRequire(pathToFileURL(join(process.cwd(), 'package.json')));
const tf = here('@tensorflow/tfjs-core');
const { loadGraphModel } = here('@tensorflow/tfjs-converter');
const wasm = here('@tensorflow/tfjs-backend-wasm');

const [folder, runs = '30'] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node bench/compare_tfjs.mjs FOLDER [RUNS]');
  process.exit(2);
}

function fromFiles(path) {
  return {
    load: async () => {
      const model = JSON.parse(readFileSync(path, 'utf8'));
      const group = model.weightsManifest[0];
      const shards = group.paths.map((name) => readFileSync(join(dirname(path), name)));
      const bytes = Buffer.concat(shards);
      return {
        modelTopology: model.modelTopology,
        signature: model.signature,
        format: model.format,
        weightSpecs: group.weights,
        weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      };
    },
  };
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

wasm.setThreadsCount(1);
wasm.setWasmPaths(join(dirname(here.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'));
await tf.setBackend('wasm');
await tf.ready();
for (const [name, size] of [['lightning', 192], ['thunder', 256], ['multipose', 256]]) {
  const model = await loadGraphModel(fromFiles(join(folder, `movenet-${name}.json`)));
  const pixels = Int32Array.from({ length: size * size * 3 }, (_, i) => (i * 37) % 256);
  const times = [];
  for (let run = 0; run < Number(runs) + 3; ++run) {
    const begin = process.hrtime.bigint();
    const input = tf.tensor(pixels, [1, size, size, 3], 'int32');
    const output = model.execute(input);
    await output.data();
    if (run >= 3) times.push(Number(process.hrtime.bigint() - begin) / 1e6);
    input.dispose();
    output.dispose();
  }
  console.log(`${name.padEnd(10)} ${size}x${size}  ${median(times).toFixed(1)} ms (TensorFlow.js ${tf.version_core}, wasm, 1 thread)`);
}
