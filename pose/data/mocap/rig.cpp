#include "pose/data/mocap/rig.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/json.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/text_lines.h"
#include "tensor/error.h"

namespace posegrad::pose::mocap {
namespace {

using formats::Field;
using formats::same_word;

constexpr std::array<std::string_view, kTargets> kNames{
    "hip",        "right hip",  "right knee",     "right ankle", "left hip",    "left knee",
    "left ankle", "spine",      "thorax",         "neck",        "head",        "left shoulder",
    "left elbow", "left wrist", "right shoulder", "right elbow", "right wrist", "nose",
    "left eye",   "right eye",  "left ear",       "right ear",   "ears"};
constexpr std::size_t kMostShown = 120;

bool is_optional(std::size_t target) {
  return target == hip || target == neck || target == head || target >= nose;
}

std::optional<std::size_t> target_of(std::string_view name) {
  // h36m_17 calls its ankles feet.
  if (name == "right foot") name = "right ankle";
  if (name == "left foot") name = "left ankle";
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kNames.begin());
}

std::vector<std::string> joint_names(const Field& field) {
  std::vector<std::string> names;
  if (field.value().is_text()) {
    names.push_back(field.as_text());
  } else {
    for (const Field& name : field.items()) names.push_back(name.as_text());
  }
  if (names.empty() || std::ranges::find(names, "") != names.end())
    field.fail("the name of a joint or a list of names is wanted");
  return names;
}

void check(const Rig& rig, const Field& joints) {
  for (std::size_t target = 0; target < kTargets; ++target)
    if (!rig.has(target) && !is_optional(target))
      joints.fail(fmt::format("'{}' is missing", kNames[target]));
  if (!rig.has(kEars) && !(rig.has(neck) && rig.has(head)))
    joints.fail("'ears' is missing: the joint at their height that the head turns on");
  std::size_t face = 0;
  for (std::size_t target = nose; target <= right_ear; ++target) face += rig.has(target) ? 1 : 0;
  if (face != 0 && face != kFacePoints)
    joints.fail(
        fmt::format("{} points of the face; all of nose, eyes and ears or none are wanted", face));
}

Rig rig_of(const Field& file) {
  Rig rig;
  rig.name = file.where();
  for (const auto& [key, field] : file.entries()) {
    if (key == "name") {
      rig.name = field.as_text();
    } else if (key == "up") {
      const std::string up = field.as_text();
      if (up != "y" && up != "z") field.fail(fmt::format("found '{}', expected y or z", up));
      rig.up = up[0];
    } else if (key == "unit") {
      rig.unit = field.as_double();
      if (!(*rig.unit > 0)) field.fail(fmt::format("{} metres", *rig.unit));
    } else if (key != "joints") {
      file.fail(fmt::format("found '{}', expected name, up, unit and joints", key));
    }
  }
  const Field joints = file.at("joints");
  for (const auto& [key, field] : joints.entries()) {
    const auto target = target_of(key);
    if (!target)
      joints.fail(fmt::format("found '{}', expected some of {}", key, fmt::join(kNames, ", ")));
    rig.joints[*target] = joint_names(field);
  }
  check(rig, joints);
  return rig;
}

std::string_view without_namespace(std::string_view name) {
  return name.substr(name.rfind(':') + 1);  // npos + 1 == 0
}

/// Number of the joint of this name. Throws DataError when there are two.
std::optional<std::size_t> find_joint(std::span<const std::string> names, std::string_view wanted,
                                      const std::string& source) {
  const auto search = [&](auto&& same) -> std::optional<std::size_t> {
    const auto found = std::ranges::find_if(names, same);
    if (found == names.end()) return std::nullopt;
    if (std::find_if(found + 1, names.end(), same) != names.end())
      throw DataError(
          fmt::format("{}: joint '{}' comes twice", source, formats::printable(wanted)));
    return static_cast<std::size_t>(found - names.begin());
  };
  if (const auto found = search([&](std::string_view name) { return name == wanted; }))
    return found;
  return search([&](std::string_view name) {
    return same_word(without_namespace(name), without_namespace(wanted));
  });
}

std::string joint_list(std::span<const std::string> names) {
  std::vector<std::string> shown;
  for (const std::string& name : names.first(std::min(names.size(), kMostShown)))
    shown.push_back(formats::printable(name));
  return fmt::format("{}{}", fmt::join(shown, ", "), names.size() > kMostShown ? ", ..." : "");
}

/// The file to write, on one line.
std::string mapping_template() {
  std::vector<std::string> entries;
  for (std::size_t target = 0; target < kTargets; ++target)
    if (!is_optional(target) || target == kEars)
      entries.push_back(fmt::format(R"("{}": "...")", kNames[target]));
  return fmt::format(R"({{"joints": {{{}}}}})", fmt::join(entries, ", "));
}

}  // namespace

std::string_view target_name(std::size_t target) { return kNames.at(target); }

Rig parse_rig(std::string_view json, const std::string& name) {
  return rig_of(Field(formats::read_json(json, name), name));
}

Rig load_rig(const std::string& path) { return rig_of(formats::load_json(path)); }

std::optional<std::array<std::vector<std::size_t>, kTargets>> joints_of(
    const Rig& rig, std::span<const std::string> names, const std::string& source,
    std::string* missing) {
  std::array<std::vector<std::size_t>, kTargets> joints;
  for (std::size_t target = 0; target < kTargets; ++target) {
    for (const std::string& name : rig.joints[target]) {
      const auto joint = find_joint(names, name, source);
      if (!joint) {
        if (missing != nullptr) *missing = name;
        return std::nullopt;
      }
      joints[target].push_back(*joint);
    }
  }
  return joints;
}

const Rig& recognised_rig(std::span<const std::string> names, const std::string& source) {
  for (const Rig& rig : known_rigs())
    if (joints_of(rig, names, source)) return rig;
  throw DataError(fmt::format(
      "{}: the rig is not known; its joints are {}. Say which is which in a file, to be given with "
      "--rig: {}",
      source, joint_list(names), mapping_template()));
}

}  // namespace posegrad::pose::mocap
