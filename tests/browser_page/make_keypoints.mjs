// COCO results of a made-up walker, 70 frames from number 3 on: keypoints that are not seen for some frames or in none, a
// frame without anybody, and somebody else of smaller score. Usage: node make_keypoints.mjs OUT.json
import { writeFileSync } from "node:fs";

// COCO's joints of somebody who stands 200 pixels tall, from the middle of the hips.
const kBody = [[0, -95], [4, -99], [-4, -99], [9, -96], [-9, -96], [20, -70], [-20, -70], [26, -35], [-26, -35], [28, -2], [-28, -2],
               [12, 0], [-12, 0], [13, 45], [-13, 45], [14, 92], [-14, 92]];
const kLeft = [7, 9, 14, 16], kRight = [8, 10, 13, 15];

const walker = (frame, x, y, scale) => kBody.flatMap(([dx, dy], joint) => {
  const swing = 14 * Math.sin(2 * Math.PI * frame / 28);
  const move = kLeft.includes(joint) ? swing : kRight.includes(joint) ? -swing : 0;
  const isHidden = joint === 9 && frame % 20 > 8 || joint === 10 && frame > 40 && frame < 52 || joint === 3;
  return isHidden ? [0, 0, 0] : [x + scale * (dx + move), y + scale * dy, 0.9 - 0.01 * joint];
});

const people = [];
for (let frame = 3; frame < 73; ++frame) {
  if (frame % 3 === 0) people.push({ image_id: frame, category_id: 1, score: 0.4, keypoints: walker(frame + 9, 1100, 400, 0.7) });
  if (frame === 30) continue;
  people.push({ image_id: frame, category_id: 1, score: 0.8, keypoints: walker(frame, 250 + 8 * frame, 330 + frame, 1.5 + 0.01 * frame) });
}
writeFileSync(process.argv[2], JSON.stringify(people.filter(({ image_id, score }) => image_id !== 30 || score > 0.5)));
