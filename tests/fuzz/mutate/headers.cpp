#include <algorithm>
#include <cstdint>
#include <cstring>

#include "tests/fuzz/mutate/mutate.h"

namespace posegrad::fuzz {
namespace {

/// A file whose header's length stands before it, little endian.
struct HeadedFile {
  std::size_t at = 0, width = 0;  // of the length
};

std::string_view header_of(std::string_view bytes, const HeadedFile& kind) {
  if (bytes.size() < kind.at + kind.width) return {};
  std::uint64_t size = 0;
  std::memcpy(&size, bytes.data() + kind.at, kind.width);
  const std::string_view rest = bytes.substr(kind.at + kind.width);
  return size <= rest.size() ? rest.substr(0, size) : std::string_view{};
}

std::string mutate_headed(std::string_view bytes, std::string_view other, Random& random,
                          const HeadedFile& kind, Mutate mutate_header) {
  const std::string_view header = header_of(bytes, kind);
  if (header.empty() || random.one_in(4)) return mutate_bytes(bytes, other, random);
  std::string changed = mutate_header(header, header_of(other, kind), random);
  if (kind.width == 2) changed.resize(std::min<std::size_t>(changed.size(), 0xffff));
  const std::uint64_t size = changed.size();
  std::string length(kind.width, '\0');
  std::memcpy(length.data(), &size, kind.width);
  return std::string(bytes.substr(0, kind.at)) + length + changed +
         std::string(bytes.substr(kind.at + kind.width + header.size()));
}

}  // namespace

std::string mutate_npy(std::string_view bytes, std::string_view other, Random& random) {
  constexpr std::size_t kVersionAt = 6, kLengthAt = 8;
  const bool is_first = bytes.size() > kVersionAt && bytes[kVersionAt] == 1;
  // Arrays of objects go on with a pickle.
  const std::string_view header = header_of(bytes, {kLengthAt, is_first ? 2U : 4U});
  if (header.find("O'") != std::string_view::npos && random.one_in(2)) {
    const std::size_t begin =
        static_cast<std::size_t>(header.data() - bytes.data()) + header.size();
    return std::string(bytes.substr(0, begin)) +
           mutate_pickle(bytes.substr(begin), bytes.substr(begin), random);
  }
  return mutate_headed(bytes, other, random, {kLengthAt, is_first ? 2U : 4U}, mutate_text);
}

std::string mutate_safetensors(std::string_view bytes, std::string_view other, Random& random) {
  return mutate_headed(bytes, other, random, {0, 8}, mutate_json);
}

}  // namespace posegrad::fuzz
