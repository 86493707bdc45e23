// Motions that write_exports made, loaded by three.js and looked at by Khronos' validator. expected.json says where joints
// have to be: within 0.002 mm.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import test from "node:test";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.READERS}/`);
const module = (name) => import(pathToFileURL(require.resolve(name)));
const THREE = await module("three");
const { BVHLoader } = await module("three/examples/jsm/loaders/BVHLoader.js");
const { GLTFLoader } = await module("three/examples/jsm/loaders/GLTFLoader.js");
const validator = require("gltf-validator");

const kTolerance = 2e-6;  // metres
const bytes = (name) => readFileSync(`${process.env.EXPORTS}/${name}`);
const expected = JSON.parse(bytes("expected.json"));
const sanitized = (name) => THREE.PropertyBinding.sanitizeNodeName(name);

/** Where expected.json has a joint in a frame. */
const wanted = (places, frame, place) => new THREE.Vector3().fromArray(places[frame], 3 * place);

/** Plays a clip on an object, stopping at its end; returns a function that shows a time. */
function playback(object, clip) {
  const mixer = new THREE.AnimationMixer(object);
  const action = mixer.clipAction(clip);
  action.setLoop(THREE.LoopOnce);
  action.clampWhenFinished = true;
  action.play();
  return (time) => {
    action.reset();
    mixer.setTime(time);
    object.updateMatrixWorld(true);
  };
}

/** The largest distance of joints from where they should be, over all frames. */
function largestError(show, times, joints, places, unit) {
  const at = new THREE.Vector3();
  let largest = 0;
  times.forEach((time, frame) => {
    show(time);
    for (const { bone, place } of joints)
      largest = Math.max(largest, bone.getWorldPosition(at).multiplyScalar(unit).distanceTo(wanted(places, frame, place)));
  });
  return largest;
}

/** Rotations of a clip do not change sign: what is between two frames is the shorter way. */
function assertNoFlips(clip) {
  let tracks = 0;
  for (const track of clip.tracks) {
    if (!track.name.endsWith(".quaternion")) continue;
    ++tracks;
    const q = track.values;
    for (let i = 0; i + 8 <= q.length; i += 4) {
      const product = q[i] * q[i + 4] + q[i + 1] * q[i + 5] + q[i + 2] * q[i + 6] + q[i + 3] * q[i + 7];
      assert.ok(product > 0.9, `${track.name} turns by more than 50 degrees: ${product}`);
    }
  }
  assert.ok(tracks >= 21);
}

assert.equal(expected.bvh.length, 28);
for (const file of expected.bvh) {
  test(`BVH: ${file.file}`, (t) => {
    // three.js takes what stands before a colon for a folder of the scene and would move nothing.
    const { skeleton, clip } = new BVHLoader().parse(bytes(file.file).toString().replaceAll("mixamorig:", "mixamorig"));
    const joints = file.joints.map(({ name, place }) => ({ bone: skeleton.getBoneByName(sanitized(name)), place }));
    assert.ok(joints.every(({ bone }) => bone), "a joint is missing");
    const frames = file.places.length + file.skip;
    assert.equal(clip.tracks[0].times.length, frames);
    // three.js keeps times in 32 bits.
    assert.ok(Math.abs(clip.duration * file.fps / (frames - 1) - 1) < 1e-6, "the rate differs");
    const times = file.places.map((_, frame) => (frame + file.skip) / file.fps);
    const error = largestError(playback(skeleton.bones[0], clip), times, joints, file.places, file.unit);
    assert.ok(error <= kTolerance, `joints are ${1000 * error} mm off`);
    t.diagnostic(`${(1e6 * error).toFixed(3)} um`);
  });
}

const load = (name) => new Promise((done, fail) => {
  const content = bytes(name);
  new GLTFLoader().parse(content.buffer.slice(content.byteOffset, content.byteOffset + content.length), "", done, fail);
});

/** Bones below a node by the file's names: three.js changes names that come again. */
function bonesBelow(node) {
  const bones = new Map();
  node.traverse((bone) => { if (bone.isBone) bones.set(bone.userData.name, bone); });
  return bones;
}

/** Vertices that belong to one joint alone are where it is. Returns how many there were. */
function countBoundVertices(mesh) {
  const { position, skinIndex, skinWeight } = mesh.geometry.attributes;
  const found = new THREE.Vector3(), rest = new THREE.Vector3();
  let count = 0;
  for (let i = 0; i < position.count; ++i) {
    if (skinWeight.getX(i) < 1) continue;
    const joint = skinIndex.getX(i), bone = mesh.skeleton.bones[joint];
    rest.fromBufferAttribute(position, i).applyMatrix4(mesh.skeleton.boneInverses[joint]);
    mesh.localToWorld(mesh.applyBoneTransform(i, found.fromBufferAttribute(position, i)));
    assert.ok(bone.localToWorld(rest.clone()).distanceTo(found) < kTolerance);
    assert.ok(rest.length() < 0.6, "a vertex is far from its joint");
    ++count;
  }
  return count;
}

assert.ok(expected.glb.length === 12 || expected.glb.length === 0);
for (const file of expected.glb) {
  test(`glTF: ${file.file}`, async (t) => {
    const report = await validator.validateBytes(new Uint8Array(bytes(file.file)));
    const { numErrors, numWarnings, numInfos, messages } = report.issues;
    assert.equal(numErrors + numWarnings + numInfos, 0, JSON.stringify(messages.slice(0, 5), null, 1));
    assert.equal(report.info.generator, "posegrad test");

    const { scene, animations, asset } = await load(file.file);
    assert.equal(animations.length, 1);
    assert.deepEqual(asset.extras, { forward: "+z", unit: "metre", up: "+y" });
    assertNoFlips(animations[0]);
    const show = playback(scene, animations[0]);
    for (const person of file.people) {
      const root = scene.children.find((node) => node.userData.name === person.name);
      assert.ok(root, `there is no ${person.name}`);
      assert.equal(root.userData.fps, person.fps);
      assert.equal(root.userData.first_frame, person.first_frame);
      const bones = bonesBelow(root);
      const joints = file.joints.map(({ name, place }) => ({ bone: bones.get(name), place }));
      assert.ok(joints.every(({ bone }) => bone), "a joint is missing");
      const error = largestError(show, person.times, joints, person.places, 1);
      assert.ok(error <= kTolerance, `joints are ${1000 * error} mm off`);
      t.diagnostic(`${(1e6 * error).toFixed(3)} um`);
      let vertices = 0;
      scene.traverse((mesh) => {
        if (mesh.isSkinnedMesh && mesh.skeleton.bones.includes(joints[0].bone)) vertices += countBoundVertices(mesh);
      });
      assert.ok(vertices > 1000, `${vertices} vertices follow their joints`);
    }
    const seconds = Math.max(...file.people.flatMap((person) => person.times));
    assert.ok(Math.abs(animations[0].duration - seconds) < 1e-6 * Math.max(1, seconds), "the length differs");
  });
}
