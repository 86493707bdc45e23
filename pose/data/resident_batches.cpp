#include "pose/data/resident_batches.h"

namespace posegrad::pose {

ResidentBatches::ResidentBatches(ChunkedBatches& batches)
    : batches_(batches),
      set_(batches, Device::cuda),
      selection_(Tensor::empty({batches.largest() * ResidentSet::kNumbersPerChunk}, DType::i64,
                               Device::cuda)),
      uploads_(selection_.nbytes()) {}

Index ResidentBatches::advance() {
  const std::optional<std::vector<Chunk>> chunks = batches_.next_chunks();
  if (!chunks) return 0;
  const std::vector<Index> numbers = set_.describe(*chunks);
  uploads_.send(selection_.bytes(), numbers.data(), numbers.size() * sizeof(Index));
  return size_ = static_cast<Index>(chunks->size());
}

Batch ResidentBatches::batch() const { return set_.gather(selection_, size_); }

}  // namespace posegrad::pose
