#!/usr/bin/env python3
"""The temporal model in plain PyTorch, our own, for comparisons; takes the options of `posegrad bench` and prints JSON.

Every convolution is strided by its width where one frame is asked for, dilated else: the faster form each time. On a
GPU, what makes PyTorch fastest: cuDNN chooses its algorithms by trying them, Adam is the fused kernel (fused=True, with
AMSGrad), gradients are dropped instead of zeroed, TF32 is on in cuBLAS and cuDNN unless --precision fp32, and bf16 is
autocast's.
"""
import argparse
import contextlib
import json
import resource
import statistics
import time

import numpy as np
import torch
from torch import nn

import pytorch_feed


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


def widths_of(arc):
    return [int(width) for width in arc.split(",")]


def receptive_field(widths):
    product = 1
    for width in widths:
        product *= width
    return product


def set_precision(precision):
    """Of float products on a GPU; the older of PyTorch's two ways to say it, which all versions since 1.7 know."""
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision != "fp32"
    torch.backends.cudnn.benchmark = True


def low_precision(device, precision):
    """What the forward pass runs in."""
    return torch.autocast(device, dtype=torch.bfloat16) if precision == "bf16" else contextlib.nullcontext()


def wait_for(device):
    if device == "cuda":
        torch.cuda.synchronize()


def peak_fields(device):
    fields = {"peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    if device == "cuda":
        fields["peak_gpu_megabytes"] = torch.cuda.max_memory_reserved() / 1048576
    return fields


def median_seconds(repeats, work):
    seconds = []
    work()
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


class Trainer:
    """A model with its optimizer, one step at a time."""

    def __init__(self, widths, channels, strided, device, precision, compiled):
        set_precision(precision)
        self.device, self.precision = device, precision
        self.model = Model(widths, channels, strided).to(device)
        fused = {"fused": True} if device == "cuda" else {}
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, amsgrad=True, **fused)
        self.loss = torch.compile(self.mpjpe, dynamic=False) if compiled else self.mpjpe

    def mpjpe(self, x, target):
        return torch.mean(torch.norm(self.model(x).float() - target, dim=3))

    def step(self, x, target):
        """The loss, on the device: reading it waits."""
        self.optimizer.zero_grad(set_to_none=self.device == "cuda")
        with low_precision(self.device, self.precision):
            loss = self.loss(x, target)
        loss.backward()
        self.optimizer.step()
        return loss


class Training:
    """Steps on batches that lie on the device (resident: the same one each time), or on batches that NumPy assembles on
    the host, that are then copied, and whose loss is read in every step (original)."""

    def __init__(self, args):
        widths = widths_of(args.arc)
        self.args, self.samples = args, args.batch // args.stride
        self.trainer = Trainer(widths, args.channels, args.stride == 1, args.device, args.precision, args.compile)
        self.frames = receptive_field(widths) + args.stride - 1

    def resident(self):
        x = torch.rand(self.samples, self.frames, 17, 2) - 0.5
        target = torch.rand(self.samples, self.args.stride, 17, 3) - 0.5
        x, target = x.to(self.args.device), target.to(self.args.device)
        return lambda: self.trainer.step(x, target)

    def original(self):
        if self.args.stride != 1:
            raise ValueError("--feed original: batches of single frames only, --stride 1")
        random = np.random.RandomState(1234)
        sequences = pytorch_feed.random_sequences(16, max(self.args.batch // 16, 4096), random)
        batches = pytorch_feed.epochs(sequences, random, self.args.batch, (self.frames - 1) // 2)

        def step():
            x, target = next(batches)
            self.trainer.step(x.to(self.args.device), target.to(self.args.device)).item()

        return step

    def measure(self, args):
        set_precision(args.precision)
        step = self.resident() if args.feed == "resident" else self.original()

        def steps():
            for _ in range(args.steps):
                step()
            wait_for(args.device)

        seconds = median_seconds(args.repeats, steps) / args.steps
        return {"seconds": seconds, "samples_per_second": self.samples * args.stride / seconds}


class Evaluation:
    """Padded sequences with their mirrored copies, --together at a time."""

    def __init__(self, args):
        widths = widths_of(args.arc)
        self.model = Model(widths, args.channels, False).to(args.device).eval()
        self.length = args.frames + receptive_field(widths) - 1

    def measure(self, args):
        set_precision(args.precision)
        x = (torch.rand(2 * args.together, self.length, 17, 2) - 0.5).to(args.device)

        def everything():
            with torch.no_grad(), low_precision(args.device, args.precision):
                for begin in range(0, args.sequences, args.together):
                    self.model(x[:2 * min(args.together, args.sequences - begin)])
            wait_for(args.device)

        seconds = median_seconds(args.repeats, everything)
        return {"seconds": seconds, "frames_per_second": args.frames * args.sequences / seconds}


def make(args):
    return (Training if args.work == "train" else Evaluation)(args)


def parse(words=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", choices=["train", "eval"])
    parser.add_argument("--arc", default="3,3,3")
    for name, default in (("channels", 1024), ("batch", 1024), ("stride", 1), ("frames", 2000), ("sequences", 1),
                          ("threads", 1), ("repeats", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--precision", choices=["fp32", "tf32", "bf16"], default="fp32")
    parser.add_argument("--compile", action="store_true", help="training: the model and its loss by torch.compile")
    parser.add_argument("--feed", choices=["resident", "original"], default="resident",
                        help="training: where batches come from")
    parser.add_argument("--steps", type=int, default=1, help="training: steps that are timed at once")
    parser.add_argument("--together", type=int, default=1, help="evaluation: sequences that go through it at once")
    return parser.parse_args(words)


def main():
    args = parse()
    torch.set_num_threads(args.threads)
    result = make(args).measure(args)
    result.update(peak_fields(args.device), torch=torch.__version__)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
