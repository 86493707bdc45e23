// Buttons, keys, mouse and fingers, and the tooltip.

function makeLegend(player) {
  for (const motion of player.scene.motions) {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true });
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    for (const isRight of [true, false]) {
      const stripe = document.createElement("i");
      stripe.style.background = `var(--${theme.of(motion, isRight)})`;
      stripe.title = isRight ? "right side" : "left side and middle";
      swatch.append(stripe);
    }
    const name = Object.assign(document.createElement("span"), { className: "name", textContent: motion.title, title: motion.title });
    motion.errorLabel = Object.assign(document.createElement("span"), { className: "error" });
    box.addEventListener("change", () => { motion.visible = box.checked; player.changed(); });
    motion.toggle = () => box.click();
    label.append(box, swatch, name, ...(motion.errors ? [motion.errorLabel] : []));
    $("legend").append(label);
  }
}

function makeButtons(player) {
  const last = player.scene.frames - 1;
  const press = (id, action) => $(id).addEventListener("click", action);
  press("play", () => player.playing ? player.pause() : player.play());
  press("first", () => player.seek(0));
  press("last", () => player.seek(last));
  press("back", () => player.step(-1));
  press("forward", () => player.step(1));
  press("reset", () => { player.camera.reset(); player.changed(); });
  press("help-button", () => $("help").showModal());

  const toggle = (id, get, set) => press(id, () => {
    set(!get());
    $(id).setAttribute("aria-pressed", String(get()));
    player.changed();
  });
  const { state } = player;
  toggle("side-by-side", () => state.sideBySide, (on) => { state.sideBySide = on; });
  toggle("follow", () => state.follow, (on) => { state.follow = on; });
  toggle("trail", () => state.trail, (on) => { state.trail = on; });
  toggle("loop", () => player.looping, (on) => player.setLooping(on));

  for (const speed of kSpeeds) $("speed").append(new Option(`${speed}×`, speed, speed === 1, speed === 1));
  $("speed").addEventListener("change", () => player.setSpeed(Number($("speed").value)));
  $("scrub").addEventListener("input", () => player.seek(Number($("scrub").value)));

  const curve = $("curve");
  const scrubCurve = (event) => { if (event.buttons) player.seek(player.timeline.frameAt(player.timeline.sheet.at(event))); };
  curve.addEventListener("pointerdown", (event) => { curve.setPointerCapture(event.pointerId); scrubCurve(event); });
  curve.addEventListener("pointermove", scrubCurve);
}

function makeAngles(player) {
  const { angles } = player;
  $("angles-button").addEventListener("click", () => angles.show($("angles").hidden));
  // On plots as on the curve of errors: pressed, the pointer takes the frame along.
  const plots = $("angle-plots");
  const scrub = (event) => {
    if (event.buttons && event.target.matches("canvas")) player.seek(angles.frameAt(event));
  };
  plots.addEventListener("pointerdown", (event) => {
    if (!event.target.matches("canvas")) return;
    event.target.setPointerCapture(event.pointerId);
    scrub(event);
  });
  plots.addEventListener("pointermove", scrub);
}

/** Menus close by Escape, by a click elsewhere and, but for choices, when something in them was done. */
function makeMenus() {
  for (const menu of document.querySelectorAll("details.menu")) {
    const close = () => { menu.open = false; };
    const items = menu.querySelector(".items");
    menu.addEventListener("toggle", () => {  // not beyond the window
      items.style.maxHeight = `${Math.max(120, innerHeight - items.getBoundingClientRect().top - 10)}px`;
    });
    document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) close(); });
    menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(); });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      close();
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("click", (event) => { if (event.target.matches("button")) close(); });
  }
}

function makeKeys(player) {
  const last = player.scene.frames - 1;
  const faster = (by) => player.setSpeed(kSpeeds[clamp(kSpeeds.indexOf(player.speed) + by, 0, kSpeeds.length - 1)]);
  const turn = (azimuth, elevation) => { player.camera.turn(azimuth, elevation); player.changed(); };
  const zoom = (factor) => { player.camera.zoom(factor); player.changed(); };
  const keys = {
    " ": () => $("play").click(),
    ArrowLeft: (event) => player.step(event.shiftKey ? -10 : -1),
    ArrowRight: (event) => player.step(event.shiftKey ? 10 : 1),
    Home: () => player.seek(0),
    End: () => player.seek(last),
    "+": () => faster(1), "=": () => faster(1), "-": () => faster(-1), "−": () => faster(-1),
    a: () => turn(-0.1, 0), d: () => turn(0.1, 0), w: () => turn(0, 0.07), s: () => turn(0, -0.07),
    e: () => zoom(0.9), q: () => zoom(1 / 0.9),
    r: () => $("reset").click(),
    l: () => $("loop").click(),
    c: () => $("side-by-side").click(),
    f: () => $("follow").click(),
    t: () => $("trail").click(),
    g: () => $("angles-button").click(),
    "?": () => $("help").showModal(),
  };
  player.scene.motions.slice(0, 9).forEach((motion, i) => { keys[i + 1] = motion.toggle; });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || $("help").open) return;
    const isControl = event.target.matches("button, select, summary, [type=checkbox]");
    if (isControl && event.key === " ") return;  // presses what has the focus
    if (event.target.matches("select") && event.key !== "?") return;
    const action = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action(event);
  });
}

