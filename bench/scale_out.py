#!/usr/bin/env python3
"""What training on many machines will take, from what one machine takes and a model of what travels.

  sent     each rank sends and receives 2 G (R - 1) / R bytes of gradients a step (G: of all parameters), and for each batch
           norm 2 x 40 bytes a channel: rows, mean and squares forward, two sums backward, in double
  hidden   gradients travel while the rest of the backward pass, two thirds of a step, is computed; statistics are waited for
  compute  a rank's part of a batch takes its share of the time of a whole one. Small parts fill matrix products less: not counted.

Usage: bench/scale_out.py --json FILE (of `posegrad bench mpi --json`) [--step SECONDS] [--latency SECONDS]
  --step      of one rank for the whole batch (default: what FILE says, times its ranks); --latency: of one message (default: 30e-6)
"""
import argparse
import json
import math


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", required=True)
    parser.add_argument("--step", type=float)
    parser.add_argument("--latency", type=float, default=30e-6)
    line = parser.parse_args()
    with open(line.json, encoding="utf-8") as file:
        row = json.load(file)["results"][0]
    step = line.step or row["step_seconds_alone"] * row["ranks"]
    channels, widths = row["channels"], row["arc"].split(",")
    norms = 2 * len(widths) - 1
    print(f"{row['batch']} frames a step, {channels} channels, widths {row['arc']}: {step * 1000:.0f} ms on one machine, "
          f"{row['gradient_bytes'] / 1e6:.0f} MB of gradients")
    print(f"{'machines':>8} {'Gbit/s':>7} {'compute':>9} {'gradients':>10} {'statistics':>11} {'step':>9} {'speed-up':>9} {'efficiency':>11}")
    for machines in (2, 8, 32, 128):
        for gigabits in (1, 10, 100):
            rate = gigabits * 1e9 / 8
            compute = step / machines
            share = 2 * (machines - 1) / machines
            gradients = share * row["gradient_bytes"] / rate
            messages = 2 * math.ceil(math.log2(machines))
            statistics = norms * (share * 40 * channels / rate + 2 * messages * line.latency)
            took = compute + max(0.0, gradients - compute * 2 / 3) + statistics
            print(f"{machines:8} {gigabits:7} {compute * 1000:6.1f} ms {gradients * 1000:7.1f} ms {statistics * 1000:8.1f} ms "
                  f"{took * 1000:6.1f} ms {step / took:9.1f} {100 * step / took / machines:9.0f} %")


if __name__ == "__main__":
    main()
