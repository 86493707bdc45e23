#include "pose/data/batch_feed.h"

#include "pose/data/prefetched_batches.h"
#include "pose/data/resident_batches.h"
#include "tensor/device.h"

namespace posegrad::pose {
namespace {

std::unique_ptr<ResidentBatches> resident_if_it_fits(BatchSource& source) {
  // Samples that are made anew each time have no set that could lie there.
  auto* const batches = dynamic_cast<ChunkedBatches*>(&source);
  if (batches == nullptr) return {};
  if (ResidentSet::bytes_of(batches->sequences()) > cuda::memory_use().available / 2) return {};
  try {
    return std::make_unique<ResidentBatches>(*batches);
  } catch (const cuda::OutOfMemory&) {  // in pieces too small for it, or another program was faster
    return {};
  }
}

}  // namespace

BatchFeed::BatchFeed(BatchSource& batches, Device device, Placement placement) : batches_(batches) {
  if (device == Device::cpu) return;
  if (placement == Placement::resident_if_it_fits) resident_ = resident_if_it_fits(batches);
  if (!resident_) prefetched_ = std::make_unique<PrefetchedBatches>(batches);
}

BatchFeed::~BatchFeed() = default;

bool BatchFeed::advance() {
  if (resident_) return (size_ = resident_->advance()) > 0;
  if (prefetched_) return (size_ = prefetched_->advance()) > 0;
  std::optional<Batch> next = batches_.next();
  if (!next) return false;
  on_cpu_ = std::move(*next);
  size_ = on_cpu_.size();
  return true;
}

void BatchFeed::look_ahead() {
  if (prefetched_) prefetched_->look_ahead();
}

Batch BatchFeed::batch() const {
  if (resident_) return resident_->batch();
  return prefetched_ ? prefetched_->batch() : on_cpu_;
}

}  // namespace posegrad::pose
