#include "tensor/memory_limit.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include <malloc.h>

namespace posegrad {
namespace {

struct Account {
  bool is_on = false;
  std::size_t most = 0;
  std::ptrdiff_t held = 0;  // below 0: what was there before is gone
};

// Plain data: it can be used while a thread begins or ends.
thread_local constinit Account account;  // NOLINT: what operator new counts has no other place

// With what malloc keeps for itself; a sanitizer's says the size that was asked for.
[[maybe_unused]] std::size_t held_by(void* memory) {
  constexpr std::size_t kOwn = 8, kLeast = 32;
  return std::max(kLeast, ::malloc_usable_size(memory) + kOwn);
}

void require_room(std::size_t bytes) {
  const auto most =
      static_cast<std::ptrdiff_t>(std::min(account.most, static_cast<std::size_t>(PTRDIFF_MAX)));
  if (bytes > static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, most - account.held)))
    throw MemoryLimitReached();
}

}  // namespace

MemoryLimit::MemoryLimit(std::size_t bytes) : counts_(!account.is_on) {
  if (counts_) account = {.is_on = true, .most = bytes};
}

MemoryLimit::~MemoryLimit() {
  if (counts_) account = {};
}

void MemoryLimit::raise(std::size_t bytes) noexcept {
  if (account.is_on && __builtin_add_overflow(account.most, bytes, &account.most))
    account.most = static_cast<std::size_t>(-1);
}

std::size_t MemoryLimit::most() noexcept { return account.most; }

void MemoryLimit::take(std::size_t bytes) {
  if (!account.is_on) return;
  require_room(bytes);
  account.held += static_cast<std::ptrdiff_t>(bytes);
}

void MemoryLimit::give(std::size_t bytes) noexcept {
  if (account.is_on) account.held -= static_cast<std::ptrdiff_t>(bytes);
}

}  // namespace posegrad

// ThreadSanitizer's cannot be replaced: under it nothing but take() counts.
#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define POSEGRAD_UNDER_TSAN
#endif
#endif
#ifndef POSEGRAD_UNDER_TSAN
// The language lets a program replace these; all forms, but for those with an alignment of their own,
// so that none of a sanitizer's takes back what ours gave. What is counted is what malloc gave, which
// alone is known when it comes back.
void* operator new(std::size_t size) {
  using posegrad::account;
  if (account.is_on) posegrad::require_room(size);
  void* const memory = std::malloc(std::max<std::size_t>(size, 1));  // NOLINT: it is the allocator
  if (memory == nullptr) throw std::bad_alloc();
  if (account.is_on) account.held += static_cast<std::ptrdiff_t>(posegrad::held_by(memory));
  return memory;
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return operator new(size);
  } catch (...) {
    return nullptr;
  }
}

void operator delete(void* memory) noexcept {
  if (posegrad::account.is_on && memory != nullptr)
    posegrad::MemoryLimit::give(posegrad::held_by(memory));
  std::free(memory);  // NOLINT: it is the allocator
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

void* operator new[](std::size_t size) { return operator new(size); }

void* operator new[](std::size_t size, const std::nothrow_t& nothrow) noexcept {
  return operator new(size, nothrow);
}

void operator delete[](void* memory) noexcept { operator delete(memory); }

void operator delete[](void* memory, std::size_t) noexcept { operator delete(memory); }
#endif
