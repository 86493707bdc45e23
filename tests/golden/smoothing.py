"""Makes smoothing.json: expectations for tests/smoothing from SciPy. Run: python3 smoothing.py > smoothing.json"""
import json
import math
import sys

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import butter, filtfilt, savgol_filter

rng = np.random.default_rng(18)


def motion(frames, offset):
    """(frames, 2), as the program sees it: numbers that a float holds."""
    t = np.arange(frames)[:, None] / 30
    x = offset + np.sin(2 * math.pi * np.array([0.7, 1.9]) * t) + 0.1 * rng.standard_normal((frames, 2))
    return x.astype(np.float32).astype(float)


def butterworth(x, fps, cutoff, order):
    """Two passes of half the order whose power together is a half at the cutoff: the cutoff of one is corrected for it."""
    n = order // 2
    w = math.tan(math.pi * cutoff / fps) / (math.sqrt(2) - 1) ** (1 / (2 * n))
    b, a = butter(n, 2 / math.pi * math.atan(w))
    return filtfilt(b, a, x, axis=0)


def case(x, y, **parameters):
    return {**parameters, "motion": x.tolist(), "wanted": [[float("%.9g" % v) for v in row] for row in y]}


signals = {frames: motion(frames, offset) for frames, offset in [(10, 0), (40, 0.5), (90, -3)]}
json.dump({
    "butterworth": [
        case(signals[frames], butterworth(signals[frames], fps, cutoff, order), fps=fps, cutoff=cutoff, order=order)
        for frames, fps, cutoff, order in [(10, 30, 6, 4), (40, 30, 6, 4), (90, 59.94, 6, 4), (40, 30, 3, 2), (90, 50, 4, 8),
                                           (90, 120, 0.5, 6), (40, 30, 14.5, 4)]],
    "savgol": [
        case(signals[frames], savgol_filter(signals[frames], window, order, axis=0, mode="interp"), window=window, order=order)
        for frames, window, order in [(10, 9, 2), (40, 15, 3), (90, 5, 4), (90, 61, 5), (40, 1, 0), (40, 39, 0), (10, 3, 2)]],
    "gaussian": [
        case(signals[frames], gaussian_filter1d(signals[frames], sigma, axis=0, mode="nearest", truncate=4), frames=sigma)
        for frames, sigma in [(10, 2), (40, 1.5), (90, 6)]],
}, sys.stdout)
print()
