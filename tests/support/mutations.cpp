#include "tests/support/mutations.h"

#include <algorithm>
#include <array>

namespace posegrad::test {

std::size_t Mutations::below(std::size_t end) {
  return end == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
}

void Mutations::set_field(std::string& bytes) {
  constexpr std::size_t kWord = 4;
  const std::uint64_t size = bytes.size(), half = std::uint64_t{1} << 31;
  const std::array<std::uint64_t, 14> numbers{0,          1,
                                              2,          3,
                                              8,          ~std::uint64_t{0},
                                              half,       half - 1,
                                              1 << 20,    size,
                                              size + 1,   size - kWord,
                                              half << 32, below(bytes.size())};
  const std::size_t width = below(2) == 0 ? kWord : 2 * kWord;
  if (bytes.size() < width) return;
  const std::uint64_t value = numbers.at(below(numbers.size()));
  std::string field(width, '\0');
  for (std::size_t i = 0; i < width; ++i) field[i] = static_cast<char>(value >> (8 * i) & 0xFFU);
  if (below(2) == 0) std::ranges::reverse(field);
  bytes.replace(below((bytes.size() - width) / kWord + 1) * kWord, width, field);
}

std::string Mutations::of(std::string bytes) {
  for (std::size_t count = 1 + below(3); count > 0; --count) {
    switch (below(8)) {
      case 0:
        bytes.resize(below(bytes.size()));
        break;
      case 1:
      case 2:
        if (!bytes.empty()) {
          char& byte = bytes[below(bytes.size())];
          byte = static_cast<char>(byte ^ (1 << below(8)));
        }
        break;
      default:
        set_field(bytes);
    }
  }
  return bytes;
}

}  // namespace posegrad::test
