#include "pose/data/part_of_batches.h"

namespace posegrad::pose {

PartOfBatches::PartOfBatches(BatchSource& of, Index shard, Index shards)
    : of_(of), shard_(shard), shards_(shards) {}

std::optional<std::vector<Chunk>> PartOfBatches::next_chunks() {
  const std::optional<std::vector<Chunk>> all = of_.next_chunks();
  if (!all) return std::nullopt;
  range_ = range_of(std::ssize(*all));
  return part(*all);
}

std::optional<std::vector<Chunk>> PartOfBatches::coming_chunks() const {
  const std::optional<std::vector<Chunk>> all = of_.coming_chunks();
  if (!all) return std::nullopt;
  return part(*all);
}

SampleRange PartOfBatches::range_of(Index samples) const {
  return {shard_ * samples / shards_, (shard_ + 1) * samples / shards_, samples};
}

std::vector<Chunk> PartOfBatches::part(const std::vector<Chunk>& chunks) const {
  const SampleRange range = range_of(std::ssize(chunks));
  if (range.size() == 0) return {chunks.front()};
  return {chunks.begin() + range.begin, chunks.begin() + range.end};
}

}  // namespace posegrad::pose
