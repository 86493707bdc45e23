#pragma once
#include <cstdint>
#include <string>

namespace posegrad::pose::detections {

/// What one source may cost: a small file can be made to fill the memory.
struct Limits {
  std::uint64_t bytes = std::uint64_t{4} << 30;  // of all its files together, and of what they hold
  // A packed file may become as many times as large, and `slack` bytes more.
  std::uint64_t ratio = 200;
  std::uint64_t slack = std::uint64_t{64} << 20;
  std::uint64_t values = 200'000'000;  // numbers, texts and containers of JSON; cells of tables
  std::uint64_t files = 2'000'000;     // of a folder
};

/// What is left of it.
class Budget {
 public:
  explicit Budget(const Limits& limits) : limits_(limits), bytes_left_(limits.bytes) {
    values_left = limits.values;
  }

  /// Throws DataError "NAME: ..." when so many are not left; nothing is taken then.
  void take_bytes(std::uint64_t count, const std::string& name);
  void take_values(std::uint64_t count, const std::string& name);

  /// Bytes that `packed` ones may unpack to.
  std::uint64_t most_unpacked(std::uint64_t packed) const;
  /// Throws DataError for more than that; else takes them.
  void take_unpacked(std::uint64_t packed, std::uint64_t unpacked, const std::string& name);

  std::uint64_t bytes_left() const { return bytes_left_; }
  const Limits& limits() const { return limits_; }

  std::uint64_t values_left = 0;  // counted down by readers

 private:
  Limits limits_;
  std::uint64_t bytes_left_;
};

}  // namespace posegrad::pose::detections
