#pragma once
#include <memory>
#include <optional>

#include "pose/data/resident_set.h"

namespace posegrad::cuda {
class Uploads;
}

namespace posegrad::pose {

/// Hands training batches to a model on any device. On a GPU the whole set lies there, if it fits,
/// and a batch is gathered by kernels, which can be recorded: they find what it is made of where
/// advance() sent it. If it does not fit, the host gathers batches and sends them to a fixed place.
class BatchFeed {
 public:
  enum class Placement { resident_if_it_fits, from_host };
  /// Keeps the reference.
  BatchFeed(ChunkedBatches& batches, Device device,
            Placement placement = Placement::resident_if_it_fits);
  ~BatchFeed();
  BatchFeed(const BatchFeed&) = delete;
  BatchFeed& operator=(const BatchFeed&) = delete;

  /// Goes on to the next batch. Returns false, and has none, at the end of an epoch.
  bool advance();
  Index size() const noexcept { return size_; }  // samples of the batch
  /// The batch that advance() came to.
  Batch batch() const;

  ChunkedBatches& batches() const noexcept { return batches_; }
  bool is_resident() const noexcept { return resident_.has_value(); }

 private:
  void send_to_fixed_place(const Batch& batch);

  ChunkedBatches& batches_;
  Device device_;
  Index size_ = 0;
  std::optional<ResidentSet> resident_;
  Tensor selection_;  // on the GPU: what the batch is made of
  std::unique_ptr<cuda::Uploads> uploads_;
  Batch current_;  // where nothing is resident
};

}  // namespace posegrad::pose
