#!/usr/bin/env python3
"""Training and evaluation of the temporal model: posegrad beside PyTorch, on the same machine and threads, in one run.

  bench/compare_pytorch.py [--program build/release/posegrad] [--repeats 3] [--threads N] [--only NAME] [--data DIR] [--json FILE]

Both programs are started afresh for every repeat and take turns; the table holds medians. The PyTorch model is our own
(bench/pytorch_model.py), in the form that is fastest there. With --data DIR (data_3d_h36m.npz, data_2d_h36m_gt.npz) whole
epochs are compared as well.

  bench/compare_pytorch.py --device cuda [--quick] [--time-limit SECONDS] [--data DIR] [--json FILE]

compares them on an NVIDIA GPU instead (bench/compare_gpu.py): training in every precision, evaluation, an epoch, and
where the time goes.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

import compare_gpu

HERE = os.path.dirname(os.path.abspath(__file__))

# name, work, widths, further options of `posegrad bench` (and of pytorch_model.py, which has the same)
ROWS = [
    ("train 27", "train", "3,3,3", {"batch": 1024}),
    ("train 243", "train", "3,3,3,3,3", {"batch": 128}),
    ("train 27 stride 9", "train", "3,3,3", {"batch": 1024, "stride": 9}),
    ("eval 27", "eval", "3,3,3", {"frames": 2000}),
    ("eval 243", "eval", "3,3,3,3,3", {"frames": 2000}),
    ("eval 243 short", "eval", "3,3,3,3,3", {"frames": 325, "sequences": 16}),
    ("train 243 memory", "train", "3,3,3,3,3", {"batch": 512}),
]


def run(command):
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command[:2])} failed: {' '.join(result.stderr.strip().splitlines()[-1:])}")
    return result.stdout


def options_of(work, widths, options, args):
    words = [work, "--arc", widths, "--channels", str(args.channels), "--threads", str(args.threads), "--device", "cpu"]
    for name, value in options.items():
        words += [f"--{name}", str(value)]
    return words + ["--repeats", str(args.steps)]


def ours(words, args):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        run([args.program, "bench", *words, "--json", file.name])
        figures = json.load(open(file.name, encoding="utf-8"))
    result = figures["results"][0]
    result["sgemm_gflops_per_second"] = figures["sgemm_gflops_per_second"]
    result["blas_kernels"] = figures["blas_kernels"]
    return result


def theirs(words):
    return json.loads(run([sys.executable, os.path.join(HERE, "pytorch_model.py"), *words]).strip().splitlines()[-1])


def speed(row):
    return row.get("samples_per_second") or row.get("frames_per_second")


def compare(row, args):
    name, work, widths, options = row
    words = options_of(work, widths, options, args)
    mine, pytorch = [], []
    for _ in range(args.repeats):
        mine.append(ours(words, args))
        pytorch.append(theirs(words))
    middle = lambda rows, key: statistics.median(key(r) for r in rows)
    result = {
        "name": name, "arc": widths, **options,
        "posegrad_per_second": middle(mine, speed), "pytorch_per_second": middle(pytorch, speed),
        "ratio": statistics.median(speed(a) / speed(b) for a, b in zip(mine, pytorch)),
        "share_of_sgemm": middle(mine, lambda r: r["share_of_sgemm"]),
        "sgemm_gflops_per_second": middle(mine, lambda r: r["sgemm_gflops_per_second"]),
        "posegrad_megabytes": middle(mine, lambda r: r["peak_megabytes"]),
        "pytorch_megabytes": middle(pytorch, lambda r: r["peak_megabytes"]),
        "torch": pytorch[0]["torch"], "blas_kernels": mine[0]["blas_kernels"],
    }
    print(f"| {name} | {result['posegrad_per_second']:.0f} | {result['pytorch_per_second']:.0f} | {result['ratio']:.2f} |"
          f" {100 * result['share_of_sgemm']:.0f} % of {result['sgemm_gflops_per_second']:.0f} |"
          f" {result['posegrad_megabytes']:.0f} | {result['pytorch_megabytes']:.0f} |", flush=True)
    return result


def compare_epochs(args):
    """Seconds of one epoch with everything: loading, batches, steps, the evaluations after it."""
    mine, pytorch = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(args.repeats):
            common = ["--threads", str(args.threads), "--device", "cpu"]
            command = [args.program, "run", "--data", args.data, "-k", "gt", "-arc", "3,3,3", "-ch", "256", "-e", "1",
                       "-c", folder, *common]
            mine.append(timed(command))
            pytorch.append(timed([sys.executable, os.path.join(HERE, "pytorch_epoch.py"), args.data, *common]))
    ratio = statistics.median(b / a for a, b in zip(mine, pytorch))
    print(f"| epoch, 27 frames, 256 channels | {statistics.median(mine):.2f} s | {statistics.median(pytorch):.2f} s | {ratio:.2f} | | | |")
    return {"name": "epoch", "posegrad_seconds": statistics.median(mine), "pytorch_seconds": statistics.median(pytorch),
            "ratio": ratio}


def timed(command):
    import time
    start = time.perf_counter()
    run(command)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.join(os.path.dirname(HERE), "build/release/posegrad"))
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--channels", type=int, default=1024)
    parser.add_argument("--repeats", type=int, help="of both programs, taking turns (default: 3, with --quick 1)")
    parser.add_argument("--steps", type=int, default=3, help="inside a program, of which the median counts")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--only", help="rows whose name contains this")
    parser.add_argument("--data", help="folder of a data set in Human3.6M's layout: compares whole epochs as well; "
                        "with --device cuda a synthetic one is made there if it holds none")
    parser.add_argument("--json", metavar="FILE")
    compare_gpu.add_options(parser)
    args = parser.parse_args()
    if args.device == "cuda":
        sys.exit(compare_gpu.compare(args))
    args.repeats = args.repeats or 3
    print("| work | posegrad /s | PyTorch /s | ratio | GFLOP/s | MB | PyTorch MB |\n|---|---|---|---|---|---|---|", flush=True)
    table = [compare(row, args) for row in ROWS if not args.only or args.only in row[0]]
    if args.data:
        table.append(compare_epochs(args))
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump({"threads": args.threads, "results": table}, file, indent=1)


if __name__ == "__main__":
    main()
