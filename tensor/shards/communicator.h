#pragma once
#include <span>

#include "tensor/dtype.h"

namespace posegrad {

/// One of S shards that work on one batch, each on its part, and put together what belongs to the whole:
/// sums and statistics. All of them call the same functions in the same order, with as many numbers.
/// What is put together is so in one fixed order (ReductionTree), wherever the shards are: on threads of
/// a process or on many machines. Every call throws ShardsCancelled when another shard gave up.
class Communicator {
 public:
  virtual ~Communicator() = default;

  virtual Index shards() const noexcept = 0;  // S
  virtual Index shard() const noexcept = 0;   // which this is, from 0
  /// Of the shards of one process one leads: it alone updates what they share there, and writes.
  virtual bool leads_process() const noexcept = 0;

  /// In the place of the numbers: the sums over all shards.
  virtual void sum(std::span<float> numbers) = 0;
  virtual void sum(std::span<double> numbers) = 0;
  /// Triples (rows, mean, sum of squared distances from it), and of all rows together. A shard without
  /// rows gives 0, 0, 0.
  virtual void merge_moments(std::span<double> triples) = 0;

  /// Begins a sum and returns; finish() waits for all that were begun. The numbers must stay.
  virtual void begin_sum(std::span<float> numbers) = 0;
  virtual void finish() = 0;

  /// Waits for the shards of this process.
  virtual void wait_for_process() = 0;

 protected:
  Communicator() = default;
  Communicator(const Communicator&) = default;
  Communicator& operator=(const Communicator&) = default;
};

}  // namespace posegrad
