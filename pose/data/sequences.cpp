#include "pose/data/sequences.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include <fmt/format.h>

#include "pose/data/root_to_origin.h"
#include "tensor/error.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {

std::vector<Index> MirrorPairs::permutation(Index joints) const {
  if (left.size() != right.size())
    throw DataError(
        fmt::format("mirroring: {} left joints, but {} right ones", left.size(), right.size()));
  std::vector<Index> source(static_cast<std::size_t>(joints));
  std::iota(source.begin(), source.end(), Index{0});
  const auto checked = [&](Index joint) {
    if (joint < 0 || joint >= joints)
      throw DataError(
          fmt::format("mirroring: joint {} is listed, but there are {} joints", joint, joints));
    return static_cast<std::size_t>(joint);
  };
  for (std::size_t i = 0; i < left.size(); ++i) {
    source[checked(left[i])] = right[i];
    source[checked(right[i])] = left[i];
  }
  return source;
}

Index total_frames(const std::vector<Sequence>& sequences) {
  Index frames = 0;
  for (const Sequence& sequence : sequences) frames += sequence.frames();
  return frames;
}

void copy_frames(const Tensor& poses, Index begin, Index end, const std::vector<Index>* swap,
                 float* out) {
  const Index T = poses.dim(0), J = poses.dim(1), D = poses.dim(2);
  const float* const data = poses.cpu_view<float>().data();
  const auto frame_bytes = static_cast<std::size_t>(J * D) * sizeof(float);
  for (Index t = begin; t < end; ++t, out += J * D) {
    const float* const frame = data + std::clamp<Index>(t, 0, T - 1) * J * D;
    if (swap == nullptr) {
      std::memcpy(out, frame, frame_bytes);
      continue;
    }
    for (Index j = 0; j < J; ++j) {
      const float* const joint = frame + (*swap)[static_cast<std::size_t>(j)] * D;
      out[j * D] = -joint[0];
      std::copy(joint + 1, joint + D, out + j * D + 1);
    }
  }
}

void copy_intrinsics(const Tensor& intrinsics, bool mirrored, float* out) {
  constexpr std::size_t kCentreX = 2, kTangentialX = 7;
  std::ranges::copy(intrinsics.cpu_view<float>(), out);
  if (!mirrored) return;
  out[kCentreX] = -out[kCentreX];
  out[kTangentialX] = -out[kTangentialX];
}

void root_to_origin(const Tensor& positions) { root_to_origin(positions, positions); }

}  // namespace posegrad::pose
