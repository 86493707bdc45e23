#!/usr/bin/env python3
"""One epoch of `posegrad run -k gt -e 1` (with -arc 3,3,3 -ch 256, say) in PyTorch and NumPy, our own, for comparisons.

Loads the data, trains on all windows with mirrored copies, evaluates both sets after the epoch and the test set with
mirroring in the end, by the first three metrics' plain one (MPJPE). Camera geometry is left out of the bargain: targets
are the world's poses about the root, which cost the same. With --steps N only N steps are timed, each loss read, and
evaluation on a few sequences: seconds of a step and evaluated frames a second are printed as JSON.
"""
import argparse
import functools
import json
import os
import time

import numpy as np
import torch

from pytorch_feed import mirrored, padded, windows
from pytorch_model import Model, Trainer, low_precision, receptive_field, set_precision, wait_for, widths_of

KEPT = [0, 1, 2, 3, 6, 7, 8, 12, 13, 14, 15, 17, 18, 19, 25, 26, 27]
TRAINING, TEST = ("S1", "S5", "S6", "S7", "S8"), ("S9", "S11")
WARM_UP_STEPS = 10


@functools.lru_cache(maxsize=2)
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


def frames_of(sequences):
    return sum(len(pose) for _, pose in sequences)


def error(model, sequences, both_sides, args):
    """MPJPE, one sequence after the other, as the original evaluates."""
    total = frames = 0
    padding = (receptive_field(widths_of(args.arc)) - 1) // 2
    with torch.no_grad():
        for keypoints, pose in sequences:
            x = padded(keypoints, padding)
            x = np.stack([x, mirrored(x)]) if both_sides else x[None]
            with low_precision(args.device, args.precision):
                found = model(torch.from_numpy(np.ascontiguousarray(x)).to(args.device)).float().cpu().numpy()
            prediction = (found[0] + mirrored(found[1])) / 2 if both_sides else found[0]
            total += np.linalg.norm(prediction - pose, axis=-1).mean() * len(pose)
            frames += len(pose)
    return total / frames


def batches_of(args, training):
    padding = (receptive_field(widths_of(args.arc)) - 1) // 2
    return windows(training, np.random.RandomState(1234), args.batch, padding)


def trainer_of(args):
    return Trainer(widths_of(args.arc), args.channels, True, args.device, args.precision, False)


def evaluated_model(trainer, args):
    model = Model(widths_of(args.arc), args.channels, False).to(args.device)
    model.load_state_dict(trainer.model.state_dict())
    return model.eval()


def take(trainer, batches, most, args):
    """Trains on up to `most` batches (all: None) and reads every loss; the number of steps."""
    steps = 0
    while steps != most and (batch := next(batches, None)) is not None:
        loss = trainer.step(*(part.to(args.device) for part in batch))
        if args.steps:
            loss.item()
        steps += 1
    return steps


def evaluation_speed(model, sequences, both_sides, args):
    """Frames a second; every sequence counts, and the first is evaluated once before."""
    error(model, sequences[:1], both_sides, args)
    start = time.perf_counter()
    error(model, sequences, both_sides, args)
    return frames_of(sequences) / (time.perf_counter() - start)


def measure(args):
    """What a part of an epoch says about the whole: figures a step and a frame."""
    set_precision(args.precision)
    training, test = load(args.data, TRAINING), load(args.data, TEST)
    trainer, batches = trainer_of(args), batches_of(args, training)
    take(trainer, batches, WARM_UP_STEPS, args)
    wait_for(args.device)
    start = time.perf_counter()
    steps = take(trainer, batches, args.steps, args)
    wait_for(args.device)
    seconds = time.perf_counter() - start
    if steps == 0:
        raise ValueError(f"--steps: the epoch has no more than the {WARM_UP_STEPS} batches that are trained on first")
    model, some = evaluated_model(trainer, args), test[:args.test_sequences]
    return {"steps": steps, "seconds_per_step": seconds / steps, "training_frames": 2 * frames_of(training),
            "steps_per_epoch": -(-2 * frames_of(training) // args.batch),
            "evaluated_frames": frames_of(training) + frames_of(test), "test_frames": frames_of(test),
            "evaluation_frames_per_second": evaluation_speed(model, some, False, args),
            "mirrored_evaluation_frames_per_second": evaluation_speed(model, some, True, args)}


def whole_epoch(args):
    training, test = load(args.data, TRAINING), load(args.data, TEST)
    trainer = trainer_of(args)
    take(trainer, batches_of(args, training), None, args)
    model = evaluated_model(trainer, args)
    return error(model, test, False, args), error(model, training, False, args), error(model, test, True, args)


def parse(words=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--arc", default="3,3,3")
    parser.add_argument("--channels", type=int, default=256)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--precision", choices=["fp32", "tf32", "bf16"], default="fp32")
    parser.add_argument("--steps", type=int, help="time so many, reading each loss, instead of training a whole epoch")
    parser.add_argument("--test-sequences", type=int, help="with --steps: evaluate so many; default: all")
    return parser.parse_args(words)


def main():
    args = parse()
    torch.set_num_threads(args.threads)
    if args.steps:
        print(json.dumps(measure(args)))
    else:
        print(*whole_epoch(args))


if __name__ == "__main__":
    main()
