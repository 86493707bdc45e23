#include "pose/library/model_places.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace posegrad::pose {
namespace {

namespace fs = std::filesystem;

constexpr int kFoldersAbove = 2;  // build/release/posegrad

// Empty where the system does not tell.
fs::path program_folder() {
  std::error_code unknown;
  return fs::read_symlink("/proc/self/exe", unknown).parent_path();
}

}  // namespace

std::vector<std::string> model_places() {
  std::vector<std::string> places;
  const auto add = [&](fs::path folder) {
    folder = folder.lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();  // "models/"
    const std::string place = folder.string();
    if (std::ranges::find(places, place) == places.end()) places.push_back(place);
  };
  if (const char* told = std::getenv("POSEGRAD_MODELS"); told != nullptr && *told != '\0')
    add(told);
  const fs::path program = program_folder();
  fs::path folder = program;
  // Not the root's: /models is anybody's.
  for (int above = 0; above <= kFoldersAbove && folder.has_relative_path(); ++above) {
    add(folder / "models");
    folder = folder.parent_path();
  }
  if (!program.empty()) add(program.parent_path() / "share/posegrad/models");
  return places;
}

}  // namespace posegrad::pose
