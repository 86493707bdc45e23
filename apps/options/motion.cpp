#include "apps/options/motion.h"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/options/typed.h"
#include "apps/options/values.h"
#include "apps/usage_error.h"
#include "pose/export/rigs.h"

namespace posegrad::apps {
namespace {

Typed body_height(std::optional<double>* height) {
  const auto read = [height](std::string_view option, std::string_view text) {
    *height = std::nullopt;
    if (text.empty()) return;
    *height = parse_number(option, text);
    if (!(**height >= 0.3 && **height <= 3))
      throw UsageError(fmt::format("{}: found {}, expected 0.3 to 3 metres", option, text));
  };
  return {height, read, [] { return std::string(); }};
}

std::vector<std::pair<std::string, std::string>> rig_words() {
  std::vector<std::pair<std::string, std::string>> words;
  for (const pose::Rig& rig : pose::rigs())
    words.emplace_back(std::string(rig.name), std::string(rig.name));
  return words;
}

}  // namespace

OptionGroup motion_group(MotionOptions& o) {
  OptionGroup group{"Motion files: .bvh, .glb, .trc, .mot, angles.csv, angles.png"};
  group.add("--rig", one_of(&o.rig, rig_words()), "default|mixamo|cmu|vrm",
            "what joints are called in .bvh and .glb");
  group
      .add("--bvh-units",
           one_of(&o.unit,
                  {{"m", 1.0}, {"cm", 0.01}, {"mm", 0.001}, {"inch", 0.0254}, {"", std::nullopt}}),
           "m|cm|mm|inch", "of .bvh")
      .default_text = "m, as Blender takes it; cm for mixamo and cmu";
  group
      .add("--height", body_height(&o.height), "METRES",
           "of the person, soles to top of the head: all is scaled to it")
      .default_text = "as the poses have it";
  group.add("--place", one_of(&o.from_camera, {{"origin", false}, {"camera", true}}),
            "origin|camera",
            "origin: the first person begins there and faces forward; camera: where the camera saw "
            "them, as in data files; in both, feet are on the floor");
  group.add_flag("--fit", {&o.fit},
                 "data files and .trc hold the joints of the fitted body, whose bones keep their "
                 "lengths, not those of the poses");
  return group;
}

}  // namespace posegrad::apps
