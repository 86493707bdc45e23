#include "tests/cuda_emulator/block.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <cuda_runtime.h>

#include "tests/cuda_emulator/fiber.h"

uint3 threadIdx, blockIdx;
dim3 blockDim, gridDim;

namespace cuda_emulator {
namespace {

constexpr int kWarp = warpSize;
constexpr std::uint64_t kGarbage = ~std::uint64_t{0};  // what a lane that is not there sends: NaN

enum class State : unsigned char { ready, at_block_barrier, at_warp_barrier, returned };

struct Thread {
  uint3 index{};
  State state = State::ready;
  Fiber* fiber = nullptr;  // that it waits on
  WarpOp op{};             // what it waits with at a warp's barrier: as exchange() takes them
  unsigned mask = 0, source = 0;
  std::uint64_t bits = 0;  // what it sends, then what it gets
};

uint3 position(std::uint64_t i, const dim3& size) {
  const std::uint64_t row = i / size.x;
  return {static_cast<unsigned>(i % size.x), static_cast<unsigned>(row % size.y),
          static_cast<unsigned>(row / size.y)};
}

// The block that runs. Workers are fibers that call the kernel for thread after thread. When a
// thread reaches a barrier its worker pauses, and another one starts the threads that are left; so
// a kernel without barriers needs one worker, and any other at most one per thread.
class Block {
 public:
  void run(const std::function<void()>& kernel);

  Thread& current() { return *current_; }
  unsigned current_lane() const {
    return static_cast<unsigned>(current_ - threads_.data()) % kWarp;
  }
  void wait(State state);

 private:
  void work();
  void go_on(Fiber& worker);
  Fiber& idle_worker();
  bool open_barriers();
  bool open_warp_barrier(std::size_t first, const Thread& waiting);
  [[noreturn]] void report_deadlock() const;

