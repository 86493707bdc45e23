#include "tensor/cpu_pool.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>

#include "tensor/cpu_arena.h"

namespace posegrad::cpu_pool {
namespace {

constexpr std::size_t kKeptAlways = std::size_t{64} << 20;

struct Pool {
  std::mutex mutex;
  std::multimap<std::size_t, void*> cached;  // small blocks: capacity -> block
  std::size_t cached_small = 0;              // bytes of these
  Arena large;
  Stats stats;

  std::size_t kept_bytes() const noexcept { return cached_small + large.kept_bytes(); }
};

// Never destroyed: tensors with static lifetime may outlive any static pool.
Pool& pool() {
  static Pool* const instance = new Pool;
  return *instance;
}

void free_cached(Pool& pool) noexcept {
  for (const auto& [capacity, data] : pool.cached) std::free(data);
  pool.cached.clear();
  pool.cached_small = 0;
  pool.large.trim();
}

// Sizes that never come back (sequences of all lengths) must not pile up.
void free_cached_if_much(Pool& pool) noexcept {
  if (pool.kept_bytes() > pool.stats.live_bytes / 2 + kKeptAlways) free_cached(pool);
}

void* system_block(std::size_t capacity) {
  void* const data = std::aligned_alloc(kAlignment, capacity);
  if (data == nullptr) throw std::bad_alloc();
  return data;
}

Block small_block(Pool& p, std::size_t capacity) {
  // The smallest kept block that fits, unless more than a quarter of it would be wasted.
  const auto found = p.cached.lower_bound(capacity);
  if (found != p.cached.end() && found->first <= capacity + capacity / 4) {
    const Block block{found->second, found->first};
    p.cached.erase(found);
    p.cached_small -= block.capacity;
    return block;
  }
  free_cached_if_much(p);
  const Block block{system_block(capacity), capacity};
  ++p.stats.system_calls;
  return block;
}

Block large_block(Pool& p, std::size_t capacity) {
  if (p.large.must_grow(capacity)) free_cached_if_much(p);
  const Arena::Place place = p.large.acquire(capacity);
  if (place.fresh) ++p.stats.system_calls;
  return {place.data, capacity};
}

// Sanitizers see a use after free only where blocks go back to the system.
#ifdef POSEGRAD_SANITIZED
constexpr bool kPooled = false;
#else
constexpr bool kPooled = true;
#endif

}  // namespace

Block acquire(std::size_t bytes) {
  Pool& p = pool();
  const bool large = kPooled && bytes >= Arena::kStep;
  const std::size_t step = large ? Arena::kStep : kAlignment;
  const std::size_t capacity = std::max(step, (bytes + step - 1) / step * step);
  if (capacity < bytes) throw std::bad_alloc();
  const std::lock_guard lock(p.mutex);
  const Block block = large ? large_block(p, capacity) : small_block(p, capacity);
  p.stats.live_bytes += block.capacity;
  p.stats.peak_bytes = std::max(p.stats.peak_bytes, p.stats.live_bytes);
  return block;
}

void release(Block block) noexcept {
  if (block.data == nullptr) return;
  Pool& p = pool();
  const std::lock_guard lock(p.mutex);
  p.stats.live_bytes -= block.capacity;
  if (p.large.holds(block.data)) {
    p.large.release(block.data, block.capacity);
    return;
  }
  if (!kPooled) {
    std::free(block.data);
    return;
  }
  try {
    p.cached.emplace(block.capacity, block.data);
    p.cached_small += block.capacity;
  } catch (...) {
    std::free(block.data);
  }
}

void trim() noexcept {
  Pool& p = pool();
  const std::lock_guard lock(p.mutex);
  free_cached(p);
}

Stats stats() noexcept {
  Pool& p = pool();
  const std::lock_guard lock(p.mutex);
  Stats stats = p.stats;
  stats.cached_bytes = p.kept_bytes();
  return stats;
}

}  // namespace posegrad::cpu_pool
