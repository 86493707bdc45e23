#pragma once
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <boost/test/unit_test.hpp>
#include <zlib.h>

namespace posegrad::test {

inline std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = at; i < at + 4; ++i)
    number = number << 8 | static_cast<std::uint8_t>(bytes.at(i));
  return number;
}

/// The pixels of a PNG file, read by the format's description: eight bits, RGB, not interlaced.
struct PngPicture {
  std::size_t width, height;
  std::string rgb;

  explicit PngPicture(const std::string& png) {
    BOOST_REQUIRE(png.starts_with("\x89PNG\r\n\x1a\n"));
    width = big_endian(png, 16);
    height = big_endian(png, 20);
    BOOST_REQUIRE(png.substr(24, 5) == std::string("\x08\x02\x00\x00\x00", 5));
    std::string packed;
    for (std::size_t at = 8; at + 12 <= png.size(); at += 12 + big_endian(png, at))
      if (png.substr(at + 4, 4) == "IDAT") packed += png.substr(at + 8, big_endian(png, at));
    const std::size_t row = 1 + width * 3;
    std::string rows(row * height, '\0');
    uLongf size = rows.size();
    BOOST_REQUIRE(uncompress(reinterpret_cast<Bytef*>(rows.data()), &size,
                             reinterpret_cast<const Bytef*>(packed.data()), packed.size()) == Z_OK);
    BOOST_REQUIRE(size == rows.size());
    std::string above(width * 3, '\0');
    for (std::size_t y = 0; y < height; ++y) {
      std::string line = rows.substr(y * row + 1, width * 3);
      unfilter(rows[y * row], line, above);
      rgb += above = line;
    }
  }

  std::array<int, 3> at(std::size_t x, std::size_t y) const {
    const std::size_t i = (y * width + x) * 3;
    return {static_cast<std::uint8_t>(rgb[i]), static_cast<std::uint8_t>(rgb[i + 1]),
            static_cast<std::uint8_t>(rgb[i + 2])};
  }

 private:
  // Undoes what PNG does to a line before it packs it; a pixel has three bytes.
  static void unfilter(char filter, std::string& line, const std::string& above) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const int a = i < 3 ? 0 : static_cast<std::uint8_t>(line[i - 3]);
      const int b = static_cast<std::uint8_t>(above[i]);
      const int c = i < 3 ? 0 : static_cast<std::uint8_t>(above[i - 3]);
      int add = 0;
      if (filter == 1) add = a;
      if (filter == 2) add = b;
      if (filter == 3) add = (a + b) / 2;
      if (filter == 4) {
        const int p = a + b - c, pa = std::abs(p - a), pb = std::abs(p - b), pc = std::abs(p - c);
        add = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      }
      line[i] = static_cast<char>(static_cast<std::uint8_t>(line[i]) + add);
    }
  }
};

}  // namespace posegrad::test
