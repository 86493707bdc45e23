"""Chapter 12: docs/tutorial/12_reading_a_pose.md"""
import numpy as np

import posegrad as pg
from posegrad import pose

WIDTH, HEIGHT = 1000, 1002
LEFT_KNEE, RIGHT_KNEE, LEFT_ANKLE, RIGHT_ANKLE = 13, 14, 15, 16  # of COCO


def made_clip():
    """What a detector found, (T, 17, 3): pixels and a score; where the joints were, (T, 17, 3): camera axes, metres, from the hip on."""
    made = pose.synthesize(frames_per_take=60, takes=1, subjects=["S9"], actions=["Walking"])
    dataset = pose.make_h36m(made.positions, made.coco)
    truth = pose.select(dataset, ["S9"])[0].positions
    return made.coco.subjects[0].recordings[0].cameras[0].numpy(), truth.numpy().astype(float)


# ---- faults, each a change of what a detector found: k (T, 17, 3)

def swap_legs(k):
    k[20:40, [LEFT_KNEE, RIGHT_KNEE, LEFT_ANKLE, RIGHT_ANKLE]] = k[20:40, [RIGHT_KNEE, LEFT_KNEE, RIGHT_ANKLE, LEFT_ANKLE]]


def one_trouser_leg(k):
    k[:, [RIGHT_KNEE, RIGHT_ANKLE]] = k[:, [LEFT_KNEE, LEFT_ANKLE]]


def upside_down(k):
    k[:, :, 1] = HEIGHT - k[:, :, 1]


def squeezed(k):
    k[:, :, 0] *= 0.5


# ---- is the arithmetic right?

class Auditor:
    """Every 499th element of what every kernel computes, beside its definition."""
    outside = 0

    def before(self, call):
        self.kept = call.keep_inputs()

    def after(self, call, seconds):
        for o, output in enumerate(call.outputs):
            for e in range(0, output.numel, 499):
                expected = self.kept.reference(o, e)
                if not abs(output.at(e) - expected.value) <= expected.bound(output.dtype):
                    self.outside += 1


# ---- is the pose right?

# Joints that COCO and Human3.6M define alike, by Human3.6M's numbers: hips, knees, ankles, shoulders, elbows, wrists.
SAME = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]


def rooted(poses):
    """Relative to the middle of the hips, which the two may define differently."""
    return (poses - 0.5 * (poses[:, 1:2] + poses[:, 4:5]))[:, SAME]


def errors(poses, truth):
    """Millimetres, after the best scale of each frame: the mean, its part across the camera's axis and along it."""
    p, q = rooted(poses), rooted(truth)
    scale = (p * q).sum(axis=(1, 2)) / (p * p).sum(axis=(1, 2))
    off = scale[:, None, None] * p - q
    return 1000 * np.array([np.linalg.norm(off, axis=2).mean(), np.hypot(off[..., 0], off[..., 1]).mean(), np.abs(off[..., 2]).mean()])


def missed(result, keypoints):
    """Of the person's height in the picture."""
    pixels = pose.reprojection_distances(result.poses, pg.from_numpy(keypoints), result.camera)
    y = np.where(keypoints[:, :, 2] > 0, keypoints[:, :, 1], np.nan)
    return np.mean(pixels / (np.nanmax(y, axis=1) - np.nanmin(y, axis=1)))


def look_at(name, fault, model, found, truth):
    keypoints = found.copy()
    if fault:
        fault(keypoints)
    auditor = Auditor()
    with pg.observe(auditor):
        result = pose.reconstruct(model, pg.from_numpy(keypoints), size=(WIDTH, HEIGHT), fps=50)
    all_, sideways, depth = errors(result.poses.numpy().astype(float), truth)
    print(f"{name:18}{auditor.outside:>8}{all_:>8.0f}{sideways:>10.0f}{depth:>7.0f}"
          f"{100 * pose.limb_variation(result.bone_variation, model.skeleton):>8.0f} %{100 * missed(result, keypoints):>8.0f} %")


model = pose.default_model()
found, truth = made_clip()
print(f"{'':18}{'outside':>8}{'all':>8}{'sideways':>10}{'depth':>7}{'limbs':>10}{'missed':>10}")
for name, fault in (("as found", None), ("legs exchanged", swap_legs), ("one trouser leg", one_trouser_leg),
                    ("upside down", upside_down), ("squeezed", squeezed)):
    look_at(name, fault, model, found, truth)
