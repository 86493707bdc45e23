#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// x (..., L, ...), positions (P,) i64 -> y (..., P, ...). For every number type; a position may
/// come again.
struct Gather {
  static constexpr OpInfo info{
      .name = "gather",
      .formula = "y[o,p,c] = x[o, positions[p], c], p along the axis",
      .shapes = "x (A..., L, B...), positions (P) i64 -> y (A..., P, B...)",
      .gradient = "dx: gather_grad(dy, positions)",
      .bytes = "2*size*A*P*B + 8*P",
  };
  Tensor x, positions;
  int axis = 0;
  Tensor y = {};
  static constexpr std::array inputs{&Gather::x, &Gather::positions};
  static constexpr std::array outputs{&Gather::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Added up in double in order of p, whatever the number of threads.
struct GatherGrad {
  static constexpr OpInfo info{
      .name = "gather_grad",
      .formula = "dx[o,i,c] = sum_{p: positions[p] = i} dy[o,p,c]",
      .shapes = "dy (A..., P, B...), positions (P) i64 -> dx (A..., L, B...)",
      .gradient = "none: it is the gradient of gather itself",
      .roundings = "P + 2",
      .magnitude = "sum_{p: positions[p] = i} |dy|",
      .flops = "A*P*B",
      .stem = "gather",
  };
  Tensor dy, positions;
  int axis = 0;
  Tensor dx = {};
  static constexpr std::array inputs{&GatherGrad::dy, &GatherGrad::positions};
  static constexpr std::array outputs{&GatherGrad::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Throw ShapeError unless positions is one axis of i64 (DTypeError) and each lies in [0, L)
/// (ValueError); negative axes count from the end.
Tensor gather(const Tensor& x, int axis, const Tensor& positions);
/// L: size of x's axis.
Tensor gather_grad(const Tensor& dy, int axis, const Tensor& positions, Index L);

/// Windows of frames out of sequences that lie one after the other. Row b of `windows` says where
/// one begins, the first and the last frame of its sequence, and whether it is mirrored: frames
/// outside of the sequence repeat its edge, and in a mirrored one number 0 of every joint changes
/// its sign and joint k is joint swap[k].
struct GatherWindows {
  static constexpr OpInfo info{
      .name = "gather_windows",
      .formula =
          "y[b,l,k,f] = s frames[min(max(begin[b] + l, first[b]), last[b]), j, f]; mirrored: j = "
          "swap[k], s = -1 where f = 0; else j = k, s = 1",
      .shapes = "frames (T, K, F), windows (B, 4) i64, swap (K) i64 -> y (B, L, K, F)",
      .gradient = "none: what a model is given is not differentiated",
      .bytes = "2*size*B*L*K*F + 32*B + 8*K",
      .stem = "gather",
  };
  Tensor frames, windows, swap, y = {};
  static constexpr std::array inputs{&GatherWindows::frames, &GatherWindows::windows,
                                     &GatherWindows::swap};
  static constexpr std::array outputs{&GatherWindows::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// A row of `windows`.
struct FrameWindow {
  Index begin;
  Index first, last;  // of its sequence
  Index mirrored;     // 1 or 0
};

/// -> (B, length, K, F). Throws ShapeError unless the shapes are those above, and for windows in
/// host memory ValueError unless all frames lie in [0, T).
Tensor gather_windows(const Tensor& frames, const Tensor& windows, const Tensor& swap,
                      Index length);

}  // namespace posegrad::kernels
