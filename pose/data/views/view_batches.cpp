#include "pose/data/views/view_batches.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/data/views/person_window.h"
#include "tensor/error.h"
#include "tensor/parallel.h"

namespace posegrad::pose {
namespace {

constexpr double kSampleCost = 60'000;  // ns

}  // namespace

ViewBatches::ViewBatches(const views::EndlessViews& views, const Options& options)
    : views_(views), options_(options), random_(options.seed), position_{random_, 0} {
  if (options_.samples_per_epoch < 1 || options_.samples_per_batch < 1)
    throw ValueError(fmt::format("endless views: {} samples an epoch in batches of {}",
                                 options_.samples_per_epoch, options_.samples_per_batch));
}

Index ViewBatches::largest() const noexcept {
  return std::min(options_.samples_per_batch, options_.samples_per_epoch);
}

void ViewBatches::draw_key() {
  position_ = {random_, 0};
  key_ = static_cast<Index>(random_.next_u32());
}

void ViewBatches::begin_epoch() { draw_key(); }

std::vector<Chunk> ViewBatches::chunks_of(Index number) const {
  const Index first = number * largest(),
              last = std::min(first + largest(), options_.samples_per_epoch);
  std::vector<Chunk> chunks;
  chunks.reserve(static_cast<std::size_t>(last - first));
  for (Index i = first; i < last; ++i) chunks.push_back({i, key_, key_ + 1, false});
  return chunks;
}

std::optional<std::vector<Chunk>> ViewBatches::next_chunks() {
  if (key_ < 0) draw_key();
  if (position_.next == batches_per_epoch()) return std::nullopt;
  return chunks_of(position_.next++);
}

std::optional<std::vector<Chunk>> ViewBatches::coming_chunks() const {
  if (key_ < 0 || position_.next == batches_per_epoch()) return std::nullopt;
  return chunks_of(position_.next);
}

Batch ViewBatches::empty_batch(Index samples, Device device) const {
  Batch batch;
  batch.keypoints = Tensor::empty(
      {samples, views_.options().frames, kWindowKeypoints, kWindowFeatures}, DType::f32, device);
  batch.positions = Tensor::empty({samples, 1, views::kOutputJoints, 3}, DType::f32, device);
  return batch;
}

void ViewBatches::gather(const std::vector<Chunk>& chunks, const BatchMemory& to) const {
  const Index window = views_.options().frames * kWindowKeypoints * kWindowFeatures,
              pose = views::kOutputJoints * 3;
  parallel_for(static_cast<Index>(chunks.size()), kSampleCost, [&](Index begin, Index end) {
    for (Index b = begin; b < end; ++b) {
      const Chunk& chunk = chunks[static_cast<std::size_t>(b)];
      views_.draw(static_cast<std::uint64_t>(chunk.begin),
                  static_cast<std::uint64_t>(chunk.sequence), to.keypoints + b * window,
                  to.positions + b * pose);
    }
  });
}

void ViewBatches::set_position(const Position& position) {
  require_inside(position);
  random_ = position.before;
  draw_key();
  position_.next = position.next;
}

}  // namespace posegrad::pose
