#include "pose/data/resident_set.h"

#include <algorithm>

#include "tensor/kernels/mirror.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

Tensor indices(const std::vector<Index>& numbers, Device device) {
  return Tensor::from<Index>({static_cast<Index>(numbers.size())}, numbers).to(device);
}

// The sequences' (T_s, J, D) one after the other.
Tensor joined(const std::vector<Sequence>& sequences, Tensor Sequence::*poses, Index frames,
              Device device) {
  const Tensor& like = sequences.front().*poses;
  Tensor all = Tensor::empty({frames, like.dim(1), like.dim(2)});
  Index begin = 0;
  for (const Sequence& s : sequences) {
    all.rows(begin, begin + s.frames()).copy_from(s.*poses);
    begin += s.frames();
  }
  return all.to(device);
}

Tensor both_intrinsics(const std::vector<Sequence>& sequences, Device device) {
  const Index numbers = sequences.front().intrinsics.numel();
  Tensor all = Tensor::empty({2 * static_cast<Index>(sequences.size()), numbers});
  float* to = all.data<float>();
  for (const Sequence& s : sequences)
    for (const bool mirrored : {false, true}) {
      copy_intrinsics(s.intrinsics, mirrored, to);
      to += numbers;
    }
  return all.to(device);
}

}  // namespace

ResidentSet::ResidentSet(const ChunkedBatches& batches, Device device)
    : options_(batches.options()), first_frame_{0} {
  const std::vector<Sequence>& sequences = batches.sequences();
  for (const Sequence& s : sequences) first_frame_.push_back(first_frame_.back() + s.frames());
  const Index frames = first_frame_.back();
  keypoints_ = joined(sequences, &Sequence::keypoints, frames, device);
  keypoint_swap_ = indices(batches.keypoint_swap(), device);
  if (sequences.front().positions.defined()) {
    positions_ = joined(sequences, &Sequence::positions, frames, device);
    joint_swap_ = indices(batches.joint_swap(), device);
  }
  if (sequences.front().intrinsics.defined()) intrinsics_ = both_intrinsics(sequences, device);
}

std::size_t ResidentSet::bytes_of(const std::vector<Sequence>& sequences) noexcept {
  std::size_t bytes = 0;
  for (const Sequence& s : sequences)
    bytes += s.keypoints.nbytes() + s.positions.nbytes() + 2 * s.intrinsics.nbytes();
  return bytes;
}

// Windows of the inputs, then those of the outputs, then rows of the intrinsics.
std::vector<Index> ResidentSet::describe(const std::vector<Chunk>& chunks) const {
  const std::size_t B = chunks.size();
  std::vector<Index> numbers(B * kNumbersPerChunk);
  Index *input = numbers.data(), *output = input + 4 * B, *camera = output + 4 * B;
  for (const Chunk& chunk : chunks) {
    const auto s = static_cast<std::size_t>(chunk.sequence);
    const Index first = first_frame_[s], last = first_frame_[s + 1] - 1,
                mirrored = chunk.mirrored ? 1 : 0;
    const Index before = options_.padding + options_.causal_shift;
    input =
        std::ranges::copy(std::array{first + chunk.begin - before, first, last, mirrored}, input)
            .out;
    output = std::ranges::copy(std::array{first + chunk.begin, first, last, mirrored}, output).out;
    *camera++ = 2 * chunk.sequence + mirrored;
  }
  return numbers;
}

Batch ResidentSet::gather(const Tensor& selection, Index size) const {
  const Index length = options_.chunk_length;
  const Tensor inputs = selection.rows(0, 4 * size).reshape({size, 4}),
               outputs = selection.rows(4 * size, 8 * size).reshape({size, 4}),
               cameras = selection.rows(8 * size, 9 * size);
  Batch batch;
  batch.keypoints =
      kernels::gather_windows(keypoints_, inputs, keypoint_swap_, length + 2 * options_.padding);
  if (positions_.defined())
    batch.positions = kernels::gather_windows(positions_, outputs, joint_swap_, length);
  if (intrinsics_.defined()) batch.intrinsics = kernels::gather(intrinsics_, 0, cameras);
  return batch;
}

}  // namespace posegrad::pose
