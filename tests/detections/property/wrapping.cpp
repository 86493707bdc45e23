#include "tests/detections/property/wrapping.h"

#include "tests/detections/container/packed.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test::property {
namespace {

/// Of a text in ASCII.
std::string utf16(const std::string& text, bool is_little_endian) {
  std::string wide = is_little_endian ? "\xFF\xFE" : "\xFE\xFF";
  for (const char c : text) {
    if (!is_little_endian) wide += '\0';
    wide += c;
    if (is_little_endian) wide += '\0';
  }
  return wide;
}

}  // namespace

std::string wrapped(const std::string& path, int wrapping) {
  const std::string text = read_text(path);
  switch (wrapping) {
    case 1:
      write_text(path + ".gz", gzipped(text));
      return path + ".gz";
    case 2:
    case 3:
      write_text(path, utf16(text, wrapping == 2));
      return path;
    case 4:
      write_text(path, "\xEF\xBB\xBF" + text);
      return path;
    default:
      return path;
  }
}

}  // namespace posegrad::test::property
