#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

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
      .roundings = "0",
      .magnitude = "none: exact",
      .flops = "0",
      .bytes = "2*size*B*L*K*F + 32*B + 8*K",
      .stem = "gather_windows",
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
