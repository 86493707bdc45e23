#!/usr/bin/env python3
"""What good and bad input does to poses: motion that the default model was not trained on, seen by virtual cameras, as a detector
would find it, lifted by posegrad wild and compared with the truth. Writes the figures that docs/in_the_wild.md shows.

  posegrad prepare mocap MOCAP -o all --data WORK          # docs/default_model.md says where the motion is from
  scripts/measure_input.py WORK/data_3d_mocap_all.npz -o docs/images/input/measured.json [--posegrad PROGRAM] [--only PATTERN]
  scripts/input_pictures.py                                # draws them

Of each clip of the subjects that were held out, those 3 s that stay most on the spot (hips within 0.6 m of their middle), from a
direction of its own. A person fills 0.6 of the height of a 1920x1080 picture at 50 frames a second, by a lens of 61 degrees,
1.3 m above the floor (5 degrees down), unless the case says otherwise. Keypoints are exact projections with errors of 0.6 %
of the person's height that stay for 0.2 s; none beyond the picture. Compared are the 12 joints that COCO and Human3.6M define alike, relative to the middle
of the hips: N-MPJPE (one scale a frame), the mean over all frames, millimetres. Needs numpy. Same motion, same figures.
"""
import argparse
import fnmatch
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

HELD_OUT = ["c_directing", "i_S7", "j_49", "j_90", "j_139", "j_140"]
COCO = [17, 18, 19, 20, 21, 11, 14, 12, 15, 13, 16, 4, 1, 5, 2, 6, 3]  # of the 22 joints of prepare mocap
COMPARED = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]
FPS, FRAMES, SIZE = 50, 150, np.array([1920.0, 1080.0])
ARM, LEG, FEET, LEGS = [8, 10], [14, 16], [15, 16], [13, 14, 15, 16]  # COCO's: right elbow and wrist, right knee and ankle, ...

# Name of the case: what is different. docs/images/input draws them.
CASES = {
    "base": {},
    "lens-long": {"fov": 20},
    "lens-wide": {"fov": 100},
    "lens-wide-told": {"fov": 100, "told": True},
    "lens-edge": {"fov": 100, "aside": 0.6},
    "lens-fisheye": {"fov": 120, "aside": 0.6, "fisheye": True},
    "height-eyes": {"pitch": 5},
    "height-low": {"pitch": -20},
    "height-ceiling": {"pitch": 30},
    "height-50": {"pitch": 50},
    "height-above": {"pitch": 75},
    "height-rolled": {"roll": 25},
    "height-rolled-90": {"roll": 90},
    "crop-feet": {"lost": FEET},
    "crop-knees": {"lost": LEGS},
    "crop-hips": {"lost": LEGS + [11, 12]},
    "crop-small": {"share": 0.05},
    "occlusion-arm": {"lost": ARM, "seconds": 1},
    "occlusion-side": {"lost": ARM + LEG},
    "occlusion-short": {"lost": list(range(17)), "seconds": 0.3},
    "occlusion-long": {"lost": list(range(17)), "seconds": 1.5},
    "blur-some": {"exposure": 1 / 50},
    "blur-lost": {"exposure": 1 / 25, "lose_beyond": 0.03},
    "blur-slow-video": {"every": 5},
    "blur-5-fps": {"every": 10},
    "people-behind": {"other": "behind"},
    "people-before": {"other": "before"},
    "people-mixed": {"other": "mixed"},
    "scale-child": {"size": 0.7},
}


def pieces(path):
    """[(name, joints (FRAMES, 22, 3), metres, z up, middle of the hips' path above the origin)]"""
    subjects = np.load(path, allow_pickle=True)["positions_3d"].item()
    found = []
    for subject in HELD_OUT:
        for action, joints in sorted(subjects.get(subject, {}).items()):
            joints = joints.astype(float)
            best = None
            for begin in range(0, len(joints) - FRAMES + 1, 5):
                hips = joints[begin:begin + FRAMES, 0, :2]
                middle = (hips.min(0) + hips.max(0)) / 2
                reach = np.linalg.norm(hips - middle, axis=1).max()
                if best is None or reach < best[0]:
                    best = reach, begin, middle
            if best and best[0] < 0.6:
                piece = joints[best[1]:best[1] + FRAMES].copy()
                piece[..., :2] -= best[2]
                found.append(("%s/%s" % (subject, action), piece))
    return found


