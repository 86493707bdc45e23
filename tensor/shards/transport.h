#pragma once
#include <cstddef>
#include <span>

#include "tensor/dtype.h"

namespace posegrad {

/// How processes that hold shards exchange bytes. All of them call the same functions of a channel in
/// the same order; calls of two channels may come at the same time from two threads.
class Transport {
 public:
  enum class Channel { blocking, background };

  virtual ~Transport() = default;
  virtual Index ranks() const noexcept = 0;
  virtual Index rank() const noexcept = 0;

  /// Everybody's `mine`, by rank. all: ranks times as many bytes.
  virtual void all_gather(Channel channel, std::span<const std::byte> mine,
                          std::span<std::byte> all) = 0;
  /// Block r of `out` goes to rank r, block r of `in` came from there; all blocks are of one size.
  virtual void all_to_all(Channel channel, std::span<const std::byte> out,
                          std::span<std::byte> in) = 0;

 protected:
  Transport() = default;
  Transport(const Transport&) = default;
  Transport& operator=(const Transport&) = default;
};

}  // namespace posegrad
