#include "pose/library/detector_file.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tensor/error.h"

namespace posegrad::pose {

std::string find_detector_weights(const std::vector<std::string>& places) {
  for (const std::string& place : places) {
    const std::string path = place + "/" + kDetectorFile;
    std::error_code unknown;
    if (std::filesystem::exists(path, unknown)) return path;
  }
  throw IoError(fmt::format(
      "the detector's weights, {}, are not there: run scripts/detector_model.sh (looked in {})",
      kDetectorFile, fmt::join(places, ", ")));
}

}  // namespace posegrad::pose
