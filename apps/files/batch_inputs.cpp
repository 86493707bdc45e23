#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <glob.h>

#include "apps/console/console.h"
#include "apps/files/batch.h"
#include "pose/video/picture_sequence.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;

bool is_there(const std::string& path) {
  std::error_code unknown;
  return fs::exists(path, unknown) || unknown;
}

bool has_wildcard(const std::string& path) {
  return path.find_first_of("*?[") != std::string::npos && path.find("://") == std::string::npos;
}

std::vector<std::string> matches_of(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (glob(pattern.c_str(), GLOB_ERR, nullptr, &found) == 0)
    for (std::size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
  globfree(&found);
  return paths;
}

// frame_*.png are pictures of one video.
bool are_pictures(const std::vector<std::string>& paths) {
  return std::ranges::all_of(
      paths, [](const std::string& path) { return pose::has_picture_ending(path); });
}

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (!it->path().filename().string().starts_with('.') && it->is_regular_file(ignored))
      files.push_back(it->path().string());
  }
  if (error) throw IoError(fmt::format("cannot open {}: {}", folder, error.message()));
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> in_folder(const std::string& folder, const ChooseInFolder& choose,
                                   const char* what) {
  const std::vector<std::string> files = files_in(folder);
  const std::optional<std::vector<std::string>> chosen = choose(folder, files);
  if (!chosen) return {folder};
  if (chosen->empty()) throw IoError(fmt::format("{}: the folder has no {}", folder, what));
  const std::size_t others = files.size() - chosen->size();
  console::print(fmt::format(
      "{}: {} input{} in this folder{}", folder, chosen->size(), chosen->size() == 1 ? "" : "s",
      others > 0 ? fmt::format("; {} other file{} left out", others, others == 1 ? " is" : "s are")
                 : ""));
  return *chosen;
}

std::vector<std::string> expanded(const std::string& operand, const ChooseInFolder& choose,
                                  const char* what) {
  std::error_code unknown;
  if (fs::is_directory(operand, unknown)) return in_folder(operand, choose, what);
  if (is_there(operand) || !has_wildcard(operand)) return {operand};
  std::vector<std::string> files = matches_of(operand);
  if (files.empty()) throw IoError(fmt::format("{}: no file has such a name", operand));
  if (are_pictures(files)) return {operand};
  return files;
}

// "clip" of "clip.mp4", "clip.json.gz", "clip/", "clip/frame_%05d.png" and ".../clip.mp4?key=1".
std::string stem_of(const std::string& input) {
  std::string text = input;
  if (text.find("://") != std::string::npos) text = text.substr(0, text.find_first_of("?#"));
  fs::path path = fs::path(text).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  if (!is_there(input) && path.filename().string().find_first_of("%*?") != std::string::npos)
    path = path.parent_path();
  std::error_code unknown;
  if (fs::is_directory(path, unknown)) {
    const std::string name = path.filename().string();
    return name == "." || name == ".." || name.empty()
               ? fs::weakly_canonical(fs::absolute(path, unknown), unknown).filename().string()
               : name;
  }
  const std::set<std::string> packed{".gz", ".bz2", ".xz", ".zip", ".tar"};
  path = path.filename();
  while (packed.contains(path.extension().string()) && path.stem().has_extension())
    path = path.stem();
  const std::string stem = path.stem().string();
  return stem.empty() ? "input" : stem;
}

}  // namespace

std::vector<std::string> inputs_of(std::span<const std::string> operands,
                                   const ChooseInFolder& choose, const char* what) {
  std::vector<std::string> inputs;
  std::set<std::string> known;
  for (const std::string& operand : operands)
    for (std::string& input : expanded(operand, choose, what)) {
      std::error_code unknown;
      const std::string place = fs::weakly_canonical(input, unknown).string();
      if (known.insert(place.empty() ? input : place).second)
        inputs.push_back(std::move(input));
      else
        console::print(fmt::format("Note: {} is given twice and taken once", input));
    }
  return inputs;
}

std::vector<std::string> names_of_inputs(std::span<const std::string> inputs) {
  std::vector<std::string> names;
  std::set<std::string> stems, taken;
  for (const std::string& input : inputs) stems.insert(stem_of(input));
  for (const std::string& input : inputs) {
    const std::string stem = stem_of(input);
    std::string name = stem;
    for (int n = 2; taken.contains(name) || (name != stem && stems.contains(name)); ++n)
      name = fmt::format("{}_{}", stem, n);
    if (name != stem)
      console::print(
          fmt::format("Note: {} is named {}, as another input is {} already", input, name, stem));
    taken.insert(name);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace posegrad::apps
