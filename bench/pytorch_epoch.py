#!/usr/bin/env python3
"""One epoch of `posegrad run -k gt -arc 3,3,3 -ch 256 -e 1` in PyTorch and NumPy, our own, for comparisons.

Loads the data, trains on all windows with mirrored copies, evaluates both sets after the epoch and the test set with mirroring
in the end, by the first three metrics' plain one (MPJPE). Camera geometry is left out of the bargain: targets are the world's
poses about the root, which cost the same.
"""
import argparse
import os

import numpy as np
import torch

from pytorch_model import Model

WIDTHS, CHANNELS, BATCH, PADDING = (3, 3, 3), 256, 1024, 13
KEPT = [0, 1, 2, 3, 6, 7, 8, 12, 13, 14, 15, 17, 18, 19, 25, 26, 27]
LEFT, RIGHT = [4, 5, 6, 11, 12, 13], [1, 2, 3, 14, 15, 16]
SWAP = np.arange(17)
SWAP[LEFT], SWAP[RIGHT] = RIGHT, LEFT


def load(folder, subjects):
    poses = np.load(os.path.join(folder, "data_3d_h36m.npz"), allow_pickle=True)["positions_3d"].item()
    points = np.load(os.path.join(folder, "data_2d_h36m_gt.npz"), allow_pickle=True)["positions_2d"].item()
    sequences = []
    for subject in subjects:
        for action, cameras in points[subject].items():
            pose = poses[subject][action][:, KEPT].astype(np.float32)
            pose = pose - pose[:, :1]
            for camera in cameras:
                length = min(len(camera), len(pose))
                sequences.append(((camera[:length, :, :2] / 500 - 1).astype(np.float32), pose[:length]))
    return sequences


def mirrored(x):
    x = x[:, SWAP].copy()
    x[..., 0] *= -1
    return x


def padded(keypoints):
    return np.pad(keypoints, ((PADDING, PADDING), (0, 0), (0, 0)), "edge")


def windows(sequences, random):
    """Batches of single frames in random order, each with its mirrored copy, gathered one by one."""
    chunks = [(s, t, flip) for s, (_, pose) in enumerate(sequences) for flip in (False, True) for t in range(len(pose))]
    inputs = [padded(keypoints) for keypoints, _ in sequences]
    for begin in range(0, len(chunks), BATCH):
        if begin == 0:
            chunks = [chunks[i] for i in random.permutation(len(chunks))]
        part = chunks[begin:begin + BATCH]
        x = np.empty((len(part), 2 * PADDING + 1, 17, 2), np.float32)
        y = np.empty((len(part), 1, 17, 3), np.float32)
        for i, (s, t, flip) in enumerate(part):
            window, target = inputs[s][t:t + 2 * PADDING + 1], sequences[s][1][t:t + 1]
            x[i], y[i] = (mirrored(window), mirrored(target)) if flip else (window, target)
        yield torch.from_numpy(x), torch.from_numpy(y)


def error(model, sequences, both_sides):
    total = frames = 0
    with torch.no_grad():
        for keypoints, pose in sequences:
            x = padded(keypoints)
            x = np.stack([x, mirrored(x)]) if both_sides else x[None]
            found = model(torch.from_numpy(np.ascontiguousarray(x))).numpy()
            prediction = (found[0] + mirrored(found[1])) / 2 if both_sides else found[0]
            total += np.linalg.norm(prediction - pose, axis=-1).mean() * len(pose)
            frames += len(pose)
    return total / frames


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    training, test = load(args.data, ["S1", "S5", "S6", "S7", "S8"]), load(args.data, ["S9", "S11"])
    model, evaluated = Model(WIDTHS, CHANNELS, True), Model(WIDTHS, CHANNELS, False)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, amsgrad=True)
    random = np.random.RandomState(1234)
    for x, y in windows(training, random):
        optimizer.zero_grad()
        torch.mean(torch.norm(model(x) - y, dim=3)).backward()
        optimizer.step()
    evaluated.load_state_dict(model.state_dict())
    evaluated.eval()
    print(error(evaluated, test, False), error(evaluated, training, False), error(evaluated, test, True))


if __name__ == "__main__":
    main()
