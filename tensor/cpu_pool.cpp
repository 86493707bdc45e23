#include "tensor/cpu_pool.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>

#include <sys/mman.h>

namespace posegrad::cpu_pool {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

struct Pool {
  std::mutex mutex;
  std::multimap<std::size_t, void*> cached;  // capacity -> block
  Stats stats;
};

// Never destroyed: tensors with static lifetime may outlive any static pool.
Pool& pool() {
  static Pool* const instance = new Pool;
  return *instance;
}

void free_cached(Pool& pool) noexcept {
  for (const auto& [capacity, data] : pool.cached) std::free(data);
  pool.cached.clear();
  pool.stats.cached_bytes = 0;
}

void* system_block(std::size_t capacity) {
  const bool large = capacity >= kHugePage;
  void* const data = std::aligned_alloc(large ? kHugePage : kAlignment, capacity);
  if (data == nullptr) throw std::bad_alloc();
  if (large) ::madvise(data, capacity, MADV_HUGEPAGE);  // a hint: failure changes nothing
  return data;
}

}  // namespace

Block acquire(std::size_t bytes) {
  Pool& p = pool();
  const std::size_t step = bytes >= kHugePage ? kHugePage : kAlignment;
  const std::size_t capacity = std::max(step, (bytes + step - 1) / step * step);
  const std::lock_guard lock(p.mutex);
  Block block;
  // The smallest kept block that fits, unless more than a quarter of it would be wasted.
  const auto found = p.cached.lower_bound(capacity);
  if (found != p.cached.end() && found->first <= capacity + capacity / 4) {
    block = {found->second, found->first};
    p.cached.erase(found);
    p.stats.cached_bytes -= block.capacity;
  } else {
    // Sizes that never come back (sequences of all lengths) must not pile up.
    if (p.stats.cached_bytes > p.stats.live_bytes / 2 + (std::size_t{64} << 20)) free_cached(p);
    block = {system_block(capacity), capacity};
    ++p.stats.system_calls;
  }
  p.stats.live_bytes += block.capacity;
  p.stats.peak_bytes = std::max(p.stats.peak_bytes, p.stats.live_bytes);
  return block;
}

void release(Block block) noexcept {
  if (block.data == nullptr) return;
  Pool& p = pool();
  const std::lock_guard lock(p.mutex);
  p.stats.live_bytes -= block.capacity;
#ifdef POSEGRAD_SANITIZED
  std::free(block.data);
#else
  try {
    p.cached.emplace(block.capacity, block.data);
    p.stats.cached_bytes += block.capacity;
  } catch (...) {
    std::free(block.data);
  }
#endif
}

void trim() noexcept {
  Pool& p = pool();
  const std::lock_guard lock(p.mutex);
  free_cached(p);
}

Stats stats() noexcept {
  Pool& p = pool();
  const std::lock_guard lock(p.mutex);
  return p.stats;
}

}  // namespace posegrad::cpu_pool
