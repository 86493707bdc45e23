"""What is measured on a GPU, row by row. A cell is {"values": [FIGURES of a round, ...]}, or {"failed": LINE}."""
import json
import os
import statistics
import tempfile

from gpu_programs import Failed

STEPS = 20  # timed at once: as many as `posegrad bench` takes on a GPU
TOGETHER = 16  # sequences that PyTorch evaluates at once, in one of its two ways
HUMAN36M_CHUNKS = 3_120_000  # 1.56 million frames, each with its mirrored copy
EPOCHS = 80


class Rows:
    """Measures; `args` are the options of the comparison, `row` says arc, precision and whether PyTorch compiles."""

    def __init__(self, args, posegrad, pytorch, clock):
        self.args, self.posegrad, self.pytorch, self.clock = args, posegrad, pytorch, clock
        self.compiling_hung = False

    def rounds(self, cells):
        """Asks everyone in turn; who fails is not asked again. `cells`: a function each, that returns figures."""
        found = {name: {"values": []} for name in cells}
        for n in range(self.args.repeats):
            if n > 0 and self.clock.is_used_up():
                break
            for name, ask in cells.items():
                if "failed" not in found[name]:
                    found[name] = self.one_more(found[name], ask)
        return found

    def once(self, cells):
        return {name: self.one_more({"values": []}, ask) for name, ask in cells.items()}

    def one_more(self, cell, ask):
        try:
            return {"values": [*cell["values"], ask()]}
        except Failed as failure:
            return {"failed": str(failure), "out_of_time": failure.out_of_time}

    def model_words(self, arc):
        return ["--arc", arc, "--channels", str(self.args.channels), "--threads", str(self.args.threads)]

    def ours(self, work, row, *words):
        return self.posegrad.bench([work, *self.model_words(row.arc), "--device", "cuda", "--precision", row.precision,
                                    "--repeats", str(self.args.steps), *words])

    def theirs(self, work, row, *words, seconds=180):
        return self.pytorch.ask([work, *self.model_words(row.arc), "--device", self.args.torch_device,
                                 "--precision", row.precision, "--repeats", str(self.args.steps), *words], seconds)

    def train(self, row):
        """Seconds of a step: posegrad, which gathers its batches on the GPU, and PyTorch in three ways."""
        batch = ["--batch", str(self.args.batch)]
        steps = [*batch, "--steps", str(STEPS)]
        cells = {"posegrad": lambda: self.ours("train", row, *batch),
                 "eager": lambda: self.theirs("train", row, *steps),
                 "original": lambda: self.theirs("train", row, *steps, "--feed", "original")}
        if row.compiles:
            cells["compiled"] = lambda: self.compiled(row, steps)
        found = self.rounds(cells)
        self.pytorch.forget()
        return found

    def compiled(self, row, steps):
        if self.compiling_hung:
            raise Failed("not tried again after it did not end")
        try:
            return self.theirs("train", row, *steps, "--compile", seconds=self.args.compile_seconds)
        except Failed as failure:
            self.compiling_hung = str(failure).startswith("no answer within")
            raise

    def evaluate(self, row):
        """Frames a second of the network with mirroring; a fifth of the sequences if posegrad fails with all at once."""
        sequences = self.args.sequences
        found = self.evaluate_at_once(row, sequences)
        if "failed" in found["posegrad"] and not found["posegrad"]["out_of_time"] and sequences >= 5:
            why = found["posegrad"]["failed"]
            found = {**self.evaluate_at_once(row, sequences // 5), "failed_with_all": why}
        return found

    def evaluate_at_once(self, row, sequences):
        work = ["--frames", str(self.args.frames), "--sequences", str(sequences)]
        together = [*work, "--together", str(min(TOGETHER, sequences))]
        found = self.rounds({"posegrad": lambda: self.ours("eval", row, *work),
                             "one by one": lambda: self.theirs("eval", row, *work),
                             "together": lambda: self.theirs("eval", row, *together)})
        self.pytorch.forget()
        return {**found, "sequences": sequences}

    def epoch(self, folder, row):
        """A whole run of two epochs with evaluation; PyTorch by some steps of an epoch and some sequences."""
        steps = ["--steps", str(self.args.epoch_steps), "--test-sequences", str(self.args.test_sequences)]
        words = ["epoch", folder, *self.model_words(row.arc), "--batch", str(self.args.batch),
                 "--device", self.args.torch_device, "--precision", row.precision, *steps]
        found = self.once({"posegrad": lambda: self.run(folder, row), "original": lambda: self.pytorch.ask(words, 400)})
        self.pytorch.forget()
        return found

    def profile(self, row):
        """Where the time of a step and of an evaluation goes."""
        work = ["--batch", str(self.args.batch), "--frames", str(self.args.frames),
                "--sequences", str(min(10, self.args.sequences))]
        return self.once({"posegrad": lambda: self.ours("ops", row, *work)})

    def run(self, folder, row):
        """Seconds of the second epoch's steps, of the evaluation after it, and of the one in the end."""
        with tempfile.TemporaryDirectory() as out:
            log = os.path.join(out, "log.json")
            words = ["run", "--data", folder, "-k", "gt", "-arc", row.arc, "-ch", str(self.args.channels), "-e", "2",
                     "-b", str(self.args.batch), "-c", out, "--device", "cuda", "--precision", row.precision,
                     "--log", log, "--threads", str(self.args.threads)]
            lines, seconds = self.posegrad.run(words, 900)
            with open(log, encoding="utf-8") as file:
                events = [json.loads(line) for line in file]
        return {**epoch_figures(events, lines, self.args.batch), "program_seconds": seconds}


def epoch_figures(events, lines, batch):
    """From the log of a run of two epochs, and its output with times."""
    steps = [event for event in events if event["event"] == "step" and event["epoch"] == 2]
    chunks = 2 * int(word_after(lines, "INFO: Training on"))
    sizes = [batch] * (len(steps) - 1) + [chunks - batch * (len(steps) - 1)]
    first, second = (event["seconds"] for event in events if event["event"] == "epoch")
    training = sum(size / step["samples_per_second"] for size, step in zip(sizes, steps))
    evaluating = next(when for when, line in lines if line == "Evaluating...")
    evaluated = next(when for when, line in lines if line.startswith("Protocol #1   (MPJPE) action-wise"))
    return {"chunks": chunks, "steps": len(steps), "first_epoch_seconds": first, "training_seconds": training,
            "epoch_seconds": second, "evaluation_seconds": second - training,
            "final_evaluation_seconds": evaluated - evaluating,
            "test_frames": int(word_after(lines, "INFO: Testing on"))}


def word_after(lines, start):
    return next(line[len(start):].split()[0] for _, line in lines if line.startswith(start))


def middle(cell, key):
    """The median over rounds of a figure (a name, or a function of the round's figures); None where there is none."""
    of = key if callable(key) else lambda value: value.get(key)
    values = [of(value) for value in cell.get("values", [])]
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def ratio(above, below, key):
    """The median over rounds of how many times the figure of the first is the second's."""
    pairs = list(zip(above.get("values", []), below.get("values", [])))
    return statistics.median(a[key] / b[key] for a, b in pairs) if pairs else None
