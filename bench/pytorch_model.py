#!/usr/bin/env python3
"""The temporal model in plain PyTorch, our own, for comparisons; takes the options of `posegrad bench` and prints JSON.

Every convolution is strided by its width where one frame is asked for, dilated else: the faster form each time.
"""
import argparse
import json
import resource
import statistics
import time

import torch
from torch import nn


class Model(nn.Module):
    """(N, L, 17, 2) -> (N, L_out, 17, 3)."""

    def __init__(self, widths, channels, strided):
        super().__init__()
        self.dropout = nn.Dropout(0.25)
        self.first = nn.Conv1d(34, channels, widths[0], stride=widths[0] if strided else 1, bias=False)
        self.first_norm = nn.BatchNorm1d(channels)
        self.wide, self.wide_norm = nn.ModuleList(), nn.ModuleList()
        self.narrow, self.narrow_norm = nn.ModuleList(), nn.ModuleList()
        self.cut = []  # where the residual starts, and its step
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


def median_seconds(repeats, work):
    seconds = []
    work()
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def receptive_field(widths):
    product = 1
    for width in widths:
        product *= width
    return product


def train(args, widths):
    model = Model(widths, args.channels, args.stride == 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, amsgrad=True)
    samples = args.batch // args.stride
    x = torch.rand(samples, receptive_field(widths) + args.stride - 1, 17, 2) - 0.5
    target = torch.rand(samples, args.stride, 17, 3) - 0.5

    def step():
        optimizer.zero_grad()
        torch.mean(torch.norm(model(x) - target, dim=3)).backward()
        optimizer.step()

    return {"samples_per_second": samples * args.stride / median_seconds(args.repeats, step)}


def evaluate(args, widths):
    model = Model(widths, args.channels, False).eval()
    x = torch.rand(2, args.frames + receptive_field(widths) - 1, 17, 2) - 0.5

    def everything():
        with torch.no_grad():
            for _ in range(args.sequences):
                model(x)

    return {"frames_per_second": args.frames * args.sequences / median_seconds(args.repeats, everything)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=["train", "eval"])
    parser.add_argument("--arc", default="3,3,3")
    for name, default in (("channels", 1024), ("batch", 1024), ("stride", 1), ("frames", 2000), ("sequences", 1), ("threads", 1),
                          ("repeats", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    widths = [int(width) for width in args.arc.split(",")]
    result = (train if args.work == "train" else evaluate)(args, widths)
    result.update(peak_megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, torch=torch.__version__)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
