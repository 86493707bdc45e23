"""Training batches as the original makes them: windows of frames assembled one by one with NumPy, on the host."""
import numpy as np
import torch

LEFT, RIGHT = [4, 5, 6, 11, 12, 13], [1, 2, 3, 14, 15, 16]
SWAP = np.arange(17)
SWAP[LEFT], SWAP[RIGHT] = RIGHT, LEFT


def mirrored(x):
    x = x[:, SWAP].copy()
    x[..., 0] *= -1
    return x


def padded(keypoints, padding):
    return np.pad(keypoints, ((padding, padding), (0, 0), (0, 0)), "edge")


def windows(sequences, random, batch, padding):
    """Batches of single frames in random order, each with its mirrored copy, gathered one by one."""
    chunks = [(s, t, flip) for s, (_, pose) in enumerate(sequences) for flip in (False, True) for t in range(len(pose))]
    inputs = [padded(keypoints, padding) for keypoints, _ in sequences]
    for begin in range(0, len(chunks), batch):
        if begin == 0:
            chunks = [chunks[i] for i in random.permutation(len(chunks))]
        part = chunks[begin:begin + batch]
        x = np.empty((len(part), 2 * padding + 1, 17, 2), np.float32)
        y = np.empty((len(part), 1, 17, 3), np.float32)
        for i, (s, t, flip) in enumerate(part):
            window, target = inputs[s][t:t + 2 * padding + 1], sequences[s][1][t:t + 1]
            x[i], y[i] = (mirrored(window), mirrored(target)) if flip else (window, target)
        yield torch.from_numpy(x), torch.from_numpy(y)


def epochs(sequences, random, batch, padding):
    """The batches of one epoch after the other, without end."""
    while True:
        yield from windows(sequences, random, batch, padding)


def random_sequences(count, frames, random):
    """Pairs of keypoints (frames, 17, 2) and poses (frames, 17, 3) in [-0.5, 0.5)."""
    numbers = lambda *shape: random.random_sample(shape).astype(np.float32) - np.float32(0.5)
    return [(numbers(frames, 17, 2), numbers(frames, 17, 3)) for _ in range(count)]
