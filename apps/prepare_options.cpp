#include "apps/prepare_options.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/option_help.h"
#include "apps/option_parser.h"
#include "apps/people_report.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

OptionTable custom_table(PrepareCustomOptions& options, std::string& folder, std::string& size) {
  OptionGroup files{"Files"};
  files.add("-i/--input", &folder, "PATH", "one more input; a folder of npz files stands for them")
      .default_text = "none";
  files
      .add("-o/--output", &options.output, "NAME",
           "writes data_2d_custom_NAME.npz in this folder, for run -d custom -k NAME; a path is "
           "taken as it is")
      .default_text = "none";
  OptionGroup people{"Which person"};
  people.add_ours("--person", &options.person, "N|best|all",
                  "best: the surest person of each frame; N: the N-th of those who are followed "
                  "through the frames, 1 is the main one; all: every one of them a subject");
  people.add_our_flag("--detector-tracks", {&options.detector_tracks},
                      "follow people by the detector's own numbers");
  people.add_ours("--fps", &options.fps, "F", "frames a second, to follow people by");
  OptionGroup inside{"What is in the files"};
  inside.add_ours("--size", &size, "WxH", "width and height of the videos, where the files lack it")
      .default_text = "as the file says";
  inside.add_ours("--subject", &options.detections.subject, "NAME", "subject of a data set")
      .default_text = "the only one";
  inside.add_ours("--action", &options.detections.action, "NAME", "action of a data set")
      .default_text = "the only one";
  inside.add_ours("--camera", &options.detections.camera, "N", "camera of a data set, from 0");
  inside
      .add_ours("--layout", &options.detections.layout, "NAME",
                "joints of a data set: coco, h36m, mpii, humaneva15 or humaneva20")
      .default_text = "coco where there are 17";
  OptionGroup other{"Other"};
  other.add_our_flag("-h/--help", {&options.help, true, true}, "print this and exit");
  return {files, people, inside, other};
}

void check(const PrepareCustomOptions& options) {
  if (options.inputs.empty())
    throw UsageError("expected a file or a folder of detections, found none");
  if (options.output.empty()) throw UsageError("-o/--output: found nothing, expected a name");
  if (!is_person_choice(options.person))
    throw UsageError(
        fmt::format("--person: found '{}', expected best, all or a number from 1", options.person));
  if (!(options.fps > 0 && options.fps <= 1000))
    throw UsageError(fmt::format("--fps: found {}, expected above 0 to 1000", options.fps));
  const std::string& layout = options.detections.layout;
  if (!layout.empty() && pose::find_keypoint_layout(layout) == nullptr)
    throw UsageError(fmt::format(
        "--layout: found '{}', expected coco, h36m, mpii, humaneva15 or humaneva20", layout));
}

}  // namespace

std::string PrepareCustomOptions::output_path() const {
  if (output.find('/') != std::string::npos || output.ends_with(".npz"))
    return output.ends_with(".npz") ? output : output + ".npz";
  return fmt::format("data_2d_custom_{}.npz", output);
}

PrepareCustomOptions parse_prepare_custom_options(std::span<const std::string> arguments) {
  PrepareCustomOptions options;
  std::string folder, size;
  parse_options(custom_table(options, folder, size), arguments, &options.inputs);
  if (options.help) return options;
  if (!folder.empty()) options.inputs.push_back(folder);
  if (!size.empty()) {
    options.detections.size = pose::parse_video_size(size);
    if (!options.detections.size)
      throw UsageError(
          fmt::format("--size: found '{}', expected WIDTHxHEIGHT as in 1280x720", size));
  }
  check(options);
  return options;
}

std::string prepare_custom_help() {
  PrepareCustomOptions defaults;
  std::string folder, size;
  return "Usage: posegrad prepare custom INPUT... -o NAME [OPTION...]\n\n" +
         wrapped(fmt::format("Makes a data set for posegrad run -d custom out of 2D detections. "
                             "Frames without the person are interpolated. What an input is, is "
                             "seen from its content: {}.",
                             fmt::join(pose::detection_formats(), "; ")),
                 0) +
         options_help(custom_table(defaults, folder, size));
}

}  // namespace posegrad::apps
