#pragma once
#include <string>

#include "pose/render/canvas.h"
#include "tensor/dtype.h"

namespace posegrad::pose {

/// Pictures of one size in rows under a title. For this folder's sources only.
class ContactSheet {
 public:
  ContactSheet(const std::string& title, Index count, int width, int height);

  void add(const Canvas& picture);
  std::string png() const { return canvas_.png(); }

 private:
  struct Grid {
    int columns, rows;
  };
  ContactSheet(const std::string& title, Grid grid, int width, int height);
  static Grid grid(Index count, int width, int height);

  Grid grid_;
  int width_, height_;  // of a picture, pixels
  Canvas canvas_;
  int added_ = 0;
};

}  // namespace posegrad::pose
