#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "pose/video/ffmpeg.h"
#include "pose/video/picture_sequence.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

class Bytes {
 public:
  explicit Bytes(const std::string& path) : path_(path), file_(path, std::ios::binary) {
    if (!file_) throw IoError(fmt::format("cannot open {}: it cannot be read", path));
  }

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
  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(fmt::format("{}: {}", path_, what));
  }

 private:
  const std::string& path_;
  std::ifstream file_;
};

/// Segments follow each other until the frame header: marker, length, and there height and width.
PictureHeader jpeg(Bytes& bytes) {
  std::streamoff place = 2;
  while (true) {
    auto marker = bytes.at<2>(place);
    if (marker[0] != 0xFF) bytes.fail("is a broken JPEG picture: no marker where one should be");
    if (marker[1] == 0xFF) {  // filling
      ++place;
      continue;
    }
    const bool is_other = marker[1] == 0xC4 || marker[1] == 0xC8 || marker[1] == 0xCC;
    if (marker[1] >= 0xC0 && marker[1] <= 0xCF && !is_other)
      return {PictureFormat::jpeg, bytes.big16(place + 7), bytes.big16(place + 5)};
    if (marker[1] == 0xD9 || marker[1] == 0xDA)
      bytes.fail("is a broken JPEG picture: its size is not said before its pixels");
    const bool is_bare = marker[1] == 0x01 || (marker[1] >= 0xD0 && marker[1] <= 0xD8);
    place += 2 + (is_bare ? 0 : bytes.big16(place + 2));
  }
}

PictureHeader bmp(Bytes& bytes) {
  constexpr Index kOldHeader = 12;
  if (bytes.little32(14) == kOldHeader)
    return {PictureFormat::bmp, bytes.little16(18), bytes.little16(20)};
  // Negative: rows from the top.
  const auto height = static_cast<std::int32_t>(bytes.little32(22));
  return {PictureFormat::bmp, bytes.little32(18), std::abs(Index{height})};
}

PictureHeader webp(Bytes& bytes) {
  const std::string kind = bytes.text(12);
  if (kind == "VP8 ")
    return {PictureFormat::webp, bytes.little16(26) & 0x3FFF, bytes.little16(28) & 0x3FFF};
  if (kind == "VP8L") {
    const Index bits = bytes.little32(21);
    return {PictureFormat::webp, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
  }
  if (kind == "VP8X") return {PictureFormat::webp, bytes.little24(24) + 1, bytes.little24(27) + 1};
  bytes.fail(fmt::format("is a WebP picture of an unknown kind"));
}

PictureHeader header(Bytes& bytes) {
  const std::string begin = bytes.text(0);
  if (begin.starts_with("\xFF\xD8")) return jpeg(bytes);
  if (begin == "\x89PNG") return {PictureFormat::png, bytes.big32(16), bytes.big32(20)};
  if (begin.starts_with("BM")) return bmp(bytes);
  if (begin == "RIFF" && bytes.text(8) == "WEBP") return webp(bytes);
  bytes.fail("is no JPEG, PNG, BMP or WebP picture");
}

}  // namespace

PictureHeader read_picture_header(const std::string& path) {
  require_readable(path);
  Bytes bytes(path);
  const PictureHeader found = header(bytes);
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
