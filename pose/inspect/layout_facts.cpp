#include "pose/inspect/layout_facts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "pose/detections/layouts/plausibility.h"
#include "pose/detections/layouts/recognise_parts.h"
#include "tensor/error.h"

namespace posegrad::pose::inspection {
namespace {

/// A joint and those that it hangs on: the first that is there. "S" is either side, "O" the other.
struct Hanging {
  std::string_view joint, on;
};

constexpr std::array kHangings{
    Hanging{"S elbow", "S shoulder"},
    Hanging{"S wrist", "S elbow"},
    Hanging{"S lower arm", "S elbow"},
    Hanging{"S lower leg", "S knee"},
    Hanging{"S hand", "S wrist"},
    Hanging{"S hand tip", "S hand|S wrist"},
    Hanging{"S thumb", "S wrist"},
    Hanging{"S index", "S wrist"},
    Hanging{"S pinky", "S wrist"},
    Hanging{"S finger", "S wrist"},
    Hanging{"S knee", "S hip"},
    Hanging{"S ankle", "S knee"},
    Hanging{"S heel", "S ankle"},
    Hanging{"S foot", "S ankle"},
    Hanging{"S toe", "S foot|S ankle"},
    Hanging{"S big toe", "S ankle"},
    Hanging{"S small toe", "S big toe|S ankle"},
    Hanging{"S collar", "neck|thorax|upper neck"},
    Hanging{"S shoulder", "S collar|thorax|neck|upper neck|O shoulder"},
    Hanging{"S hip", "pelvis|O hip"},
    Hanging{"S hip", "pelvis|S shoulder"},
    Hanging{"spine", "pelvis"},
    Hanging{"thorax", "spine|pelvis"},
    Hanging{"neck", "thorax|spine|pelvis|left hip"},
    Hanging{"neck", "thorax|spine|pelvis|right hip"},
    Hanging{"upper neck", "neck|thorax"},
    Hanging{"jaw", "upper neck|neck|thorax"},
    Hanging{"nose", "jaw|upper neck|neck|thorax"},
    Hanging{"head", "jaw|nose|upper neck|neck|thorax"},
    Hanging{"head top", "head|nose|upper neck|neck|thorax"},
    Hanging{"S eye inner", "nose"},
    Hanging{"S eye", "S eye inner|nose|head"},
    Hanging{"S eye outer", "S eye"},
    Hanging{"S ear", "S eye outer|S eye|nose|head"},
    Hanging{"S mouth", "O mouth"},
};

std::string on_side(std::string_view name, std::string_view side, std::string_view other) {
  if (name.starts_with("S ")) return fmt::format("{}{}", side, name.substr(1));
  if (name.starts_with("O ")) return fmt::format("{}{}", other, name.substr(1));
  return std::string(name);
}

Index place_of(const detections::Layout& layout, const std::string& joint) {
  const auto found = std::ranges::find(layout.joints, joint);
  return found == layout.joints.end() ? -1 : found - layout.joints.begin();
}

void hang(const detections::Layout& layout, const Hanging& hanging, bool is_left,
          KeypointLayout& made) {
  const std::string_view side = is_left ? "left" : "right", other = is_left ? "right" : "left";
  const Index joint = place_of(layout, on_side(hanging.joint, side, other));
  if (joint < 0) return;
  std::string_view rest = hanging.on;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    const Index on = place_of(layout, on_side(rest.substr(0, end), side, other));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (on < 0) continue;
    const std::pair<Index, Index> bone{std::min(joint, on), std::max(joint, on)};
    if (std::ranges::find(made.bones, bone) == made.bones.end()) made.bones.push_back(bone);
    return;
  }
}

}  // namespace

bool is_named(const detections::Layout& layout, Index joint) {
  return !layout.joints[static_cast<std::size_t>(joint)].empty();
}

KeypointLayout own_layout(const detections::Layout& layout, const std::vector<std::string>& names) {
  KeypointLayout made;
  made.name = layout.name.empty() ? layout.title : layout.name;
  for (std::size_t i = 0; i < layout.joints.size(); ++i) {
    const bool is_said = i < names.size() && !names[i].empty();
    made.joints.push_back(!layout.joints[i].empty() ? layout.joints[i]
                          : is_said                 ? names[i]
                                                    : fmt::format("point {}", i));
  }
  for (std::size_t i = 0; i < layout.joints.size(); ++i) {
    if (!layout.joints[i].starts_with("left ")) continue;
    const Index right = place_of(layout, "right" + layout.joints[i].substr(4));
    if (right < 0) continue;
    made.left.push_back(static_cast<Index>(i));
    made.right.push_back(right);
  }
  for (const Hanging& hanging : kHangings)
    for (const bool is_left : {true, false}) hang(layout, hanging, is_left, made);
  return made;
}

