#pragma once
#include <string>
#include <vector>

#include "pose/body/joint_angles.h"

namespace posegrad::pose {

/// Angles that are drawn in one plot.
struct AnglePanel {
  struct Line {
    const AngleTable::Angle* angle;
    std::string label;  // "left", "right", or what the angle adds to the panel's title: "tilt"
    std::size_t color;  // 0 left, 1 right, or in the order of a middle part's angles
  };
  std::string title;  // "Knee flexion", "Pelvis"
  std::vector<Line> lines;
};

/// A panel for each angle that a left and a right joint share, and one for the angles of each part
/// in the middle, which begin with the same word. In the table's order; points into the table.
std::vector<AnglePanel> angle_panels(const AngleTable& table);

}  // namespace posegrad::pose
