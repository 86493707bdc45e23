"""The part of compare_pytorch.py that needs an NVIDIA GPU: a training step, the evaluation of long sequences, an epoch
on a set of Human3.6M's size, and where the time goes, in every precision.

Programs take turns, --repeats times; cells hold medians. posegrad gathers its batches on the GPU from a set that lies
there, and reads every loss. PyTorch is fed in two ways: "resident", with one batch that already lies on the GPU, whose
loss nobody reads; and "fed by NumPy", as the original does it: batches assembled on the host, copied, every loss read.
"Products alone" and "bytes" are what posegrad's step would take at the rates of products and of copies that the same
run measures. An epoch of PyTorch is extrapolated from some of its steps, its evaluation from some sequences.
"""
import collections
import json
import os
import tempfile

import gpu_tables
from gpu_programs import Clock, Failed, Posegrad, PyTorch
from gpu_rows import Rows

PARTS = ("train", "profile", "eval", "epoch")
PRECISIONS = ("tf32", "bf16", "fp32")
ARCS = {243: "3,3,3,3,3", 81: "3,3,3,3", 27: "3,3,3"}
LONGEST = 243
QUICK = {"repeats": 1, "compile_seconds": 100, "take_frames": 812, "epoch_steps": 40, "test_sequences": 32}
FULL = {"repeats": 3, "compile_seconds": 240, "take_frames": 3250, "epoch_steps": 100, "test_sequences": 192}


def names_of(known):
    def parse(text):
        names = text.split(",")
        if not set(names) <= set(known):
            raise ValueError
        return names
    parse.__name__ = "list of " + ",".join(known)  # what argparse calls it
    return parse


def add_options(parser):
    group = parser.add_argument_group("with --device cuda")
    group.add_argument("--torch-device", choices=["cpu", "cuda"], default="cuda",
                       help="for PyTorch alone; cpu: to try this script out (default: cuda)")
    group.add_argument("--precisions", type=names_of(PRECISIONS), default=list(PRECISIONS), metavar="P,...",
                       help="of " + ",".join(PRECISIONS))
    group.add_argument("--parts", type=names_of(PARTS), default=list(PARTS), metavar="PART,...",
                       help="of " + ",".join(PARTS))
    group.add_argument("--batch", type=int, default=1024, help="output frames of a step")
    group.add_argument("--frames", type=int, default=2000, help="of a sequence that is evaluated")
    group.add_argument("--sequences", type=int, default=250, help="that are evaluated")
    group.add_argument("--take-frames", type=int,
                       help="of the synthetic set that is made where --data holds none: 3250 make Human3.6M's 1.56 "
                            "million (default: 3250, with --quick 812); what an epoch takes is scaled to that")
    group.add_argument("--quick", action="store_true",
                       help="one round, a quarter of the set, torch.compile and fp32 not everywhere")
    group.add_argument("--time-limit", type=float, metavar="SECONDS",
                       help="start no row after that, and say which are left out")


def with_defaults(args):
    for name, value in (QUICK if args.quick else FULL).items():
        if getattr(args, name, None) is None:
            setattr(args, name, value)
    return args


def is_left_out(part, frames, precision, quick):
    if part == "train":
        return False
    return frames != LONGEST or precision == "fp32" and (part == "profile" or part == "epoch" and quick)


def wanted(args):
    """The rows, the most important ones of a part first."""
    rows = []
    for part in (part for part in PARTS if part in args.parts):
        for frames, arc in ARCS.items():
            for precision in (precision for precision in PRECISIONS if precision in args.precisions):
                name = f"{frames} frames, {precision}"
                if is_left_out(part, frames, precision, args.quick) or args.only and args.only not in f"{part} {name}":
                    continue
                compiles = not args.quick or frames == LONGEST and precision != "fp32"
                rows.append(Row(part, name, arc, precision, compiles))
    return rows


Row = collections.namedtuple("Row", "part name arc precision compiles")


