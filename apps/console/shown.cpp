#include "apps/console/shown.h"

#include <algorithm>
#include <cstdio>

#include "pose/formats/text_codec.h"

namespace posegrad::apps::console {

std::string shown(std::string_view text) {
  std::string lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines += pose::formats::printable_path(text.substr(begin, end - begin));
    if (end < text.size()) lines += '\n';
    begin = end + 1;
  }
  return lines;
}

namespace {

bool silent = false;  // NOLINT: of the program

}  // namespace

void keep_silent() { silent = true; }
bool is_silent() { return silent; }

void note(std::string_view line) {
  if (!silent) tell_error(line);
}

void tell_error(std::string_view line) {
  const std::string text = shown(line) + "\n";
  [[maybe_unused]] const std::size_t written = std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace posegrad::apps::console
