#!/usr/bin/env python3
"""How the cost of a training step grows with frames, batch, channels and threads: measured by `posegrad bench`, beside the cost model.

  bench/scaling.py [--program build/release/posegrad] [--out docs/images/scaling.svg] [--json FILE]

The model: the operations of the convolutions at the machine's own rate of matrix products (measured in the same run), and the
passes over activations and weights that are not products at the rate that `posegrad bench ops` shows for them.
"""
import argparse
import json
import math
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PRODUCTS = {"conv1d", "conv1d_grad_x", "conv1d_grad_w"}
WIDTH, HEIGHT, MARGIN = 420, 300, 56


def bench(program, *words):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        result = subprocess.run([program, "bench", *map(str, words), "--json", file.name], capture_output=True, text=True, check=False)
        if result.returncode != 0:
            sys.exit(f"posegrad bench: {result.stderr.strip()}")
        return json.load(open(file.name, encoding="utf-8"))


def milliseconds_per_sample(program, arc, channels, batch, threads):
    figures = bench(program, "train", "--arc", arc, "--channels", channels, "--batch", batch, "--threads", threads, "--repeats", 3)
    row = figures["results"][0]
    gflop = row["gflops_per_second"] * row["seconds"] / batch
    return {"arc": arc, "channels": channels, "batch": batch, "threads": threads, "ms": 1000 * row["seconds"] / batch,
            "model_ms": 1000 * gflop / figures["sgemm_gflops_per_second"]}


def frames_of(arc):
    product = 1
    for width in arc.split(","):
        product *= int(width)
    return product


def thread_model(program, arc, channels, batch, most):
    """Milliseconds a sample for more threads than there are cores: products scale, passes over memory do or do not."""
    profile = bench(program, "ops", "--arc", arc, "--channels", channels, "--batch", batch, "--frames", 16, "--threads", most)
    ops = profile["results"][0]["train"]
    products = sum(op["seconds"] for op in ops["ops"] if op["op"] in PRODUCTS)
    passes = ops["seconds"] - products
    per_sample = 1000 / batch
    counts = [1, 2, 4, 8, 16, 32]
    return {"threads": counts,
            "all scales": [(products + passes) * most / n * per_sample for n in counts],
            "memory does not": [(products * most / n + passes * most / min(n, most)) * per_sample for n in counts]}


class Panel:
    """A chart with logarithmic axes, as SVG."""

    def __init__(self, number, title, x_label):
        self.left, self.top = MARGIN + number % 2 * (WIDTH + MARGIN), 40 + number // 2 * (HEIGHT + 80)
        self.title, self.x_label, self.series = title, x_label, []

    def add(self, name, xs, ys, color, dashed=False):
        self.series.append((name, xs, ys, color, dashed))

    def svg(self):
        xs = sorted({x for s in self.series for x in s[1]})
        ys = [y for s in self.series for y in s[2]]
        low, high = 10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys)))
        at_x = lambda x: self.left + 12 + (WIDTH - 24) * math.log(x / xs[0]) / max(math.log(xs[-1] / xs[0]), 1e-9)
        at_y = lambda y: self.top + HEIGHT - HEIGHT * math.log(y / low) / math.log(high / low)
        parts = [f'<text x="{self.left}" y="{self.top - 12}" class="title">{self.title}</text>']
        for x in xs:
            parts.append(f'<line x1="{at_x(x):.1f}" x2="{at_x(x):.1f}" y1="{self.top}" y2="{self.top + HEIGHT}" class="grid"/>'
                         f'<text x="{at_x(x):.1f}" y="{self.top + HEIGHT + 16}" text-anchor="middle">{x}</text>')
        y = low
        while y <= high * 1.01:
            parts.append(f'<line x1="{self.left}" x2="{self.left + WIDTH}" y1="{at_y(y):.1f}" y2="{at_y(y):.1f}" class="grid"/>'
                         f'<text x="{self.left - 6}" y="{at_y(y) + 4:.1f}" text-anchor="end">{y:g}</text>')
            y *= 10
        parts.append(f'<text x="{self.left + WIDTH / 2}" y="{self.top + HEIGHT + 34}" text-anchor="middle">{self.x_label}</text>')
        for i, (name, sx, sy, color, dashed) in enumerate(self.series):
            points = " ".join(f"{at_x(a):.1f},{at_y(b):.1f}" for a, b in zip(sx, sy))
            dash = ' stroke-dasharray="5 4"' if dashed else ""
            parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"{dash}/>')
            if not dashed:
                parts += [f'<circle cx="{at_x(a):.1f}" cy="{at_y(b):.1f}" r="3.5" fill="{color}"/>' for a, b in zip(sx, sy)]
            # Where the curves are not.
            falls = self.series[0][2][0] > self.series[0][2][-1]
            place = f'x="{self.left + WIDTH - 12}" text-anchor="end"' if falls else f'x="{self.left + 20}"'
            parts.append(f'<text {place} y="{self.top + 18 + 16 * i}" style="fill:{color}">{"- - " if dashed else "● "}{name}</text>')
        return "\n".join(parts)