detections::JointMap own_map(const KeypointLayout& layout) {
  detections::JointMap map;
  map.target = &layout;
  for (Index i = 0; i < layout.num_joints(); ++i) map.from.push_back({i});
  return map;
}

namespace {

using detections::Layout;

constexpr Index kMostPeople = 300;
constexpr const char* kUsualTarget = "coco";  // of the program's own models

struct LayoutFit {
  const Layout* layout;
  detections::Fit fit;
};

std::string how_decided(const detections::Records& records, const Layout& layout,
                        const ReadOptions& options) {
  if (!options.layout.empty()) return "--layout " + options.layout;
  if (detections::has_names(records)) return "the file's names of its points";
  const Layout* stated = records.layout.empty() ? nullptr : detections::find_layout(records.layout);
  if (stated != nullptr && stated->name == layout.name) return "the file or its format says so";
  return "number of the points and how they lie";
}

/// A user's own has a file of its own and no place in the registry.
std::string option_of(const Layout& layout, const ReadOptions& options) {
  return detections::find_layout(layout.name) != nullptr ? layout.name : options.layout;
}

void add_target(const Layout& layout, Section& section, Report& report) {
  const KeypointLayout& target = keypoint_layout(kUsualTarget);
  try {
    const detections::JointMap map = detections::map_to(layout, target);
    Json absent = Json::array();
    for (const Index joint : map.absent)
      absent.push_back(target.joints[static_cast<std::size_t>(joint)]);
    const std::string note = detections::map_note(layout, map);
    section.add("missing for a coco model", absent, note.empty() ? "nothing" : note);
    if (!map.absent.empty()) report.odd.push_back("for a model of COCO's joints: " + note);
  } catch (const DataError& error) {
    section.add("missing for a coco model", target.joints, error.what());
    report.odd.emplace_back(error.what());
  }
}

}  // namespace

void add_fits(const detections::Records& records, const std::string& source, Report& report) {
  const detections::FoundPeople found = detections::found_people(records, source, kMostPeople);
  std::vector<LayoutFit> fits;
  for (const Layout& layout : detections::layouts())
    if (layout.count() == found.points) fits.push_back({&layout, body_fit(layout, found)});
  std::ranges::stable_sort(fits, {}, [](const LayoutFit& one) {
    return std::isnan(one.fit.cost) ? HUGE_VAL : one.fit.cost;
  });
  Json list = Json::array();
  std::vector<std::string> texts;
  for (const auto& [layout, fit] : fits) {
    list.push_back({{"layout", layout->name}, {"cost", fit.cost}, {"too_long", fit.too_long}});
    texts.push_back(std::isnan(fit.cost) ? fmt::format("{} not known", layout->name)
                                         : fmt::format("{} {:.2f}", layout->name, fit.cost));
  }
  std::string text = list_text(texts, texts.size());
  if (!texts.empty()) text += " (0: limbs as a body has them; above 0.55 unlikely)";
  report.section("layout").add("fits", list, text);
}

void add_layout_facts(const detections::Records& records, const detections::Recognised& recognised,
                      const ReadOptions& options, Report& report) {
  const Layout& layout = recognised.layout;
  Section& section = report.section("layout");
  section.add("order", layout.title);
  const std::string name = option_of(layout, options);
  section.add("option", name.empty() ? Json() : Json("--layout " + name));
  section.add("decided by", how_decided(records, layout, options));
  Json joints = Json::array();
  std::vector<std::string> named;
  for (const std::string& joint : layout.joints) {
    joints.push_back(joint.empty() ? Json() : Json(joint));
    if (!joint.empty()) named.push_back(joint);
  }
  std::string text = list_text(named, named.size());
  if (const std::size_t rest = layout.joints.size() - named.size(); rest > 0)
    text += fmt::format("; {} points without a name of ours", rest);
  section.add("joints", joints, text);
  add_target(layout, section, report);
}

}  // namespace posegrad::pose::inspection
