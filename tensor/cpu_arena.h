#pragma once
#include <cstddef>
#include <map>

namespace posegrad::cpu_pool {

/// Large blocks from one range of addresses, so that freed neighbours become one block again and
/// what a step needs at its peak is what it takes of the system: blocks of several sizes that are
/// kept apart would add up to much more. Takes the lowest place that fits. Not thread-safe.
class Arena {
 public:
  static constexpr std::size_t kStep = std::size_t{2} << 20;  // a huge page; sizes are multiples

  struct Place {
    void* data;
    bool fresh;  // pages that the system has to make first
  };
  /// Throws std::bad_alloc when the system has no more.
  Place acquire(std::size_t size);
  void release(void* data, std::size_t size) noexcept;
  bool holds(const void* data) const noexcept;

  /// Whether the next block of this size needs pages of the system.
  bool must_grow(std::size_t size) const noexcept;
  /// Gives the pages of all free blocks back to the system; the addresses stay.
  void trim() noexcept;
  std::size_t kept_bytes() const noexcept { return kept_; }

 private:
  struct Free {
    std::size_t size;
    bool has_pages;
  };
  using FreeList = std::map<std::size_t, Free>;  // offset -> block; no two touch each other

  void reserve();
  void grow(std::size_t size);
  void insert(std::size_t offset, Free block);
  FreeList::iterator first_fit(std::size_t size);

  std::byte* base_ = nullptr;
  std::size_t reserved_ = 0, top_ = 0;  // bytes of addresses, and of those with memory behind them
  std::size_t kept_ = 0;                // bytes of free blocks that have pages
  FreeList free_;
};

}  // namespace posegrad::cpu_pool
