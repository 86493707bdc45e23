#include "apps/convert/options.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "pose/training/convert.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

OptionTable convert_table(ConvertOptions& o) {
  OptionGroup output{"Output"};
  output
      .add("-o/--output", &o.output, "OUT",
           fmt::format("the file to make; its ending says the format: {} ({} is the format of that "
                       "name, the others are PyTorch's)",
                       fmt::join(pose::weights_endings(), ", "), pose::weights_endings().back()))
      .default_text = "none";
  output.add_flag("--half", {&o.half},
                  "weights of convolutions as float16, half the size; norms and biases, a "
                  "hundredth of the numbers, stay float32");
  output.add_flag("-h/--help", {&o.help, true, true}, "print this and exit");
  return {output};
}

}  // namespace

ConvertOptions parse_convert_options(std::span<const std::string> arguments) {
  ConvertOptions options;
  std::vector<std::string> operands;
  parse_options(convert_table(options), arguments, &operands);
  if (options.help) return options;
  if (operands.size() != 1)
    throw UsageError(
        fmt::format("expected one checkpoint, found {}",
                    operands.empty() ? "none" : fmt::format("{}", fmt::join(operands, ", "))));
  options.input = operands.front();
  if (options.output.empty())
    throw UsageError("-o/--output: found none, expected a file to make, such as model.bin");
  if (!pose::has_weights_ending(options.output))
    throw UsageError(fmt::format("-o/--output: found {}, expected a file that ends in {}",
                                 options.output, fmt::join(pose::weights_endings(), ", ")));
  return options;
}

std::string convert_help() {
  ConvertOptions defaults;
  return "Usage: posegrad convert CHECKPOINT -o OUT [OPTION...]\n\n" +
         wrapped(
             "Keeps of a checkpoint (of posegrad, VideoPose3D or MMPose, of PyTorch in any of its "
             "formats, or safetensors) what poses are made with: the models, their epoch and what "
             "is known about their input; not the optimizer, random states and the run. The same "
             "input gives the same bytes.",
             0) +
         options_help(convert_table(defaults));
}

}  // namespace posegrad::apps
