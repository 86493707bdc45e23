#include "apps/prepare/custom_options.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/console/people_report.h"
#include "apps/options/detections.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "apps/usage_error.h"
#include "pose/detections/read_detections.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

OptionTable custom_table(PrepareCustomOptions& options, std::string& folder) {
  OptionGroup files{"Files"};
  files.add("-i/--input", &folder, "PATH", "one more input; a folder of npz files stands for them")
      .default_text = "none";
  files
      .add("-o/--output", &options.output, "NAME",
           "writes data_2d_custom_NAME.npz in this folder, for run -d custom -k NAME; a path is "
           "taken as it is")
      .default_text = "none";
  OptionGroup people{"Which person"};
  people.add_ours("--person", &options.person, "N|main|best|all",
                  "best: the surest person of each frame; main: the one who is seen most and best, "
                  "followed through the frames; N: the N-th of those, 2 is the next; all: every "
                  "one of them a subject");
  people.add_ours("--fps", Rate{&options.fps}, "F", "frames a second, to follow people by")
      .default_text = "the file's, else 25";
  OptionGroup other{"Other"};
  other.add_help(&options.help);
  return {files, people, detection_group(options.reading), other};
}

void check(const PrepareCustomOptions& options) {
  if (options.inputs.empty())
    throw UsageError("expected a file or a folder of detections, found none");
  if (options.output.empty()) throw UsageError("-o/--output: found nothing, expected a name");
  if (!is_person_choice(options.person))
    throw UsageError(
        fmt::format("--person: found '{}', expected best, all or a number from 1", options.person));
  if (!std::isnan(options.fps) && !(options.fps > 0 && options.fps <= 1000))
    throw UsageError(fmt::format("--fps: found {}, expected above 0 to 1000", options.fps));
}

}  // namespace

std::string PrepareCustomOptions::output_path() const {
  if (output.find('/') != std::string::npos || output.ends_with(".npz"))
    return output.ends_with(".npz") ? output : output + ".npz";
  return fmt::format("data_2d_custom_{}.npz", output);
}

PrepareCustomOptions parse_prepare_custom_options(std::span<const std::string> arguments) {
  PrepareCustomOptions options;
  std::string folder;
  parse_options(custom_table(options, folder), arguments, &options.inputs);
  if (options.help) return options;
  if (!folder.empty()) options.inputs.push_back(folder);
  check(options);
  if (options.fps > 0) options.reading.fps = options.fps;
  return options;
}

CommandHelp prepare_custom_help() {
  PrepareCustomOptions defaults;
  std::string folder;
  return {.usage = {"posegrad prepare custom INPUT... -o NAME [OPTION...]"},
          .about = wrapped(
              fmt::format("Makes a data set for posegrad run -d custom out of 2D detections. "
                          "Frames without the person are interpolated. What an input is, is "
                          "seen from its content: {}.",
                          fmt::join(pose::detection_formats(), "; ")),
              0),
          .groups = described(custom_table(defaults, folder))};
}

}  // namespace posegrad::apps
