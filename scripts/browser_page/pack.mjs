// Packs a model, ONNX Runtime and the player into one page. Usage: node pack.mjs MODEL.onnx NODE_MODULES OUT.html
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const [model, modules, out] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const runtime = join(modules, "onnxruntime-web", "dist");
const player = join(here, "..", "..", "pose", "render", "player");

const text = (folder, name) => readFileSync(join(folder, name), "utf8");
const packed = (bytes) => gzipSync(bytes, { level: 9 }).toString("base64");

/** Puts texts in the places {{name}}; what is put in is not looked through. */
const filled = (page, texts) => page.replace(/\{\{(\w+)\}\}/g, (place, name) => texts[name] ?? place);

/** [number, value] of a Protocol Buffers message's fields; integers are skipped over. */
function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint(), kind = tag % 8;
    if (kind === 0) varint();
    else {
      const size = kind === 2 ? varint() : kind === 1 ? 8 : 4;
      yield [Math.floor(tag / 8), bytes.subarray(at, at += size)];
    }
  }
}

/** The model's metadata_props: {key: text}. */
function factsOf(onnx) {
  const facts = {};
  for (const [number, value] of fields(onnx)) {
    if (number !== 14) continue;
    const entry = Object.fromEntries(fields(value));
    facts[entry[1].toString()] = entry[2].toString();
  }
  return facts;
}

/** The player's page without a scene, its scripts in the order of its CMakeLists.txt. */
function playerTemplate() {
  const list = /player_files\s+(\S+)\s+(\S+)\s+([^)]+)\)/.exec(text(player, "CMakeLists.txt"));
  const [, html, style, scripts] = list;
  return filled(text(player, html), { style: text(player, style), script: scripts.trim().split(/\s+/).map((name) => text(player, name)).join("") });
}

const onnx = readFileSync(model), facts = factsOf(onnx);
if (facts.input !== "person") {
  console.error(`browser_page.sh: ${model}: the page computes models of keypoints around a person, as posegrad's own are; this one takes input = ${facts.input}`);
  process.exit(1);
}
const scripts = ["keypoints.js", "window.js", "lift.js", "stage.js", "page.js"];
const page = filled(text(here, "page.html"), {
  style: text(here, "page.css"),
  facts: JSON.stringify(facts).replaceAll("<", "\\u003c"),
  player: packed(playerTemplate()),
  model: packed(onnx),
  glue: packed(readFileSync(join(runtime, "ort-wasm-simd-threaded.mjs"))),
  wasm: packed(readFileSync(join(runtime, "ort-wasm-simd-threaded.wasm"))),
  // A comment that names a file beside it would be fetched; and no text may end the script element.
  runtime: text(runtime, "ort.wasm.min.js").replace(/\n\/\/# sourceMappingURL=.*/, "").replaceAll("</script", "<\\/script"),
  script: scripts.map((name) => text(here, name)).join("\n"),
});
writeFileSync(`${out}.part`, page);
renameSync(`${out}.part`, out);
console.log(`Wrote ${out}: ${page.length} bytes`);
