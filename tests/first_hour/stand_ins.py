"""What a newcomer has at hand, made up: videos, keypoints of a walker, pictures, a data set, checkpoints."""
import json
import math
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WIDTH, HEIGHT, FRAMES, RATE = 640, 360, 24, 25

# COCO's joints of somebody who stands 200 pixels tall, by x and y from the middle of the hips.
BODY = [(0, -95), (4, -99), (-4, -99), (9, -96), (-9, -96), (20, -70), (-20, -70), (26, -35), (-26, -35), (28, -2), (-28, -2),
        (12, 0), (-12, 0), (13, 45), (-13, 45), (14, 92), (-14, 92)]
LEFT_LIMBS, RIGHT_LIMBS = {7, 9, 14, 16}, {8, 10, 13, 15}


def keypoints(frame, scale=1.0):
    """[x, y, score, ...] of the walker."""
    swing = 12 * math.sin(2 * math.pi * frame / RATE)
    numbers = []
    for joint, (x, y) in enumerate(BODY):
        move = swing if joint in LEFT_LIMBS else -swing if joint in RIGHT_LIMBS else 0
        numbers += [scale * (300 + 2 * frame + x + move), scale * (180 + y), 0.8 + 0.01 * (joint % 5)]
    return numbers


def coco_results(path, frames=FRAMES, scale=1.0, first=0):
    people = [{"image_id": first + f, "category_id": 1, "score": 0.9, "keypoints": keypoints(f, scale)} for f in range(frames)]
    with open(path, "w") as file:
        json.dump(people, file)


def coco_annotations(path, frames=FRAMES):
    """The same with the pictures' size."""
    images = [{"id": f, "file_name": f"{f:06d}.jpg", "width": WIDTH, "height": HEIGHT} for f in range(frames)]
    people = [{"id": f, "image_id": f, "category_id": 1, "score": 0.9, "keypoints": keypoints(f)} for f in range(frames)]
    with open(path, "w") as file:
        json.dump({"images": images, "annotations": people, "categories": [{"id": 1, "name": "person"}]}, file)


def openpose_folder(path, frames=FRAMES):
    os.makedirs(path)
    for f in range(frames):
        numbers = keypoints(f)
        neck = [(numbers[15 + i] + numbers[18 + i]) / 2 for i in range(3)]
        coco = [numbers[3 * j:3 * j + 3] for j in range(17)]
        order = [0, None, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3]
        flat = [number for j in order for number in (neck if j is None else coco[j])]
        with open(f"{path}/clip_{f:012d}_keypoints.json", "w") as file:
            json.dump({"version": 1.3, "people": [{"pose_keypoints_2d": flat}]}, file)


def yolo_folder(path, frames=FRAMES):
    os.makedirs(path)
    for f in range(frames):
        numbers = keypoints(f)
        points = [x / side for j in range(17) for x, side in zip(numbers[3 * j:3 * j + 3], (WIDTH, HEIGHT, 1))]
        with open(f"{path}/clip_{f + 1}.txt", "w") as file:
            file.write(" ".join(str(x) for x in [0, 0.5, 0.5, 0.2, 0.6, *points]) + "\n")


def video(path, frames=FRAMES, size=(WIDTH, HEIGHT)):
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc=size={size[0]}x{size[1]}:rate={RATE}",
                    "-frames:v", str(frames), "-pix_fmt", "yuv420p", path], check=True)


class House:
    """A folder to work in, and the program."""

    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder
        self.environment = {**os.environ, "OMP_WAIT_POLICY": "passive", "TERM": "dumb", "LC_ALL": "C.UTF-8"}
        os.makedirs(f"{folder}/bin")
        os.symlink(self.program, f"{folder}/bin/posegrad")
        self.environment["PATH"] = f"{folder}/bin:{os.environ['PATH']}"

    def run(self, line, seconds=60):
        """A line as a shell takes it."""
        done = subprocess.run(["bash", "-c", line], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=seconds, errors="replace")
        return done.returncode, done.stdout, done.stderr

    def has_detector(self):
        return "MoveNet, " in self.run("posegrad doctor")[1]

    def at(self, name):
        return f"{self.folder}/{name}"

    def furnish(self):
        """Videos and keypoints."""
        at = self.at
        for name in ("clips", "keypoints", "out", "models", "runs/pose/predict"):
            os.makedirs(at(name))
        video(at("clip.mp4"))
        shutil.copy(at("clip.mp4"), at("clips/walk.mp4"))
        shutil.copy(at("clip.mp4"), at("clips/jump.mp4"))
        coco_annotations(at("clip.mp4.json"))
        for name in ("clip.json", "found.json", "keypoints/walk.json", "keypoints/jump.json", "out/clip.json",
                     "out/alphapose-results.json"):
            coco_results(at(name))
        openpose_folder(at("clip_openpose"))
        yolo_folder(at("runs/pose/predict/labels"))
        os.makedirs(at("pictures"))
        subprocess.run(["ffmpeg", "-v", "error", "-i", at("clip.mp4"), at("pictures/frame_%05d.jpg")], check=True)

    def furnish_training(self):
        """A data set that goes by Human3.6M's name, and a model that learnt from it for an epoch."""
        code, out, err = self.run("posegrad synth --out data --frames 40 --takes 1 --subjects S1,S5,S6,S7,S8,S9,S11 "
                                  "--actions Walking,Waving")
        assert code == 0, out + err
        for name in ("cpn_ft_h36m_dbb", "coco"):
            shutil.copy(self.at("data/data_2d_h36m_gt.npz"), self.at(f"data/data_2d_h36m_{name}.npz"))
        code, out, err = self.run("posegrad run -k gt -arc 3,3,3,3,3 -ch 8 -b 64 -e 1 -str S1 -ste S9 -c checkpoint --no-eval")
        assert code == 0, out + err
        for name in ("epoch_40.bin", "epoch_80.bin", "pretrained_h36m_cpn.bin"):
            shutil.copy(self.at("checkpoint/epoch_1.bin"), self.at(f"checkpoint/{name}"))
        shutil.copy(self.at("checkpoint/epoch_1.bin"), self.at("checkpoint.bin"))
