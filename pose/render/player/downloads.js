// Files that the page makes of what it holds: positions and angles as CSV, the motion as BVH.

/** A name that every system takes, from any text. */
function fileStem(text) {
  const trim = (name) => name.replace(/^[._-]+|[._-]+$/g, "");
  const safe = trim(text.normalize("NFC").replace(/[^\p{L}\p{N}._-]+/gu, "_"));
  const stem = trim([...safe].slice(0, 80).join(""));
  // What Windows keeps for devices, whatever follows the point.
  const isDevice = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(stem);
  return isDevice ? `_${stem}` : stem || "motion";
}

/** Quoted where it must be, and never computed by a spreadsheet (as csv_cell of posegrad's files). */
function csvCell(text) {
  const cell = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The shortest text that reads back as the same float32; "" where it is not finite. */
function floatText(x) {
  if (!Number.isFinite(x)) return "";
  for (let digits = 6; digits < 9; ++digits) {
    const short = Number(x.toPrecision(digits));
    if (Math.fround(short) === x) return String(short);
  }
  return String(Number(x.toPrecision(9)));
}

function csvText(scene, names, cellsOf) {
  const lines = [["frame", "time (s)", ...names.map(csvCell)].join(",")];
  scene.frameNumbers.forEach((number, frame) => lines.push([number, frame / scene.fps, ...cellsOf(frame)].join(",")));
  return lines.join("\n") + "\n";
}

/** As `-o NAME.csv` writes them: metres, x and y along the floor, z up. */
function positionsCsv(scene, motion) {
  const names = motion.joints.flatMap((joint) => ["x", "y", "z"].map((axis) => `${joint} ${axis} (m)`));
  const width = names.length;
  return csvText(scene, names, (frame) => Array.from(motion.positions.subarray(frame * width, (frame + 1) * width), floatText));
}

function anglesCsv(scene, motion) {
  const { angles } = motion;
  const text = (degrees) => Number.isFinite(degrees) ? (Math.round(degrees * 1000) / 1000 + 0).toFixed(3) : "";
  return csvText(scene, angles.names.map((name) => `${name} (deg)`), (frame) => angles.names.map((_, angle) => text(angles.at(angle, frame))));
}

function saveFile(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);  // some browsers begin late
}

function makeDownloads(scene) {
  const select = $("download-motion");
  select.hidden = scene.motions.length < 2;
  scene.motions.forEach((motion, i) => select.append(new Option(motion.title, i)));
  const motion = () => scene.motions[Number(select.value)];
  const stem = () => fileStem(scene.motions.length < 2 ? document.title : `${document.title} ${motion().title}`);
  const offer = () => {
    $("save-angles").hidden = !motion().angles;
    $("save-bvh").hidden = !motion().bvh;
  };
  select.addEventListener("change", offer);
  offer();
  const press = (id, action) => $(id).addEventListener("click", action);
  press("save-positions", () => saveFile(`${stem()}_positions.csv`, "text/csv", positionsCsv(scene, motion())));
  press("save-angles", () => saveFile(`${stem()}_angles.csv`, "text/csv", anglesCsv(scene, motion())));
  press("save-bvh", () => saveFile(`${stem()}.bvh`, "text/plain", motion().bvh));
}
