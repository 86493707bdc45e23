#include "pose/library/model_places.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <dlfcn.h>

namespace posegrad::pose {
namespace {

namespace fs = std::filesystem;

constexpr int kFoldersAbove = 2;     // build/release/posegrad
constexpr int kModuleFoldersUp = 4;  // lib/python3/site-packages/posegrad.so

// The file that this code is in, if the program is another; else empty.
fs::path module_path() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<void*>(&model_places), &info) == 0 || info.dli_fname == nullptr)
    return {};
  // A program's own name is as it was called; a module's ends so.
  const fs::path path = info.dli_fname;
  std::error_code unknown;
  return path.extension() == ".so" ? fs::absolute(path, unknown) : fs::path();
}

// Empty where the system does not tell.
fs::path program_folder() {
  if (const fs::path module = module_path(); !module.empty()) return module.parent_path();
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
  const int up = module_path().empty() ? 1 : kModuleFoldersUp;
  folder = program;
  for (int above = 0; above < up && folder.has_relative_path(); ++above) {
    folder = folder.parent_path();
    add(folder / "share/posegrad/models");
  }
  return places;
}

}  // namespace posegrad::pose
