#pragma once
#include <memory>

#include "pose/data/chunks.h"

namespace posegrad::pose {

class PrefetchedBatches;
class ResidentBatches;

/// Hands training batches to a model on any device. On a GPU the whole set lies there, if it fits,
/// and a batch is gathered by kernels, which can be recorded: they find what it is made of where
/// advance() sent it. If it does not fit, the host gathers batches and sends them to a fixed place.
class BatchFeed {
 public:
  /// A set fits when it takes at most half of the GPU's free memory: steps need the rest.
  enum class Placement { resident_if_it_fits, from_host };
  /// Keeps the reference.
  BatchFeed(BatchSource& batches, Device device,
            Placement placement = Placement::resident_if_it_fits);
  ~BatchFeed();
  BatchFeed(const BatchFeed&) = delete;
  BatchFeed& operator=(const BatchFeed&) = delete;

  /// Goes on to the next batch. Returns false, and has none, at the end of an epoch.
  bool advance();
  /// Prepares the batch after that, where there is something to prepare: for while the GPU works.
  void look_ahead();
  Index size() const noexcept { return size_; }  // samples of the batch
  /// The batch that advance() came to.
  Batch batch() const;

  BatchSource& batches() const noexcept { return batches_; }
  bool is_resident() const noexcept { return resident_ != nullptr; }

 private:
  BatchSource& batches_;
  Index size_ = 0;
  // One of the three.
  std::unique_ptr<ResidentBatches> resident_;
  std::unique_ptr<PrefetchedBatches> prefetched_;
  Batch on_cpu_;
};

}  // namespace posegrad::pose
