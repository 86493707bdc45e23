#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/signals.h"
#include "apps/detect/people_in_video.h"
#include "apps/files/batch.h"
#include "apps/options/detector.h"
#include "apps/options/help.h"
#include "apps/options/machine.h"
#include "apps/options/parser.h"
#include "apps/usage_error.h"
#include "apps/wild/inputs.h"
#include "apps/wild/several_inputs.h"
#include "pose/detect/coco_file.h"

namespace posegrad::apps {
namespace {

/// What `posegrad detect` can be told.
struct DetectCommand {
  std::vector<std::string> inputs;  // as the line has them
  std::string output;
  DetectorOptions detector;
  MachineOptions machine;
  bool help = false;
};

OptionTable detect_table(DetectCommand& o) {
  OptionGroup output{"Output"};
  output
      .add("-o/--output", &o.output, "FILE.json",
           "COCO results: a list with an entry a person, image_id is the number of the frame; "
           "{name} in it is the input's name")
      .default_text = "none";
  OptionGroup machine{"The machine"};
  add_machine(machine, o.machine);
  machine.add_help(&o.help);
  return {output, detector_group(o.detector), machine};
}

DetectCommand parse_detect_options(std::span<const std::string> arguments) {
  DetectCommand command;
  parse_options(detect_table(command), arguments, &command.inputs);
  if (command.help) return command;
  if (command.inputs.empty())
    throw UsageError("expected a video, folder of pictures or pattern of their names, found none");
  if (!command.output.ends_with(".json"))
    throw UsageError(fmt::format("-o/--output: found {}, expected a file that ends in .json",
                                 command.output.empty() ? "none" : command.output));
  check_detector(command.detector);
  return command;
}

BatchDone find_people(const DetectCommand& command, const BatchItem& item) {
  const std::string path = with_name(command.output, item.name);
  if (path != command.output) make_folders_of({&path, 1});
  const NamedFile output{"-o/--output", path};
  std::vector<NamedFile> inputs = item.others;
  inputs.push_back({"VIDEO", item.input});
  check_output_files({&output, 1}, inputs);
  start_machine(command.machine);
  pose::VideoInfo info = pose::probe_video(item.input);
  for (const std::string& line : video_report(item.input, info)) console::print(line);
  make_square(info);
  const auto found = people_in_video(item.input, info, command.detector, progress_on_stderr());
  if (!found) return {kInterruptedExitCode};
  pose::write_coco_results(path, *found);
  const auto frames = std::ssize(found->frames);
  console::print(fmt::format("Wrote {}: {} frame{}", path, frames, frames == 1 ? "" : "s"));
  return {0, -1, frames, {path}};
}

}  // namespace

CommandHelp detect_help() {
  DetectCommand defaults;
  return {
      .usage = {"posegrad detect VIDEO -o FILE.json [OPTION...]",
                "posegrad detect VIDEO... -o 'OUT/{name}.json' [OPTION...]"},
      .about = wrapped(
          "Finds the people in a video and their 2D keypoints: the first half of posegrad wild "
          "VIDEO. VIDEO is anything that ffmpeg decodes, a folder of pictures or a pattern of "
          "their names (frame_%05d.jpg); several, a folder of videos or a pattern ('*.mp4') are "
          "worked on one after the other. The detector is MoveNet; scripts/detector_model.sh "
          "fetches its weights.",
          0),
      .groups = described(detect_table(defaults))};
}

int detect(std::span<const std::string> arguments) {
  const DetectCommand command = parse_detect_options(arguments);
  if (command.help) {
    console::print(help_text(detect_help()));
    return 0;
  }
  const std::vector<std::string> inputs = inputs_of(command.inputs, several_videos, "videos");
  require_name_place("-o/--output", {&command.output, 1}, inputs.size());
  const auto work = [&](const BatchItem& item) { return find_people(command, item); };
  if (inputs.size() > 1) return run_batch("posegrad detect", inputs, work);
  return work({inputs.front(), names_of_inputs(inputs).front(), {}}).code;
}

}  // namespace posegrad::apps
