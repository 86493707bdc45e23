#include "apps/convert/convert.h"

#include <fmt/format.h>

#include "apps/console/console.h"
#include "apps/convert/options.h"
#include "apps/files/output_files.h"
#include "pose/training/convert.h"

namespace posegrad::apps {

int convert(std::span<const std::string> arguments) {
  const ConvertOptions options = parse_convert_options(arguments);
  if (options.help) {
    console::print(convert_help());
    return 0;
  }
  const NamedFile output{"-o/--output", options.output}, input{"CHECKPOINT", options.input};
  check_output_files({&output, 1}, {&input, 1});
  const pose::WeightsFile written = pose::convert_weights(
      options.input, options.output, options.half ? pose::WeightType::f16 : pose::WeightType::f32);
  for (const std::string& note : written.notes) console::print("Note: " + note);
  console::print(fmt::format("Wrote {}: {} parameters{}, {} bytes\nSHA-256 {}", options.output,
                             written.parameters, options.half ? " in half precision" : "",
                             written.bytes, written.sha256));
  return 0;
}

}  // namespace posegrad::apps
