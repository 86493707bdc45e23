"""Chapter 9: docs/tutorial/09_evaluation.md"""
import copy

import numpy as np

import posegrad as pg
from posegrad import pose
from show import digits, largest_difference, yes_no


def walk():
    made = pose.synthesize(frames_per_take=60, takes=1, subjects=["S9"], actions=["Walking"])
    return pose.make_h36m(made.positions, made.ground_truth)


def row(name, predicted, target):
    predicted = predicted.astype(np.float32)
    errors = [f(predicted, target) for f in (pose.mpjpe, pose.p_mpjpe, pose.n_mpjpe, pose.mean_velocity_error)]
    print(f"{name:14}{digits(1000 * errors[0], 1):>8}" + "".join(f"{digits(1000 * error, 1):>10}" for error in errors[1:]))


def turned(poses, angle):
    c, s = np.cos(angle), np.sin(angle)
    return poses @ np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])


def what_each_forgives(target):
    print(f"{'mm':14}{'MPJPE':>8}{'P-MPJPE':>10}{'N-MPJPE':>10}{'velocity':>10}")
    true = target.astype(float)
    row("moved", true + [0, 0, 0.05], target)
    row("larger", 1.1 * true, target)
    row("turned", turned(true, 0.2), target)
    row("trembling", np.where(np.arange(len(true)) % 2 == 0, 1.05, 0.95)[:, None, None] * true, target)
    row("mirrored", true * [-1, 1, 1], target)


def mirrored(poses, pairs):
    return pose.copy_frames(poses, 0, poses.dim(0), pairs.permutation(poses.dim(1)))


def mirroring(sequence, pairs):
    twice = mirrored(mirrored(sequence.positions, pairs.joints), pairs.joints)
    print(f"mirrored twice is the same: {yes_no(largest_difference(twice, sequence.positions) == 0)}")

    model = pose.TemporalModel(widths=[3, 3], channels=16, seed=1)
    other = copy.copy(sequence)
    other.keypoints = mirrored(sequence.keypoints, pairs.keypoints)
    for mirror in (False, True):
        here = pose.predict(model, sequence, pairs, mirror=mirror)
        there = mirrored(pose.predict(model, other, pairs, mirror=mirror), pairs.joints)
        print(f"averaged with the mirrored: {yes_no(mirror)}; "
              f"knows left from right equally well: {yes_no(largest_difference(here, there) < 1e-5)}")


dataset = walk()
sequence = dataset.subject("S9").recordings[0].views[0]
target = sequence.positions.clone().numpy()
target[:, 0] = 0  # relative to the root: the root itself at the origin
print(f"{len(target)} frames of {sequence.action}")
what_each_forgives(target)
mirroring(sequence, dataset.mirroring)
