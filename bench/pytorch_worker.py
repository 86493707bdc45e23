#!/usr/bin/env python3
"""PyTorch, started once: reads requests from standard input and answers each with a line of JSON.

A request is a list of words as JSON: the options of pytorch_model.py, or "epoch" and those of pytorch_epoch.py, or
"about", or "forget", which gives the memory of what was measured back. What does not work is answered with
{"failed": LINE}. Models live on between requests, so that compiling them and choosing cuDNN's algorithms is paid once.
"""
import gc
import json
import os
import sys

import torch

import pytorch_epoch
import pytorch_model


def about(_):
    found = {"torch": torch.__version__, "cuda": torch.version.cuda, "cudnn": torch.backends.cudnn.version()}
    if torch.cuda.is_available():
        memory = torch.cuda.get_device_properties(0).total_memory
        found.update(gpu=torch.cuda.get_device_name(), gpu_gigabytes=round(memory / 2**30, 1))
    return found


class Prepared:
    """Models by what they were made for."""

    def __init__(self):
        self.works = {}

    def forget(self, _):
        self.works.clear()
        gc.collect()
        if "torch._dynamo" in sys.modules:
            torch._dynamo.reset()  # it compiles a function for a few models only, then stops without a word
        if torch.cuda.is_initialized():
            torch.cuda.empty_cache()
        return {}

    def measure(self, words):
        args = pytorch_model.parse(words)
        key = (args.work, args.arc, args.channels, args.batch, args.stride, args.frames, args.precision, args.compile)
        if key not in self.works:
            self.works[key] = pytorch_model.make(args)
        return with_peak(args, self.works[key].measure)


def measure_epoch(words):
    return with_peak(pytorch_epoch.parse(words[1:]), pytorch_epoch.measure)


def with_peak(args, work):
    torch.set_num_threads(args.threads)
    if args.device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    result = work(args)
    result.update(pytorch_model.peak_fields(args.device))
    return result


def one_line(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {' '.join(lines[:2])}"[:240]


def main():
    # What libraries print must not come between answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    prepared = Prepared()
    kinds = {"about": about, "forget": prepared.forget, "epoch": measure_epoch}
    for line in sys.stdin:
        words = json.loads(line)
        try:
            answer = kinds.get(words[0], prepared.measure)(words)
        except (Exception, SystemExit) as error:  # SystemExit: argparse
            answer = {"failed": one_line(error)}
        if "failed" in answer:
            prepared.works.clear()
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
