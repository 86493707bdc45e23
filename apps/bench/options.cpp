#include "apps/bench/options.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/options/help.h"
#include "apps/options/nearest.h"
#include "apps/options/parser.h"
#include "apps/options/typed.h"
#include "apps/usage_error.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

const std::vector<std::string> kKinds{"train", "eval", "ops", "detect", "mpi"};
constexpr Index kMost = 1'000'000;

struct Numbers {
  Index repeats = 5;
  bool mirror = true, fast = true;
};

OptionTable bench_table(BenchOptions& o, Numbers& n) {
  OptionGroup model{"The model"};
  model.add("-arc/--arc", &o.work.widths, "A,B,...", "filter widths, odd");
  model.add("-ch/--channels", &o.work.channels, "N", "channels of the convolutions");
  OptionGroup work{"The work"};
  work.add("-b/--batch", &o.work.batch, "N", "training: output frames of a step");
  work.add("-s/--stride", &o.work.stride, "N", "training: output frames of a chunk");
  work.add("--frames", &o.work.frames, "N", "evaluation: frames of a sequence");
  work.add("--sequences", &o.work.sequences, "N", "evaluation: sequences together");
  work.add_flag("-no-tta/--no-mirror", {&n.mirror, false}, "evaluation without the mirrored copy");
  work.add_flag("--plain", {&n.fast, false},
                "without fused ops in training, folded norms and Winograd in evaluation");
  work.add("--detector-weights", &o.detector_weights, "FILE",
           "detect: MoveNet's weights, by posegrad convert")
      .default_text = "where scripts/detector_model.sh puts them";
  OptionGroup how{"How"};
  how.add("--repeats", &n.repeats, "N", "the median of so many counts");
  add_machine(how, o.machine);
  how.add("--json", &o.json, "FILE", "write the figures there too");
  how.add_help(&o.help);
  return {model, work, how};
}

void check(const BenchOptions& o) {
  if (!o.kind.empty() && std::ranges::find(kKinds, o.kind) == kKinds.end())
    throw UsageError(fmt::format("found '{}', expected one of {}{}", o.kind,
                                 fmt::join(kKinds, ", "), did_you_mean(o.kind, kKinds)));
  check_widths("-arc/--arc", o.work.widths, kMost);
  check_range("-ch/--channels", o.work.channels, 1, kMost);
  check_range("-b/--batch", o.work.batch, 1, kMost);
  check_range("-s/--stride", o.work.stride, 1, kMost);
  if (o.work.batch < o.work.stride)
    throw UsageError(fmt::format("-b/--batch: found {}, expected at least the {} frames of a chunk",
                                 o.work.batch, o.work.stride));
  check_range("--frames", o.work.frames, 1, kMost);
  check_range("--sequences", o.work.sequences, 1, kMost);
}

}  // namespace

BenchOptions parse_bench_options(std::span<const std::string> arguments) {
  BenchOptions options;
  Numbers numbers;
  std::vector<std::string> operands;
  parse_options(bench_table(options, numbers), arguments, &operands);
  if (options.help) return options;
  if (operands.size() > 1)
    throw UsageError(fmt::format("expected one of {}, found {}", fmt::join(kKinds, ", "),
                                 fmt::join(operands, " ")));
  if (!operands.empty()) options.kind = operands.front();
  options.work.mirror = numbers.mirror;
  options.work.fast = numbers.fast;
  if (numbers.repeats < 1 || numbers.repeats > 1000)
    throw UsageError(fmt::format("--repeats: found {}, expected 1 to 1000", numbers.repeats));
  options.work.repeats = static_cast<int>(numbers.repeats);
  check(options);
  return options;
}

CommandHelp bench_help() {
  BenchOptions defaults;
  Numbers numbers;
  return {.usage = {"posegrad bench [train|eval|ops|detect|mpi] [OPTION...]"},
          .about = wrapped(
              "Measures how fast this machine trains and evaluates the temporal model, beside "
              "its own rate of matrix products in the same run. eval counts a mirrored pair as "
              "one frame; its share may exceed 100 %, as Winograd's convolution does fewer "
              "operations than the definition that is counted. ops tells where the time of a "
              "training step and of an evaluation goes; detect, how long the networks that find "
              "people "
              "take for a picture; mpi, started by mpirun, what a training step costs on several "
              "processes: their messages, and how much of them the backward pass hides.",
              0),
          .groups = described(bench_table(defaults, numbers)),
          .operands = kKinds};
}

}  // namespace posegrad::apps
