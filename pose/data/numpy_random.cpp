#include "pose/data/numpy_random.h"

#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "tensor/error.h"

namespace posegrad::pose {

NumpyRandom::NumpyRandom(std::uint32_t seed) {
  // key[i] = 1812433253 * (key[i-1] ^ (key[i-1] >> 30)) + i  mod 2^32
  state_.key[0] = seed;
  for (std::uint32_t i = 1; i < kWords; ++i) {
    const std::uint32_t previous = state_.key[i - 1];
    state_.key[i] = 1812433253u * (previous ^ (previous >> 30)) + i;
  }
}

NumpyRandom::NumpyRandom(const State& state) : state_(state) {
  if (state.position > kWords)
    throw ValueError(fmt::format("random state: position {} is beyond {}", state.position, kWords));
}

void NumpyRandom::twist() {
  constexpr std::size_t kMiddle = 397;
  auto& key = state_.key;
  for (std::size_t i = 0; i < kWords; ++i) {
    const std::uint32_t joined = (key[i] & 0x80000000u) | (key[(i + 1) % kWords] & 0x7fffffffu);
    key[i] = key[(i + kMiddle) % kWords] ^ (joined >> 1) ^ ((joined & 1u) != 0 ? 0x9908b0dfu : 0u);
  }
  state_.position = 0;
}

std::uint32_t NumpyRandom::next_u32() {
  if (state_.position >= kWords) twist();
  std::uint32_t word = state_.key[state_.position++];
  word ^= word >> 11;
  word ^= (word << 7) & 0x9d2c5680u;
  word ^= (word << 15) & 0xefc60000u;
  return word ^ (word >> 18);
}

std::uint64_t NumpyRandom::interval(std::uint64_t highest) {
  // Masked rejection: draws below the smallest 2^k that holds `highest`, until one fits.
  std::uint64_t mask = highest;
  for (unsigned shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
  for (;;) {
    std::uint64_t draw = next_u32();
    if (highest > 0xffffffffu) draw = (draw << 32) | next_u32();
    if ((draw & mask) <= highest) return draw & mask;
  }
}

std::vector<Index> NumpyRandom::permutation(Index n) {
  if (n < 0) throw ValueError(fmt::format("permutation: {} items", n));
  std::vector<Index> items(static_cast<std::size_t>(n));
  std::iota(items.begin(), items.end(), Index{0});
  for (std::size_t i = items.size(); i-- > 1;) std::swap(items[i], items[interval(i)]);
  return items;
}

Index deterministic_random(Index low, Index high, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1)
    throw Error("SHA-256 is not available in this build of OpenSSL");
  const std::uint32_t word = std::uint32_t{digest[0]} | std::uint32_t{digest[1]} << 8 |
                             std::uint32_t{digest[2]} << 16 | std::uint32_t{digest[3]} << 24;
  return static_cast<Index>(word / 4294967295.0 * static_cast<double>(high - low)) + low;
}

}  // namespace posegrad::pose
