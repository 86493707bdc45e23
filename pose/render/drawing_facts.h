#pragma once
#include <string>

namespace posegrad::pose {

/// What pictures are drawn with.
struct DrawingFacts {
  std::string library;     // "Cairo 1.16.0"; empty: posegrad was built without
  bool has_fonts = false;  // whether text has a width
};
DrawingFacts drawing_facts();

}  // namespace posegrad::pose
