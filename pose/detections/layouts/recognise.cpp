#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/layouts/recognise_parts.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

constexpr Index kMostPeople = 300;

std::string joined(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : a + "; " + b;
}

Layout layout_for(const std::string& wanted) {
  if (const Layout* known = find_layout(wanted)) return *known;
  if (wanted.ends_with(".json") || wanted.find('/') != std::string::npos ||
      std::filesystem::exists(wanted))
    return load_layout(wanted);
  std::vector<std::string> names;
  for (const Layout& layout : layouts()) names.push_back(layout.name);
  throw ValueError(
      fmt::format("--layout '{}' is not known; it can be the name of a JSON file or one of {}",
                  wanted, fmt::join(names, ", ")));
}

/// Joints in the order of the points that the user's file names.
Layout by_point_names(Layout layout, const Records& records, const FoundPeople& found,
                      const std::string& source) {
  if (records.names.empty())
    throw DataError(fmt::format("{}: its points have no names, by which {} gives their joints",
                                source, layout.source));
  std::vector<std::string> joints(static_cast<std::size_t>(found.points));
  for (std::size_t i = 0; i < layout.points.size(); ++i) {
    const auto at = std::ranges::find(records.names, layout.points[i]);
    const auto place = static_cast<std::size_t>(at - records.names.begin());
    if (place >= joints.size())
      throw DataError(fmt::format("{}: point '{}' is not in {}, which has {}", layout.source,
                                  layout.points[i], source, fmt::join(records.names, ", ")));
    joints[place] = layout.joints[i];
  }
  layout.joints = std::move(joints);
  layout.points.clear();
  return layout;
}

Recognised by_user(const Records& records, const FoundPeople& found, const std::string& source,
                   const std::string& wanted) {
  Layout layout = layout_for(wanted);
  if (!layout.points.empty()) return {by_point_names(layout, records, found, source), ""};
  if (layout.has_any_count && layout.count() < found.points) {
    layout.joints.resize(static_cast<std::size_t>(found.points));
    layout.has_any_count = false;
  }
  if (layout.count() != found.points) {
    const std::string others = names_of_count(found.points);
    throw DataError(fmt::format(
        "{}: people have {} points; --layout {} has {}{}", source, found.points, wanted,
        layout.count(), others.empty() ? "" : fmt::format(" (with {}: {})", found.points, others)));
  }
  std::string note;
  if (const Layout* better = clearly_better(layout, found))
    note = fmt::format("the points lie like those of {} rather than of {}, which --layout asks for",
                       better->title, layout.title);
  return {std::move(layout), note};
}

/// What the file says of itself counts, unless its points contradict.
Recognised by_statement(const Layout& stated, const FoundPeople& found, const std::string& source) {
  if (const Layout* better = clearly_better(stated, found))
    throw DataError(fmt::format(
        "{}: it says that its points are {}, but they lie like those of {}; --layout {} or "
        "--layout {} decides",
        source, stated.title, better->title, stated.name, better->name));
  return {stated, is_implausible(stated, found)
                      ? fmt::format("the points are {} by the file's word; people have strange "
                                    "proportions so",
                                    stated.title)
                      : ""};
}

}  // namespace

Recognised recognise_layout(const Records& records, const std::string& source,
                            const std::string& wanted) {
  const FoundPeople found = found_people(records, source, kMostPeople);
  if (!wanted.empty()) return by_user(records, found, source, wanted);
  if (has_names(records)) return recognise_names(records, found, source);
  std::string note;
  if (!records.layout.empty()) {
    const Layout* stated = find_layout(records.layout);
    if (stated != nullptr && stated->count() == found.points)
      return by_statement(*stated, found, source);
    note = stated == nullptr ? fmt::format("the file's layout '{}' is not known", records.layout)
                             : fmt::format("the file says {}, but people have {} points",
                                           stated->title, found.points);
  }
  Recognised recognised = recognise_points(records, found, source);
  recognised.note = joined(note, recognised.note);
  return recognised;
}

Index points_wanted(const std::string& wanted) {
  if (wanted.empty()) return 0;
  const Layout layout = layout_for(wanted);
  return layout.has_any_count || !layout.points.empty() ? 0 : layout.count();
}

bool is_layout_count(Index points) {
  return std::ranges::any_of(layouts(), [&](const Layout& one) { return one.count() == points; });
}

std::string names_of_count(Index points) {
  std::vector<std::string> names;
  for (const Layout& layout : layouts())
    if (layout.count() == points) names.push_back(layout.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace posegrad::pose::detections
