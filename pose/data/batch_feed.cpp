#include "pose/data/batch_feed.h"

#include "tensor/cuda/transfer.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

// The part of `place` that a smaller batch takes.
Tensor part(const Tensor& place, Index size) {
  return place.defined() ? place.rows(0, size) : place;
}

void send(const Tensor& from, Tensor& place) {
  if (!from.defined()) return;
  if (!place.defined() || place.dim(0) < from.dim(0))
    place = Tensor::empty(from.shape(), from.dtype(), Device::cuda);
  part(place, from.dim(0)).copy_from(from);
}

}  // namespace

BatchFeed::BatchFeed(ChunkedBatches& batches, Device device, Placement placement)
    : batches_(batches), device_(device) {
  if (device == Device::cpu || placement == Placement::from_host) return;
  const Index most = batches.options().chunks_per_batch * ResidentSet::kNumbersPerChunk;
  selection_ = Tensor::empty({most}, DType::i64, device);
  uploads_ = std::make_unique<cuda::Uploads>(selection_.nbytes());
  try {
    resident_.emplace(batches, device);
  } catch (const DeviceError&) {  // too large: batches come from the host
  }
}

BatchFeed::~BatchFeed() = default;

bool BatchFeed::advance() {
  if (!resident_) {
    std::optional<Batch> next = batches_.next();
    if (!next) return false;
    size_ = next->size();
    if (device_ == Device::cpu)
      current_ = std::move(*next);
    else
      send_to_fixed_place(*next);
    return true;
  }
  const std::optional<std::vector<Chunk>> chunks = batches_.next_chunks();
  if (!chunks) return false;
  size_ = static_cast<Index>(chunks->size());
  const std::vector<Index> numbers = resident_->describe(*chunks);
  uploads_->send(selection_.bytes(), numbers.data(), numbers.size() * sizeof(Index));
  return true;
}

void BatchFeed::send_to_fixed_place(const Batch& batch) {
  send(batch.keypoints, current_.keypoints);
  send(batch.positions, current_.positions);
  send(batch.intrinsics, current_.intrinsics);
}

Batch BatchFeed::batch() const {
  if (resident_) return resident_->gather(selection_, size_);
  return {part(current_.keypoints, size_), part(current_.positions, size_),
          part(current_.intrinsics, size_)};
}

}  // namespace posegrad::pose
