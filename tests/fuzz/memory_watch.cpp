#include "tests/fuzz/memory_watch.h"

#include <atomic>
#include <cstdlib>

#ifdef POSEGRAD_SANITIZED
// GCC's runtime has these but no header of them.
extern "C" int __sanitizer_install_malloc_and_free_hooks(
    void (*on_malloc)(const volatile void* piece, std::size_t size),
    void (*on_free)(const volatile void* piece));
extern "C" std::size_t __sanitizer_get_allocated_size(const volatile void* piece);
#endif

namespace posegrad::fuzz {
namespace {

std::atomic<bool> is_watching = false;
std::atomic<std::int64_t> held_bytes = 0, peak_bytes = 0, held_pieces = 0;
std::int64_t limit_bytes = 0;
void (*on_excess)() = nullptr;

#ifdef POSEGRAD_SANITIZED
void note_allocation(std::size_t size) {
  if (!is_watching.load(std::memory_order_relaxed)) return;
  const auto count = static_cast<std::int64_t>(size);
  const std::int64_t held = held_bytes.fetch_add(count) + count;
  ++held_pieces;
  std::int64_t peak = peak_bytes.load();
  while (held > peak && !peak_bytes.compare_exchange_weak(peak, held)) {
  }
  if (held > limit_bytes && is_watching.exchange(false)) on_excess();
}

void note_release(std::size_t size) {
  if (!is_watching.load(std::memory_order_relaxed)) return;
  held_bytes -= static_cast<std::int64_t>(size);
  --held_pieces;
}
#endif

}  // namespace

void MemoryWatch::begin(std::int64_t limit, void (*exceeded)()) {
#ifdef POSEGRAD_SANITIZED
  static const int installed = __sanitizer_install_malloc_and_free_hooks(
      [](const volatile void*, std::size_t size) { note_allocation(size); },
      [](const volatile void* piece) {
        if (piece != nullptr) note_release(__sanitizer_get_allocated_size(piece));
      });
  if (installed == 0) std::abort();
#endif
  held_bytes = peak_bytes = held_pieces = 0;
  limit_bytes = limit;
  on_excess = exceeded;
  is_watching = true;
}

void MemoryWatch::end() { is_watching = false; }
std::int64_t MemoryWatch::peak() { return peak_bytes; }
std::int64_t MemoryWatch::pieces_left() { return held_pieces; }

}  // namespace posegrad::fuzz
