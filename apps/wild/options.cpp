#include "apps/wild/options.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/console/people_report.h"
#include "apps/files/scene_output.h"
#include "apps/options/detections.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "apps/options/typed.h"
#include "apps/run/options.h"
#include "apps/usage_error.h"
#include "pose/detections/read_detections.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

OptionGroup file_options(WildOptions& o) {
  OptionGroup group{"Files"};
  group
      .add("--checkpoint", &o.checkpoint, "FILE",
           "the trained model: of posegrad, of VideoPose3D or of PyTorch, or the name of one that "
           "posegrad models lists")
      .default_text = "the program's own";
  group.add(
      "-o/--output", Append{&o.outputs}, "FILE",
      fmt::format("what to make, by the ending: {}; may be given several times; {{name}} in it "
                  "is the input's name",
                  fmt::join(scene_endings(), ", ")));
  group.add(
      "--video", &o.video, "CLIP",
      "the video: its size and frame rate, and its pictures behind the keypoints; or a folder "
      "of pictures or a pattern of their names (frame_%05d.jpg), with --fps");
  group.add("--compare", Append{&o.compare}, "FILE",
            "another model, drawn beside the first; may be given several times");
  group.add("--kinect", &o.kinect, "DIR",
            "what a Kinect saw of the same person: text files, one a frame");
  group
      .add("--align-frame", &o.align_frame, "N",
           "frame of the video at which the Kinect's motion is aligned; -1: the first of both")
      .check = in_range(&o.align_frame, -1, std::numeric_limits<Index>::max(), "at least -1");
  return group;
}

OptionGroup finding_options(WildOptions& o) {
  OptionGroup group = detector_group(o.detector);
  group.add_flag(
      "--keep-keypoints", {&o.keep_keypoints},
      "keep them beside the first output (OUT.keypoints.json); a line with the same video "
      "and detector then takes them from there");
  return group;
}

OptionGroup people_options(WildOptions& o) {
  OptionGroup group{"Which person"};
  group.add("--person", &o.person, "N|main|best|all",
            "main: the one who is seen most and best, followed through the frames; N: the N-th of "
            "those, 2 is the next; best: the surest person of each frame, whoever that is; all: "
            "every one of them, a file each");
  return group;
}

OptionGroup video_options(WildOptions& o) {
  OptionGroup group{"The video, where it is not at hand"};
  group.add("--fps", Rate{&o.fps}, "F", "its frames a second, as in 25, 29.97 or 30000/1001")
      .default_text = "the video's";
  group
      .add("--compat-size", video_size(&o.compat_size), "WxH",
           "normalise as if the video had this size, as the in-the-wild fork does with 1080x1080")
      .default_text = "none";
  group.add("--fov", &o.field_of_view, "DEG", "how wide the camera sees, from left to right")
      .default_text = "61 for the longer side";
  group.add("--camera-pitch", &o.camera_pitch, "DEG", "how far the camera looks down; up: negative")
      .default_text = "estimated, where the model can";
  group
      .add("--camera-roll", &o.camera_roll, "DEG",
           "how far it is turned clockwise, its right side lower")
      .default_text = "estimated, where the model can";
  return group;
}

OptionGroup model_options(WildOptions& o) {
  OptionGroup group{"The model, where the checkpoint does not say"};
  Option& layout =
      group.add("--model-layout", &o.model.layout, "NAME", "order of the keypoints that it takes");
  layout.default_text = "the checkpoint's, else coco";
  layout.check = is_model_layout(&o.model.layout);
  group
      .add("--model-fps", Rate{&o.model_fps}, "F",
           "frames a second of the motion it was trained on")
      .default_text = "the checkpoint's, else 50";
  group.add_flag("--causal", {&o.model.causal},
                 "it uses past frames only; without "
                 "--checkpoint the program's own causal model");
  group.add_flag("--dense", {&o.model.dense}, "its filters are dense");
  group.add_flag("--no-resample", {&o.resample, false},
                 "give it the video's frames as they are, whatever their rate");
  group.add_flag("-no-tta/--no-test-time-augmentation", {&o.prediction.mirror, false},
                 "do not average with the prediction for the mirrored input");
  group.add_flag("--no-steady", {&o.steady, false},
                 "poses as the program's own model says them: bones as long as they come, and no "
                 "filter but one that --smooth names");
  group.add_flag("--plain-evaluation", {&o.prediction.fast, false},
                 "by the model as it was trained: slower, the same to rounding");
  return group;
}

OptionGroup drawing_options(WildOptions& o) {
  OptionGroup group{"Drawing and data"};
  group.add(
      "--space",
      one_of(&o.space, {{"auto", std::nullopt},
                        {"camera", pose::PoseSpace::camera},
                        {"world", pose::PoseSpace::world}}),
      "auto|camera|world",
      "of the numbers: camera (x right, y down, z forward, from the camera), world (z up, "
      "floor at 0); auto: camera where the model knows the path but not which way is up, else "
      "world");
  group.add("--viz-size", &o.size, "X", "side of each panel in inches of 100 pixels");
  add_drawing(group, o, {"--viz-limit", "--viz-downsample", "--viz-skip", "--viz-bitrate"});
  return group;
}

OptionGroup machine_options(WildOptions& o) {
  OptionGroup group{"The machine"};
  add_machine(group, o.machine);
  group.add_help(&o.help);
  return group;
}

OptionTable wild_table(WildOptions& o) {
  return {file_options(o),
          finding_options(o),
          people_options(o),
          detection_group(o.reading),
          video_options(o),
          model_options(o),
          smoothing_group(o.smoothing),
          drawing_options(o),
          motion_group(o.motion),
          machine_options(o)};
}

