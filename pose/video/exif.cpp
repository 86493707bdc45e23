#include "pose/video/exif.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace posegrad::pose {
namespace {

constexpr std::uint32_t kOrientation = 0x0112, kShort = 3;

/// Numbers in the block's byte order; nothing beyond its end.
class ExifBlock {
 public:
  explicit ExifBlock(std::span<const unsigned char> bytes)
      : bytes_(bytes), is_little_(!bytes.empty() && bytes[0] == 'I') {}

  std::optional<std::uint32_t> number(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return {};
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value = value << 8 | bytes_[at + (is_little_ ? size - 1 - i : i)];
    return value;
  }
  bool begins_with(char a, char b) const {
    return bytes_.size() >= 2 && bytes_[0] == a && bytes_[1] == b;
  }

 private:
  std::span<const unsigned char> bytes_;
  bool is_little_;
};

}  // namespace

// Byte order, 42, where the first list of entries is: their number, then each with its tag, type,
// count and value.
int exif_orientation(std::span<const unsigned char> exif) {
  constexpr std::size_t kEntryBytes = 12;
  const ExifBlock block(exif);
  if (!block.begins_with('I', 'I') && !block.begins_with('M', 'M')) return 1;
  const auto list = block.number(4, 4);
  const auto count = list ? block.number(*list, 2) : std::nullopt;
  if (block.number(2, 2) != 42 || !count) return 1;
  for (std::size_t i = 0; i < *count; ++i) {
    const std::size_t entry = *list + 2 + i * kEntryBytes;
    const auto tag = block.number(entry, 2), value = block.number(entry + 8, 2);
    if (!tag || !value) return 1;
    if (*tag == kOrientation)
      return block.number(entry + 2, 2) == kShort && *value >= 1 && *value <= 8
                 ? static_cast<int>(*value)
                 : 1;
  }
  return 1;
}

const char* upright_filters(int orientation) {
  constexpr std::array kFilters{"",
                                "hflip,",
                                "hflip,vflip,",
                                "vflip,",
                                "transpose=cclock_flip,",
                                "transpose=clock,",
                                "transpose=clock_flip,",
                                "transpose=cclock,"};
  return kFilters.at(static_cast<std::size_t>(orientation - 1));
}

}  // namespace posegrad::pose
