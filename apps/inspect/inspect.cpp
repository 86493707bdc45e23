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
#include "apps/options/values.h"
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

/// Options that are read as text first.
struct Texts {
  DetectionOptions detections;
  std::string fps, frame;
};

OptionTable inspect_table(InspectCommand& o, Texts& texts) {
  OptionGroup output{"Output"};
  output.add_flag("--json", {&o.json}, "print one JSON object and nothing else");
  output
      .add("-o/--output", &o.options.picture, "FILE.png",
           "draw the keypoints of one frame with the names of their joints")
      .default_text = "none";
  output.add("--frame", &texts.frame, "N", "of the video, from 0: the one to draw").default_text =
      "the middle one of those with people";
  output.add_flag("-h/--help", {&o.help, true, true}, "print this and exit");
  OptionGroup video{"The video of detections"};
  video
      .add("--video", &o.options.video, "CLIP",
           "its size, rate and turn, and its picture behind the keypoints")
      .default_text = "none";
  video.add("--fps", &texts.fps, "F", "its frames a second").default_text = "the video's";
  return {output, video, detection_group(texts.detections)};
}

bool is_told(const Texts& texts) {
  const DetectionOptions& d = texts.detections;
  for (const std::string* text : {&d.layout, &d.size, &d.subject, &d.action, &d.camera,
                                  &d.first_frame, &d.turned, &d.min_score, &texts.fps})
    if (!text->empty()) return true;
  return d.units != DetectionOptions{}.units || d.zeros_are_joints || d.detector_tracks;
}

std::optional<double> rate_of(const std::string& text) {
  if (text.empty()) return {};
  const double fps = parse_number("--fps", text);
  if (!(fps >= 0.01 && fps <= 10000))
    throw UsageError(fmt::format("--fps: found {}, expected 0.01 to 10000", text));
  return fps;
}

std::optional<Index> frame_of(const std::string& text) {
  if (text.empty()) return {};
  const Index frame = parse_integer("--frame", text);
  if (frame < 0) throw UsageError(fmt::format("--frame: found {}, expected at least 0", frame));
  return frame;
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
  Texts texts;
  std::vector<std::string> operands;
  parse_options(inspect_table(command, texts), arguments, &operands);
  if (command.help) return command;
  if (operands.size() != 1)
    throw UsageError(
        fmt::format("expected one file or folder, found {}",
                    operands.empty() ? "none" : fmt::format("{}", fmt::join(operands, ", "))));
  command.file = operands.front();
  pose::InspectOptions& options = command.options;
  options.reading = read_options(texts.detections);
  options.reading.fps = rate_of(texts.fps);
  options.reads_detections = is_told(texts);
  options.frame = frame_of(texts.frame);
  check_picture(options);
  return command;
}

std::string inspect_help() {
  InspectCommand defaults;
  Texts texts;
  return "Usage: posegrad inspect FILE [OPTION...]\n\n" +
         wrapped(
             "Says what a file or folder is, by its content: the 2D keypoints of a detector "
             "(format, layout and how it was decided, frames, people, ids, scores, units, what "
             "jumps or is missing), a checkpoint, a data set or a video; and what is odd about it, "
             "with the option that helps. Exits with 1 when posegrad refuses the file, having said "
             "what was found until then.",
             0) +
         options_help(inspect_table(defaults, texts));
}

}  // namespace

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
