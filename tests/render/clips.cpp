#include "tests/render/clips.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {

void ffmpeg(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"/usr/bin/env", "ffmpeg", "-nostdin", "-v", "error", "-y"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const ProgramResult result = run_program(command);
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
}

void make_counting_clip(const std::string& path, Index frames, int width, int height, int fps,
                        const std::vector<std::string>& more) {
  std::vector<std::string> arguments{
      "-f",
      "lavfi",
      "-i",
      fmt::format("color=black:size={}x{}:rate={}:duration={:.6f},format=gray,geq=lum='10+8*N'",
                  width, height, fps, static_cast<double>(frames) / fps),
      "-c:v",
      "libx264",
      "-qp",
      "4",
      "-bf",
      "2",
      "-pix_fmt",
      width % 2 == 0 && height % 2 == 0 ? "yuv420p" : "yuv444p"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  arguments.push_back(path);
  ffmpeg(arguments);
}

Index counted(std::span<const std::byte> pixels) {
  double sum = 0;
  for (std::size_t i = 0; i < pixels.size(); i += 4) sum += std::to_integer<int>(pixels[i + 1]);
  const double grey = sum / (static_cast<double>(pixels.size()) / 4);
  // The clip is grey video, 16 to 235 for black to white.
  return static_cast<Index>(
      std::lround((grey * 219 / 255 + 16 - (10 * 219.0 / 255 + 16)) / 8 * 255 / 219));
}

Environment::Environment(std::string name, const std::string& value) : name_(std::move(name)) {
  const char* old = std::getenv(name_.c_str());
  old_ = old == nullptr ? "" : old;
  ::setenv(name_.c_str(), value.c_str(), 1);
}
Environment::~Environment() { ::setenv(name_.c_str(), old_.c_str(), 1); }

void write_program(const std::string& path, const std::string& script) {
  write_text(path, "#!/bin/sh\n" + script);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

}  // namespace posegrad::test
