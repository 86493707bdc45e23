#!/usr/bin/env python3
"""Keypoints of a clip of motion capture as a still camera would see them, without errors: COCO results for `posegrad wild`.

The camera stands 4.5 m before the middle of the motion, 1.5 m high, and looks at it; 1280 x 720 pixels.
Usage: film_motion.py MOCAP CLIP OUT.json    MOCAP: what `posegrad prepare mocap` reads; CLIP: one of its names
"""
import json
import sys

import numpy as np

WIDTH, HEIGHT, FOCAL = 1280, 720, 1100
DISTANCE, CAMERA_HEIGHT = 4.5, 1.5
# COCO's keypoints after the five of the face, in Human3.6M's order of joints: left, then right, from the shoulders down.
BODY = [11, 14, 12, 15, 13, 16, 4, 1, 5, 2, 6, 3]


def look_at(eye, target):
    """World to camera: x to the right, y down, z forward."""
    forward = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(forward, [0, 0, 1])
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(forward, right), forward])


def main():
    mocap, clip, out = sys.argv[1:]
    with np.load(mocap) as clips:
        points = np.concatenate([clips[f"{clip}.face"], clips[f"{clip}.pose"][:, BODY]], axis=1).astype(float)
    middle = (points.reshape(-1, 3).min(0) + points.reshape(-1, 3).max(0)) / 2
    eye = np.array([middle[0], middle[1] - DISTANCE, CAMERA_HEIGHT])
    seen = (points - eye) @ look_at(eye, middle).T
    pixels = FOCAL * seen[..., :2] / seen[..., 2:] + [WIDTH / 2, HEIGHT / 2]
    results = [{"image_id": frame, "category_id": 1, "score": 1.0,
                "keypoints": [round(float(number), 3) for x, y in people for number in (x, y, 1)]}
               for frame, people in enumerate(pixels)]
    with open(out, "w", encoding="utf-8") as file:
        json.dump(results, file)


if __name__ == "__main__":
    main()
