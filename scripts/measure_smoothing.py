#!/usr/bin/env python3
"""What filters do to poses of real people: two tables in Markdown, of posegrad wild's --smooth and --smooth-keypoints, and of
gaps that are filled (--fill-gaps all) by how long they are.

A view is FOLDER/X.json (what the program reads, COCO results with a record per image_id) and X.npz: gt_cam (frames, 17 or more,
3) COCO joints in camera axes, metres; kps (frames, 17, 3); size (2,); fps. Compared are 12 joints that COCO and Human3.6M
define alike, relative to the middle of the hips; means over the views.
  jitter   mean size of the second difference, mm per frame^2
  N, P     N-MPJPE (one scale a frame) and P-MPJPE (a similarity a frame), mm
  lag      where the joints' speeds correlate best with the truth's, ms (above 0: the poses come late)
  speed    mean of the quickest hundredth of the joints' speeds, as a share of the truth's
Usage: scripts/measure_smoothing.py [--posegrad PROGRAM] FOLDER [--views GLOB]
"""
import argparse
import glob
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

# Joint of Human3.6M: of COCO.
SAME = {1: 12, 2: 14, 3: 16, 4: 11, 5: 13, 6: 15, 11: 5, 12: 7, 13: 9, 14: 6, 15: 8, 16: 10}
POSES = ["auto", "none", "gaussian:0.03s", "gaussian:0.06s", "butterworth:4Hz", "butterworth:6Hz", "butterworth:8Hz",
         "butterworth:10Hz", "savgol:0.15s:3", "savgol:0.25s:3", "savgol:0.4s:3", "one-euro", "one-euro:1:2"]
KEYPOINTS = ["butterworth:6Hz", "butterworth:8Hz", "gaussian:0.03s", "savgol:0.25s:3", "one-euro"]
GAPS = [0.1, 0.2, 0.3, 0.5, 1.0]  # seconds


def rooted(poses, hips):
    return poses - poses[:, hips].mean(1, keepdims=True)


def compared(view):
    """The truth (frames, 12, 3)."""
    truth = view["gt_cam"].astype(float)
    return rooted(truth, [11, 12])[:, list(SAME.values())]


def n_errors(poses, truth):
    scale = (poses * truth).sum((1, 2), keepdims=True) / (poses ** 2).sum((1, 2), keepdims=True)
    return 1000 * np.linalg.norm(scale * poses - truth, axis=-1).mean(1)


def p_errors(poses, truth):
    a, b = poses - poses.mean(1, keepdims=True), truth - truth.mean(1, keepdims=True)
    u, s, vt = np.linalg.svd(np.einsum("tki,tkj->tij", a, b))
    s[:, 2] *= (sign := np.sign(np.linalg.det(u @ vt)))
    u[:, :, 2] *= sign[:, None]
    scale = s.sum(1) / (a ** 2).sum((1, 2))
    return 1000 * np.linalg.norm(scale[:, None, None] * (a @ (u @ vt)) - b, axis=-1).mean(1)


def jitter(poses):
    return 1000 * np.linalg.norm(np.diff(poses, 2, axis=0), axis=-1).mean()


def speeds(poses):
    """By central differences, metres a frame (frames - 2, joints)."""
    return np.linalg.norm(poses[2:] - poses[:-2], axis=-1) / 2


