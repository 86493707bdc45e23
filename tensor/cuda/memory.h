#pragma once
#include <cstddef>
#include <map>
#include <memory>

namespace posegrad::cuda {

class Pool;

struct Block {
  void* data = nullptr;
  std::size_t capacity = 0;
  std::shared_ptr<Pool> pool;  // where it goes back to
};

/// Memory of the GPU for tensors. A freed block is handed out again at once: whoever gets it works
/// on the same stream, so behind all that was asked of the block before. Memory goes back to the
/// system only when there is no more. Not thread-safe: one thread asks for kernels.
class Pool : public std::enable_shared_from_this<Pool> {
 public:
  struct Stats {
    std::size_t live_bytes = 0;    // in use by tensors
    std::size_t peak_bytes = 0;    // highest live_bytes
    std::size_t cached_bytes = 0;  // freed, kept for reuse
    std::size_t system_calls = 0;  // blocks asked of the system; constant in a steady step
  };

  enum class Use {
    system,      // a freed block goes back to the system at once
    cache,       // freed blocks are kept, until there is no more memory
    recordings,  // freed blocks are kept as long as the pool: recorded kernels work on them
  };
  static std::shared_ptr<Pool> make(Use use = Use::cache);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Throws OutOfMemory, naming what is there, when the GPU has no more.
  Block acquire(std::size_t bytes);
  void release(void* data, std::size_t capacity) noexcept;
  /// Gives all kept blocks back to the system, unless they are for recordings.
  void trim() noexcept;
  const Stats& stats() const noexcept { return stats_; }

 private:
  explicit Pool(Use use);
  bool fits(std::size_t block, std::size_t capacity) const noexcept;
  void* from_system(std::size_t capacity);
  void give_back() noexcept;
  static void to_system(void* data, std::size_t capacity) noexcept;

  std::multimap<std::size_t, void*> cached_;  // capacity -> block
  Stats stats_;
  Use use_;
};

/// Where tensors get their memory: the program's pool, unless a PoolScope says otherwise.
Pool& current_pool();

/// From here to the end of the block tensors get their memory from `pool`.
class PoolScope {
 public:
  explicit PoolScope(std::shared_ptr<Pool> pool) noexcept;
  ~PoolScope();
  PoolScope(const PoolScope&) = delete;
  PoolScope& operator=(const PoolScope&) = delete;

 private:
  std::shared_ptr<Pool> before_;
};

}  // namespace posegrad::cuda
