#include "pose/detections/container/unpack.h"

#include <array>

#include "pose/detections/container/filter.h"
#include "pose/detections/container/inflate.h"

namespace posegrad::pose::detections {
namespace {

using namespace std::string_view_literals;

struct Packing {
  std::string_view name, begin;
};

constexpr std::array kPackings{Packing{"gzip", "\x1F\x8B\x08"sv}, Packing{"bzip2", "BZh"sv},
                               Packing{"xz",
                                       "\xFD"
                                       "7zXZ\0"sv},
                               Packing{"zstd", "\x28\xB5\x2F\xFD"sv},
                               Packing{"lz4", "\x04\x22\x4D\x18"sv}};

/// A zlib stream has no magic number, but few texts begin as one: 32 KB window, no dictionary, and
/// a check digit.
bool is_zlib(std::string_view begin) {
  if (begin.size() < 2 || begin[0] != '\x78') return false;
  return begin[1] == '\x01' || begin[1] == '\x9C' || begin[1] == '\xDA';
}

/// "BZh", a digit and the first block's or the end's magic number.
bool is_bzip2(std::string_view begin) {
  return begin.size() >= 10 && begin[3] >= '1' && begin[3] <= '9' &&
         (begin.substr(4, 6) == "1AY&SY" || begin.substr(4, 6) == "\x17rE8P\x90");
}

}  // namespace

std::string_view compression_of(std::string_view begin) {
  if (is_zlib(begin)) return "zlib";
  for (const Packing& packing : kPackings)
    if (begin.starts_with(packing.begin) && (packing.name != "bzip2" || is_bzip2(begin)))
      return packing.name;
  return {};
}

std::string_view without_compression_ending(std::string_view name) {
  for (const std::string_view ending : {".gz", ".bz2", ".xz", ".zst", ".lz4", ".zz", ".z"})
    if (name.size() > ending.size() && name.ends_with(ending))
      return name.substr(0, name.size() - ending.size());
  return name;
}

formats::Blob unpack(const formats::Blob& packed, std::string_view compression,
                     const std::string& name, Budget& budget) {
  // zlib's own reader checks gzip's sums, libarchive's does not.
  if (compression == "gzip" || compression == "zlib") return inflate(packed, name, budget);
  return unfilter(packed, compression, name, budget);
}

}  // namespace posegrad::pose::detections