/** Drag turns, Shift or the right button moves, two fingers zoom and move, the wheel zooms. */
function makePointers(player) {
  const { view3d, camera, state } = player;
  const canvas = view3d.sheet.canvas;
  const fingers = new Map();  // pointer id -> its last place
  let travelled = 0;
  const middle = () => [0, 1].map((i) => [...fingers.values()].reduce((sum, at) => sum + at[i], 0) / fingers.size);
  const spread = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a[0] - b[0], a[1] - b[1]); };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
    canvas.classList.add("dragging");
    fingers.set(event.pointerId, view3d.sheet.at(event));
    travelled = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const at = view3d.sheet.at(event);
    const last = fingers.get(event.pointerId);
    if (!last) {
      hover(event, view3d.pick(at));
      return;
    }
    const before = fingers.size === 2 ? { middle: middle(), spread: spread() } : null;
    fingers.set(event.pointerId, at);
    const [dx, dy] = [at[0] - last[0], at[1] - last[1]];
    travelled += Math.abs(dx) + Math.abs(dy);
    if (before) {
      const now = middle();
      camera.zoom(before.spread / Math.max(1, spread()));
      camera.pan(now[0] - before.middle[0], now[1] - before.middle[1], view3d.viewportAt(at));
    } else if (event.shiftKey || event.buttons & 2) {
      camera.pan(dx, dy, view3d.viewportAt(at));
    } else {
      camera.turn(-dx * 0.008, dy * 0.008);
    }
    player.changed();
  });
  const release = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (fingers.size === 0) canvas.classList.remove("dragging");
    if (event.type === "pointercancel" || travelled > 6) return;
    const spot = view3d.pick(view3d.sheet.at(event));
    state.selected = spot && { motion: spot.motion, joint: spot.joint };
    if (spot && !state.trail) $("trail").click();
    hover(event, spot);
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") hover(event, null); });
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("dblclick", () => $("reset").click());
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    // Lines and pages of a wheel are about 16 and 400 pixels.
    camera.zoom(Math.exp(event.deltaY * [1, 16, 400][event.deltaMode] * 0.0012));
    player.changed();
  }, { passive: false });

  const { view2d } = player;
  view2d?.sheet.canvas.addEventListener("pointermove", (event) => hover(event, view2d.pick(view2d.sheet.at(event))));
  view2d?.sheet.canvas.addEventListener("pointerleave", (event) => hover(event, null));
}

/** What the tooltip tells: a joint of a motion or, without a motion, a 2D keypoint. */
let hovered = null;

function hover(event, spot) {
  hovered = spot && { ...spot, clientX: event.clientX, clientY: event.clientY };
  player.state.hovered = spot?.motion ? { motion: spot.motion, joint: spot.joint } : null;
  if (player.view2d) player.view2d.hovered = spot && !spot.motion ? spot.joint : null;
  player.changed();
}

/** Called with every drawing, because the joint moves on under a resting pointer. */
function refreshTooltip() {
  const text = hovered && tooltipText(hovered);
  const tooltip = $("tooltip");
  tooltip.hidden = !text;
  if (!text) return;
  tooltip.textContent = text;
  const { width, height } = tooltip.getBoundingClientRect();
  const x = hovered.clientX + 16 + width > innerWidth ? hovered.clientX - 16 - width : hovered.clientX + 16;
  const y = clamp(hovered.clientY - height - 12, 4, innerHeight - height - 4);
  tooltip.style.left = `${Math.max(4, x)}px`;
  tooltip.style.top = `${y}px`;
}

function tooltipText({ motion, joint }) {
  const { frame, scene } = player;
  if (!motion) {
    const point = scene.keypoints.joint(frame, joint);
    return point && `${scene.keypoints.joints[joint]}\n${point.map((x) => x.toFixed(1)).join(", ")} px`;
  }
  const point = motion.visible && motion.joint(frame, joint);
  if (!point) return null;
  const lines = [motion.joints[joint], ...["x", "y", "z"].map((axis, i) => `${axis} ${point[i].toFixed(3)} m`)];
  if (scene.motions.length > 1) lines.push(motion.title);
  return lines.join("\n");
}

const player = new Player(new Scene(JSON.parse($("scene").textContent)));
window.player = player;
makeLegend(player);
makeButtons(player);
makeAngles(player);
makeDownloads(player.scene);
makeMenus();
makeKeys(player);
makePointers(player);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { theme.colors.clear(); player.changed(); });
if (!matchMedia("(prefers-reduced-motion: reduce)").matches) player.play();
