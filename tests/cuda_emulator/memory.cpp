#include "tests/cuda_emulator/memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>

#include "tests/cuda_emulator/api.h"
#include "tests/cuda_emulator/streams.h"

namespace cuda_emulator {
namespace {

constexpr std::size_t kAlignment = 256;

/// Allocations of one kind, from address to size. Each is a heap block of its own that ends where
/// it ends, so that ASan sees any access beyond.
class Heap {
 public:
  void* allocate(std::size_t bytes) {
    void* pointer = nullptr;
    if (posix_memalign(&pointer, kAlignment, bytes) != 0) return nullptr;
    std::memset(pointer, 0xff, bytes);  // NaN: who reads before writing will see it
    sizes_[reinterpret_cast<std::uintptr_t>(pointer)] = bytes;
    live_ += bytes;
    return pointer;
  }

  bool release(void* pointer) {
    const auto found = sizes_.find(reinterpret_cast<std::uintptr_t>(pointer));
    if (found == sizes_.end()) return false;
    live_ -= found->second;
    sizes_.erase(found);
    std::free(pointer);
    return true;
  }

  std::size_t live() const { return live_; }

  /// How many of the bytes lie in one allocation.
  std::size_t overlap(const void* pointer, std::size_t bytes) const {
    const auto first = reinterpret_cast<std::uintptr_t>(pointer), last = first + bytes;
    auto after = sizes_.upper_bound(first);
    if (after != sizes_.begin()) {
      const auto& [start, size] = *std::prev(after);
      if (first < start + size) return std::min(last, start + size) - first;
    }
    return after != sizes_.end() && after->first < last ? last - after->first : 0;
  }

 private:
  std::map<std::uintptr_t, std::size_t> sizes_;
  std::size_t live_ = 0;
};

// Never destroyed: other destructors of statics may still free memory.
Heap& device_heap = *new Heap;
Heap& pinned_heap = *new Heap;
std::size_t total = std::size_t{4} << 30;

cudaError_t allocate_pinned(void** pointer, std::size_t bytes) {
  if (pointer == nullptr) return cudaErrorInvalidValue;
  if (const cudaError_t error = refuse_while_capturing()) return error;
  *pointer = bytes == 0 ? nullptr : pinned_heap.allocate(bytes);
  return bytes != 0 && *pointer == nullptr ? cudaErrorMemoryAllocation : cudaSuccess;
}

/// Everything queued may use the memory, so it runs first.
cudaError_t release(Heap& heap, void* pointer) {
  if (const cudaError_t error = refuse_while_capturing()) return error;
  if (pointer == nullptr) return cudaSuccess;
  run_all_streams();
  return heap.release(pointer) ? cudaSuccess : cudaErrorInvalidValue;
}

}  // namespace

Place place_of(const void* pointer, std::size_t bytes) {
  if (pointer == nullptr) return Place::astray;
  const std::size_t on_device = device_heap.overlap(pointer, bytes);
  if (on_device != 0) return on_device == bytes ? Place::device : Place::astray;
  return pinned_heap.overlap(pointer, bytes) == bytes ? Place::pinned : Place::pageable;
}

std::size_t total_memory() { return total; }
void set_memory(std::size_t bytes) { total = bytes; }
std::size_t live_bytes() { return device_heap.live(); }

}  // namespace cuda_emulator

using namespace cuda_emulator;

cudaError_t cudaMalloc(void** pointer, std::size_t bytes) {
  return api("cudaMalloc", [&] {
    if (pointer == nullptr) return cudaErrorInvalidValue;
    if (const cudaError_t error = refuse_while_capturing()) return error;
    *pointer = nullptr;
    if (bytes == 0) return cudaSuccess;
    if (bytes > total - std::min(total, live_bytes())) return cudaErrorMemoryAllocation;
    *pointer = device_heap.allocate(bytes);
    if (*pointer == nullptr) return cudaErrorMemoryAllocation;
    ++mutable_counters().mallocs;
    return cudaSuccess;
  });
}

cudaError_t cudaFree(void* pointer) {
  return api("cudaFree", [&] { return release(device_heap, pointer); });
}

cudaError_t cudaMallocHost(void** pointer, std::size_t bytes) {
  return api("cudaMallocHost", [&] { return allocate_pinned(pointer, bytes); });
}

cudaError_t cudaHostAlloc(void** pointer, std::size_t bytes, unsigned) {
  return api("cudaMallocHost", [&] { return allocate_pinned(pointer, bytes); });
}

cudaError_t cudaFreeHost(void* pointer) {
  return api("cudaFreeHost", [&] { return release(pinned_heap, pointer); });
}

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* all) {
  return api("cudaMemGetInfo", [&] {
    if (free == nullptr || all == nullptr) return cudaErrorInvalidValue;
    *free = total - std::min(total, live_bytes());
    *all = total;
    return cudaSuccess;
  });
}
