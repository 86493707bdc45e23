// Every model that write_models wrote, computed by ONNX Runtime: the poses are posegrad's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import test from "node:test";

const ort = createRequire(`${process.env.RUNTIME}/`)("onnxruntime-node");
const kBound = 1e-5;  // metres

const floats = (file) => new Float32Array(Uint8Array.from(readFileSync(`${process.env.MODELS}/${file}`)).buffer);
const cases = JSON.parse(readFileSync(`${process.env.MODELS}/cases.json`, "utf8"));

for (const { name, runs, outputs } of cases) {
  test(name, async (t) => {
    let worst = 0;
    const session = await ort.InferenceSession.create(`${process.env.MODELS}/${name}.onnx`, { logSeverityLevel: 4 });
    assert.deepEqual(session.inputNames, ["keypoints"]);
    assert.deepEqual(session.outputNames, outputs);
    for (const run of runs) {  // other frames and batches of one session
      const found = await session.run({ keypoints: new ort.Tensor("float32", floats(run.input.file), run.input.shape) });
      for (const output of outputs) {
        const wanted = run[output], numbers = floats(wanted.file);
        assert.deepEqual([...found[output].dims], wanted.shape);
        const off = numbers.reduce((most, number, i) => Math.max(most, Math.abs(number - found[output].data[i])), 0);
        assert.ok(off <= kBound, `${name} ${run.input.shape}: ${output} is ${off} m off`);
        worst = Math.max(worst, off);
        assert.ok(Math.max(...numbers.map(Math.abs)) > 0.05, `${name}: nothing but zeros to compare`);
      }
    }
    const short = runs[0].input.shape.with(1, runs[0].input.shape[1] - 1);
    if (short[1] > 0)
      await assert.rejects(session.run({ keypoints: new ort.Tensor("float32", new Float32Array(short.reduce((a, b) => a * b)), short) }),
                           `${name}: fewer frames than its receptive field`);
    await session.release();
    t.diagnostic(`at most ${worst.toExponential(1)} m off`);
  });
}

test("all models are here", () => assert.ok(cases.length > 15, `${cases.length}`));
