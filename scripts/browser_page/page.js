// The page: a file comes in, the player comes out. `lifting` is for the console, and for tests.

const $ = (id) => document.getElementById(id);
const lifting = { track: null, motion: null };

/** A packed part of the page: base64 of gzip. */
async function unpacked(id) {
  const bytes = Uint8Array.from(atob($(id).textContent.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function makeLifter() {
  const [glue, binary, model] = await Promise.all(["runtime-glue", "runtime-wasm", "model"].map(unpacked));
  ort.env.wasm.numThreads = 1;  // more of them need a server's headers
  const place = (bytes, type) => URL.createObjectURL(new Blob([bytes], { type }));
  ort.env.wasm.wasmPaths = { mjs: place(glue, "text/javascript"), wasm: place(binary, "application/wasm") };
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
  return new Lifter(ort, session, JSON.parse($("facts").textContent));
}

let lifter;

function say(text, isError = false) {
  $("message").textContent = text;
  $("message").classList.toggle("error", isError);
}

/** Lets the browser draw. */
const pause = () => new Promise((done) => setTimeout(done));

function numberOf(id, least, most) {
  const value = Number($(id).value);
  if (!(value >= least && value <= most)) throw new PageError(`${$(id).labels[0].textContent.trim()}: found "${$(id).value}", expected ${least} to ${most}`);
  return value;
}

async function show() {
  const { track, name } = lifting;
  $("show").disabled = true;
  try {
    const how = { fps: numberOf("fps", 1, 1000), width: numberOf("width", 1, 100000), height: numberOf("height", 1, 100000) };
    say("Loading the model…");
    await pause();
    lifter ??= await makeLifter();
    const camera = usualCamera(how.width, how.height);
    const motion = await lifter.lift(track, how.fps, camera, async (share) => { say(`Lifting… ${Math.round(100 * share)} %`); await pause(); });
    const path = fittingPath(motion.poses, track, camera);
    const scene = sceneOf(stagedPositions(motion, path, track.frames, how.fps), track, how, lifter.facts);
    const page = playerPage(new TextDecoder().decode(await unpacked("player")), name, scene);
    $("result").srcdoc = page;
    $("result").hidden = false;
    URL.revokeObjectURL($("save").href);
    $("save").href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
    $("save").download = `${name.replace(/\.json$/i, "")}.html`;
    $("save").hidden = false;
    Object.assign(lifting, { motion, path });
    say(`${name}: ${track.frames} frames`);
  } catch (error) {
    say(error instanceof PageError ? error.message : `The poses cannot be computed: ${error.message}`, true);
  } finally {
    $("show").disabled = false;
  }
}

async function take(file) {
  try {
    lifting.track = readKeypoints(await file.text());
    lifting.name = file.name;
  } catch (error) {
    say(`${file.name}: ${error instanceof PageError ? error.message : `it cannot be read: ${error.message}`}`, true);
    return;
  }
  [$("width").value, $("height").value] = usualSize(lifting.track);
  $("settings").hidden = false;
  await show();
}

$("fps").value = JSON.parse($("facts").textContent).fps ?? 25;
$("file").addEventListener("change", () => { if ($("file").files[0]) take($("file").files[0]); });
$("settings").addEventListener("submit", (event) => { event.preventDefault(); show(); });
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
});
