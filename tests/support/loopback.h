#pragma once
#include <barrier>
#include <cstring>
#include <functional>
#include <thread>
#include <vector>

#include "tensor/shards/transport.h"

namespace posegrad::test {

/// Ranks that are threads of the test: what MPI does, by memcpy.
class Loopback {
 public:
  explicit Loopback(Index ranks) : ranks_(ranks), channels_(2) {
    for (Channel& channel : channels_) {
      channel.posted.resize(static_cast<std::size_t>(ranks));
      channel.barrier = std::make_unique<std::barrier<>>(ranks);
    }
  }

  /// Calls work(transport of the rank) in a thread for each rank.
  void run(const std::function<void(Transport&)>& work) {
    std::vector<std::jthread> threads;
    for (Index r = 0; r < ranks_; ++r)
      threads.emplace_back([this, &work, r] {
        Rank rank(*this, r);
        work(rank);
      });
  }

 private:
  struct Channel {
    std::vector<const std::byte*> posted;
    std::unique_ptr<std::barrier<>> barrier;
  };

  class Rank final : public Transport {
   public:
    Rank(Loopback& all, Index rank) : all_(all), rank_(rank) {}
    Index ranks() const noexcept override { return all_.ranks_; }
    Index rank() const noexcept override { return rank_; }
    void all_gather(Transport::Channel channel, std::span<const std::byte> mine,
                    std::span<std::byte> all) override {
      exchange(channel, mine.data(), mine.size(), 0, all);
    }
    void all_to_all(Transport::Channel channel, std::span<const std::byte> out,
                    std::span<std::byte> in) override {
      const std::size_t block = out.size() / static_cast<std::size_t>(ranks());
      exchange(channel, out.data(), block, block * static_cast<std::size_t>(rank_), in);
    }

   private:
    // Takes `size` bytes at `offset` of what every rank posts.
    void exchange(Transport::Channel channel, const std::byte* mine, std::size_t size,
                  std::size_t offset, std::span<std::byte> to) {
      Loopback::Channel& c = all_.channels_[channel == Transport::Channel::blocking ? 0 : 1];
      c.posted[static_cast<std::size_t>(rank_)] = mine;
      c.barrier->arrive_and_wait();
      for (std::size_t r = 0; r < c.posted.size(); ++r)
        std::memcpy(to.data() + r * size, c.posted[r] + offset, size);
      c.barrier->arrive_and_wait();
    }

    Loopback& all_;
    Index rank_;
  };

  Index ranks_;
  std::vector<Channel> channels_;
};

}  // namespace posegrad::test
