#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pose/detections/records/records.h"
#include "pose/geometry/skeleton_tables.h"

namespace posegrad::pose::detections {

/// The order in which a detector writes its points: an entry of layouts.json or of a user's file.
struct Layout {
  std::string name;                 // "body_25b", as --layout takes it
  std::string title;                // "BODY_25B"
  std::vector<std::string> joints;  // canonical names ("left shoulder", "head top"); "" for points
                                    // without a place in ours
  std::string source;               // where the order is documented
  Index count() const { return static_cast<Index>(joints.size()); }
};

/// All that come with the program, in the order of the file.
std::span<const Layout> layouts();
const Layout* find_layout(std::string_view name);
/// A user's own: {"joints": ["nose", "left_eye", ...]} or {"joints": {"nose": 0, "left knee": 14},
/// "count": 20}. Throws DataError.
Layout load_layout(const std::string& path);

/// The canonical name of a joint as tools spell it ("LShoulder", "left_shoulder", "l_sho",
/// "shoulder.L"); nothing for a name that is no joint of ours.
std::optional<std::string> canonical_joint(std::string_view spelling);

/// How the joints of a target layout are made of the file's points: the mean of these, or not at
/// all.
struct JointMap {
  const KeypointLayout* target = nullptr;
  std::vector<std::vector<Index>> from;  // target joint -> points of the file
  std::vector<Index> absent;             // target joints that nothing is known of
};
JointMap map_to(const Layout& layout, const KeypointLayout& target);

/// What was decided about the order of the points, and why, in one line ("" when it needs no word).
struct Recognised {
  Layout layout;
  std::string note;
};
/// By `wanted` (--layout) when given, the file's names, the layout it states, else count and
/// plausibility. Throws DataError naming what fits and --layout when several do, or none.
Recognised recognise_layout(const Records& records, const std::string& source,
                            const std::string& wanted);

}  // namespace posegrad::pose::detections
