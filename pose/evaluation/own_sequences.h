#pragma once
#include <vector>

#include "pose/data/sequences.h"
#include "tensor/shards/communicator.h"

namespace posegrad::pose {

/// Which of some things, sequences or batches, a shard evaluates: every S-th. Null: all of them.
inline bool is_own(Index i, const Communicator* shards) {
  return shards == nullptr || i % shards->shards() == shards->shard();
}

inline std::vector<Sequence> own_sequences(const std::vector<Sequence>& all,
                                           const Communicator* shards) {
  std::vector<Sequence> own;
  for (Index i = 0; i < std::ssize(all); ++i)
    if (is_own(i, shards)) own.push_back(all[static_cast<std::size_t>(i)]);
  return own;
}

}  // namespace posegrad::pose
