#include "pose/data/batch_source.h"

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {

std::optional<Batch> BatchSource::next() {
  const std::optional<std::vector<Chunk>> chunks = next_chunks();
  if (!chunks) return std::nullopt;
  Batch batch = empty_batch(static_cast<Index>(chunks->size()));
  const auto memory = [](const Tensor& x) { return x.defined() ? x.data<float>() : nullptr; };
  gather(*chunks, {memory(batch.keypoints), memory(batch.positions), memory(batch.intrinsics)});
  return batch;
}

void BatchSource::require_inside(const Position& position) const {
  if (position.next < 0 || position.next > batches_per_epoch())
    throw DataError(fmt::format(
        "the saved place inside an epoch, batch {}, does not fit this data set of {} batches: "
        "resume with the same data and options",
        position.next, batches_per_epoch()));
}

}  // namespace posegrad::pose
