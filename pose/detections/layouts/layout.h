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
  std::vector<std::string> aliases = {};  // other names of it, as tools write them
  std::vector<std::string> points = {};   // of a user's file by names: what the detections' file
                                          // calls each joint; else empty
  bool has_any_count = false;  // of a user's file without "count": further points may follow
  Index count() const { return static_cast<Index>(joints.size()); }
};

/// All that come with the program, in the order of the file.
std::span<const Layout> layouts();
/// By name, title or alias, whatever its case and punctuation; nullptr for another.
const Layout* find_layout(std::string_view name);
/// A user's own: {"joints": ["nose", "left_eye", null, ...]}, {"joints": {"nose": 0, "left knee":
/// 14}, "count": 20} or, with the names that the detections' file has for its points, {"joints":
/// {"nose": "snout", "left knee": "knee_1"}}. "name" and "title" are optional. Throws DataError and
/// IoError.
Layout load_layout(const std::string& path);

/// The canonical name of a joint as tools spell it ("LShoulder", "left_shoulder", "l_sho",
/// "shoulder.L"); nothing for a name that is no joint of ours.
std::optional<std::string> canonical_joint(std::string_view spelling);

/// How the joints of a target layout are made of the file's points: the mean of these, or not at
/// all.
struct JointMap {
  const KeypointLayout* target = nullptr;
  std::vector<std::vector<Index>> from;  // target joint -> points of the file; one that stands
                                         // there twice weighs twice
  std::vector<Index> absent;             // target joints that nothing is known of
};
/// Throws DataError that lists what is missing when neither both arms nor both legs are there.
JointMap map_to(const Layout& layout, const KeypointLayout& target);
/// What a user should know of a map, in one line: joints that are means of others, and those that
/// are not there. "" when all are the file's own.
std::string map_note(const Layout& layout, const JointMap& map);

/// What was decided about the order of the points, and why, in one line ("" when it needs no word).
struct Recognised {
  Layout layout;
  std::string note;
};
/// By `wanted` (--layout: a name or a user's file) when given, the file's names, the layout it
/// states, else count and plausibility. The layout has as many joints as a person has points.
/// Throws DataError naming what fits and --layout when several do, or none; for a file without
/// anybody; ValueError for a `wanted` that is neither a known name nor a file's.
Recognised recognise_layout(const Records& records, const std::string& source,
                            const std::string& wanted);

/// How many points a person has by `wanted` (--layout); 0 when it does not say, or is "". Throws as
/// recognise_layout does.
Index points_wanted(const std::string& wanted);
/// Whether some layout of the registry has so many points.
bool is_layout_count(Index points);

/// A table of all layouts for the docs: name, title, number of points, other names, source.
std::string layouts_markdown();

}  // namespace posegrad::pose::detections