def in_camera(joints, angle, case):
    """(frames, 22, 3) in the camera's axes (x right, y down, z forward), and its focal length in pixels."""
    pitch, roll = np.radians(case.get("pitch", 5)), np.radians(case.get("roll", 0))
    focal = SIZE[0] / 2 / np.tan(np.radians(case.get("fov", 61)) / 2)
    distance = 1.75 * case.get("size", 1) * focal / (case.get("share", 0.6) * SIZE[1])
    forward = np.array([-np.cos(pitch) * np.cos(angle), -np.cos(pitch) * np.sin(angle), -np.sin(pitch)])
    right = np.cross(forward, [0, 0, 1])
    right /= np.linalg.norm(right)
    down = np.cross(forward, right)
    right, down = np.cos(roll) * right + np.sin(roll) * down, np.cos(roll) * down - np.sin(roll) * right
    seen = (joints - [0, 0, 0.9 * case.get("size", 1)]) @ np.stack([right, down, forward], 1) + [0, 0, distance]
    aside = case.get("aside", 0) * SIZE[0] / 2 / focal
    if case.get("fisheye"):
        aside = np.tan(np.arctan(SIZE[0] / 2 / focal) * case["aside"])
    turn = np.arctan(aside)  # the camera looks past the person, who is then at the picture's right side
    back = np.array([[np.cos(turn), 0, -np.sin(turn)], [0, 1, 0], [np.sin(turn), 0, np.cos(turn)]])
    return seen @ back, focal


def project(points, focal, case):
    """(..., 3) -> (..., 2) pixels"""
    plane = points[..., :2] / points[..., 2:]
    if case.get("fisheye"):  # equidistant: r = f angle, the same picture width
        r = np.linalg.norm(plane, axis=-1, keepdims=True)
        angle = np.arctan(r)
        plane = plane / np.maximum(r, 1e-9) * angle * np.tan(np.radians(case["fov"]) / 2) / np.radians(case["fov"] / 2)
    return focal * plane + SIZE / 2


def lasting_errors(random, shape, seconds=0.2):
    keep = np.exp(-1 / (FPS * seconds))
    errors = random.standard_normal(shape)
    for t in range(1, len(errors)):
        errors[t] = keep * errors[t - 1] + np.sqrt(1 - keep ** 2) * errors[t]
    return errors


