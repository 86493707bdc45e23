#include <filesystem>

#include <fmt/format.h>

#include "pose/detections/read_detections.h"
#include "pose/formats/json.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

/// A JSON list: what the files of a folder hold, one a frame; a text is a file's content as it is.
void read_detections_folder(std::string_view bytes) {
  using pose::formats::Value;
  constexpr std::size_t kMostFiles = 50;  // making them takes longer than reading them
  const Value files = pose::formats::read_json(bytes, "input");
  const std::string folder = memory_folder() + "/keypoints";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  std::size_t number = 0;
  for (const Value& file : files.items()) {
    if (number == kMostFiles) break;
    file_in_memory_folder(fmt::format("keypoints/clip_{:06}_keypoints.json", number++),
                          file.is_text() ? file.as_text() : pose::formats::write_json(file));
  }
  pose::read_detections(folder);
}

const Registered kDetectionsFolder{{"detections_folder", read_detections_folder, mutate_json}};

}  // namespace
}  // namespace posegrad::fuzz
