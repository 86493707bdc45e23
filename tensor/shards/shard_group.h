#pragma once
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "tensor/error.h"
#include "tensor/shards/communicator.h"
#include "tensor/shards/transport.h"

namespace posegrad {

/// Another shard gave up; what it met is told by that one.
struct ShardsCancelled : Error {
  using Error::Error;
};

/// The shards of this process, one a thread, and their way to those of other processes. Shard s of all
/// lies on rank s / (shards of a process).
class ShardGroup {
 public:
  /// `local` shards on each of the transport's ranks; null: one process. Keeps the pointer. Throws
  /// ValueError for less than one.
  explicit ShardGroup(Index local, Transport* transport = nullptr);
  ~ShardGroup();
  ShardGroup(const ShardGroup&) = delete;
  ShardGroup& operator=(const ShardGroup&) = delete;

  Index local() const noexcept { return local_; }
  /// For the thread of the i-th shard here. Lives as long as the group.
  Communicator& member(Index i);
  /// Whoever waits for the others, or will, throws.
  void cancel();
  /// work(i) for each shard here, the first on this thread, the others on their own; products are
  /// divided for threads() threads in each of them. Throws what the one that gave up first threw.
  void run(const std::function<void(Index)>& work);

 private:
  class Member;

  void require_going_on() const;
  template <class Work>
  void meet(Index member, void* numbers, const Work& work);
  template <class T>
  void reduce(Transport::Channel channel, std::span<T* const> members, Index count, bool moments);
  template <class T, class Combine>
  void reduce_across(Transport::Channel channel, std::span<T* const> members, Index count,
                     Index unit, const Combine& combine);
  void work_in_background();

  /// Memory for what comes and goes, kept from one sum to the next.
  class Scratch {
   public:
    template <class T>
    T* take(Index count) {
      const std::size_t bytes = static_cast<std::size_t>(count) * sizeof(T);
      if (bytes > size_) {
        memory_ = std::make_unique_for_overwrite<std::byte[]>(bytes);
        size_ = bytes;
      }
      return reinterpret_cast<T*>(memory_.get());
    }

   private:
    std::unique_ptr<std::byte[]> memory_;
    std::size_t size_ = 0;
  };
  Scratch& scratch(Transport::Channel channel) {
    return scratch_[channel == Transport::Channel::blocking ? 0 : 1];
  }

  Index local_, first_, shards_;
  Transport* transport_;
  Scratch scratch_[2];
  std::vector<std::unique_ptr<Member>> members_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool cancelled_ = false;
  // The meeting that goes on.
  std::vector<void*> posted_;
  Index arrived_ = 0;
  bool works_ = false;  // nobody leaves: their numbers are being read and written
  std::uint64_t meetings_ = 0;
  // Sums that were begun: of each member those that are not done yet.
  std::vector<std::deque<std::span<float>>> begun_;
  bool background_works_ = false, ends_ = false;
  std::exception_ptr failure_;  // what the background met
  std::thread background_;
};

}  // namespace posegrad
