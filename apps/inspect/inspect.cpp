#include "pose/inspect/inspect.h"

#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/files/named_files.h"
#include "apps/options/detections.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "apps/options/typed.h"
#include "apps/options/values.h"
#include "apps/usage_error.h"
#include "pose/render/draw_keypoints.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

/// What `posegrad inspect` can be told.
struct InspectCommand {
  std::string file;
  pose::InspectOptions options;
  bool json = false;
  bool help = false;
};

Typed frame_rate(std::optional<double>* fps) {
  const auto read = [fps](std::string_view option, std::string_view text) {
    *fps = std::nullopt;
    if (text.empty()) return;
    *fps = parse_number(option, text);
    if (!(**fps >= 0.01 && **fps <= 10000))
      throw UsageError(fmt::format("{}: found {}, expected 0.01 to 10000", option, text));
  };
  return {fps, read, [] { return std::string("none"); }};
}

OptionTable inspect_table(InspectCommand& o) {
  OptionGroup output{"Output"};
  output.add_flag("--json", {&o.json}, "print one JSON object and nothing else");
  output
      .add("-o/--output", &o.options.picture, "FILE.png",
           "draw the keypoints of one frame with the names of their joints")
      .default_text = "none";
  output
      .add("--frame", whole_number(&o.options.frame, 0), "N",
           "of the video, from 0: the one to draw")
      .default_text = "the middle one of those with people";
  output.add_help(&o.help);
  OptionGroup video{"The video of detections"};
  video
      .add("--video", &o.options.video, "CLIP",
           "its size, rate and turn, and its picture behind the keypoints")
      .default_text = "none";
  video.add("--fps", frame_rate(&o.options.reading.fps), "F", "its frames a second").default_text =
      "the video's";
  return {output, video, detection_group(o.options.reading)};
}

bool is_told(const pose::ReadOptions& r) {
  return !r.layout.empty() || r.size || !r.subject.empty() || !r.action.empty() || r.camera ||
         r.first_frame || r.turned || r.min_score || r.fps || r.units || r.zeros_are_joints ||
         r.detector_tracks;
}

void check_picture(const pose::InspectOptions& options) {
  if (options.picture.empty()) {
    if (options.frame) throw UsageError("--frame: it says which frame to draw; give -o FILE.png");
    return;
  }
  if (!options.picture.ends_with(".png"))
    throw UsageError(
        fmt::format("-o/--output: found {}, expected a file that ends in .png", options.picture));
  if (!pose::can_draw_keypoints())
    throw UsageError("-o/--output: this posegrad was built without Cairo and cannot draw");
}

InspectCommand parse_inspect_options(std::span<const std::string> arguments) {
  InspectCommand command;
  std::vector<std::string> operands;
  parse_options(inspect_table(command), arguments, &operands);
  if (command.help) return command;
  command.file = only_operand(operands, "one file or folder");
  pose::InspectOptions& options = command.options;
  options.reads_detections = is_told(options.reading);
  check_picture(options);
  return command;
}

}  // namespace

CommandHelp inspect_help() {
  InspectCommand defaults;
  return {
      .usage = {"posegrad inspect FILE [OPTION...]"},
      .about = wrapped(
          "Says what a file or folder is, by its content: the 2D keypoints of a detector "
          "(format, layout and how it was decided, frames, people, ids, scores, units, what "
          "jumps or is missing), a checkpoint, a data set or a video; and what is odd about it, "
          "with the option that helps. Exits with 1 when posegrad refuses the file, having said "
          "what was found until then.",
          0),
      .groups = described(inspect_table(defaults))};
}

int inspect(std::span<const std::string> arguments) {
  const InspectCommand command = parse_inspect_options(arguments);
  if (command.help) {
    console::print(help_text(inspect_help()));
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
