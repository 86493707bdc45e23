#pragma once
#include "pose/data/batch_source.h"
#include "pose/data/views/endless_views.h"

namespace posegrad::pose {

/// Training batches of endless views. An epoch is a number of samples, none of which comes again:
/// the generator draws a key an epoch, and a sample is its key and its number.
class ViewBatches final : public BatchSource {
 public:
  struct Options {
    Index samples_per_epoch = 100'000, samples_per_batch = 1024;
    std::uint32_t seed = 1234;
  };
  /// Keeps the reference. Throws ValueError for sizes below 1.
  ViewBatches(const views::EndlessViews& views, const Options& options);

  Index samples_per_epoch() const noexcept override { return options_.samples_per_epoch; }
  Index frames_per_sample() const noexcept override { return 1; }
  Index largest() const noexcept override;
  void begin_epoch() override;
  /// Chunk::sequence is a sample's number, Chunk::begin its key.
  std::optional<std::vector<Chunk>> next_chunks() override;
  std::optional<std::vector<Chunk>> coming_chunks() const override;
  Batch empty_batch(Index samples, Device device = Device::cpu) const override;
  void gather(const std::vector<Chunk>& chunks, const BatchMemory& to) const override;
  const NumpyRandom& random() const noexcept override { return random_; }
  void set_random(const NumpyRandom& random) override { random_ = random; }
  const Position& position() const noexcept override { return position_; }
  void set_position(const Position& position) override;

  const views::EndlessViews& views() const noexcept { return views_; }

 private:
  std::vector<Chunk> chunks_of(Index batch) const;
  void draw_key();

  const views::EndlessViews& views_;
  Options options_;
  NumpyRandom random_;
  Position position_;
  Index key_ = -1;  // of the current pass; below 0 before the first
};

}  // namespace posegrad::pose
