#include "pose/wild/kinect_text.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "pose/formats/special_file.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr std::size_t kRows = 24;  // joints that a Kinect tracks, without the thumb and tips
// The row of each joint of h36m_17: hip, right leg, left leg, spine, thorax, neck, head, left arm,
// right arm. Of the rows, those of hands and foot tips are left out.
constexpr std::array<std::size_t, 17> kRowOf{0, 12, 13, 15, 16, 17, 19, 1, 20,
                                             2, 3,  8,  9,  10, 4,  5,  6};

/// The whole number in the second field of "a_12_b.txt".
std::optional<Index> frame_number(const std::filesystem::path& path) {
  const std::string name = path.stem().string();
  const std::size_t begin = name.find('_') + 1;
  if (begin == 0) return std::nullopt;
  const std::size_t end = std::min(name.find('_', begin), name.size());
  Index number = 0;
  const auto [rest, error] = std::from_chars(name.data() + begin, name.data() + end, number);
  if (error != std::errc{} || rest != name.data() + end || number < 0) return std::nullopt;
  return number;
}

/// The last three words of a line as numbers; the label before them may hold spaces, or nothing.
std::optional<std::array<float, 3>> coordinates(std::string_view line) {
  std::array<float, 3> at{};
  for (std::size_t i = 3; i-- > 0;) {
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    const std::size_t begin = line.find_last_of(" \t") + 1;
    if (begin == 0) return std::nullopt;  // nothing left for the label
    const std::string_view word = line.substr(begin);
    const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), at[i]);
    if (error != std::errc{} || rest != word.data() + word.size() || !std::isfinite(at[i]))
      return std::nullopt;
    line = line.substr(0, begin);
  }
  return at;
}

void read_frame(const std::string& path, std::span<float> out) {
  formats::refuse_special_file(path);
  std::ifstream file(path);
  if (!file) throw IoError(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
  std::string line;
  std::getline(file, line);
  std::array<std::array<float, 3>, kRows> rows;
  for (std::size_t row = 0; row < kRows; ++row) {
    if (!std::getline(file, line))
      throw DataError(
          fmt::format("{}: {} joints after the header line; expected {}", path, row, kRows));
    const auto at = coordinates(line);
    if (!at)
      throw DataError(fmt::format("{}: line {} is '{}'; expected a label and three finite numbers",
                                  path, row + 2, line.substr(0, 80)));
    rows[row] = *at;
  }
  for (std::size_t joint = 0; joint < kRowOf.size(); ++joint)
    for (std::size_t axis = 0; axis < 3; ++axis) out[3 * joint + axis] = rows[kRowOf[joint]][axis];
}

std::map<Index, std::string> frame_files(const std::string& folder) {
  std::map<Index, std::string> files;
  std::error_code error;
  for (std::filesystem::directory_iterator i(folder, error), end; !error && i != end;
       i.increment(error)) {
    if (i->path().extension() != ".txt") continue;
    const std::string path = i->path().string();
    const auto number = frame_number(i->path());
    if (!number)
      throw DataError(
          fmt::format("{}: its name has no frame number; expected one after the first "
                      "underscore, as in body_12.txt",
                      path));
    const auto [other, added] = files.emplace(*number, path);
    if (!added)
      throw DataError(fmt::format("{}: frame {} again; the first is {}",
                                  std::max(path, other->second), *number,
                                  std::min(path, other->second)));
  }
  if (error) throw IoError(fmt::format("cannot open {}: {}", folder, error.message()));
  if (files.empty()) throw DataError(fmt::format("{}: holds no .txt file of a frame", folder));
  return files;
}

}  // namespace

KinectMotion read_kinect_text(const std::string& folder) {
  const std::map<Index, std::string> files = frame_files(folder);
  constexpr std::size_t kNumbers = 3 * kRowOf.size();
  KinectMotion motion;
  motion.positions = Tensor::empty(
      {static_cast<Index>(files.size()), static_cast<Index>(kRowOf.size()), Index{3}});
  std::span<float> out = motion.positions.cpu_span<float>();
  for (const auto& [number, path] : files) {
    read_frame(path, out.first(kNumbers));
    out = out.subspan(kNumbers);
    motion.numbers.push_back(number);
  }
  return motion;
}

}  // namespace posegrad::pose
