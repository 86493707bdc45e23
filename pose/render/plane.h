#pragma once

namespace posegrad::pose {

struct Color {
  double red, green, blue;  // 0 to 1
  double alpha = 1;         // 0: not seen
};

/// A place in a picture, from the top left corner. Points or pixels, as its owner says.
struct Point {
  double x, y;
};

struct Rectangle {
  double x, y, width, height;  // x, y: its top left corner
};

/// Where a text stands in relation to its point: 0 starts there, 0.5 is centred, 1 ends there.
struct Align {
  double x, y;
};

}  // namespace posegrad::pose
