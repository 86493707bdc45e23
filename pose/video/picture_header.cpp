#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pose/video/exif.h"
#include "pose/video/ffmpeg.h"
#include "pose/video/picture_sequence.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

class Bytes {
 public:
  explicit Bytes(const std::string& path) : path_(path), file_(path, std::ios::binary) {
    if (!file_) throw IoError(fmt::format("cannot open {}: it cannot be read", path));
    file_.seekg(0, std::ios::end);
    size_ = file_.tellg();
  }

  /// Whether the file has so many bytes.
  bool has(std::streamoff size) const { return size <= size_; }

  template <std::size_t N>
  std::array<unsigned char, N> at(std::streamoff place) {
    std::array<unsigned char, N> bytes{};
    file_.seekg(place);
    file_.read(reinterpret_cast<char*>(bytes.data()), N);
    if (!file_) throw DataError(fmt::format("{}: is cut: it ends before its size is said", path_));
    return bytes;
  }
  Index big16(std::streamoff place) {
    const auto b = at<2>(place);
    return Index{b[0]} << 8 | b[1];
  }
  Index big32(std::streamoff place) { return big16(place) << 16 | big16(place + 2); }
  Index little16(std::streamoff place) {
    const auto b = at<2>(place);
    return Index{b[1]} << 8 | b[0];
  }
  Index little24(std::streamoff place) {
    return little16(place) | Index{at<1>(place + 2)[0]} << 16;
  }
  Index little32(std::streamoff place) { return little16(place) | little16(place + 2) << 16; }
  std::string text(std::streamoff place) {
    const auto b = at<4>(place);
    return {b.begin(), b.end()};
  }
  /// At most `most` bytes; fewer where the file ends before.
  std::vector<unsigned char> some(std::streamoff place, Index most) {
    std::vector<unsigned char> bytes(static_cast<std::size_t>(most));
    file_.seekg(place);
    file_.read(reinterpret_cast<char*>(bytes.data()), most);
    bytes.resize(static_cast<std::size_t>(file_.gcount()));
    file_.clear();
    return bytes;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(fmt::format("{}: {}", path_, what));
  }

 private:
  const std::string& path_;
  std::ifstream file_;
  std::streamoff size_ = 0;
};

constexpr std::string_view kExif{"Exif\0\0", 6};  // may stand before the block

/// What the camera said in `length` bytes at `place`.
int orientation_at(Bytes& bytes, std::streamoff place, Index length) {
  constexpr Index kMost = Index{1} << 16;  // its first list is near its beginning
  const std::vector<unsigned char> block = bytes.some(place, std::clamp(length, Index{0}, kMost));
  const bool is_named =
      std::ranges::equal(std::span(block).first(std::min(block.size(), kExif.size())), kExif);
  return exif_orientation(std::span(block).subspan(is_named ? kExif.size() : 0));
}

/// Segments follow each other until the frame header: marker, length, and there height and width.
PictureHeader jpeg(Bytes& bytes) {
  std::streamoff place = 2;
  int orientation = 1;
  while (true) {
    auto marker = bytes.at<2>(place);
    if (marker[0] != 0xFF) bytes.fail("is a broken JPEG picture: no marker where one should be");
    if (marker[1] == 0xFF) {  // filling
      ++place;
      continue;
    }
    const bool is_other = marker[1] == 0xC4 || marker[1] == 0xC8 || marker[1] == 0xCC;
    if (marker[1] >= 0xC0 && marker[1] <= 0xCF && !is_other)
      return {.format = PictureFormat::jpeg,
              .width = bytes.big16(place + 7),
              .height = bytes.big16(place + 5),
              .orientation = orientation};
    if (marker[1] == 0xD9 || marker[1] == 0xDA)
      bytes.fail("is a broken JPEG picture: its size is not said before its pixels");
    if (marker[1] == 0xE1)
      if (const int said = orientation_at(bytes, place + 4, bytes.big16(place + 2) - 2); said != 1)
        orientation = said;
    const bool is_bare = marker[1] == 0x01 || (marker[1] >= 0xD0 && marker[1] <= 0xD8);
    place += 2 + (is_bare ? 0 : bytes.big16(place + 2));
  }
}