class Report:
    """Prints each row when it is there, and keeps the JSON file complete."""

    HEADERS = {"train": gpu_tables.TRAIN_HEADER, "eval": gpu_tables.EVAL_HEADER, "epoch": gpu_tables.EPOCH_HEADER}
    ROWS = {"train": gpu_tables.train_row, "eval": gpu_tables.eval_row, "epoch": gpu_tables.epoch_row,
            "profile": gpu_tables.profile_tables}

    def __init__(self, path, machine):
        self.path, self.part = path, None
        self.figures = {"machine": machine, "rows": [], "left_out": []}
        self.say(" ".join(f"{key}: {value};" for key, value in machine.items()))

    def say(self, text):
        print(text, flush=True)
        if self.path:
            with open(self.path + ".part", "w", encoding="utf-8") as file:
                json.dump(self.figures, file, indent=1)
            os.replace(self.path + ".part", self.path)

    def add(self, row, found, seconds):
        if row.part != self.part:
            self.say(f"\n## {row.part}\n")
            if row.part in self.HEADERS:
                self.say(gpu_tables.header(self.HEADERS[row.part]))
        self.part = row.part
        figures = {"part": row.part, "name": row.name, "precision": row.precision, **found, "row_seconds": seconds}
        if row.part == "epoch":
            figures["summary"] = gpu_tables.epoch_summary(found)
        self.figures["rows"].append(figures)
        self.say(self.ROWS[row.part](row.name, found))

    def end(self, seconds):
        for row in self.figures["rows"]:
            if "failed_with_all" in row:
                self.say(f"\n{row['name']}: fewer sequences, as posegrad with all at once: {row['failed_with_all']}")
        for precision in PRECISIONS:
            rows = [row["posegrad"] for row in self.figures["rows"] if row["precision"] == precision]
            if rates := gpu_tables.rates(rows):
                self.say(f"\nRates measured in {precision}: {rates}")
        if self.figures["left_out"]:
            self.say("\nLeft out for the time limit: " + "; ".join(self.figures["left_out"]))
        self.figures["seconds"] = seconds
        self.say(f"\n{seconds:.0f} s")

    def posegrad_failed(self):
        cells = [row["posegrad"] for row in self.figures["rows"]]
        return any("failed" in cell and not cell["out_of_time"] for cell in cells)


def data_folder(args, posegrad, spare):
    """Where the set for the epochs is; made there if it is not."""
    folder = args.data or spare
    if not all(os.path.exists(os.path.join(folder, name)) for name in ("data_3d_h36m.npz", "data_2d_h36m_gt.npz")):
        posegrad.run(["synth", "--out", folder, "--frames", str(args.take_frames), "--takes", "2"], 600)
    return folder


def measure(rows, row, folder_of):
    if row.part == "epoch":
        try:
            folder = folder_of()
        except Failed as failure:
            cell = {"failed": f"making the set: {failure}", "out_of_time": failure.out_of_time}
            return {"posegrad": cell, "original": cell}
        return rows.epoch(folder, row)
    return {"train": rows.train, "eval": rows.evaluate, "profile": rows.profile}[row.part](row)


def compare(args):
    """Measures everything; the program's exit status."""
    args = with_defaults(args)
    clock = Clock(args.time_limit)
    posegrad, pytorch = Posegrad(args.program, clock), PyTorch(clock)
    rows = Rows(args, posegrad, pytorch, clock)
    try:
        machine = pytorch.ask(["about"], 60)
    except Failed as failure:
        machine = {"pytorch": f"failed: {failure}"}
    report = Report(args.json, machine)
    with tempfile.TemporaryDirectory() as spare:
        try:
            for row in wanted(args):
                if clock.is_used_up():
                    report.figures["left_out"].append(f"{row.part} {row.name}")
                    continue
                start = clock.seconds()
                found = measure(rows, row, lambda: data_folder(args, posegrad, spare))
                report.add(row, found, clock.seconds() - start)
        finally:
            pytorch.end()
            report.end(clock.seconds())
    return 1 if report.posegrad_failed() else 0

