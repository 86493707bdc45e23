#include <algorithm>
#include <array>
#include <limits>
#include <new>

#include <fmt/format.h>
#include <zlib.h>

#include "pose/formats/cdf_file.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

class GzipStream {
 public:
  explicit GzipStream(std::string_view packed) : rest_(packed) {
    constexpr int kLargestWindow = 15, kGzip = 16;
    if (inflateInit2(&stream_, kLargestWindow + kGzip) != Z_OK) throw std::bad_alloc();
  }
  ~GzipStream() { inflateEnd(&stream_); }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  /// Bytes written; zlib's code in `code`.
  std::size_t read(std::span<std::byte> into, int& code) {
    const std::size_t most = std::numeric_limits<uInt>::max();
    const auto given = static_cast<uInt>(std::min(rest_.size(), most));
    const auto room = static_cast<uInt>(std::min(into.size(), most));
    stream_.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(rest_.data()));
    stream_.avail_in = given;
    stream_.next_out = reinterpret_cast<Bytef*>(into.data());
    stream_.avail_out = room;
    code = ::inflate(&stream_, Z_NO_FLUSH);
    rest_.remove_prefix(given - stream_.avail_in);
    return room - stream_.avail_out;
  }
  bool is_empty() const { return rest_.empty(); }
  const char* message() const { return stream_.msg != nullptr ? stream_.msg : "broken data"; }

 private:
  std::string_view rest_;
  z_stream stream_{};
};

}  // namespace

void unpack_cdf_block(std::string_view packed, std::span<std::byte> into, std::uint64_t size,
                      const std::string& where) {
  GzipStream stream(packed);
  std::array<std::byte, 4096> beyond{};
  std::uint64_t done = 0;
  for (int code = Z_OK; code != Z_STREAM_END;) {
    const std::span<std::byte> room =
        done < into.size() ? into.subspan(done) : std::span<std::byte>(beyond);
    const std::size_t got = stream.read(room, code);
    done += got;
    if (done > size)
      throw DataError(
          fmt::format("{}: packed data that hold more than the {} bytes announced", where, size));
    if (code != Z_OK && code != Z_BUF_ERROR && code != Z_STREAM_END)
      throw DataError(fmt::format("{}: broken packed data: {}", where, stream.message()));
    if (code != Z_STREAM_END && stream.is_empty() && got < room.size())
      throw DataError(fmt::format("{}: packed data that are cut short", where));
  }
  if (done != size)
    throw DataError(fmt::format("{}: packed data that hold {} bytes where {} are announced", where,
                                done, size));
}

}  // namespace posegrad::pose::formats