def lag(poses, truth, fps):
    """Milliseconds: the peak of the correlation, by a parabola through its three largest values."""
    a, b = [(s - s.mean(0)) for s in (speeds(poses), speeds(truth))]
    most = min(12, len(a) // 4)

    def correlation(shift):
        x, y = (a[shift:], b[:len(b) - shift]) if shift >= 0 else (a[:shift], b[-shift:])
        return (x * y).sum() / np.sqrt((x ** 2).sum() * (y ** 2).sum())

    values = [correlation(shift) for shift in range(-most, most + 1)]
    peak = int(np.clip(np.argmax(values), 1, len(values) - 2))
    before, at, after = values[peak - 1:peak + 2]
    bend = before - 2 * at + after
    return 1000 / fps * (peak - most + (0.5 * (before - after) / bend if bend < 0 else 0))


def quick(poses, truth):
    fast = [np.sort(speeds(p).ravel())[-max(1, p.shape[0] * p.shape[1] // 100):].mean() for p in (poses, truth)]
    return fast[0] / fast[1]


class Views:
    def __init__(self, posegrad, folder, names):
        self.posegrad, self.folder = posegrad, folder
        found = sorted(os.path.basename(f)[:-4] for f in glob.glob(os.path.join(folder, names + ".npz")))
        self.views = {n: dict(np.load(os.path.join(folder, n + ".npz"))) for n in found
                      if os.path.exists(os.path.join(folder, n + ".json"))}
        if not self.views:
            sys.exit("%s: there is no view NAME.npz beside NAME.json" % folder)

    def lift(self, name, extra, keypoints=None):
        """Poses of the compared joints (frames, 12, 3) by the program; of other keypoints than the view's, where given."""
        view = self.views[name]
        with tempfile.TemporaryDirectory() as work:
            source, out = os.path.join(self.folder, name + ".json"), os.path.join(work, "out.npz")
            if keypoints is not None:
                source = os.path.join(work, "keypoints.json")
                with open(source, "w") as file:
                    json.dump(keypoints, file)
            line = [self.posegrad, "wild", source, "--size", "%dx%d" % tuple(view["size"]), "--fps", "%g" % float(view["fps"]),
                    "--space", "camera", "-o", out] + extra
            run = subprocess.run(line, capture_output=True, text=True)
            if run.returncode:
                sys.exit("%s\n%s%s" % (" ".join(line), run.stdout, run.stderr))
            result = np.load(out)
            poses = np.full((len(view["gt_cam"]), 17, 3), np.nan)
            poses[result["frame_numbers"]] = result["positions_3d"]
        return rooted(poses, [1, 4])[:, list(SAME)]

    def measure(self, extra):
        rows = []
        for name, view in self.views.items():
            poses, truth = self.lift(name, extra), compared(view)
            known = np.isfinite(poses).all((1, 2)) & np.isfinite(truth).all((1, 2))
            poses, truth = poses[known], truth[known]
            fps = float(view["fps"])
            rows.append([jitter(poses), n_errors(poses, truth).mean(), p_errors(poses, truth).mean(), lag(poses, truth, fps),
                         100 * quick(poses, truth)])
        return np.mean(rows, axis=0)

    def gap_errors(self, seconds):
        """N-MPJPE in gaps of this length, and of the same frames when they were seen."""
        filled, seen = [], []
        for name, view in self.views.items():
            whole, truth, fps = self.lift(name, []), compared(view), float(view["fps"])
            length, frames = int(round(seconds * fps)), len(truth)
            with open(os.path.join(self.folder, name + ".json")) as file:
                records = json.load(file)
            first = min(r["image_id"] for r in records)
            for begin in np.unique(np.linspace(frames // 10, frames - frames // 10 - length, 5).astype(int)):
                if begin < 1 or begin + length >= frames:
                    continue
                left = [r for r in records if not begin <= r["image_id"] - first < begin + length]
                gap = slice(begin, begin + length)
                filled.append(n_errors(self.lift(name, [], left)[gap], truth[gap]))
                seen.append(n_errors(whole[gap], truth[gap]))
        return (np.mean(np.concatenate(filled)), np.mean(np.concatenate(seen))) if filled else (np.nan, np.nan)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--posegrad", default="build/release/posegrad")
    parser.add_argument("--views", default="*", help="names, as a pattern")
    parser.add_argument("--smooth", action="append", help="instead of the usual filters of poses")
    parser.add_argument("--no-gaps", action="store_true", help="no table of gaps")
    options = parser.parse_args()
    views = Views(options.posegrad, options.folder, options.views)
    truth = np.mean([jitter(compared(v)) for v in views.views.values()])
    print("| filter | jitter | N-MPJPE | P-MPJPE | lag, ms | speed, %% |\n| --- | --- | --- | --- | --- | --- |\n"
          "| the truth | %.2f | | | | 100 |" % truth)
    lines = [("`--smooth %s`" % f, ["--smooth", f]) for f in options.smooth or POSES]
    if not options.smooth:
        lines.insert(1, ("`--no-steady`", ["--no-steady"]))
        lines += [("`--smooth none --smooth-keypoints %s`" % f, ["--smooth", "none", "--smooth-keypoints", f]) for f in KEYPOINTS]
        lines += [("`--smooth-keypoints %s`" % f, ["--smooth-keypoints", f]) for f in KEYPOINTS[:2]]
        lines += [("`--causal%s`" % e, ["--causal"] + e.split()) for e in ("", " --smooth none", " --smooth butterworth:6Hz")]
    for label, extra in lines:
        print("| %s | %.2f | %.1f | %.1f | %+.1f | %.0f |" % (label, *views.measure(extra)), flush=True)
    if options.no_gaps:
        return
    print("\n| gap, s | N-MPJPE in it | of the same frames, seen |\n| --- | --- | --- |")
    for seconds in GAPS:
        print("| %g | %.1f | %.1f |" % (seconds, *views.gap_errors(seconds)), flush=True)


if __name__ == "__main__":
    main()