/// Chunks before the pixels: length, four letters, content, check sum. Exif may stand behind them, too,
/// where nobody puts it.
PictureHeader png(Bytes& bytes) {
  PictureHeader found{
      .format = PictureFormat::png, .width = bytes.big32(16), .height = bytes.big32(20)};
  constexpr int kMostChunks = 1000;
  std::streamoff place = 8;
  for (int chunk = 0; chunk < kMostChunks && bytes.has(place + 8); ++chunk) {
    const Index length = bytes.big32(place);
    const std::string kind = bytes.text(place + 4);
    if (kind == "IDAT") break;
    if (kind == "eXIf") found.orientation = orientation_at(bytes, place + 8, length);
    if (kind == "acTL") found.moves = true;
    place += 12 + length;
  }
  return found;
}

PictureHeader bmp(Bytes& bytes) {
  constexpr Index kOldHeader = 12;
  if (bytes.little32(14) == kOldHeader)
    return {
        .format = PictureFormat::bmp, .width = bytes.little16(18), .height = bytes.little16(20)};
  // Negative: rows from the top.
  const auto height = static_cast<std::int32_t>(bytes.little32(22));
  return {
      .format = PictureFormat::bmp, .width = bytes.little32(18), .height = std::abs(Index{height})};
}

/// Of an extended one: flags, size, and chunks of an even number of bytes, of which Exif's is one.
PictureHeader extended_webp(Bytes& bytes) {
  constexpr unsigned kHasExif = 8, kMoves = 2;
  const unsigned flags = bytes.at<1>(20)[0];
  PictureHeader found{.format = PictureFormat::webp,
                      .width = bytes.little24(24) + 1,
                      .height = bytes.little24(27) + 1,
                      .moves = (flags & kMoves) != 0};
  constexpr int kMostChunks = 1000;
  std::streamoff place = 12;
  for (int chunk = 0; (flags & kHasExif) != 0 && chunk < kMostChunks && bytes.has(place + 8);
       ++chunk) {
    const Index length = bytes.little32(place + 4);
    if (bytes.text(place) == "EXIF") found.orientation = orientation_at(bytes, place + 8, length);
    place += 8 + length + length % 2;
  }
  return found;
}

PictureHeader webp(Bytes& bytes) {
  const std::string kind = bytes.text(12);
  if (kind == "VP8 ")
    return {.format = PictureFormat::webp,
            .width = bytes.little16(26) & 0x3FFF,
            .height = bytes.little16(28) & 0x3FFF};
  if (kind == "VP8L") {
    const Index bits = bytes.little32(21);
    return {.format = PictureFormat::webp,
            .width = (bits & 0x3FFF) + 1,
            .height = (bits >> 14 & 0x3FFF) + 1};
  }
  if (kind == "VP8X") return extended_webp(bytes);
  bytes.fail(fmt::format("is a WebP picture of an unknown kind"));
}

PictureHeader header(Bytes& bytes) {
  const std::string begin = bytes.text(0);
  if (begin.starts_with("\xFF\xD8")) return jpeg(bytes);
  if (begin == "\x89PNG") return png(bytes);
  if (begin.starts_with("BM")) return bmp(bytes);
  if (begin == "RIFF" && bytes.text(8) == "WEBP") return webp(bytes);
  bytes.fail("is no JPEG, PNG, BMP or WebP picture");
}

}  // namespace

PictureHeader read_picture_header(const std::string& path) {
  require_readable(path);
  Bytes bytes(path);
  PictureHeader found = header(bytes);
  if (lies_on_its_side(found.orientation)) std::swap(found.width, found.height);
  constexpr Index kMost = 65535;
  if (found.width < 1 || found.height < 1 || found.width > kMost || found.height > kMost)
    throw DataError(fmt::format("{}: its picture has {}x{} pixels; expected 1 to {}", path,
                                found.width, found.height, kMost));
  return found;
}

bool has_picture_ending(std::string_view name) {
  std::string ending = std::filesystem::path(name).extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  constexpr std::array<std::string_view, 5> kEndings{".jpg", ".jpeg", ".png", ".bmp", ".webp"};
  return std::ranges::find(kEndings, ending) != kEndings.end();
}

}  // namespace posegrad::pose
