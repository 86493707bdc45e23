#pragma once
#include <string>
#include <string_view>

#include "pose/detections/records/records.h"

namespace posegrad::pose::detections::tables {

/// What a column of numbers is of a joint.
enum class Part { none, x, y, z, score };

/// "left_knee_x", "x12", "NoseX", "knee (y) [px]", "inst0.nose.score", "visibility_3", "x".
struct ColumnName {
  Part part = Part::none;
  std::string joint;  // as it is spelled: "left_knee", "12"; "" when the name is only the part
  Units units = Units::unknown;  // as words like "px" and "normalized" tell
  int rank = 0;                  // of several scores of a joint the one of the lowest counts
  bool is_in_space = false;      // words of 3D results: "world", "error", "ncams"
};

ColumnName column_name(std::string_view name);

/// "person1_nose", "inst0.nose", "id 2 nose": a number of a person in front of the joint.
struct PersonOfColumn {
  int number = -1;  // -1: none
  std::string joint;
};
PersonOfColumn person_of_column(std::string_view joint);

/// The number that a joint is called by ("12", "kpt_12", "landmark 12") with what stands before it;
/// -1 for a name.
struct NumberOfJoint {
  Index number = -1;
  std::string before;
};
NumberOfJoint number_of_joint(std::string_view joint);

}  // namespace posegrad::pose::detections::tables
