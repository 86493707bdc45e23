#include "apps/synth/options.h"

#include <algorithm>
#include <limits>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/options/help.h"
#include "apps/options/nearest.h"
#include "apps/options/parser.h"
#include "apps/options/typed.h"
#include "apps/usage_error.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

/// Ten hours of motion a take; memory ends long before the arithmetic does.
constexpr Index kMostFrames = 1'800'000;
constexpr Index kMostTakes = 1000;

OptionTable synth_option_table(SynthCommandOptions& options, Index& seed) {
  pose::SynthOptions& synth = options.synth;
  OptionGroup what{"What to make"};
  what.add("--seed", &seed, "N", "everything follows from it");
  what.add("--frames", &synth.frames_per_take, "N", "frames of each take, 50 a second");
  what.add("--takes", &synth.takes, "N", "takes of each kind of motion by each subject");
  what.add("--subjects", &synth.subjects, "A,B,...", "people, each of another build");
  what.add("-a/--actions", &synth.actions, "A,B,...",
           fmt::format("kinds of motion: {}", fmt::join(pose::synth_actions(), ", ")))
      .default_text = "all";
  OptionGroup where{"Where to"};
  where.add("--out", &options.out, "DIR", "folder of the data set; made if missing");
  where.add_flag("--force", {&options.force}, "replace files of these names that are there");
  where.add_help(&options.help);
  return {what, where};
}

void check_names(const char* option, const std::vector<std::string>& names,
                 const std::vector<std::string>& known) {
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw UsageError(fmt::format("{}: found '{}', expected some of {}{}", option, name,
                                   fmt::join(known, ", "), did_you_mean(name, known)));
    }
    if (!seen.insert(name).second)
      throw UsageError(fmt::format("{}: found '{}' twice, expected it once", option, name));
  }
}

}  // namespace

SynthCommandOptions parse_synth_options(std::span<const std::string> arguments) {
  SynthCommandOptions options;
  auto seed = static_cast<Index>(options.synth.seed);
  const std::vector<std::string> everybody = options.synth.subjects;
  parse_options(synth_option_table(options, seed), arguments);
  if (options.help) return options;
  check_range("--seed", seed, 0, std::numeric_limits<Index>::max());
  options.synth.seed = static_cast<std::uint64_t>(seed);
  check_range("--frames", options.synth.frames_per_take, 1, kMostFrames);
  check_range("--takes", options.synth.takes, 1, kMostTakes);
  if (options.synth.subjects.empty())
    throw UsageError("--subjects: found an empty list, expected at least one item");
  check_names("--subjects", options.synth.subjects, everybody);
  check_names("-a/--actions", options.synth.actions, pose::synth_actions());
  if (options.out.empty()) throw UsageError("--out: found nothing, expected a folder");
  return options;
}

CommandHelp synth_help() {
  SynthCommandOptions defaults;
  auto seed = static_cast<Index>(defaults.synth.seed);
  return {.usage = {"posegrad synth [OPTION...]"},
          .about = wrapped(
              "Makes a data set in the format of Human3.6M from motion that the program invents "
              "itself: 3D poses, and what "
              "four cameras see of them as exact keypoints (-k gt), as a detector's (-k noisy) and "
              "as a detector's in "
              "COCO's order with scores (-k coco). It is free of anybody's rights, and no "
              "substitute for real motion.",
              0),
          .groups = described(synth_option_table(defaults, seed))};
}

}  // namespace posegrad::apps
