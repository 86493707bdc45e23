#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/layouts/recognise_parts.h"
#include "pose/detections/layouts/registry.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

constexpr std::size_t kFewestJoints = 8;
constexpr std::size_t kMostListed = 12;

using Joints = std::vector<std::string>;

/// Joints that a pose of ours is made of.
const std::set<std::string>& body_joints() {
  static const std::set<std::string> joints = [] {
    std::set<std::string> all;
    for (const char* name : {"coco", "mpii", "h36m"})
      for (const std::string& joint : find_layout(name)->joints) all.insert(joint);
    for (const MadeJoint& made : registry().made) all.insert(made.of.begin(), made.of.end());
    return all;
  }();
  return joints;
}

std::string listed(const Joints& names) {
  const std::size_t shown = std::min(names.size(), kMostListed);
  std::string text = fmt::format(
      "{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

void rename(Joints& joints, const std::string& from, const std::string& to) {
  const auto found = std::ranges::find(joints, from);
  if (found != joints.end() && std::ranges::find(joints, to) == joints.end()) *found = to;
}

bool has(const Joints& joints, const std::string& joint) {
  return std::ranges::find(joints, joint) != joints.end();
}

/// Names that mean something else beside others.
void by_company(Joints& joints) {
  // Human3.6M's foot is the ankle; where there are ankles, it is in front of them.
  if (!has(joints, "left ankle") && !has(joints, "right ankle"))
    for (const std::string side : {"left ", "right "})
      rename(joints, side + "foot", side + "ankle");
  // A thorax lies between the shoulders, where others have the neck: this one is above.
  if (has(joints, "thorax")) rename(joints, "neck", "upper neck");
}

/// The entry whose body joints stand at the same places.
const Layout* same_entry(const Joints& joints) {
  for (const Layout& layout : layouts())
    if (layout.joints.size() == joints.size() &&
        std::ranges::equal(layout.joints, joints, [](const auto& theirs, const auto& ours) {
          return theirs == ours ||
                 (!body_joints().contains(theirs) && !body_joints().contains(ours));
        }))
      return &layout;
  return nullptr;
}

bool is_number(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// "7", "kp_7", "PoseLandmark 7", "j7", "x".
bool says_nothing(const std::string& name) {
  std::string plain = plain_name(name);
  for (bool is_shorter = true; is_shorter;) {
    is_shorter = false;
    for (const std::string& word : registry().ignored)
      if (word.size() > 1 && plain.starts_with(word)) {
        plain.erase(0, word.size());
        is_shorter = true;
      }
  }
  return is_number(plain) || (plain.size() <= 4 && is_number(plain.substr(1)));
}

}  // namespace

bool has_names(const Records& records) { return !std::ranges::all_of(records.names, says_nothing); }

Recognised recognise_names(const Records& records, const FoundPeople& found,
                           const std::string& source) {
  if (static_cast<Index>(records.names.size()) != found.points)
    throw DataError(fmt::format("{}: {} names of points, but people have {} points", source,
                                records.names.size(), found.points));
  Joints joints, unknown;
  std::map<std::string, std::string> spelled;
  for (const std::string& name : records.names) {
    std::string joint = canonical_joint(name).value_or("");
    if (joint.empty()) unknown.push_back(name);
    if (!joint.empty() && !spelled.emplace(joint, name).second) {
      if (body_joints().contains(joint))
        throw DataError(
            fmt::format("{}: '{}' and '{}' both mean the {}; --layout FILE.json says "
                        "which is which",
                        source, spelled[joint], name, joint));
      joint.clear();  // a finger or toe more or less
    }
    joints.push_back(joint);
  }
  by_company(joints);
  const auto known = std::ranges::count_if(
      joints, [](const std::string& joint) { return body_joints().contains(joint); });
  if (static_cast<std::size_t>(known) < kFewestJoints)
    throw DataError(fmt::format(
        "{}: of its {} points only {} have names of joints; not known: {}; --layout FILE.json says "
        R"(what they are: {{"joints": {{"left knee": "NAME", ...}}}})",
        source, joints.size(), known, listed(unknown)));
  if (const Layout* entry = same_entry(joints)) return {*entry, ""};
  Layout layout{"", "the file's names", std::move(joints), source};
  const std::string note =
      unknown.empty()
          ? ""
          : fmt::format("points are joints by their names; without a place: {}", listed(unknown));
  return {std::move(layout), note};
}

}  // namespace posegrad::pose::detections
