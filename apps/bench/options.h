#pragma once
#include <span>
#include <string>

#include "apps/bench/workloads.h"
#include "apps/options/machine.h"

namespace posegrad::apps {

/// What `posegrad bench` can be told.
struct BenchOptions {
  std::string kind;              // train, eval, ops, detect or mpi; empty: the first three
  std::string detector_weights;  // file; empty: the one that is found
  Workload work;
  MachineOptions machine;
  std::string json;  // empty: none
  bool help = false;
};

/// The options of `posegrad bench ARGUMENTS`, checked. Throws UsageError.
BenchOptions parse_bench_options(std::span<const std::string> arguments);

}  // namespace posegrad::apps
