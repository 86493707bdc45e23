#include "apps/inspect/inspect.h"

#include "apps/console/console.h"
#include "apps/files/output_files.h"
#include "apps/inspect/options.h"

namespace posegrad::apps {

int inspect(std::span<const std::string> arguments) {
  const InspectCommand command = parse_inspect_options(arguments);
  if (command.help) {
    console::print(inspect_help());
    return 0;
  }
  const NamedFile output{"-o/--output", command.options.picture};
  const NamedFile inputs[]{{"FILE", command.file}, {"--video", command.options.video}};
  check_output_files({&output, 1}, inputs);
  const pose::inspection::Report report = pose::inspect_file(command.file, command.options);
  using Json = pose::inspection::Json;
  // Paths may be in any encoding.
  console::print(command.json
                     ? report_json(report).dump(1, ' ', false, Json::error_handler_t::replace)
                     : report_text(report));
  return report.refused.empty() ? 0 : 1;
}

}  // namespace posegrad::apps
