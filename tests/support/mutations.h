#pragma once
#include <cstdint>
#include <random>
#include <string>

namespace posegrad::test {

/// Changes bytes of files as a bad disk or a bad author would; the same seed gives the same ones.
class Mutations {
 public:
  explicit Mutations(std::uint32_t seed) : random_(seed) {}

  /// One to three changes: bits flipped, bytes cut off at the end, or a field of 4 or 8 bytes, of
  /// either byte order, that holds 0, -1, 2^31, the file's size and the like.
  std::string of(std::string bytes);

 private:
  std::size_t below(std::size_t end);
  void set_field(std::string& bytes);

  std::mt19937 random_;
};

}  // namespace posegrad::test
