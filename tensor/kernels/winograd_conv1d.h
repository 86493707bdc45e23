#pragma once
#include <array>
#include <vector>

#include "tensor/dispatch.h"
#include "tensor/dtype.h"
#include "tensor/shape.h"

namespace posegrad::kernels {

// Width-3 convolution by Winograd's F(4,3): four outputs from six products instead of twelve. The
// derivation is in docs/derivations/winograd.md; with the matrices G (6, 3), B (6, 6), A (6, 4)
// there,
//   u = G w,   v = B x,   y = A^T (u . v).

constexpr Index kWinogradProducts = 6;  // products of a tile

/// The filters' side, made once: w (C_out, 3, C_in) -> u (6, C_out, C_in).
struct WinogradWeights {
  static constexpr OpInfo info{
      .name = "winograd_weights",
      .formula = "u[p,o,i] = sum_k G[p,k] w[o,k,i]",
      .shapes = "w (C_out, 3, C_in) -> u (6, C_out, C_in)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "7",
      .magnitude = "sum_k |G[p,k] w[o,k,i]|",
      .flops = "36*C_out*C_in",
      .stem = "winograd_conv1d",
  };
  Tensor w, u = {};
  static constexpr std::array inputs{&WinogradWeights::w};
  static constexpr std::array outputs{&WinogradWeights::u};
  void cpu() const;
  Reference reference(int output, Index element) const;
};

/// Dilated convolution without padding of every segment. x (R_in, C_in), w (C_out, 3, C_in), u of
/// that w -> y (R_out, C_out), where each segment of x is 2*dilation rows longer than y's.
struct WinogradConv1d {
  static constexpr OpInfo info{
      .name = "winograd_conv1d",
      .formula =
          "y[s,t,o] = sum_{k,i} w[o,k,i] x[s, t + k*dilation, i], four t at a time from six "
          "products",
      .shapes = "x (R_in, C_in), w (C_out, 3, C_in), u (6, C_out, C_in) -> y (R_out, C_out)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "max(C_in + 12, 3*C_in + 2)",
      .magnitude =
          "in a tile: sum_p |A[p,j]| sum_i (|G| |w|)[p,o,i] (|B| |x|)[p,i]; alone: sum_{k,i} |w x|",
      .flops = "6*R_out*C_out*C_in",
      .is_product = true,
  };
  Tensor x, w, u;
  Index dilation = 1;
  Segments segments;  // of x
  Tensor y = {};
  static constexpr std::array inputs{&WinogradConv1d::x, &WinogradConv1d::w, &WinogradConv1d::u};
  static constexpr std::array outputs{&WinogradConv1d::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
};

/// Throws ShapeError unless w has 3 taps.
Tensor winograd_weights(const Tensor& w);
/// Throws ShapeError unless the shapes are those above and every segment is longer than 2*dilation;
/// ValueError for a dilation below 1.
Tensor winograd_conv1d(const Tensor& x, const Tensor& w, const Tensor& u, Index dilation,
                       const Segments& segments);

namespace winograd {

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
  Index frame(Index tile) const { return tile / dilation * 4 * dilation + tile % dilation; }
};

/// One segment: its first rows of x and of y, its first tile of all.
struct Part {
  Index in, out, tile;
  Index outputs;
  Plan plan;
};
std::vector<Part> parts_of(const Segments& segments, Index dilation);

}  // namespace winograd
}  // namespace posegrad::kernels
