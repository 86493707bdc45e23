#include "tensor/cuda/memory.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <tuple>
#include <vector>

#include <cuda_runtime.h>
#include <fmt/format.h>

#include "tensor/cuda/context.h"
#include "tensor/cuda/graph.h"
#include "tensor/device.h"

namespace posegrad::cuda {
namespace {

constexpr std::size_t kSmallStep = 512, kLargeStep = std::size_t{2} << 20;

// Sanitizers see a use after free, and one behind the end, only where blocks are what was asked for
// and go back to the system: so it is under ASan, and for compute-sanitizer with
// POSEGRAD_GPU_POOL=off in the environment.
bool is_pooled() {
#ifdef POSEGRAD_SANITIZED
  return false;
#else
  static const char* const pool = std::getenv("POSEGRAD_GPU_POOL");
  return pool == nullptr || std::string_view(pool) != "off";
#endif
}

std::size_t from_the_system = 0, most_from_the_system = 0;  // bytes of all pools

// Never destroyed, as the program's pool.
std::vector<Pool*>& all_pools() {
  static auto* const pools = new std::vector<Pool*>;
  return *pools;
}

std::size_t rounded(std::size_t bytes) {
  if (!is_pooled()) return bytes;
  const std::size_t step = bytes < kLargeStep / 2 ? kSmallStep : kLargeStep;
  return std::max(step, (bytes + step - 1) / step * step);
}

}  // namespace

std::shared_ptr<Pool> Pool::make(Use use) { return std::shared_ptr<Pool>(new Pool(use)); }

Pool::Pool(Use use) : use_(use) { all_pools().push_back(this); }

Pool::~Pool() {
  give_back();
  std::erase(all_pools(), this);
}

void* Pool::from_system(std::size_t capacity) {
  context();  // the device is chosen
  void* data = nullptr;
  const auto ask = [&] {
    const cudaError_t error = cudaMalloc(&data, capacity);
    cudaGetLastError();  // or the next call would report it again
    return error;
  };
  cudaError_t error = ask();
  // Freeing memory would spoil a recording.
  if (error == cudaErrorMemoryAllocation && !is_recording()) {
    for (Pool* pool : all_pools()) pool->trim();
    error = ask();
  }
  if (error == cudaErrorMemoryAllocation) {
    const MemoryUse use = memory_use();
    constexpr double kMiB = 1048576;
    throw OutOfMemory(
        fmt::format("the GPU's memory is full: {:.0f} MiB wanted, {:.0f} of {:.0f} MiB are free",
                    static_cast<double>(capacity) / kMiB, static_cast<double>(use.available) / kMiB,
                    static_cast<double>(use.total) / kMiB));
  }
  check(error, "getting memory");
  ++stats_.system_calls;
  from_the_system += capacity;
  most_from_the_system = std::max(most_from_the_system, from_the_system);
  return data;
}

void Pool::to_system(void* data, std::size_t capacity) noexcept {
  if (cudaFree(data) == cudaSuccess) from_the_system -= capacity;
}

// Not if more than a quarter would be wasted; but recordings of smaller batches share the large
// blocks of larger ones.
bool Pool::fits(std::size_t block, std::size_t capacity) const noexcept {
  return block <= capacity + capacity / 4 ||
         (use_ == Use::recordings && capacity >= kLargeStep / 2);
}

Memory Pool::acquire(std::size_t bytes) {
  std::size_t capacity = rounded(bytes);
  void* data = nullptr;
  const auto found = cached_.lower_bound(capacity);
  if (found != cached_.end() && fits(found->first, capacity)) {
    std::tie(capacity, data) = *found;
    stats_.cached_bytes -= capacity;
    cached_.erase(found);
  } else {
    data = from_system(capacity);
  }
  stats_.live_bytes += capacity;
  stats_.peak_bytes = std::max(stats_.peak_bytes, stats_.live_bytes);
  return {data,
          [pool = shared_from_this(), capacity](void* block) { pool->release(block, capacity); }};
}

void Pool::release(void* data, std::size_t capacity) noexcept {
  stats_.live_bytes -= capacity;
  if (use_ == Use::system) return to_system(data, capacity);
  try {
    cached_.emplace(capacity, data);
    stats_.cached_bytes += capacity;
  } catch (...) {
    to_system(data, capacity);
  }
}

void Pool::trim() noexcept {
  if (use_ != Use::recordings) give_back();
}

// cudaFree waits for what still works on the block.
void Pool::give_back() noexcept {
  for (const auto& [capacity, data] : cached_) to_system(data, capacity);
  cached_.clear();
  stats_.cached_bytes = 0;
}

MemoryUse memory_use() {
  context();
  MemoryUse use{.peak = most_from_the_system};
  check(cudaMemGetInfo(&use.available, &use.total), "asking for the free memory");
  return use;
}

void reset_peak() {
  current_pool()->trim();
  most_from_the_system = from_the_system;
}

// Never destroyed: tensors with static lifetime may outlive any static pool.
std::shared_ptr<Pool>& current_pool() {
  static auto* const pool =
      new std::shared_ptr<Pool>(Pool::make(is_pooled() ? Pool::Use::cache : Pool::Use::system));
  return *pool;
}

}  // namespace posegrad::cuda
