#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "pose/video/picture_sequence.h"
#include "tensor/error.h"
#include "tests/render/clips.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(picture_header)

BOOST_AUTO_TEST_CASE(formats_are_known_by_their_content) {
  const TemporaryFolder folder;
  const std::vector<std::pair<std::string, PictureFormat>> made{{"a.jpg", PictureFormat::jpeg},
                                                                {"b.png", PictureFormat::png},
                                                                {"c.bmp", PictureFormat::bmp},
                                                                {"d.webp", PictureFormat::webp}};
  for (const auto& [name, format] : made) {
    ffmpeg({"-f", "lavfi", "-i", "testsrc=size=300x257", "-frames:v", "1", folder / name});
    std::filesystem::rename(folder / name, folder / "picture");
    const PictureHeader header = read_picture_header(folder / "picture");
    BOOST_TEST((header.format == format), name);
    BOOST_TEST(header.width == 300, name);
    BOOST_TEST(header.height == 257, name);
  }
}

// By the formats' own descriptions: what ffmpeg does not write.
BOOST_AUTO_TEST_CASE(rarer_kinds_say_their_size) {
  const TemporaryFolder folder;
  const auto check = [&](const std::string& bytes, Index width, Index height) {
    write_text(folder / "p", bytes);
    const PictureHeader header = read_picture_header(folder / "p");
    BOOST_TEST(header.width == width);
    BOOST_TEST(header.height == height);
  };
  using namespace std::string_literals;
  check("RIFF\x20\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x2B\x01\0\x00\x01\0"s, 300, 257);
  check("RIFF\x20\0\0\0WEBPVP8 \x0A\0\0\0\x10\0\0\x9D\x01\x2A\x2C\x41\x01\x01"s, 300, 257);
  check("RIFF\x20\0\0\0WEBPVP8L\x0A\0\0\0\x2F\x2B\x01\x40\0\0"s, 300, 257);
  check("BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0\x2C\x01\0\0\xFF\xFE\xFF\xFF"s, 300, 257);
  check("BM\0\0\0\0\0\0\0\0\0\0\0\0\x0C\0\0\0\x2C\x01\x01\x01"s, 300, 257);
  // Filling before a marker, and a table whose marker lies among those of frames.
  check("\xFF\xD8\xFF\xFF\xE0\0\x04zz\xFF\xC4\0\x03z\xFF\xC2\0\x11\x08\x01\x01\x01\x2C\x03"s, 300,
        257);
}

BOOST_AUTO_TEST_CASE(broken_pictures_are_refused_by_name) {
  const TemporaryFolder folder;
  const std::string path = folder / "p.jpg";
  const auto check = [&](const std::string& bytes, const std::string& message) {
    write_text(path, bytes);
    check_throws<DataError>([&] { read_picture_header(path); }, path + ": " + message);
  };
  using namespace std::string_literals;
  const std::string cut = "is cut: it ends before its size is said";
  check("", cut);
  check("\xFF\xD8\xFF\xE0\0\x10"s, cut);
  check("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0"s, cut);
  check("hello world", "is no JPEG, PNG, BMP or WebP picture");
  check("\xFF\xD8zzzz", "is a broken JPEG picture: no marker where one should be");
  check("\xFF\xD8\xFF\xD9zz", "is a broken JPEG picture: its size is not said before its pixels");
  check("RIFF\0\0\0\0WEBPVP9 "s, "is a WebP picture of an unknown kind");
  check("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x05"s,
        "its picture has 0x5 pixels; expected 1 to 65535");
  check_throws<IoError>([&] { read_picture_header(folder / "none"); },
                        "cannot open " + (folder / "none") + ": No such file or directory");
}

BOOST_AUTO_TEST_SUITE_END()