def draw(panels):
    width, height = 2 * (WIDTH + MARGIN) + 20, 2 * (HEIGHT + 80) + 20
    style = ("text{font:12px sans-serif;fill:#333}.title{font-weight:bold;font-size:14px}.grid{stroke:#ddd}"
             "rect{fill:#fff}")
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><style>{style}</style>'
            f'<rect width="{width}" height="{height}"/>\n' + "\n".join(p.svg() for p in panels) + "\n</svg>\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.join(os.path.dirname(HERE), "build/release/posegrad"))
    parser.add_argument("--out", default=os.path.join(os.path.dirname(HERE), "docs/images/scaling.svg"))
    parser.add_argument("--json", metavar="FILE")
    args = parser.parse_args()
    cores = os.cpu_count()
    measure = lambda arc="3,3,3", channels=1024, batch=256, threads=cores: milliseconds_per_sample(args.program, arc, channels, batch, threads)
    figures = {"frames": [measure(arc=arc, batch=128) for arc in ("3,3", "3,3,3", "3,3,3,3", "3,3,3,3,3")],
               "batch": [measure(batch=batch) for batch in (16, 64, 256, 1024)],
               "channels": [measure(channels=channels) for channels in (128, 256, 512, 1024, 2048)],
               "threads": [measure(threads=threads) for threads in range(1, cores + 1)],
               "thread_model": thread_model(args.program, "3,3,3", 1024, 256, cores)}
    panels = []
    for number, (key, title, label, x_of) in enumerate([
            ("frames", "Receptive field (batch 128, 1024 channels)", "frames", lambda r: frames_of(r["arc"])),
            ("batch", "Batch (27 frames, 1024 channels)", "samples", lambda r: r["batch"]),
            ("channels", "Channels (27 frames, batch 256)", "channels", lambda r: r["channels"]),
            ("threads", "Threads (27 frames, batch 256, 1024 channels)", "threads", lambda r: r["threads"])]):
        panel, rows = Panel(number, title, label), figures[key]
        xs = [x_of(r) for r in rows]
        panel.add("measured, ms a sample", xs, [r["ms"] for r in rows], "#0072b2")
        if key == "threads":
            model = figures["thread_model"]
            panel.add("model: everything scales", model["threads"], model["all scales"], "#009e73", True)
            panel.add("model: memory does not", model["threads"], model["memory does not"], "#d55e00", True)
        else:
            panel.add("matrix products alone at sgemm's rate", xs, [r["model_ms"] for r in rows], "#999999", True)
        panels.append(panel)
    with open(args.out, "w", encoding="utf-8") as file:
        file.write(draw(panels))
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump(figures, file, indent=1)
    print(f"Wrote {args.out}")


if __name__ == "__main__":
    main()
