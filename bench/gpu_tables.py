"""Rows of gpu_rows.py as Markdown."""
from gpu_rows import EPOCHS, HUMAN36M_CHUNKS, TOGETHER, middle, ratio

NONE = "–"

TRAIN_HEADER = ("row", "posegrad, ms a step", "its products alone, ms", "its other kernels' bytes, ms",
                "share of these limits", "PyTorch eager, resident, ms", "ratio", "compiled, ms", "ratio",
                "fed by NumPy, ms", "ratio", "GPU MB", "PyTorch eager, MB")
EVAL_HEADER = ("row", "sequences", "posegrad, frames/s", "s for 500,000", "share of the limits",
               "PyTorch one by one, frames/s", "ratio", f"{TOGETHER} at once, frames/s", "ratio", "GPU MB")
EPOCH_HEADER = ("row", "frames, mirrored too", "posegrad, s an epoch", "its evaluation, s",
                "PyTorch fed by NumPy, s an epoch", "its evaluation, s", "ratio",
                f"{EPOCHS} epochs of {HUMAN36M_CHUNKS:,}: posegrad, min", "with evaluation",
                "PyTorch, min", "with evaluation", "final evaluation, s")


def first_round(cell, key):
    """Later rounds of PyTorch have what other ways keep as well, all in one process."""
    return middle({"values": cell.get("values", [])[:1]}, key)


def line_of(cells):
    return "| " + " | ".join(cells) + " |"


def header(names):
    return line_of(names) + "\n|" + "---|" * len(names)


def number(value, digits):
    return NONE if value is None else f"{value:.{digits}f}"


def times(value):
    return NONE if value is None else f"**{value:.2f}**"


def shown(cell, key, digits, scale=1):
    """The median of a figure, or why there is none."""
    if cell is None:
        return NONE
    if "failed" in cell:
        return "failed: " + cell["failed"].replace("|", "/")
    value = middle(cell, key)
    return number(None if value is None else scale * value, digits)


def of_result(*keys):
    """The function that finds a figure of posegrad's result, however deep."""
    def find(figures):
        value = figures["result"]
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value
    return find


def seconds_of_result(cell):
    """As PyTorch's answers have it."""
    return {**cell, "values": [figures["result"] for figures in cell.get("values", [])]}


def limit(cell, name):
    """In ms."""
    value = middle(cell, of_result("limit", name))
    return number(None if value is None else 1000 * value, 2)


def share(cell):
    value = middle(cell, of_result("share_of_limit"))
    return NONE if value is None else f"{100 * value:.0f} %"


def train_row(name, found):
    ours, results = found["posegrad"], seconds_of_result(found["posegrad"])
    cells = [name, shown(results, "seconds", 2, 1000), limit(ours, "product_seconds"), limit(ours, "memory_seconds"),
             share(ours)]
    for way in ("eager", "compiled", "original"):
        theirs = found.get(way)
        cells += [shown(theirs, "seconds", 2, 1000), times(theirs and ratio(theirs, results, "seconds"))]
    return line_of([*cells, number(middle(results, "peak_gpu_megabytes"), 0),
                    number(first_round(found["eager"], "peak_gpu_megabytes"), 0)])


def eval_row(name, found):
    ours, results = found["posegrad"], seconds_of_result(found["posegrad"])
    speed = middle(results, "frames_per_second")
    cells = [name, str(found["sequences"]), shown(results, "frames_per_second", 0),
             number(speed and 500_000 / speed, 3), share(ours)]
    for way in ("one by one", "together"):
        cells += [shown(found[way], "frames_per_second", 0), times(ratio(results, found[way], "frames_per_second"))]
    return line_of([*cells, number(middle(results, "peak_gpu_megabytes"), 0)])


def epoch_summary(found):
    """Seconds of an epoch and of the evaluation after it; minutes of all epochs on Human3.6M without and with it."""
    summary = {}
    for name, figures in (("posegrad", only(found["posegrad"])), ("pytorch", pytorch_epoch(only(found["original"])))):
        if figures:
            scale = EPOCHS * HUMAN36M_CHUNKS / figures["chunks"] / 60
            training, evaluation = figures["training_seconds"], figures["evaluation_seconds"]
            summary[name] = {"chunks": figures["chunks"], "training_seconds": training,
                             "evaluation_seconds": evaluation, "minutes": scale * training,
                             "minutes_with_evaluation": scale * (training + evaluation)}
    return summary


def only(cell):
    return next(iter(cell.get("values", [])), None)


def pytorch_epoch(figures):
    """Extrapolated from some steps and some sequences."""
    return figures and {
        "chunks": figures["training_frames"],
        "training_seconds": figures["steps_per_epoch"] * figures["seconds_per_step"],
        "evaluation_seconds": figures["evaluated_frames"] / figures["evaluation_frames_per_second"]}


def epoch_row(name, found):
    summary = epoch_summary(found)
    ours, theirs, run = summary.get("posegrad", {}), summary.get("pytorch", {}), only(found["posegrad"]) or {}
    why = lambda cell, value: shown(cell, "", 0) if "failed" in cell else number(value, 2)
    both = ours and theirs and theirs["training_seconds"] / ours["training_seconds"] * ours["chunks"] / theirs["chunks"]
    minutes = [number(program.get(key), 1) for program in (ours, theirs)
               for key in ("minutes", "minutes_with_evaluation")]
    return line_of([name, str(ours.get("chunks", NONE)), why(found["posegrad"], ours.get("training_seconds")),
                    number(ours.get("evaluation_seconds"), 2), why(found["original"], theirs.get("training_seconds")),
                    number(theirs.get("evaluation_seconds"), 2), times(both or None), *minutes,
                    number(run.get("final_evaluation_seconds"), 2)])


def profile_tables(name, found):
    """One table each for the training step and the evaluation."""
    if "failed" in found["posegrad"]:
        return f"{name}: " + shown(found["posegrad"], "", 0)
    result, tables = only(found["posegrad"])["result"], []
    for work in ("train", "eval"):
        profile = result[work]
        tables.append(f"{name}, {work}: {1000 * profile['seconds']:.2f} ms, kernels one at a time\n\n"
                      + header(("op", "calls", "ms", "share", "GFLOP/s", "GB/s")))
        tables += [op_row(op, profile["seconds"]) for op in profile["ops"]]
        tables.append("")
    return "\n".join(tables)


def op_row(op, seconds):
    return line_of([op["op"], str(op["calls"]), f"{1000 * op['seconds']:.3f}", f"{100 * op['seconds'] / seconds:.1f} %",
                    number(op.get("gflops_per_second"), 0), number(op.get("gigabytes_per_second"), 0)])


def rates(cells):
    """The median rates of products and copies that posegrad's runs measured, in words; empty where there are none."""
    runs = {"values": [figures for cell in cells for figures in cell.get("values", [])]}
    products, copies = middle(runs, "sgemm_gflops_per_second"), middle(runs, "copy_gigabytes_per_second")
    said = [] if products is None else [f"{products / 1000:.1f} TFLOP/s of products"]
    return ", ".join(said + ([] if copies is None else [f"{copies:.0f} GB/s of copies"]))
