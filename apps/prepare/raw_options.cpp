#include "apps/prepare/raw_options.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "apps/usage_error.h"
#include "pose/raw/detector_files.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

OptionGroup output_group(PrepareRawOptions& o) {
  OptionGroup group{"Output"};
  group.add_ours("--data", &o.data, "DIR", "folder for the data set; made if missing");
  group.add_our_flag("--allow-missing", {&o.allow_missing},
                     "go on with what is there when recordings are missing");
  return group;
}

OptionGroup other_group(PrepareRawOptions& o) {
  OptionGroup group{"Other"};
  group.add_help(&o.help);
  return group;
}

Option& add_name(OptionGroup& group, PrepareRawOptions& o) {
  Option& option =
      group.add("-o/--output", &o.name, "NAME",
                "detector and joints: detectron_pt_coco, detectron_ft_h36m, cpn_ft_h36m_dbb");
  option.default_text = "none";
  return option;
}

OptionTable h36m_table(PrepareRawOptions& o) {
  OptionGroup sources{"Where the poses come from; one of these"};
  sources.add("--from-archive", &o.from_archive, "FILE",
              "h36m.zip, the archive of Martinez et al. (HDF5), or its unpacked folder");
  sources.add("--from-source", &o.from_source, "FOLDER",
              "the official download: Poses_D3_Positions_S*.tgz or the .cdf files in them");
  sources.add("--from-source-mat", &o.from_source_mat, "FOLDER",
              ".cdf.mat files that MATLAB made of those");
  for (Option& option : sources.options) option.default_text = "none";
  return {sources, output_group(o), other_group(o)};
}

OptionTable h36m_2d_table(PrepareRawOptions& o) {
  OptionGroup sources{"Where the keypoints come from; one of these"};
  sources.add("-i/--input", &o.input, "FOLDER",
              "what a detector wrote: S1/ACTION.CAMERA.mp4.npz for every video");
  sources.add("-pt/--pretrained", &o.pretrained, "FILE",
              "h36m.zip with Stacked Hourglass, trained on MPII");
  sources.add("-ft/--fine-tuned", &o.fine_tuned, "FILE",
              "the tar.gz with Stacked Hourglass, fine-tuned on Human3.6M");
  for (Option& option : sources.options) option.default_text = "none";
  OptionGroup output = output_group(o);
  add_name(output, o);
  return {sources, output, other_group(o)};
}

OptionTable humaneva_table(PrepareRawOptions& o) {
  OptionGroup sources{"Where the data come from"};
  sources.add("-p/--path", &o.converted, "FOLDER", "Train/S1/Walking_1.mat and the like")
      .default_text = "none";
  sources
      .add_ours("--detections", &o.detections, "FOLDER",
                "also cut what a detector wrote: S1/Walking_1_(C1).avi.npz for every video")
      .default_text = "none";
  OptionGroup output = output_group(o);
  add_name(output, o);
  return {sources, output, other_group(o)};
}

/// A source may stand without its option's name where only one is asked for.
PrepareRawOptions parse(std::span<const std::string> arguments,
                        OptionTable (*table)(PrepareRawOptions&), std::string* plain) {
  PrepareRawOptions o;
  std::vector<std::string> inputs;
  const OptionTable options = table(o);
  parse_options(options, arguments, &inputs);
  if (o.help) return o;
  if (o.data.empty()) throw UsageError("--data: found nothing, expected a folder");
  if (inputs.size() > (plain == nullptr ? 0U : 1U))
    throw UsageError(fmt::format("found '{}', expected an option", inputs.back()));
  if (!inputs.empty()) *plain = inputs.front();
  return o;
}

void require_one(std::initializer_list<std::pair<std::string_view, const std::string*>> sources) {
  std::vector<std::string_view> all, given;
  for (const auto& [option, value] : sources) {
    all.push_back(option);
    if (!value->empty()) given.push_back(option);
  }
  if (given.size() == 1) return;
  throw UsageError(
      fmt::format("found {}, expected one of {}",
                  given.empty() ? "no source" : fmt::format("{}", fmt::join(given, " and ")),
                  fmt::join(all, ", ")));
}

