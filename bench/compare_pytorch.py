#!/usr/bin/env python3
"""Training step of the temporal model: posegrad beside PyTorch, on the same machine and threads, in one run.

  bench/compare_pytorch.py [--program build/release/bench/bench_train_step] [--repeats 3] [--threads N]

Both programs are started afresh for every repeat and take turns; the table holds medians. The model below is our own, in
plain PyTorch, in the form that is fastest there: every convolution strided by its width when one frame is asked for.
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time

ROWS = [  # widths, batch (output frames), output frames a chunk
    ("3,3,3", 1024, 1),
    ("3,3,3,3,3", 128, 1),
]


def pytorch_step(widths, channels, batch, chunk, steps, threads):
    """Seconds per step and peak memory; run in a process of its own."""
    import torch
    from torch import nn

    torch.set_num_threads(threads)

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            strided = chunk == 1
            self.dropout = nn.Dropout(0.25)
            self.first = nn.Conv1d(34, channels, widths[0], stride=widths[0] if strided else 1, bias=False)
            self.first_norm = nn.BatchNorm1d(channels)
            self.wide, self.wide_norm = nn.ModuleList(), nn.ModuleList()
            self.narrow, self.narrow_norm = nn.ModuleList(), nn.ModuleList()
            self.cut = []
            dilation = widths[0]
            for width in widths[1:]:
                how = dict(stride=width) if strided else dict(dilation=dilation)
                self.wide.append(nn.Conv1d(channels, channels, width, bias=False, **how))
                self.narrow.append(nn.Conv1d(channels, channels, 1, bias=False))
                self.wide_norm.append(nn.BatchNorm1d(channels))
                self.narrow_norm.append(nn.BatchNorm1d(channels))
                half = (width - 1) // 2
                self.cut.append((half, width) if strided else (half * dilation, 1))
                dilation *= width
            self.last = nn.Conv1d(channels, 51, 1)

        def act(self, norm, x):
            return self.dropout(torch.relu(norm(x)))

        def forward(self, x):
            x = x.reshape(x.shape[0], x.shape[1], -1).permute(0, 2, 1)
            x = self.act(self.first_norm, self.first(x))
            for i, (start, step) in enumerate(self.cut):
                y = self.act(self.wide_norm[i], self.wide[i](x))
                y = self.act(self.narrow_norm[i], self.narrow[i](y))
                x = y + x[:, :, start:start + (y.shape[2] - 1) * step + 1:step]
            x = self.last(x).permute(0, 2, 1)
            return x.reshape(x.shape[0], x.shape[1], 17, 3)

    model = Model()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, amsgrad=True)
    receptive = 1
    for width in widths:
        receptive *= width
    samples = batch // chunk
    x = torch.rand(samples, receptive + chunk - 1, 17, 2) - 0.5
    target = torch.rand(samples, chunk, 17, 3) - 0.5
    seconds = []
    for step in range(steps + 1):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = torch.mean(torch.norm(model(x) - target, dim=3))
        loss.backward()
        optimizer.step()
        if step > 0:
            seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds_per_step": statistics.median(seconds), "peak_megabytes": peak, "torch": torch.__version__,
                      "frames_per_second": samples * chunk / statistics.median(seconds)}))


def run(command):
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"{command[0]} failed: {result.stderr.strip().splitlines()[-1:]}")
    return json.loads(result.stdout.strip().splitlines()[-1])


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.join(root, "build/release/bench/bench_train_step"))
    parser.add_argument("--channels", type=int, default=1024)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--pytorch-step", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.pytorch_step:
        widths, batch, chunk = args.pytorch_step
        return pytorch_step([int(w) for w in widths.split(",")], args.channels, int(batch), int(chunk), args.steps, args.threads)

    table = []
    for widths, batch, chunk in ROWS:
        ours, theirs = [], []
        for _ in range(args.repeats):
            ours.append(run([args.program, widths, str(args.channels), str(batch), str(args.steps), str(args.threads), str(chunk)]))
            theirs.append(run([sys.executable, os.path.abspath(__file__), "--channels", str(args.channels), "--steps", str(args.steps),
                               "--threads", str(args.threads), "--pytorch-step", widths, str(batch), str(chunk)]))
        middle = lambda rows, key: statistics.median(row[key] for row in rows)
        table.append({"arc": widths, "batch": batch, "chunk": chunk,
                      "posegrad_frames_per_second": middle(ours, "frames_per_second"),
                      "pytorch_frames_per_second": middle(theirs, "frames_per_second"),
                      "ratio": middle(ours, "frames_per_second") / middle(theirs, "frames_per_second"),
                      "posegrad_megabytes": middle(ours, "peak_megabytes"),
                      "pytorch_megabytes": middle(theirs, "peak_megabytes"),
                      "sgemm_gflops": middle(ours, "sgemm_gflops"), "torch": theirs[0]["torch"]})
        row = table[-1]
        print(f"{widths:>10} batch {batch} chunk {chunk}: {row['posegrad_frames_per_second']:8.1f} frames/s, PyTorch {row['torch']}"
              f" {row['pytorch_frames_per_second']:8.1f} ({row['ratio']:.2f}x); peak {row['posegrad_megabytes']:.0f} MB,"
              f" PyTorch {row['pytorch_megabytes']:.0f} MB; sgemm {row['sgemm_gflops']:.0f} GFLOP/s", flush=True)
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump({"results": table}, file, indent=1)


if __name__ == "__main__":
    main()
