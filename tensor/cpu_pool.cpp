#include "tensor/cpu_pool.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <mutex>
#include <new>

#include <sys/mman.h>

#include "tensor/memory_limit.h"

namespace posegrad::cpu_pool {
namespace {

std::size_t rounded_up(std::size_t bytes, std::size_t step) {
  return (bytes + step - 1) / step * step;
}

// Large blocks from one range of addresses, so that freed neighbours become one block again and what
// a step needs at its peak is what it takes of the system: blocks of several sizes that are kept
// apart would add up to much more. Takes the smallest free block that fits.
class Arena {
 public:
  static constexpr std::size_t kStep = std::size_t{2} << 20;  // a huge page; sizes are multiples

  struct Place {
    void* data;
    bool fresh;  // pages that the system has to make first
  };
  /// Throws std::bad_alloc when the system has no more.
  Place acquire(std::size_t size) {
    auto found = best_fit(size);
    bool fresh = false;
    if (found == free_.end()) {
      const bool touches_top =
          !free_.empty() && free_.rbegin()->first + free_.rbegin()->second.size == top_;
      const std::size_t at = top_,
                        missing = touches_top ? size - free_.rbegin()->second.size : size;
      grow(missing);
      insert(at, {missing, true});
      found = std::prev(free_.end());
      fresh = true;
    }
    const auto [offset, block] = *found;
    free_.erase(found);
    if (block.has_pages) kept_ -= block.size;
    if (block.size > size) insert(offset + size, {block.size - size, block.has_pages});
    return {base_ + offset, fresh || !block.has_pages};
  }

  void release(void* data, std::size_t size) noexcept {
    insert(static_cast<std::size_t>(static_cast<std::byte*>(data) - base_), {size, true});
  }

  bool holds(const void* data) const noexcept {
    const auto* const at = static_cast<const std::byte*>(data);
    return base_ != nullptr && at >= base_ && at < base_ + top_;
  }

  /// Whether the next block of this size needs pages of the system.
  bool must_grow(std::size_t size) const noexcept {
    return std::ranges::none_of(free_, [&](const auto& block) {
      return block.second.size >= size && block.second.has_pages;
    });
  }

  /// Gives the pages of all free blocks back to the system; the addresses stay.
  void trim() noexcept {
    for (auto& [offset, block] : free_) {
      if (block.has_pages) ::madvise(base_ + offset, block.size, MADV_DONTNEED);
      block.has_pages = false;
    }
    kept_ = 0;
  }

  std::size_t kept_bytes() const noexcept { return kept_; }

 private:
  struct Free {
    std::size_t size;
    bool has_pages;
  };
  using FreeList = std::map<std::size_t, Free>;  // offset -> block; no two touch each other

  // Addresses cost nothing; a limit (ulimit -v) may forbid so many.
  void reserve() {
    constexpr std::size_t kMostAddresses = std::size_t{1} << 40;
    constexpr std::size_t kFewestAddresses = std::size_t{1} << 30;
    for (std::size_t size = kMostAddresses; size >= kFewestAddresses; size /= 2) {
      void* const range =
          ::mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      if (range == MAP_FAILED) continue;
      const auto begin = reinterpret_cast<std::size_t>(range);
      const std::size_t skipped = rounded_up(begin, kStep) - begin;
      base_ = static_cast<std::byte*>(range) + skipped;
      reserved_ = size - skipped;
      return;
    }
    throw std::bad_alloc();
  }

  // Memory is asked for here, so that a request that cannot be met is an error now and not a kill
  // when the pages are touched.
  void grow(std::size_t size) {
    if (base_ == nullptr) reserve();
    if (size > reserved_ - top_ || ::mprotect(base_ + top_, size, PROT_READ | PROT_WRITE) != 0)
      throw std::bad_alloc();
    ::madvise(base_ + top_, size, MADV_HUGEPAGE);  // a hint: failure changes nothing
    top_ += size;
  }

  FreeList::iterator best_fit(std::size_t size) {
    auto best = free_.end();
    for (auto it = free_.begin(); it != free_.end(); ++it)
      if (it->second.size >= size && (best == free_.end() || it->second.size < best->second.size))
        best = it;
    return best;
  }

  // Joins it with the free blocks that it touches.
  void insert(std::size_t offset, Free block) {
    if (block.has_pages) kept_ += block.size;
    const auto join = [&](FreeList::iterator other) {
      if (other->second.has_pages != block.has_pages) {
        kept_ += block.has_pages ? other->second.size : block.size;
        block.has_pages = true;
      }
      offset = std::min(offset, other->first);
      block.size += other->second.size;
      free_.erase(other);
    };
    if (const auto next = free_.find(offset + block.size); next != free_.end()) join(next);
    if (auto before = free_.lower_bound(offset); before != free_.begin()) {
      --before;
      if (before->first + before->second.size == offset) join(before);
    }
    free_.emplace(offset, block);
  }

  std::byte* base_ = nullptr;
  std::size_t reserved_ = 0, top_ = 0;  // bytes of addresses, and of those with memory behind them
  std::size_t kept_ = 0;                // bytes of free blocks that have pages
  FreeList free_;
};

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
  constexpr std::size_t kKeptAlways = std::size_t{64} << 20;
  if (pool.kept_bytes() > pool.stats.live_bytes / 2 + kKeptAlways) free_cached(pool);
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
  void* const data = std::aligned_alloc(kAlignment, capacity);
  if (data == nullptr) throw std::bad_alloc();
  ++p.stats.system_calls;
  return {data, capacity};
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
  const std::size_t capacity = std::max(step, rounded_up(bytes, step));
  if (capacity < bytes) throw std::bad_alloc();
  MemoryLimit::take(capacity);
  const std::lock_guard lock(p.mutex);
  const Block block = large ? large_block(p, capacity) : small_block(p, capacity);
  p.stats.live_bytes += block.capacity;
  p.stats.peak_bytes = std::max(p.stats.peak_bytes, p.stats.live_bytes);
  return block;
}

void release(Block block) noexcept {
  if (block.data == nullptr) return;
  MemoryLimit::give(block.capacity);
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
