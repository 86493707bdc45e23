#include "pose/wild/kinect_text.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

/// The files of a folder, one a frame, form feeds between them.
void read_kinect_files(std::string_view bytes) {
  constexpr int kMostFiles = 20;
  const std::string folder = memory_folder() + "/kinect";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  for (int number = 0; number < kMostFiles; ++number) {
    const std::size_t end = std::min(bytes.find('\f'), bytes.size());
    file_in_memory_folder(fmt::format("kinect/body_{}.txt", number), bytes.substr(0, end));
    if (end == bytes.size()) break;
    bytes.remove_prefix(end + 1);
  }
  pose::read_kinect_text(folder);
}

const Registered kKinectText{{"kinect_text", read_kinect_files, mutate_text}};

}  // namespace
}  // namespace posegrad::fuzz