void check_rate(const char* option, double fps) {
  if (fps != 0 && !(fps >= 0.01 && fps <= 10000))
    throw UsageError(fmt::format("{}: found {}, expected 0.01 to 10000", option, fps));
}

// What is not told is NaN.
void check_angle(const char* option, double degrees, double largest) {
  if (std::abs(degrees) > largest)
    throw UsageError(
        fmt::format("{}: found {}, expected {} to {} degrees", option, degrees, -largest, largest));
}

void check(const WildOptions& o) {
  if (o.outputs.empty())
    throw UsageError("-o/--output: found none, expected a file to make, such as out.html");
  for (const std::string& path : o.outputs) check_scene_path("-o/--output", path);
  if (o.motion.fit && o.space == pose::PoseSpace::camera)
    throw UsageError("--fit: its joints are in world space, but --space says camera");
  check_detector(o.detector);
  if (!is_person_choice(o.person))
    throw UsageError(
        fmt::format("--person: found '{}', expected main, best, all or a number from 1", o.person));
  check_rate("--fps", o.fps);
  check_rate("--model-fps", o.model_fps);
  if (o.field_of_view != 0 && !(o.field_of_view >= 5 && o.field_of_view <= 160))
    throw UsageError(fmt::format("--fov: found {}, expected 5 to 160 degrees", o.field_of_view));
  check_angle("--camera-pitch", o.camera_pitch, 90);
  check_angle("--camera-roll", o.camera_roll, 180);
  if (!(o.size >= 1 && o.size <= 100))
    throw UsageError(fmt::format("--viz-size: found {}, expected 1 to 100", o.size));
}

// The original's in-the-wild program: the options of run.py, keypoints made in the wild, and what
// it draws saved beside the picture. Nothing is resampled, so that numbers compare.
WildOptions from_run_options(const RunOptions& run) {
  WildOptions o;
  o.help = run.help;
  o.detections = fmt::format("{}/data_2d_{}.npz", run.data, run.keypoints);
  o.checkpoint = (std::filesystem::path(run.checkpoint) / run.evaluate).string();
  o.video = run.viz_video;
  if (!run.viz_output.empty()) o.outputs.push_back(run.viz_output);
  o.export_path = run.viz_export;
  o.fork_output = "out_3D_vp3d.npz";
  o.reading.subject = run.viz_subject;
  o.reading.action = run.viz_action;
  o.reading.camera = run.viz_camera;
  o.reading.zeros_are_joints = true;
  o.resample = false;
  o.model = {run.model_layout, run.causal, run.dense};
  o.prediction = run.prediction;
  static_cast<DrawingOptions&>(o) = run;
  o.size = static_cast<double>(run.viz_size);
  o.machine = run.machine;
  return o;
}

bool is_originals_style(std::span<const std::string> arguments) {
  return !arguments.empty() && arguments.front().starts_with('-') &&
         std::ranges::any_of(arguments, [](const std::string& argument) {
           return argument == "--evaluate" || argument.starts_with("--evaluate=");
         });
}

// Takes "OPTION VALUE" and "OPTION=VALUE" out of the line.
std::string take_option(std::vector<std::string>& arguments, const std::string& option) {
  std::string value;
  for (auto at = arguments.begin(); at != arguments.end();) {
    if (at->starts_with(option + "=")) {
      value = at->substr(option.size() + 1);
      at = arguments.erase(at);
    } else if (*at == option) {
      if (at + 1 == arguments.end())
        throw UsageError(fmt::format("{}: found nothing, expected WIDTHxHEIGHT", option));
      value = *(at + 1);
      at = arguments.erase(at, at + 2);
    } else {
      ++at;
    }
  }
  return value;
}

}  // namespace

WildOptions parse_wild_options(std::span<const std::string> arguments) {
  WildOptions options;
  if (is_originals_style(arguments)) {
    std::vector<std::string> rest(arguments.begin(), arguments.end());
    const std::string size = take_option(rest, "--size"),
                      compat_size = take_option(rest, "--compat-size");
    options = from_run_options(parse_run_options(rest));
    options.reading.size = parse_size("--size", size);
    options.compat_size = parse_size("--compat-size", compat_size);
    return options;
  }
  parse_options(wild_table(options), arguments, &options.inputs);
  if (options.help) return options;
  if (options.inputs.empty())
    throw UsageError("expected a video, or a file or folder of detections, found none");
  options.detections = options.inputs.front();
  check(options);
  if (options.fps > 0) options.reading.fps = options.fps;
  return options;
}

CommandHelp wild_help() {
  WildOptions defaults;
  return {
      .usage = {"posegrad wild VIDEO -o OUT [OPTION...]",
                "posegrad wild DETECTIONS -o OUT [OPTION...]",
                "posegrad wild INPUT... -o 'OUT/{name}.html' [OPTION...]",
                "posegrad wild -k NAME --evaluate FILE --render ...   (as the in-the-wild fork)"},
      .about = wrapped(
          fmt::format(
              "Finds people in a video (as posegrad detect does), or takes the 2D keypoints "
              "that another detector found there, and turns them into 3D poses. What "
              "DETECTIONS are, is seen from their content: {}.",
              fmt::join(pose::detection_formats(), "; ")),
          0),
      .groups = described(wild_table(defaults)),
      .closing = wrapped(
          "Several inputs, a folder of them or a pattern ('clips/*.mp4') are worked on one "
          "after "
          "the other, whatever becomes of those before; {name} in -o and --video is each one's "
          "name without its ending, and folders of outputs are made.\n\n"
          "The last form takes the options of posegrad run and reads "
          "data/data_2d_NAME.npz; it resamples nothing and writes out_3D_vp3d.npz as well; "
          "--compat-size 1080x1080 gives the fork's own numbers.",
          0)};
}

}  // namespace posegrad::apps
