#pragma once
#include <algorithm>
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
      exchange(channel, mine.data(), [&](std::size_t r, const std::byte* posted) {
        std::memcpy(all.data() + r * mine.size(), posted, mine.size());
      });
    }
    void scatter_parts(Transport::Channel channel, std::span<const std::byte> out, std::size_t part,
                       std::span<std::byte> in) override {
      const auto mine = part_of(out, part, static_cast<std::size_t>(rank_));
      const auto begin = static_cast<std::size_t>(mine.data() - out.data());
      exchange(channel, out.data(), [&](std::size_t r, const std::byte* posted) {
        std::memcpy(in.data() + r * mine.size(), posted + begin, mine.size());
      });
    }
    void gather_parts(Transport::Channel channel, std::size_t part,
                      std::span<std::byte> all) override {
      exchange(channel, all.data(), [&](std::size_t r, const std::byte* posted) {
        const auto theirs = part_of(std::span<const std::byte>(all), part, r);
        const auto begin = static_cast<std::size_t>(theirs.data() - all.data());
        if (static_cast<Index>(r) != rank_)
          std::memcpy(all.data() + begin, posted + begin, theirs.size());
      });
    }

   private:
    static std::span<const std::byte> part_of(std::span<const std::byte> all, std::size_t part,
                                              std::size_t r) {
      const std::size_t begin = std::min(all.size(), r * part);
      return all.subspan(begin, std::min(part, all.size() - begin));
    }
    // Calls take(rank, what it posts) for every rank while all of them are here.
    template <class Take>
    void exchange(Transport::Channel channel, const std::byte* mine, const Take& take) {
      Loopback::Channel& c = all_.channels_[channel == Transport::Channel::blocking ? 0 : 1];
      c.posted[static_cast<std::size_t>(rank_)] = mine;
      c.barrier->arrive_and_wait();
      for (std::size_t r = 0; r < c.posted.size(); ++r) take(r, c.posted[r]);
      c.barrier->arrive_and_wait();
    }

    Loopback& all_;
    Index rank_;
  };

  Index ranks_;
  std::vector<Channel> channels_;
};

}  // namespace posegrad::test
