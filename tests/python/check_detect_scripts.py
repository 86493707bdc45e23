"""Runs the writing parts of scripts/detect with made-up results and has posegrad read the files."""
import importlib.util
import os
import subprocess
import sys
import tempfile
from types import SimpleNamespace

import numpy as np

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
POSEGRAD = os.path.abspath(sys.argv[1])
FRAMES, EMPTY, WIDTH, HEIGHT = 6, 2, 640, 360


def load(name):
    spec = importlib.util.spec_from_file_location(name, f"{ROOT}/scripts/detect/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class List:
    """Stands for the tools' tensors."""

    def __init__(self, items):
        self.items = items

    def tolist(self):
        return self.items

    def __len__(self):
        return len(self.items)


def person(start):
    """(17, 3): x, y, score."""
    joints = np.arange(17)
    return np.stack([start + joints, start + 2 * joints, (10 + joints) / 100], axis=1)


def frames():
    """Two people a frame, the surer one second; nobody in one frame."""
    return [[] if i == EMPTY else [(0.5, person(300)), (0.9, person(20 + 10 * i))]
            for i in range(FRAMES)]


def write_detectron2(path):
    script = load("detectron2_video")
    people = []
    for found in frames():
        count = len(found)
        people.append(script.frame_people(np.zeros((count, 4)), [score for score, _ in found],
                                          np.array([p for _, p in found]).reshape(count, 17, 3)))
    script.write(path, people, WIDTH, HEIGHT)


def write_ultralytics(path):
    script = load("ultralytics_video")
    results = []
    for found in frames():
        boxes = SimpleNamespace(xyxy=List([[1, 2, 3, 4]] * len(found)),
                                conf=List([score for score, _ in found]),
                                id=List([7.0, 8.0][:len(found)]))
        boxes = type("Boxes", (SimpleNamespace,), {"__len__": lambda self: len(self.conf)})(
            **vars(boxes))
        points = SimpleNamespace(xy=List([p[:, :2].tolist() for _, p in found]),
                                 conf=List([p[:, 2].tolist() for _, p in found]))
        results.append(script.frame_people(SimpleNamespace(boxes=boxes, keypoints=points)))
    script.write(path, results, WIDTH, HEIGHT)


def check(write, name, more=()):
    with tempfile.TemporaryDirectory() as folder:
        write(os.path.join(folder, name))
        assert os.listdir(folder) == [name], os.listdir(folder)
        subprocess.run([POSEGRAD, "prepare", "custom", name, "-o", "x", *more], cwd=folder, check=True)
        made = np.load(os.path.join(folder, "data_2d_custom_x.npz"), allow_pickle=True)
        video = os.path.splitext(name)[0]
        positions = made["positions_2d"].item()[video]["custom"][0]
        assert positions.shape == (FRAMES, 17, 2), positions.shape
        expected = [person(20 + 10 * i)[:, :2] for i in range(FRAMES)]  # the gap is on the line
        assert np.array_equal(positions, np.float32(expected)), positions
        assert made["metadata"].item()["video_metadata"][video] == {"w": WIDTH, "h": HEIGHT}


check(write_detectron2, "clip.mp4.npz")
check(write_ultralytics, "clip.mp4.json")
check(write_ultralytics, "clip.mp4.json", ["--person", "1", "--detector-tracks"])
print("the detection scripts write what posegrad reads")
