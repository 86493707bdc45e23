#include "apps/prepare/mocap_options.h"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "apps/usage_error.h"
#include "pose/data/mocap/rig.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr double kAsTheySay = 0;

constexpr std::array kFormats{
    std::pair{".bvh", "Biovision: any hierarchy, any channels"},
    std::pair{".amc", "Acclaim motion, with its skeleton (.asf) beside it"},
    std::pair{".npz", "joints: NAME.pose (frames, 17, 3), NAME.face (frames, 5, 3), metres, z up"},
    std::pair{"", "or a data set: positions_3d of 17, 22 or Human3.6M's 32 joints"}};
constexpr std::array<std::string_view, 6> kRigExample{
    R"({"up": "y", "unit": 0.01, "joints": {)",
    R"(   "right hip": "R_Thigh", "right knee": "R_Calf", "right ankle": "R_Foot",)",
    R"(   "left hip": "L_Thigh", "left knee": "L_Calf", "left ankle": "L_Foot",)",
    R"(   "right shoulder": "R_Arm", "right elbow": "R_Forearm", "right wrist": "R_Hand",)",
    R"(   "left shoulder": "L_Arm", "left elbow": "L_Forearm", "left wrist": "L_Hand",)",
    R"(   "spine": ["Spine1", "Spine2"], "thorax": "Neck", "ears": "Head"}})"};

std::vector<std::string> rig_names() {
  std::vector<std::string> names;
  for (const pose::mocap::Rig& rig : pose::mocap::known_rigs()) names.push_back(rig.name);
  return names;
}

OptionTable mocap_table(PrepareMocapOptions& options) {
  OptionGroup files{"Files"};
  files.add("-o/--output", &options.name, "NAME", "writes data_3d_mocap_NAME.npz").default_text =
      "none";
  files.add_ours("--data", &options.data, "DIR", "folder for it; made if missing");
  OptionGroup inside{"What is in the files"};
  inside
      .add_ours("--rig", &options.rig, "FILE",
                "JSON that says which joints are which, for rigs that are not known")
      .default_text = "recognised by the names of its joints";
  inside
      .add_ours("--fps", Rate{&options.fps}, "F",
                "frames a second of the files, where they do not say it or say it wrong")
      .default_text = "as they say; 120 for .amc files";
  OptionGroup other{"Other"};
  other.add_help(&options.help);
  return {files, inside, other};
}

}  // namespace

std::string PrepareMocapOptions::output_path() const {
  return fmt::format("{}/data_3d_mocap_{}.npz", data, name);
}

PrepareMocapOptions parse_prepare_mocap_options(std::span<const std::string> arguments) {
  PrepareMocapOptions options;
  std::vector<std::string> inputs;
  parse_options(mocap_table(options), arguments, &inputs);
  if (options.help) return options;
  if (inputs.size() != 1)
    throw UsageError(fmt::format("found {} inputs, expected one file or folder of motion capture",
                                 inputs.size()));
  options.input = inputs.front();
  if (options.name.empty() || options.name.find('/') != std::string::npos)
    throw UsageError(fmt::format("-o/--output: found '{}', expected the NAME of {}", options.name,
                                 "data_3d_mocap_NAME.npz"));
  if (options.fps != kAsTheySay && !(options.fps >= 1 && options.fps <= 10000))
    throw UsageError(fmt::format("--fps: found {}, expected 1 to 10000", options.fps));
  if (options.data.empty()) throw UsageError("--data: found nothing, expected a folder");
  return options;
}

CommandHelp prepare_mocap_help() {
  PrepareMocapOptions defaults;
  std::string text = wrapped(
      "Makes 3D poses out of motion capture, for posegrad run -d mocap_NAME. FOLDER is searched "
      "with all folders in it; it may also be one file. Every rig is brought to one body, every "
      "clip to 50 frames a second; a T at its start is dropped; clips whose bones change their "
      "length, that hold no motion or cannot be read are left out and named.",
      0);
  text += "\nWhat is read:\n";
  for (const auto& [name, what] : kFormats) text += fmt::format("  {:8}{}\n", name, what);
  text +=
      "\n" + wrapped(fmt::format("Rigs that are recognised: {}.", fmt::join(rig_names(), ", ")), 0);
  text += "\nA file for --rig, joints as they are called in yours:\n";
  for (const std::string_view line : kRigExample) text += fmt::format("  {}\n", line);
  text += wrapped(
      "Several joints in [] stand for their middle. \"ears\" is the joint on which the head turns, "
      "or what lies as high as the ears; \"neck\" and \"head\" (Human3.6M's) may be given in its "
      "place, and the whole face: nose, left eye, right eye, left ear, right ear. \"up\" (y or z) "
      "and \"unit\" (metres) may be left out.",
      0);
  return {.usage = {"posegrad prepare mocap FOLDER -o NAME [OPTION...]"},
          .about = text,
          .groups = described(mocap_table(defaults))};
}

}  // namespace posegrad::apps
