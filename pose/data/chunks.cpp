#include "pose/data/chunks.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "tensor/error.h"
#include "tensor/parallel.h"

namespace posegrad::pose {
namespace {

// ceil(T / length) chunks; what they cover beyond the sequence is split evenly between both ends.
void add_chunks(Index sequence, Index T, Index length, bool mirrored, std::vector<Chunk>& out) {
  const Index count = (T + length - 1) / length;
  const Index offset = (count * length - T) / 2;
  for (Index b = 0; b < count; ++b)
    out.push_back({sequence, b * length - offset, (b + 1) * length - offset, mirrored});
}

void check_alike(const std::vector<Sequence>& sequences) {
  if (sequences.empty()) throw DataError("training batches: there is no sequence");
  const Sequence& first = sequences.front();
  for (const Sequence& s : sequences) {
    const auto complain = [&](const std::string& what) {
      throw DataError(fmt::format("training batches: subject {}, action '{}', camera {}: {}",
                                  s.subject, s.action, s.camera_number, what));
    };
    if (s.positions.defined() != first.positions.defined())
      complain("some sequences have 3D positions, some have none");
    if (s.intrinsics.defined() != first.intrinsics.defined())
      complain("some cameras have intrinsics, some have none");
    if (s.keypoints.dim(1) != first.keypoints.dim(1) ||
        s.keypoints.dim(2) != first.keypoints.dim(2))
      complain(fmt::format("the keypoints are {}, those of the first sequence {}",
                           s.keypoints.shape().to_string(), first.keypoints.shape().to_string()));
    if (s.positions.defined() && s.positions.dim(0) != s.frames())
      complain(fmt::format("{} frames of keypoints, but {} of 3D positions", s.frames(),
                           s.positions.dim(0)));
  }
}

}  // namespace

ChunkedBatches::ChunkedBatches(std::vector<Sequence> sequences, const Mirroring& mirroring,
                               ChunkOptions options)
    : sequences_(std::move(sequences)),
      options_(options),
      random_(options.seed),
      position_{random_, 0} {
  if (options_.chunks_per_batch < 1 || options_.chunk_length < 1 || options_.padding < 0)
    throw ValueError(fmt::format("training batches: {} chunks of {} frames with a padding of {}",
                                 options_.chunks_per_batch, options_.chunk_length,
                                 options_.padding));
  check_alike(sequences_);
  const Sequence& first = sequences_.front();
  keypoint_swap_ = mirroring.keypoints.permutation(first.keypoints.dim(1));
  if (first.positions.defined()) joint_swap_ = mirroring.joints.permutation(first.positions.dim(1));
  for (std::size_t s = 0; s < sequences_.size(); ++s)
    for (const bool mirrored : {false, true})
      if (!mirrored || options_.mirror)
        add_chunks(static_cast<Index>(s), sequences_[s].frames(), options_.chunk_length, mirrored,
                   chunks_);
  if (chunks_.empty()) throw DataError("training batches: all sequences are empty");
}

Index ChunkedBatches::largest() const noexcept {
  return std::min(options_.chunks_per_batch, static_cast<Index>(chunks_.size()));
}

void ChunkedBatches::draw_order() {
  position_ = {random_, 0};
  if (options_.shuffle) {
    order_ = random_.permutation(static_cast<Index>(chunks_.size()));
  } else {
    order_.resize(chunks_.size());
    std::iota(order_.begin(), order_.end(), Index{0});
  }
}

void ChunkedBatches::begin_epoch() {
  if (!options_.endless || order_.empty()) draw_order();
}

std::vector<Chunk> ChunkedBatches::chunks_of(Index number) const {
  const Index first = number * options_.chunks_per_batch;
  const Index last =
      std::min(first + options_.chunks_per_batch, static_cast<Index>(chunks_.size()));
  std::vector<Chunk> batch;
  batch.reserve(static_cast<std::size_t>(last - first));
  for (Index b = first; b < last; ++b)
    batch.push_back(chunks_[static_cast<std::size_t>(order_[static_cast<std::size_t>(b)])]);
  return batch;
}

std::optional<std::vector<Chunk>> ChunkedBatches::next_chunks() {
  if (order_.empty()) draw_order();
  if (position_.next == batches_per_epoch()) {
    if (!options_.endless) return std::nullopt;
    draw_order();
  }
  return chunks_of(position_.next++);
}

std::optional<std::vector<Chunk>> ChunkedBatches::coming_chunks() const {
  if (order_.empty() || position_.next == batches_per_epoch()) return std::nullopt;
  return chunks_of(position_.next);
}

void ChunkedBatches::set_position(const Position& position) {
  require_inside(position);
  random_ = position.before;
  draw_order();
  position_.next = position.next;
}

Batch ChunkedBatches::empty_batch(Index chunks, Device device) const {
  const Index length = options_.chunk_length;
  const Sequence& like = sequences_.front();
  const auto empty = [&](const Shape& shape) { return Tensor::empty(shape, DType::f32, device); };
  Batch batch;
  batch.keypoints =
      empty({chunks, length + 2 * options_.padding, like.keypoints.dim(1), like.keypoints.dim(2)});
  if (like.positions.defined()) batch.positions = empty({chunks, length, like.positions.dim(1), 3});
  if (like.intrinsics.defined()) batch.intrinsics = empty({chunks, like.intrinsics.numel()});
  return batch;
}

void ChunkedBatches::gather(const std::vector<Chunk>& chunks, const BatchMemory& to) const {
  const Index B = static_cast<Index>(chunks.size()), length = options_.chunk_length,
              window = length + 2 * options_.padding;
  const Sequence& like = sequences_.front();
  const Index input = window * like.keypoints.dim(1) * like.keypoints.dim(2),
              output = to.positions == nullptr ? 0 : length * like.positions.dim(1) * 3;
  parallel_for(B, 0.5 * static_cast<double>(input), [&](Index begin, Index end) {
    for (Index b = begin; b < end; ++b) {
      const Chunk& chunk = chunks[static_cast<std::size_t>(b)];
      const Sequence& s = sequences_[static_cast<std::size_t>(chunk.sequence)];
      const Index before = options_.padding + options_.causal_shift,
                  after = options_.padding - options_.causal_shift;
      copy_frames(s.keypoints, chunk.begin - before, chunk.end + after,
                  chunk.mirrored ? &keypoint_swap_ : nullptr, to.keypoints + b * input);
      if (to.positions != nullptr)
        copy_frames(s.positions, chunk.begin, chunk.end, chunk.mirrored ? &joint_swap_ : nullptr,
                    to.positions + b * output);
      if (to.intrinsics != nullptr)
        copy_intrinsics(s.intrinsics, chunk.mirrored, to.intrinsics + b * s.intrinsics.numel());
    }
  });
}

Tensor whole_sequence(const Sequence& sequence, const MirrorPairs& keypoints, Index padding,
                      Index causal_shift, bool mirror) {
  const Index T = sequence.frames(), K = sequence.keypoints.dim(1), F = sequence.keypoints.dim(2);
  const Index window = T + 2 * padding;
  Tensor rows = Tensor::empty({mirror ? 2 : 1, window, K, F});
  const Index begin = -padding - causal_shift, end = T + padding - causal_shift;
  copy_frames(sequence.keypoints, begin, end, nullptr, rows.data<float>());
  if (mirror) {
    const std::vector<Index> swap = keypoints.permutation(K);
    copy_frames(sequence.keypoints, begin, end, &swap, rows.data<float>() + window * K * F);
  }
  return rows;
}

}  // namespace posegrad::pose
