#include "pose/render/contact_sheet.h"

#include <algorithm>
#include <cmath>

namespace posegrad::pose {
namespace {

constexpr int kGap = 6, kTitle = 44;  // pixels

}  // namespace

ContactSheet::Grid ContactSheet::grid(Index count, int width, int height) {
  // About as wide as a page is high by 16 : 10, without an empty row.
  const double ideal = std::sqrt(static_cast<double>(count) * 1.6 * height / width);
  const int columns =
      std::max(1, std::min(static_cast<int>(count), static_cast<int>(std::lround(ideal))));
  return {columns, (static_cast<int>(count) + columns - 1) / columns};
}

ContactSheet::ContactSheet(const std::string& title, Index count, int width, int height)
    : ContactSheet(title, grid(count, width, height), width, height) {}

ContactSheet::ContactSheet(const std::string& title, Grid grid, int width, int height)
    : grid_(grid),
      width_(width),
      height_(height),
      canvas_(grid.columns * (width + kGap) + kGap, grid.rows * (height + kGap) + kGap + kTitle,
              1) {
  constexpr Canvas::Font kFont{20, true};
  const double all = grid.columns * (width + kGap) + kGap;
  canvas_.text({kGap + 8, kTitle / 2.0 + 3}, canvas_.fitted(title, kFont, all - 4 * kGap), kFont,
               {0.11, 0.13, 0.17}, {0, 0.5});
}

void ContactSheet::add(const Canvas& picture) {
  const int column = added_ % grid_.columns, row = added_ / grid_.columns;
  canvas_.picture({static_cast<double>(kGap + column * (width_ + kGap)),
                   static_cast<double>(kTitle + kGap + row * (height_ + kGap))},
                  picture.pixels(), width_, height_);
  ++added_;
}

}  // namespace posegrad::pose
