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
  /// Part r of `out`, the `part` bytes from r * part or what is left of them, goes to rank r. in: everybody's
  /// part for this rank, one after another.
  virtual void scatter_parts(Channel channel, std::span<const std::byte> out, std::size_t part,
                             std::span<std::byte> in) = 0;
  /// Everybody gives their part of `all`, as above, and has all of them then.
  virtual void gather_parts(Channel channel, std::size_t part, std::span<std::byte> all) = 0;

 protected:
  Transport() = default;
  Transport(const Transport&) = default;
  Transport& operator=(const Transport&) = default;
};

}  // namespace posegrad