void require_name(const PrepareRawOptions& o, std::string_view why) {
  if (o.name.empty())
    throw UsageError(fmt::format("-o/--output: found nothing, expected the NAME of {}", why));
  if (o.name.find('/') != std::string::npos)
    throw UsageError(fmt::format("-o/--output: found '{}', expected a NAME, not a path", o.name));
  try {
    const pose::raw::DetectorSet known(o.name);
  } catch (const ValueError& error) {
    throw UsageError(fmt::format("-o/--output: {}", error.what()));
  }
}

CommandHelp help_of(std::vector<std::string> usage, std::string_view what,
                    OptionTable (*table)(PrepareRawOptions&)) {
  PrepareRawOptions defaults;
  return {
      .usage = std::move(usage), .about = wrapped(what, 0), .groups = described(table(defaults))};
}

}  // namespace

std::string PrepareRawOptions::keypoints_path(const std::string& set,
                                              const std::string& keypoints) const {
  return fmt::format("{}/data_2d_{}_{}.npz", data, set, keypoints);
}

std::string PrepareRawOptions::positions_path(const std::string& set) const {
  return fmt::format("{}/data_3d_{}.npz", data, set);
}

PrepareRawOptions parse_prepare_h36m_options(std::span<const std::string> arguments) {
  PrepareRawOptions o = parse(arguments, h36m_table, nullptr);
  if (!o.help)
    require_one({{"--from-archive", &o.from_archive},
                 {"--from-source", &o.from_source},
                 {"--from-source-mat", &o.from_source_mat}});
  return o;
}

PrepareRawOptions parse_prepare_h36m_2d_options(std::span<const std::string> arguments) {
  PrepareRawOptions o = parse(arguments, h36m_2d_table, nullptr);
  if (o.help) return o;
  require_one({{"-i/--input", &o.input},
               {"-pt/--pretrained", &o.pretrained},
               {"-ft/--fine-tuned", &o.fine_tuned}});
  if (!o.input.empty()) require_name(o, "data_2d_h36m_NAME.npz");
  if (o.input.empty() && !o.name.empty())
    throw UsageError("-o/--output: the results of Stacked Hourglass have names of their own");
  return o;
}

PrepareRawOptions parse_prepare_humaneva_options(std::span<const std::string> arguments) {
  std::string plain;
  PrepareRawOptions o = parse(arguments, humaneva_table, &plain);
  if (o.help) return o;
  if (!plain.empty() && !o.converted.empty())
    throw UsageError(fmt::format("found '{}' and -p/--path, expected one folder", plain));
  if (!plain.empty()) o.converted = plain;
  require_one({{"-p/--path", &o.converted}});
  if (!o.detections.empty()) require_name(o, "data_2d_humaneva15_NAME.npz");
  if (o.detections.empty() && !o.name.empty())
    throw UsageError("-o/--output: it names the keypoints of --detections, which is not given");
  return o;
}

CommandHelp prepare_h36m_help() {
  return help_of(
      {"posegrad prepare h36m --from-archive h36m.zip",
       "posegrad prepare h36m --from-source FOLDER",
       "posegrad prepare h36m --from-source-mat FOLDER"},
      "Makes Human3.6M out of its files, for posegrad run -d h36m: data_3d_h36m.npz, and "
      "data_2d_h36m_gt.npz, the poses as its four cameras see them (-k gt). All three sources give "
      "the same numbers. S11's Directions, whose video is broken, is left out.",
      h36m_table);
}

CommandHelp prepare_h36m_2d_help() {
  return help_of(
      {"posegrad prepare h36m-2d -i FOLDER -o NAME", "posegrad prepare h36m-2d -pt h36m.zip",
       "posegrad prepare h36m-2d -ft FILE.tar.gz"},
      "Makes 2D keypoints of Human3.6M out of what a detector found, for posegrad run -k NAME: "
      "data_2d_h36m_NAME.npz. The name begins with the detector (detectron or cpn) and holds the "
      "joints (mpii, coco, h36m). Stacked Hourglass becomes sh_pt_mpii (-pt) or sh_ft_h36m (-ft).",
      h36m_2d_table);
}

CommandHelp prepare_humaneva_help() {
  return help_of(
      {"posegrad prepare humaneva FOLDER [--detections FOLDER -o NAME]"},
      "Makes HumanEva-I out of its converted files, for posegrad run -d humaneva15 or humaneva20, "
      "as many joints as they have: data_3d_humaneva15.npz and data_2d_humaneva15_gt.npz. "
      "Recordings fall into chunks where the motion capture failed.",
      humaneva_table);
}

}  // namespace posegrad::apps