def found(joints, focal, case, random):
    """What a detector finds: (frames, 17, 2) pixels and whether (frames, 17)."""
    exact = project(joints[:, COCO], focal, case)
    height = np.median(exact[..., 1].max(1) - exact[..., 1].min(1))
    if case.get("roll") == 90:
        height = np.median(exact[..., 0].max(1) - exact[..., 0].min(1))
    seen = np.ones(exact.shape[:2], bool)
    points = exact + 0.006 * height * lasting_errors(random, exact.shape)
    if "exposure" in case:
        streak = np.gradient(exact, axis=0) * FPS * case["exposure"]
        points += streak * random.uniform(-0.5, 0.5, exact.shape[:2] + (1,))
        seen &= np.linalg.norm(streak, axis=-1) <= case.get("lose_beyond", 1e9) * height
    if "lost" in case:
        length = int(case.get("seconds", 1e9) * FPS)
        begin = max(0, (FRAMES - length) // 2)
        seen[begin:begin + length, case["lost"]] = False
    return points, seen & ((points >= 0) & (points <= SIZE)).all(-1)  # what lies beyond the picture is not found


def walker(other, angle, case, depth):
    """Somebody else who goes through the picture from left to right, nearer or farther, in front of the camera."""
    right = np.array([-np.sin(angle), np.cos(angle), 0])
    way = np.linspace(-2.2, 2.2, FRAMES)[:, None, None] * right
    towards = np.array([np.cos(angle), np.sin(angle), 0]) * depth
    return in_camera(other - other[:, :1] * [1, 1, 0] + way + towards, angle, case)


def records(people, every):
    """COCO results of [(points, seen)], a record for each person who is seen."""
    lines = []
    for t in range(0, FRAMES, every):
        for points, seen in people:
            if not seen[t].any():
                continue
            keypoints = []
            for (x, y), s in zip(points[t], seen[t]):
                keypoints += [round(float(x), 2), round(float(y), 2), 0.9] if s else [0, 0, 0]
            lines.append({"image_id": t // every, "category_id": 1, "keypoints": keypoints, "score": 0.9})
    return lines


def with_other(mine, case, other, angle, random):
    """The people's keypoints where somebody else is in the picture."""
    points, seen = mine
    joints, focal = walker(other, angle, case, {"behind": -1.0, "before": 1.0, "mixed": 0.5}[case["other"]])
    theirs = found(joints, focal, {}, random)
    me, them = points.mean(1)[:, 0], theirs[0].mean(1)[:, 0]
    width = 0.35 * np.median(points[..., 1].max(1) - points[..., 1].min(1))
    close = np.abs(me - them) < width
    if case["other"] == "behind":
        theirs[1][close] = False
    if case["other"] == "before":
        seen[close] = False
    if case["other"] == "mixed":  # the detector takes the other's right arm and leg for mine
        points[np.ix_(close, ARM + LEG)] = theirs[0][np.ix_(close, ARM + LEG)]
        theirs[1][close] = False
    return [(points, seen), theirs]


def lift(posegrad, people, case):
    every = case.get("every", 1)
    with tempfile.TemporaryDirectory() as work:
        source, out = os.path.join(work, "keypoints.json"), os.path.join(work, "out.npz")
        with open(source, "w") as file:
            json.dump(records(people, every), file)
        line = [posegrad, "wild", source, "--size", "%dx%d" % tuple(SIZE), "--fps", "%g" % (FPS / every), "--space", "camera", "-o", out]
        if case.get("told"):
            line += ["--fov", "%g" % case["fov"]]
        run = subprocess.run(line, capture_output=True, text=True)
        if run.returncode:
            sys.exit("%s\n%s%s" % (" ".join(line), run.stdout, run.stderr))
        result = np.load(out)
        poses = np.full((FRAMES, 17, 3), np.nan)
        poses[result["frame_numbers"] * every] = result["positions_3d"]
    return poses


def rooted(poses):
    return (poses - poses[:, [1, 4]].mean(1, keepdims=True))[:, COMPARED]


def measure(posegrad, clips, name):
    case = CASES[name]
    errors, sizes = [], []
    for number, (_, joints) in enumerate(clips):
        random = np.random.default_rng(number)
        angle = random.uniform(0, 2 * np.pi)
        seen_by, focal = in_camera(case.get("size", 1) * joints, angle, case)
        people = [found(seen_by, focal, case, random)]
        if "other" in case:
            people = with_other(people[0], case, clips[(number + 1) % len(clips)][1], angle, random)
        poses, truth = rooted(lift(posegrad, people, case)), rooted(seen_by[:, :17])
        known = np.isfinite(poses).all((1, 2))
        poses, truth = poses[known], truth[known]
        scale = (poses * truth).sum((1, 2), keepdims=True) / (poses ** 2).sum((1, 2), keepdims=True)
        errors.append(1000 * np.linalg.norm(scale * poses - truth, axis=-1).mean(1))
        sizes.append(1 / np.median(scale))
    return {"N-MPJPE": round(float(np.concatenate(errors).mean()), 1), "size": round(float(np.median(sizes)), 2)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", help="what posegrad prepare mocap wrote")
    parser.add_argument("-o", "--output", default="docs/images/input/measured.json")
    parser.add_argument("--posegrad", default="build/release/posegrad")
    parser.add_argument("--only", default="*", help="names of cases, as a pattern")
    options = parser.parse_args()
    clips = pieces(options.set)
    if not clips:
        sys.exit("%s: no subject of %s" % (options.set, ", ".join(HELD_OUT)))
    print("%d clips of 3 s: %s" % (len(clips), ", ".join(name for name, _ in clips)), flush=True)
    results = {"clips": len(clips), "frames": len(clips) * FRAMES, "cases": {}}
    for name in fnmatch.filter(CASES, options.only):
        results["cases"][name] = measure(options.posegrad, clips, name)
        print("%-20s %s" % (name, results["cases"][name]), flush=True)
    with open(options.output + ".part", "w") as file:
        json.dump(results, file, indent=1)
        file.write("\n")
    os.replace(options.output + ".part", options.output)


if __name__ == "__main__":
    main()
