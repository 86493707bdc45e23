#pragma once
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pose/detections/layouts/layout.h"

namespace posegrad::pose::detections {

/// A joint that is the mean of others where it is not there itself.
struct MadeJoint {
  std::string joint;
  std::vector<std::string> of;  // may name a joint twice: it weighs twice
  std::string because;
  bool is_direct = false;  // only of joints that are there themselves
};

/// Two joints and how far apart they are in a body of 1.75 m.
struct Limb {
  std::string from, to;
  double metres = 0;
};

/// What layouts.json holds, all names canonical:
///   parts    of a body, on both sides or in the middle, with their spellings (words in any order),
///            and words in names that say nothing
///   made     joints that are means of others where they are not there
///   targets  joints of this project's layouts that have another canonical name
///   limbs    parts, their distance in metres in a body of 1.75 m; of sided parts both sides
///   layouts  name, title, other names, source, joints in order (null: no place in ours), "count"
///            when more points follow, "common" for what files of unknown tools mostly are
struct Registry {
  using Words = std::map<std::string, std::string, std::less<>>;  // spelling -> part

  std::vector<Layout> layouts;
  std::set<std::string, std::less<>> common;  // names of layouts that most files have
  std::vector<std::string> sided_parts, central_parts;
  Words sided, central;  // spellings as spelling_keys() gives them
  std::set<std::string, std::less<>> ignored;
  std::vector<MadeJoint> made;                        // of several for one joint the first counts
  std::map<std::string, Words, std::less<>> targets;  // names of ours that mean another joint
  std::vector<Limb> limbs;
};
const Registry& registry();

/// The points whose mean a joint is: its own, or those that `made` says; none when it cannot be
/// made. A point that stands there twice weighs twice.
std::vector<Index> points_of(const Layout& layout, const std::string& joint);

/// Small letters and digits only: "Halpe-26" is "halpe26".
std::string plain_name(std::string_view name);

/// Under which a part is found by its words in any order: "toe big", and "bigtoe" or "toebig".
std::vector<std::string> spelling_keys(std::vector<std::string> words);

/// layouts.json as it stands beside this file.
extern const std::string_view layouts_text;

}  // namespace posegrad::pose::detections
