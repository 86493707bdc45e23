#pragma once
#include <array>

#include "tensor/compiler.h"
#include "tensor/dispatch.h"

// Ops that mirror poses: number 0 of every joint changes its sign, and joint k is joint swap[k].
namespace posegrad::kernels {

/// Windows of frames out of sequences that lie one after the other. Row b of `windows` says where
/// one begins, the first and the last frame of its sequence, and whether it is mirrored: frames
/// outside of the sequence repeat its edge, and in a mirrored one number 0 of every joint changes
/// its sign and joint k is joint swap[k].
struct GatherWindows {
  static constexpr OpInfo info{
      .name = "gather_windows",
      .formula =
          "y[b,l,k,f] = s frames[min(max(begin[b] + l, first[b]), last[b]), j, f]; "
          "mirrored: j = swap[k], s = -1 where f = 0; else j = k, s = 1",
      .shapes = "frames (T, K, F), windows (B, 4) i64, swap (K) i64 -> y (B, L, K, F)",
      .gradient = "none: what a model is given is not differentiated",
      .bytes = "2*size*B*L*K*F + 32*B + 8*K",
      .stem = "mirror",
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

  POSEGRAD_HOST_DEVICE Index frame(Index l) const {
    const Index wanted = begin + l;
    return wanted < first ? first : wanted > last ? last : wanted;
  }
};

/// -> (B, length, K, F). Throws ShapeError unless the shapes are those above, and for windows in
/// host memory ValueError unless all frames lie in [0, T).
Tensor gather_windows(const Tensor& frames, const Tensor& windows, const Tensor& swap,
                      Index length);

/// The mean of what a model says of an input and of what it says of the mirrored input, which is
/// mirrored back: number 0 of every joint changes its sign, and joint j is joint swap[j].
struct MergeMirrored {
  static constexpr OpInfo info{
      .name = "merge_mirrored",
      .formula =
          "y[t,j,d] = (plain[t,j,d] + s mirrored[t,swap[j],d]) / 2; "
          "s = -1 where d = 0, else 1",
      .shapes = "plain (T, J, D), mirrored (T, J, D), swap (J) i64 -> y (T, J, D)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "1",
      .magnitude = "(|plain| + |mirrored|) / 2",
      .flops = "2*T*J*D",
      .stem = "mirror",
  };
  Tensor plain, mirrored, swap, y = {};
  static constexpr std::array inputs{&MergeMirrored::plain, &MergeMirrored::mirrored,
                                     &MergeMirrored::swap};
  static constexpr std::array outputs{&MergeMirrored::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Writes to y. Throws ShapeError unless the shapes are those above, DTypeError for a swap that is
/// not i64.
void merge_mirrored(const Tensor& plain, const Tensor& mirrored, const Tensor& swap,
                    const Tensor& y);

}  // namespace posegrad::kernels
