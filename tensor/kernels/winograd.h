#pragma once
#include "tensor/index.h"
#include "tensor/segments.h"

namespace posegrad::kernels::winograd {

// The matrices of F(4,3) for the points 0, 1, -1, 2, -2 and infinity. Source: A. Lavin, S. Gray,
// "Fast algorithms for convolutional neural networks", arXiv:1509.09308.
constexpr double kG[6][3] = {{1.0 / 4, 0, 0},
                             {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                             {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                             {1.0 / 24, 1.0 / 12, 1.0 / 6},
                             {1.0 / 24, -1.0 / 12, 1.0 / 6},
                             {0, 0, 1}};
constexpr double kB[6][6] = {{4, 0, -5, 0, 1, 0},  {0, -4, -4, 1, 1, 0}, {0, 4, -4, -1, 1, 0},
                             {0, -2, -1, 2, 1, 0}, {0, 2, -1, -2, 1, 0}, {0, 4, 0, -5, 0, 1}};
constexpr double kA[6][4] = {{1, 0, 0, 0}, {1, 1, 1, 1},   {1, -1, 1, -1},
                             {1, 2, 4, 8}, {1, -2, 4, -8}, {0, 0, 0, 1}};

/// First output frame of a segment's tile.
constexpr Index first_frame(Index tile, Index dilation) {
  return tile / dilation * 4 * dilation + tile % dilation;
}

/// How the outputs of one segment are made: tiles of 4 outputs that lie `dilation` frames apart,
/// then single frames.
struct Plan {
  Index tile_rows = 0;  // frames that begin a tile: tile r begins at output frame(r)
  Index direct = 0;     // first output frame that is made without tiles
  Index dilation;

  /// A whole group is 4*dilation outputs for the price of 6*dilation products, a frame alone costs
  /// 3: so what is left over becomes a group of its own from 2*dilation frames on.
  Plan(Index outputs, Index frames_apart) : dilation(frames_apart) {
    const Index group = 4 * dilation, left = outputs % group;
    const bool tiled = left > 2 * dilation;
    const Index groups = outputs / group + (tiled ? 1 : 0);
    tile_rows = groups * dilation;
    direct = tiled ? outputs : outputs - left;
  }
  Index frame(Index tile) const { return first_frame(tile, dilation); }
};

}  // namespace posegrad::kernels::winograd