  const std::function<void()>* kernel_ = nullptr;
  std::vector<Thread> threads_;
  const Sequence* start_order_ = nullptr;
  std::size_t started_ = 0;
  Thread* current_ = nullptr;
  Fiber* worker_ = nullptr;  // that runs
  std::vector<std::unique_ptr<Fiber>> workers_;
  std::vector<Fiber*> idle_;
};

Block& block() {
  static Block& instance = *new Block;  // never destroyed, as its fibers are not
  return instance;
}

void Block::run(const std::function<void()>& kernel) {
  kernel_ = &kernel;
  threads_.assign(std::size_t{blockDim.x} * blockDim.y * blockDim.z, {});
  const Sequence start_order(threads_.size());
  start_order_ = &start_order;
  started_ = 0;
  while (started_ < threads_.size()) go_on(idle_worker());
  while (open_barriers()) {
    const Sequence order(threads_.size());
    for (std::size_t i = 0; i < threads_.size(); ++i) {
      current_ = &threads_[order[i]];
      if (current_->state != State::ready) continue;
      threadIdx = current_->index;
      go_on(*current_->fiber);
    }
  }
  for (const Thread& thread : threads_) {
    if (thread.state != State::returned) report_deadlock();
  }
}

void Block::work() {
  Fiber& self = *worker_;
  for (;;) {
    while (started_ < threads_.size()) {
      const std::uint64_t i = (*start_order_)[started_++];
      current_ = &threads_[i];
      current_->index = threadIdx = position(i, blockDim);
      (*kernel_)();
      current_->state = State::returned;
    }
    idle_.push_back(&self);
    self.pause();
  }
}

void Block::go_on(Fiber& worker) {
  worker_ = &worker;
  worker.resume();
}

Fiber& Block::idle_worker() {
  if (idle_.empty()) {
    workers_.push_back(std::make_unique<Fiber>([this] { work(); }));
    return *workers_.back();
  }
  Fiber& worker = *idle_.back();
  idle_.pop_back();
  return worker;
}

void Block::wait(State state) {
  current_->state = state;
  current_->fiber = worker_;
  worker_->pause();
}

/// Makes threads ready that have reached what they wait for; false if there is none.
bool Block::open_barriers() {
  std::size_t at_block_barrier = 0;
  bool opened = false;
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    const Thread& thread = threads_[i];
    if (thread.state == State::at_block_barrier) ++at_block_barrier;
    if (thread.state == State::at_warp_barrier) {
      opened |= open_warp_barrier(i / kWarp * kWarp, thread);
    }
  }
  if (at_block_barrier < threads_.size()) return opened;
  for (Thread& thread : threads_) thread.state = State::ready;
  return true;
}

/// Opens the barrier of the threads in waiting.mask if they all are there with the same operation.
/// Lanes beyond the end of the block are nobody, as on a GPU.
bool Block::open_warp_barrier(std::size_t first, const Thread& waiting) {
  const std::size_t lanes = std::min<std::size_t>(kWarp, threads_.size() - first);
  Thread* const warp = threads_.data() + first;
  const unsigned mask = waiting.mask;
  const WarpOp op = waiting.op;
  std::uint64_t sent[kWarp], ballot = 0;
  for (unsigned i = 0; i < kWarp; ++i) {
    sent[i] = kGarbage;
    if (i >= lanes || (mask >> i & 1) == 0) continue;
    const Thread& member = warp[i];
    if (member.state != State::at_warp_barrier || member.mask != mask || member.op != op) {
      return false;
    }
    sent[i] = member.bits;
    ballot |= std::uint64_t{member.bits != 0} << i;
  }
  for (unsigned i = 0; i < lanes; ++i) {
    if ((mask >> i & 1) == 0) continue;
    warp[i].bits = op == WarpOp::ballot ? ballot : sent[warp[i].source % kWarp];
    warp[i].state = State::ready;
  }
  return true;
}

std::string describe(const Thread& thread) {
  constexpr const char* kOps[] = {"__shfl_sync",     "__shfl_up_sync", "__shfl_down_sync",
                                  "__shfl_xor_sync", "__ballot_sync",  "__syncwarp"};
  char text[128];
  const char* const deed = thread.state == State::returned           ? "has returned"
                           : thread.state == State::at_block_barrier ? "waits at __syncthreads"
                                                                     : "waits at ";
  std::snprintf(text, sizeof text, "threadIdx (%u, %u, %u) %s", thread.index.x, thread.index.y,
                thread.index.z, deed);
  std::string line = text;
  if (thread.state == State::at_warp_barrier) {
    std::snprintf(text, sizeof text, "%s with mask 0x%x", kOps[static_cast<std::size_t>(thread.op)],
                  thread.mask);
    line += text;
  }
  return line;
}

/// Names the first thread that waits and the first one that it may wait for in vain.
void Block::report_deadlock() const {
  const auto differ = [](const Thread& a, const Thread& b) {
    return a.state != b.state ||
           (a.state == State::at_warp_barrier && (a.op != b.op || a.mask != b.mask));
  };
  const auto is_needed = [this](const Thread& waiting, const Thread& other) {
    const auto from = &waiting - threads_.data(), to = &other - threads_.data();
    return waiting.state == State::at_block_barrier ||
           (from / kWarp == to / kWarp && (waiting.mask >> to % kWarp & 1) != 0);
  };
  for (const Thread& waiting : threads_) {
    if (waiting.state == State::returned) continue;
    for (const Thread& other : threads_) {
      if (!is_needed(waiting, other) || !differ(waiting, other)) continue;
      std::fprintf(stderr, "cuda_emulator: deadlock in blockIdx (%u, %u, %u): %s, but %s\n",
                   blockIdx.x, blockIdx.y, blockIdx.z, describe(waiting).c_str(),
                   describe(other).c_str());
      std::abort();
    }
  }
  std::abort();
}

}  // namespace

unsigned lane() { return block().current_lane(); }

std::uint64_t exchange(WarpOp op, unsigned mask, std::uint64_t bits, unsigned source) {
  Thread& me = block().current();
  if ((mask >> lane() & 1) == 0) {
    std::fprintf(stderr,
                 "cuda_emulator: blockIdx (%u, %u, %u), threadIdx (%u, %u, %u): a warp operation "
                 "whose mask 0x%x leaves out the calling lane %u\n",
                 blockIdx.x, blockIdx.y, blockIdx.z, threadIdx.x, threadIdx.y, threadIdx.z, mask,
                 lane());
    std::abort();
  }
  me.op = op, me.mask = mask, me.bits = bits, me.source = source;
  block().wait(State::at_warp_barrier);
  return me.bits;
}

void run_grid(const dim3& grid, const dim3& size, const std::function<void()>& thread) {
  gridDim = grid;
  blockDim = size;
  const std::uint64_t blocks = std::uint64_t{grid.x} * grid.y * grid.z;
  const Sequence order(blocks);
  for (std::uint64_t i = 0; i < blocks; ++i) {
    blockIdx = position(order[i], grid);
    block().run(thread);
  }
}

}  // namespace cuda_emulator

void __syncthreads() { cuda_emulator::block().wait(cuda_emulator::State::at_block_barrier); }
