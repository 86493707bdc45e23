#include "pose/detections/container/unpack.h"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <new>

#include <fmt/format.h>
#include <zlib.h>

#include "pose/detections/container/read_unpacked.h"
#include "tensor/error.h"

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

namespace {

class Inflater {
 public:
  Inflater(formats::Blob begin, formats::ByteSource& source)
      : source_(source), piece_(std::move(begin)), rest_(piece_.view()) {
    constexpr int kLargestWindow = 15, kZlibOrGzip = 32;
    if (inflateInit2(&stream_, kLargestWindow + kZlibOrGzip) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Bytes written; fewer than `room` only at the end.
  std::size_t read(char* into, std::size_t room) {
    std::size_t done = 0;
    while (done < room && !is_done_) {
      give_input();
      const auto part =
          static_cast<uInt>(std::min<std::size_t>(room - done, std::numeric_limits<uInt>::max()));
      stream_.next_out = reinterpret_cast<Bytef*>(into + done);
      stream_.avail_out = part;
      const int code = ::inflate(&stream_, Z_NO_FLUSH);
      done += part - stream_.avail_out;
      take_input();
      if (code == Z_STREAM_END) {
        end_member();
      } else if (code != Z_OK && code != Z_BUF_ERROR) {
        fail(stream_.msg != nullptr ? stream_.msg : "broken data");
      } else if (stream_.avail_out > 0 && !refill()) {
        throw DataError(fmt::format("{}: the compressed file is cut short", source_.name()));
      }
    }
    return done;
  }

 private:
  [[noreturn]] void fail(std::string_view why) const {
    throw DataError(fmt::format("{}: broken compressed data: {}", source_.name(), why));
  }

  /// Whether anything is left.
  bool refill() {
    constexpr std::uint64_t kPiece = 1 << 18;
    if (rest_.empty() && source_.remaining() > 0) {
      piece_ = source_.take(std::min(source_.remaining(), kPiece));
      rest_ = piece_.view();
    }
    return !rest_.empty();
  }

  void give_input() {
    refill();
    given_ = std::min<std::size_t>(rest_.size(), std::numeric_limits<uInt>::max());
    stream_.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(rest_.data()));
    stream_.avail_in = static_cast<uInt>(given_);
  }
  void take_input() { rest_.remove_prefix(given_ - stream_.avail_in); }

  void end_member() {
    while (refill() && rest_.front() == '\0')
      rest_.remove_prefix(std::min(rest_.find_first_not_of('\0'), rest_.size()));
    if (rest_.empty()) {
      is_done_ = true;
      return;
    }
    if (rest_.front() != '\x1F') fail("something else follows");
    inflateReset(&stream_);
  }

  formats::ByteSource& source_;
  formats::Blob piece_;
  std::string_view rest_;
  z_stream stream_{};
  std::size_t given_ = 0;
  bool is_done_ = false;
};

}  // namespace

formats::Blob inflate(const formats::Blob& packed, const std::string& name, Budget& budget) {
  formats::BlobSource source({}, name);
  Inflater inflater(packed, source);
  return read_unpacked([&](char* into, std::size_t room) { return inflater.read(into, room); },
                       packed.size(), name, budget);
}

ReadPiece inflating(const formats::Blob& begin, formats::ByteSource& source) {
  return [inflater = std::make_shared<Inflater>(begin, source)](char* into, std::size_t room) {
    return inflater->read(into, room);
  };
}

}  // namespace posegrad::pose::detections
