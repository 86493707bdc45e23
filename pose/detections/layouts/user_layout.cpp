#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/layouts/registry.h"
#include "pose/formats/json.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;

constexpr Index kMostPoints = 10'000;

std::string canonical_or_fail(const Field& field, const std::string& spelling) {
  if (auto joint = canonical_joint(spelling)) return *joint;
  field.fail(fmt::format("'{}' is no joint; joints are left or right {}, and {}", spelling,
                         fmt::join(registry().sided_parts, ", "),
                         fmt::join(registry().central_parts, ", ")));
}

void check_new(const Field& field, const Layout& layout, const std::string& joint,
               const std::string& spelling) {
  if (std::ranges::find(layout.joints, joint) != layout.joints.end())
    field.fail(fmt::format("'{}' is {} a second time", spelling, joint));
}

/// ["nose", "left_eye", null, ...]
void read_order(const Field& joints, Layout& layout) {
  for (const Field& item : joints.items()) {
    std::string joint;
    if (!item.is_none()) {
      const std::string spelling = item.as_text();
      if (!spelling.empty()) {
        joint = canonical_or_fail(item, spelling);
        check_new(item, layout, joint, spelling);
      }
    }
    layout.joints.push_back(joint);
  }
}

/// {"nose": 0, "left knee": 14}
void read_places(const Field& joints, std::optional<Index> count, Layout& layout) {
  for (const auto& [spelling, place] : joints.entries()) {
    const std::string joint = canonical_or_fail(joints, spelling);
    const Index index = place.as_int();
    const Index most = count.value_or(kMostPoints);
    if (index < 0 || index >= most)
      place.fail(fmt::format("{} is no place of a point; points have 0 to {}", index, most - 1));
    const auto at = static_cast<std::size_t>(index);
    if (at >= layout.joints.size()) layout.joints.resize(at + 1);
    if (!layout.joints[at].empty())
      place.fail(fmt::format("point {} is {} already", index, layout.joints[at]));
    check_new(joints, layout, joint, spelling);
    layout.joints[at] = joint;
  }
  if (count) layout.joints.resize(static_cast<std::size_t>(*count));
  layout.has_any_count = !count;
}

/// {"nose": "snout", "left knee": "knee_1"}
void read_names(const Field& joints, Layout& layout) {
  for (const auto& [spelling, point] : joints.entries()) {
    const std::string joint = canonical_or_fail(joints, spelling), name = point.as_text();
    if (name.empty()) point.fail("the name of a point is wanted; found \"\"");
    if (std::ranges::find(layout.points, name) != layout.points.end())
      point.fail(fmt::format("point '{}' comes twice", name));
    check_new(joints, layout, joint, spelling);
    layout.joints.push_back(joint);
    layout.points.push_back(name);
  }
}

}  // namespace

Layout load_layout(const std::string& path) {
  const Field file = formats::load_json(path);
  if (!file.value().is_dict())
    file.fail(
        fmt::format(R"(a layout is wanted, {{"joints": ["nose", "left_eye", ...]}}; found a {})",
                    file.value().kind_name()));
  constexpr std::array kKnown{"joints", "count", "name", "title"};
  for (const auto& [key, value] : file.entries())
    if (std::ranges::find(kKnown, key) == kKnown.end())
      value.fail(fmt::format("this key is not known; known are {}", fmt::join(kKnown, ", ")));
  Layout layout;
  layout.source = path;
  const auto name = file.find("name"), title = file.find("title");
  layout.name = name ? name->as_text() : std::filesystem::path(path).stem().string();
  layout.title = title ? title->as_text() : layout.name;
  std::optional<Index> count;
  if (const auto field = file.find("count")) {
    count = field->as_int();
    if (*count < 1 || *count > kMostPoints)
      field->fail(fmt::format("{} points; 1 to {} are wanted", *count, kMostPoints));
  }
  const Field joints = file.at("joints");
  if (joints.value().is_sequence()) {
    read_order(joints, layout);
    if (count && *count != layout.count())
      joints.fail(fmt::format("{} joints, but \"count\" is {}", layout.count(), *count));
  } else if (joints.value().is_dict()) {
    const auto& entries = joints.value().entries();
    if (!entries.empty() && entries[0].second.is_text()) {
      if (count) joints.fail("\"count\" is for joints by number, not by name");
      read_names(joints, layout);
    } else {
      read_places(joints, count, layout);
    }
  } else {
    joints.fail(fmt::format("a list of joints or a dict of their places is wanted; found a {}",
                            joints.value().kind_name()));
  }
  if (std::ranges::all_of(layout.joints, &std::string::empty)) joints.fail("it names no joint");
  return layout;
}

}  // namespace posegrad::pose::detections
