"""Makes geometry.json: expectations for tests/pose from NumPy, by other formulas than the program's
(rotation matrices instead of quaternion products, Procrustes by SVD). Run: python3 geometry.py > geometry.json"""
import json
import sys

import numpy as np

rng = np.random.default_rng(7)


def matrix(q):
    w, x, y, z = q
    return np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ])


def lens_of(center, focal, radial, tangential, w, h):
    f = 2 * np.array(focal) / w
    c = 2 * np.array(center) / w - np.array([1, h / w])
    return np.concatenate([f, c, radial, tangential])


def projected(points, lens):
    f, c, k, p = lens[:2], lens[2:4], lens[4:7], lens[7:]
    d = np.clip(points[..., :2] / points[..., 2:], -1, 1)
    r2 = (d ** 2).sum(-1, keepdims=True)
    radial = 1 + k[0] * r2 + k[1] * r2 ** 2 + k[2] * r2 ** 3
    return f * (d * (radial + (d * p).sum(-1, keepdims=True)) + p * r2) + c


def aligned(p, t):
    """Similarity by SVD of the covariance (Umeyama), no reflection."""
    mp, mt = p.mean(0), t.mean(0)
    a, b = p - mp, t - mt
    u, s, vt = np.linalg.svd(b.T @ a)
    d = np.diag([1, 1, np.sign(np.linalg.det(u @ vt))])
    r = u @ d @ vt
    scale = (s * np.diag(d)).sum() / (a ** 2).sum()
    return scale * a @ r.T + mt


def error(p, t):
    return np.linalg.norm(p - t, axis=-1).mean()


def metrics(p, t, w):
    scale = (p * t).sum((1, 2)) / (p * p).sum((1, 2))
    return {
        "mpjpe": error(p, t),
        "weighted_mpjpe": (w[:, None] * np.linalg.norm(p - t, axis=-1)).mean(),
        "p_mpjpe_per_frame": [error(aligned(a, b), b) for a, b in zip(p, t)],
        "n_mpjpe": error(p * scale[:, None, None], t),
        "mean_velocity_error": error(np.diff(p, axis=0), np.diff(t, axis=0)),
    }


def random_q():
    q = rng.normal(size=4)
    return q / np.linalg.norm(q)


q, r = random_q(), random_q()
v = rng.normal(size=3)
points = rng.normal(size=(4, 5, 3))
lens = lens_of([512.5, 515.25], [1145, 1143.75], [-0.207, 0.248, -0.003], [-0.0009, -0.0014], 1000, 1002)
before_lens = np.concatenate([rng.normal(size=(6, 2)), rng.uniform(1, 5, size=(6, 1))], axis=-1)
target = rng.normal(size=(5, 17, 3))
near = target + 0.1 * rng.normal(size=target.shape)
mirrored = near * [-1, 1, 1]
flat = near * [1, 1, 0]
weights = rng.uniform(0.2, 1, size=5)
json.dump({
    "quaternion": {"q": q.tolist(), "r": r.tolist(), "v": v.tolist(), "rotated": (matrix(q) @ v).tolist(),
                   "product": (matrix(q) @ matrix(r) @ v).tolist()},
    "camera": {"q": q.tolist(), "t": [1.5, -4, 1.25], "world": points.ravel().tolist(),
               "camera": ((points - [1.5, -4, 1.25]) @ matrix(q)).ravel().tolist()},
    "projection": {"lens": lens.tolist(), "points": before_lens.ravel().tolist(),
                   "projected": projected(before_lens, lens).ravel().tolist()},
    "metrics": [{"name": name, "predicted": p.ravel().tolist(), "target": target.ravel().tolist(),
                 "weights": weights.tolist(), **metrics(p, target, weights)}
                for name, p in [("near", near), ("mirrored", mirrored), ("flat", flat)]],
}, sys.stdout)
