#include "pose/data/prefetched_batches.h"

namespace posegrad::pose {
namespace {

// The part of `place` that a batch of this size takes.
Tensor part(const Tensor& place, Index size) {
  return place.defined() ? place.rows(0, size) : place;
}

Index numbers(const Batch& place) {
  return place.keypoints.numel() + place.positions.numel() + place.intrinsics.numel();
}

}  // namespace

PrefetchedBatches::PrefetchedBatches(BatchSource& batches)
    : batches_(batches),
      place_(batches.empty_batch(batches.largest(), Device::cuda)),
      prefetch_(numbers(place_)) {}

// In page-locked memory a short batch lies as a full one does: its parts begin at the same places.
void PrefetchedBatches::fetch(const std::vector<Chunk>& chunks) {
  fetched_.reset();
  float* const keypoints = prefetch_.host();
  float* const positions = keypoints + place_.keypoints.numel();
  float* const intrinsics = positions + place_.positions.numel();
  batches_.gather(chunks, {.keypoints = keypoints,
                           .positions = place_.positions.defined() ? positions : nullptr,
                           .intrinsics = place_.intrinsics.defined() ? intrinsics : nullptr});
  prefetch_.send(numbers(place_));
  fetched_ = chunks;
}

void PrefetchedBatches::take(Index size) {
  Index first = 0;
  for (const Tensor& place : {place_.keypoints, place_.positions, place_.intrinsics}) {
    if (place.defined()) prefetch_.take(first, part(place, size));
    first += place.numel();
  }
  size_ = size;
}

Index PrefetchedBatches::advance() {
  const std::optional<std::vector<Chunk>> chunks = batches_.next_chunks();
  if (!chunks) return 0;
  // Somebody may have begun another epoch, or gone to another place in it.
  if (fetched_ != chunks) fetch(*chunks);
  take(static_cast<Index>(chunks->size()));
  return size_;
}

void PrefetchedBatches::look_ahead() {
  if (const std::optional<std::vector<Chunk>> chunks = batches_.coming_chunks()) fetch(*chunks);
}

Batch PrefetchedBatches::batch() const {
  return {part(place_.keypoints, size_), part(place_.positions, size_),
          part(place_.intrinsics, size_)};
}

}  // namespace posegrad::pose
