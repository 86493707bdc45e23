#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/signals.h"
#include "apps/detect/people_in_video.h"
#include "apps/files/named_files.h"
#include "apps/options/detector.h"
#include "apps/options/help.h"
#include "apps/options/machine.h"
#include "apps/options/parser.h"
#include "apps/usage_error.h"
#include "apps/wild/inputs.h"
#include "pose/detect/coco_file.h"

namespace posegrad::apps {
namespace {

/// What `posegrad detect` can be told.
struct DetectCommand {
  std::string video, output;
  DetectorOptions detector;
  MachineOptions machine;
  bool help = false;
};

OptionTable detect_table(DetectCommand& o) {
  OptionGroup output{"Output"};
  output
      .add("-o/--output", &o.output, "FILE.json",
           "COCO results: a list with an entry a person, image_id is the number of the frame")
      .default_text = "none";
  OptionGroup machine{"The machine"};
  add_machine(machine, o.machine);
  machine.add_help(&o.help);
  return {output, detector_group(o.detector), machine};
}

DetectCommand parse_detect_options(std::span<const std::string> arguments) {
  DetectCommand command;
  std::vector<std::string> operands;
  parse_options(detect_table(command), arguments, &operands);
  if (command.help) return command;
  command.video = only_operand(operands, "one video, folder of pictures or pattern of their names");
  if (!command.output.ends_with(".json"))
    throw UsageError(fmt::format("-o/--output: found {}, expected a file that ends in .json",
                                 command.output.empty() ? "none" : command.output));
  check_detector(command.detector);
  return command;
}

std::string detect_help() {
  DetectCommand defaults;
  return "Usage: posegrad detect VIDEO -o FILE.json [OPTION...]\n\n" +
         wrapped(
             "Finds the people in a video and their 2D keypoints: the first half of posegrad wild "
             "VIDEO. VIDEO is anything that ffmpeg decodes, a folder of pictures or a pattern of "
             "their names (frame_%05d.jpg). The detector is MoveNet; scripts/detector_model.sh "
             "fetches its weights.",
             0) +
         options_help(detect_table(defaults));
}

}  // namespace

int detect(std::span<const std::string> arguments) {
  const DetectCommand command = parse_detect_options(arguments);
  if (command.help) {
    console::print(detect_help());
    return 0;
  }
  const NamedFile output{"-o/--output", command.output}, input{"VIDEO", command.video};
  check_output_files({&output, 1}, {&input, 1});
  start_machine(command.machine);
  pose::VideoInfo info = pose::probe_video(command.video);
  for (const std::string& line : video_report(command.video, info)) console::print(line);
  make_square(info);
  const auto found = people_in_video(command.video, info, command.detector, progress_on_stderr());
  if (!found) return kInterruptedExitCode;
  pose::write_coco_results(command.output, *found);
  console::print(fmt::format("Wrote {}: {} frame{}", command.output, found->frames.size(),
                             found->frames.size() == 1 ? "" : "s"));
  return 0;
}

}  // namespace posegrad::apps
