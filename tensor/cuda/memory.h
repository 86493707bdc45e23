#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <utility>

#include "tensor/cpu_pool.h"

namespace posegrad::cuda {

/// Memory of the GPU for tensors. A freed block is handed out again at once: whoever gets it works
/// on the same stream, so behind all that was asked of the block before. Memory goes back to the
/// system only when there is no more. Not thread-safe: one thread asks for kernels.
class Pool : public std::enable_shared_from_this<Pool> {
 public:
  enum class Use {
    system,      // a freed block goes back to the system at once
    cache,       // freed blocks are kept, until there is no more memory
    recordings,  // freed blocks are kept as long as the pool: recorded kernels work on them
  };
  static std::shared_ptr<Pool> make(Use use = Use::cache);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// A block that comes back when nobody has it any more. Throws OutOfMemory, naming what is there,
  /// when the GPU has no more.
  Memory acquire(std::size_t bytes);
  /// Gives all kept blocks back to the system, unless they are for recordings.
  void trim() noexcept;
  const cpu_pool::Stats& stats() const noexcept { return stats_; }

 private:
  explicit Pool(Use use);
  bool fits(std::size_t block, std::size_t capacity) const noexcept;
  void release(void* data, std::size_t capacity) noexcept;
  void* from_system(std::size_t capacity);
  void give_back() noexcept;
  static void to_system(void* data, std::size_t capacity) noexcept;

  std::multimap<std::size_t, void*> cached_;  // capacity -> block
  cpu_pool::Stats stats_;
  Use use_;
};

/// Where tensors get their memory: the program's pool, unless a PoolScope says otherwise.
std::shared_ptr<Pool>& current_pool();

/// From here to the end of the block tensors get their memory from `pool`.
class PoolScope {
 public:
  explicit PoolScope(std::shared_ptr<Pool> pool)
      : before_(std::exchange(current_pool(), std::move(pool))) {}
  ~PoolScope() { current_pool() = std::move(before_); }
  PoolScope(const PoolScope&) = delete;
  PoolScope& operator=(const PoolScope&) = delete;

 private:
  std::shared_ptr<Pool> before_;
};

}  // namespace posegrad::cuda
