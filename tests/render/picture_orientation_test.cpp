// Pictures that a camera held otherwise took: Exif says how they lie.

#include <array>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/video/exif.h"
#include "pose/video/picture_sequence.h"
#include "pose/video/video_info.h"
#include "pose/video/video_reader.h"
#include "tests/render/clips.h"
#include "tests/support/temporary_folder.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;
using namespace std::string_literals;

namespace {

constexpr Index kWidth = 64, kHeight = 48;

// A picture whose quarters differ: 40 and 100 above, 160 and 220 below.
int upright_grey(Index row, Index column) {
  return 40 + 60 * (column >= kWidth / 2) + 120 * (row >= kHeight / 2);
}

// The pixel of the upright picture that is stored in that place. Exif 2.32, 4.6.4: which sides of the
// picture the stored row 0 and column 0 are.
int stored_grey(int orientation, Index r, Index c) {
  const Index right = kWidth - 1, bottom = kHeight - 1;
  switch (orientation) {
    case 2:  // top, right
      return upright_grey(r, right - c);
    case 3:  // bottom, right
      return upright_grey(bottom - r, right - c);
    case 4:  // bottom, left
      return upright_grey(bottom - r, c);
    case 5:  // left, top
      return upright_grey(c, r);
    case 6:  // right, top
      return upright_grey(c, right - r);
    case 7:  // right, bottom
      return upright_grey(bottom - c, right - r);
    case 8:  // left, bottom
      return upright_grey(bottom - c, r);
    default:
      return upright_grey(r, c);
  }
}

std::string big(std::uint32_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> 8 * i & 0xFF);
  return text;
}

// A block with one entry before it.
std::string exif_block(int orientation) {
  return "MM\0*"s + big(8, 4) + big(2, 2) + big(0x0100, 2) + big(3, 2) + big(1, 4) + big(77, 2) +
         big(0, 2) + big(0x0112, 2) + big(3, 2) + big(1, 4) +
         big(static_cast<std::uint32_t>(orientation), 2) + big(0, 2) + big(0, 4);
}

std::string little_block(int orientation) {
  return "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"s + static_cast<char>(orientation) +
         "\0\0\0\0\0\0\0"s;
}

int orientation_of(const std::string& block) {
  return exif_orientation({reinterpret_cast<const unsigned char*>(block.data()), block.size()});
}

std::uint32_t check_sum(const std::string& bytes) {  // PNG's, annex D
  std::uint32_t sum = ~0U;
  for (const char byte : bytes) {
    sum ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320U : 0);
  }
  return ~sum;
}

// Writes NAME.jpg or NAME.png as a camera would that was held so.
void write_picture(const std::string& folder, const std::string& name, int orientation) {
  const bool on_side = orientation >= 5;
  const Index width = on_side ? kHeight : kWidth, height = on_side ? kWidth : kHeight;
  std::string pixels = fmt::format("P5\n{} {}\n255\n", width, height);
  for (Index r = 0; r < height; ++r)
    for (Index c = 0; c < width; ++c) pixels += static_cast<char>(stored_grey(orientation, r, c));
  const TemporaryFolder made;
  write_text(made / "a.pgm", pixels);
  const std::string plain = made / name;
  ffmpeg({"-i", made / "a.pgm", "-q:v", "1", "-pix_fmt",
          name.ends_with(".png") ? "rgb24" : "yuvj444p", plain});
  std::string bytes = read_text(plain);
  if (name.ends_with(".png")) {
    const std::string content = "eXIf" + exif_block(orientation);
    bytes.insert(33, big(static_cast<std::uint32_t>(content.size() - 4), 4) + content +
                         big(check_sum(content), 4));
  } else {
    const std::string content = "Exif\0\0"s + exif_block(orientation);
    bytes.insert(2, "\xFF\xE1" + big(static_cast<std::uint32_t>(content.size() + 2), 2) + content);
  }
  write_text(folder + "/" + name, bytes);
}

// The greys in the middles of a frame's quarters, in the order of reading.
std::array<int, 4> quarters(const std::vector<std::byte>& pixels) {
  const auto at = [&](Index r, Index c) {
    const int grey = std::to_integer<int>(pixels[static_cast<std::size_t>(4 * (r * kWidth + c))]);
    return (grey + 10) / 20 * 20;
  };
  const Index top = kHeight / 4, left = kWidth / 4;
  return {at(top, left), at(top, 3 * left), at(3 * top, left), at(3 * top, 3 * left)};
}

