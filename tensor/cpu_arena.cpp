#include "tensor/cpu_arena.h"

#include <algorithm>
#include <iterator>
#include <new>

#include <sys/mman.h>

namespace posegrad::cpu_pool {
namespace {

// Addresses cost nothing; a limit (ulimit -v) may forbid so many.
constexpr std::size_t kMostAddresses = std::size_t{1} << 40;
constexpr std::size_t kFewestAddresses = std::size_t{1} << 30;

std::size_t aligned_up(std::size_t address) {
  return (address + Arena::kStep - 1) / Arena::kStep * Arena::kStep;
}

}  // namespace

void Arena::reserve() {
  for (std::size_t size = kMostAddresses; size >= kFewestAddresses; size /= 2) {
    void* const range =
        ::mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range == MAP_FAILED) continue;
    const auto begin = reinterpret_cast<std::size_t>(range);
    const std::size_t skipped = aligned_up(begin) - begin;
    base_ = static_cast<std::byte*>(range) + skipped;
    reserved_ = size - skipped;
    return;
  }
  throw std::bad_alloc();
}

// Memory is asked for here, so that a request that cannot be met is an error now and not a kill
// when the pages are touched.
void Arena::grow(std::size_t size) {
  if (base_ == nullptr) reserve();
  if (size > reserved_ - top_ || ::mprotect(base_ + top_, size, PROT_READ | PROT_WRITE) != 0)
    throw std::bad_alloc();
  ::madvise(base_ + top_, size, MADV_HUGEPAGE);  // a hint: failure changes nothing
  top_ += size;
}

Arena::FreeList::iterator Arena::first_fit(std::size_t size) {
  auto best = free_.end();
  for (auto it = free_.begin(); it != free_.end(); ++it)
    if (it->second.size >= size && (best == free_.end() || it->second.size < best->second.size))
      best = it;
  return best;
}

bool Arena::must_grow(std::size_t size) const noexcept {
  return std::ranges::none_of(free_, [&](const auto& block) {
    return block.second.size >= size && block.second.has_pages;
  });
}

Arena::Place Arena::acquire(std::size_t size) {
  auto found = first_fit(size);
  bool fresh = false;
  if (found == free_.end()) {
    const bool touches_top =
        !free_.empty() && free_.rbegin()->first + free_.rbegin()->second.size == top_;
    const std::size_t at = top_, missing = touches_top ? size - free_.rbegin()->second.size : size;
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

// Joins it with the free blocks that it touches.
void Arena::insert(std::size_t offset, Free block) {
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

void Arena::release(void* data, std::size_t size) noexcept {
  insert(static_cast<std::size_t>(static_cast<std::byte*>(data) - base_), {size, true});
}

bool Arena::holds(const void* data) const noexcept {
  const auto* const at = static_cast<const std::byte*>(data);
  return base_ != nullptr && at >= base_ && at < base_ + top_;
}

void Arena::trim() noexcept {
  for (auto& [offset, block] : free_) {
    if (block.has_pages) ::madvise(base_ + offset, block.size, MADV_DONTNEED);
    block.has_pages = false;
  }
  kept_ = 0;
}

}  // namespace posegrad::cpu_pool
