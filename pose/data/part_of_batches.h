#pragma once
#include "pose/data/batch_source.h"

namespace posegrad::pose {

/// Samples [begin, end) of a batch of `whole`.
struct SampleRange {
  Index begin = 0, end = 0, whole = 0;
  Index size() const noexcept { return end - begin; }
};

/// One shard's samples of every batch of a source, which it goes through like all other shards do. Of a
/// batch with fewer samples than there are shards some get none: they are given its first one, to
/// have something to work on, and an empty range.
class PartOfBatches final : public BatchSource {
 public:
  /// Keeps the reference.
  PartOfBatches(BatchSource& of, Index shard, Index shards);

  /// Of the batch that next_chunks() returned.
  const SampleRange& range() const noexcept { return range_; }

  Index samples_per_epoch() const noexcept override { return of_.samples_per_epoch(); }
  Index frames_per_sample() const noexcept override { return of_.frames_per_sample(); }
  Index largest() const noexcept override { return of_.largest(); }
  void begin_epoch() override { of_.begin_epoch(); }
  std::optional<std::vector<Chunk>> next_chunks() override;
  std::optional<std::vector<Chunk>> coming_chunks() const override;
  Batch empty_batch(Index samples, Device device = Device::cpu) const override {
    return of_.empty_batch(samples, device);
  }
  void gather(const std::vector<Chunk>& chunks, const BatchMemory& to) const override {
    of_.gather(chunks, to);
  }
  const NumpyRandom& random() const noexcept override { return of_.random(); }
  void set_random(const NumpyRandom& random) override { of_.set_random(random); }
  const Position& position() const noexcept override { return of_.position(); }
  void set_position(const Position& position) override { of_.set_position(position); }

 private:
  SampleRange range_of(Index samples) const;
  std::vector<Chunk> part(const std::vector<Chunk>& chunks) const;

  BatchSource& of_;
  Index shard_, shards_;
  SampleRange range_;
};

}  // namespace posegrad::pose