void check_upright(const std::string& path, int frames) {
  const VideoInfo info = probe_video(path);
  BOOST_TEST(info.width == kWidth);
  BOOST_TEST(info.height == kHeight);
  BOOST_TEST(info.frames == frames);
  BOOST_TEST(info.of_pictures);
  VideoReader reader(path, {info.width, info.height});
  std::vector<std::byte> pixels(reader.frame_bytes());
  for (int frame = 0; frame < frames; ++frame) {
    BOOST_REQUIRE(reader.next(pixels));
    BOOST_TEST((quarters(pixels) == std::array{40, 100, 160, 220}), "frame " << frame);
  }
  BOOST_TEST(!reader.next(pixels));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(picture_orientation)

BOOST_AUTO_TEST_CASE(a_single_picture_comes_upright) {
  for (int orientation = 1; orientation <= 8; ++orientation)
    for (const char* name : {"a.jpg", "A.JPEG", "b.png"}) BOOST_TEST_CONTEXT(name << orientation) {
        const TemporaryFolder folder;
        write_picture(folder.path(), name, orientation);
        BOOST_TEST(read_picture_header(folder / name).orientation == orientation);
        check_upright(folder / name, 1);
      }
}

BOOST_AUTO_TEST_CASE(pictures_of_one_video_may_be_held_in_all_ways) {
  const TemporaryFolder folder;
  int number = 0;
  for (const int orientation : {1, 1, 6, 6, 3, 8, 5, 2, 7, 4, 1})
    write_picture(folder.path(), fmt::format("f{:02}.jpg", number++), orientation);
  check_upright(folder.path(), 11);
  check_upright(folder / "f%02d.jpg", 11);
}

BOOST_AUTO_TEST_CASE(orientations_are_read_in_both_byte_orders) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    BOOST_TEST(orientation_of(exif_block(orientation)) == orientation);
    BOOST_TEST(orientation_of(little_block(orientation)) == orientation);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_orientation_leaves_a_picture_as_it_is) {
  for (const int wrong : {0, 9, 255}) BOOST_TEST(orientation_of(little_block(wrong)) == 1);
  const std::string block = exif_block(6);
  // Cut anywhere before the end of the value.
  for (std::size_t size = 0; size < 32; ++size)
    BOOST_TEST(orientation_of(block.substr(0, size)) == 1, size);
  BOOST_TEST(orientation_of(block.substr(0, 32)) == 6);
  const auto changed = [&](std::size_t at, const std::string& bytes) {
    std::string other = block;
    return orientation_of(other.replace(at, bytes.size(), bytes));
  };
  BOOST_TEST(changed(0, "XX") == 1);
  BOOST_TEST(changed(2, big(43, 2)) == 1);
  BOOST_TEST(changed(4, big(0xFFFFFFFF, 4)) == 1);
  BOOST_TEST(changed(4, big(36, 4)) == 1);
  BOOST_TEST(changed(8, big(1, 2)) == 1);       // the entry before it is all
  BOOST_TEST(changed(8, big(0xFFFF, 2)) == 6);  // more than there are
  BOOST_TEST(changed(24, big(4, 2)) == 1);      // another type
}

BOOST_AUTO_TEST_CASE(rare_places_of_exif_are_found) {
  const TemporaryFolder folder;
  const auto header_of = [&](const std::string& bytes) {
    write_text(folder / "p", bytes);
    return read_picture_header(folder / "p");
  };
  const std::string exif = little_block(8);
  // WebP: 300 x 257 as stored; a chunk of an odd length before Exif's.
  const auto webp = [&](char flags) {
    return header_of("RIFF\x60\0\0\0WEBPVP8X\x0A\0\0\0"s + flags +
                     "\0\0\0\x2B\x01\0\x00\x01\0VP8L\x03\0\0\0abc\0EXIF"s +
                     static_cast<char>(exif.size()) + "\0\0\0"s + exif);
  };
  BOOST_TEST(webp('\x08').orientation == 8);
  BOOST_TEST(webp('\x08').width == 257);
  BOOST_TEST(!webp('\x08').moves);
  BOOST_TEST(webp('\0').orientation == 1);
  BOOST_TEST(webp('\x02').moves);
  // JPEG: behind another segment of the same number, XMP's.
  const PictureHeader jpeg = header_of(
      "\xFF\xD8\xFF\xE1\0\x06http\xFF\xE1"s + big(static_cast<std::uint32_t>(exif.size() + 8), 2) +
      "Exif\0\0"s + exif + "\xFF\xC0\0\x11\x08\x01\x01\x01\x2C\x03"s);
  BOOST_TEST(jpeg.orientation == 8);
  BOOST_TEST(jpeg.height == 300);
  // PNG that moves.
  const PictureHeader png = header_of(
      "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x01\x2C\0\0\x01\x01\x08\x02\0\0\0zzzz\0\0\0\x08"s
      "acTL\0\0\0\x02\0\0\0\0zzzz"s);
  BOOST_TEST(png.moves);
  BOOST_TEST(png.width == 300);
}

// A series of JPEG pictures in one file is a video, whatever it is called; so is a PNG that moves.
BOOST_AUTO_TEST_CASE(a_file_of_many_pictures_is_no_picture) {
  const TemporaryFolder folder;
  make_counting_clip(folder / "clip.mp4", 5, 64, 48, 25);
  ffmpeg({"-i", folder / "clip.mp4", "-f", "mjpeg", folder / "clip.mjpeg"});
  ffmpeg({"-i", folder / "clip.mp4", "-f", "apng", folder / "moves.png"});
  for (const char* name : {"clip.mjpeg", "moves.png"}) {
    BOOST_TEST(!find_pictures(folder / name).has_value());
    BOOST_TEST(probe_video(folder / name).frames == 5);
  }
  std::filesystem::rename(folder / "clip.mp4", folder / "clip.png");
  BOOST_TEST(probe_video(folder / "clip.png").frames == 5);
}

BOOST_AUTO_TEST_SUITE_END()
