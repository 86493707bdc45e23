#include "tests/architecture/source_rules.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

#include <fmt/ranges.h>

#include "tests/support/temporary_folder.h"

namespace posegrad::test {
namespace {

namespace fs = std::filesystem;

// audit/ stands beside the libraries of models: nothing but the program and the Python module watches
// itself.
constexpr std::array<std::string_view, 8> kLayers{"tensor", "mpi",  "audit", "autograd",
                                                  "nn",     "pose", "apps",  "python"};
// The folders of pose/ from the ground up: each may include those of the floors below its own.
// Folders of one floor must not know each other.
constexpr std::array<std::array<std::string_view, 4>, 8> kPoseFloors{{
    {"geometry"},
    {"formats"},
    {"data", "video", "body", "smoothing"},
    {"model", "detections", "scene", "export"},
    {"evaluation", "render", "raw"},
    {"training", "wild", "detect"},
    {"library"},
    {"inspect"},
}};

constexpr std::array<std::string_view, 13> kOurFolders{
    "tensor", "mpi",   "audit", "autograd", "nn",    "pose", "apps",
    "python", "tests", "bench", "scripts",  "cmake", ".ci"};

std::optional<std::size_t> layer_of(std::string_view folder) {
  const auto found = std::find(kLayers.begin(), kLayers.end(), folder);
  if (found == kLayers.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kLayers.begin());
}

std::string first_folder(const std::string& path) { return path.substr(0, path.find('/')); }

/// The folder X of "pose/X/..."; empty for a file right in pose/.
std::string pose_folder(const std::string& path) {
  const std::size_t begin = path.find('/') + 1, end = path.find('/', begin);
  return end == std::string::npos ? "" : path.substr(begin, end - begin);
}

std::optional<std::size_t> floor_of(std::string_view folder) {
  const auto found = std::ranges::find_if(kPoseFloors, [&](const auto& floor) {
    return !folder.empty() && std::ranges::find(floor, folder) != floor.end();
  });
  if (found == kPoseFloors.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kPoseFloors.begin());
}

bool is_source(const std::string& path) {
  const std::string extension = fs::path(path).extension();
  return extension == ".h" || extension == ".cpp" || extension == ".cu" || extension == ".cuh" ||
         extension == ".in";
}

bool is_ours(const std::string& path) {
  const std::string extension = fs::path(path).extension();
  return is_source(path) || extension == ".py" || extension == ".sh" || extension == ".cmake" ||
         fs::path(path).filename() == "CMakeLists.txt";
}

/// Files of our folders, by their path from the root, sorted.
std::vector<std::string> files_below(const std::string& root) {
  std::vector<std::string> files;
  for (const std::string_view folder : kOurFolders) {
    const fs::path start = fs::path(root) / folder;
    if (!fs::is_directory(start)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(start)) {
      if (entry.is_regular_file()) files.push_back(fs::relative(entry.path(), root).string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// What a line includes between quotes; nothing for another line.
std::optional<std::string> quoted_include(std::string line) {
  std::erase(line, ' ');
  std::erase(line, '\t');
  constexpr std::string_view start = "#include\"";
  if (!line.starts_with(start)) return std::nullopt;
  return line.substr(start.size(), line.find('"', start.size()) - start.size());
}

/// What is wrong with an include; empty: nothing.
std::string judge_layers(const std::string& file, const std::string& included) {
  const auto from = layer_of(first_folder(file)), to = layer_of(first_folder(included));
  if (!to && first_folder(included) != "tests" && first_folder(included) != "bench") {
    return fmt::format("{} includes \"{}\", which does not start at the root", file, included);
  }
  if (from && !to)
    return fmt::format("{} includes \"{}\": only tests and bench may", file, included);
  if (from && to && *to > *from) {
    return fmt::format("{} includes \"{}\": {} must not know {}", file, included, kLayers[*from],
                       kLayers[*to]);
  }
  return {};
}

/// The same within pose/. A file without a floor is another breach.
std::string judge_floors(const std::string& file, const std::string& included) {
  if (first_folder(file) != "pose" || first_folder(included) != "pose") return {};
  const std::string from = pose_folder(file), to = pose_folder(included);
  const auto from_floor = floor_of(from), to_floor = floor_of(to);
  if (from == to || !from_floor || (to_floor && *to_floor < *from_floor)) return {};
  if (!to_floor)
    return fmt::format("{} includes \"{}\", which lies on no floor of pose", file, included);
  return fmt::format("{} includes \"{}\": {} must not know {}", file, included, from, to);
}

template <class Judge>
std::vector<std::string> bad_includes(const std::string& root, const Judge& judge) {
  std::vector<std::string> breaches;
  for (const std::string& file : files_below(root)) {
    if (!is_source(file)) continue;
    std::istringstream lines(read_text(root + "/" + file));
    for (std::string line; std::getline(lines, line);) {
      const auto included = quoted_include(line);
      if (!included) continue;
      if (std::string breach = judge(file, *included); !breach.empty())
        breaches.push_back(std::move(breach));
    }
  }
  return breaches;
}

}  // namespace

std::vector<std::string> left_arrows(const std::string& root) {
  return bad_includes(root, judge_layers);
}

std::vector<std::string> floor_breaches(const std::string& root) {
  std::vector<std::string> breaches = bad_includes(root, judge_floors);
  for (const std::string& file : files_below(root))
    if (first_folder(file) == "pose" && is_source(file) && !floor_of(pose_folder(file)))
      breaches.push_back(fmt::format("{} lies on no floor of pose", file));
  return breaches;
}

std::vector<std::string> long_files(const std::string& root, std::size_t limit) {
  std::vector<std::string> breaches;
  for (const std::string& file : files_below(root)) {
    if (!is_ours(file)) continue;
    const std::string text = read_text(root + "/" + file);
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    if (lines > limit)
      breaches.push_back(
          fmt::format("{} has {} lines, at most {} are allowed", file, lines, limit));
  }
  return breaches;
}

std::vector<std::string> incomplete_kernels(const std::string& root) {
  const fs::path folder = fs::path(root) / "tensor/kernels";
  std::set<std::string> stems;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    for (const std::string_view end : {"_cpu.cpp", "_cuda.cu"}) {
      if (name.ends_with(end)) stems.insert(name.substr(0, name.size() - end.size()));
    }
    const bool is_op =
        name.ends_with(".h") && read_text(entry.path()).find("OpInfo info") != std::string::npos;
    if (is_op) stems.insert(name.substr(0, name.size() - 2));
  }
  std::vector<std::string> breaches;
  for (const std::string& stem : stems) {
    for (const std::string_view end : {".h", ".cpp", "_cpu.cpp"}) {
      const std::string name = fmt::format("{}{}", stem, end);
      if (!fs::exists(folder / name)) breaches.push_back("tensor/kernels/" + name + " is missing");
    }
  }
  return breaches;
}

std::vector<std::string> types_defined_twice(const std::string& root) {
  // clang-format puts definitions at the beginning of a line. A declaration ends with ";", a
  // specialisation goes on with "<", a nested type with "::".
  static const std::regex opened(R"(namespace\s*([\w:]*)\s*\{)");
  static const std::regex defined(
      R"((?:struct|class|enum class|enum|union)\s+(\w+)(?![\w<:])(?!.*;).*)");
  std::map<std::string, std::string> files;
  std::vector<std::string> breaches;
  for (const std::string& file : files_below(root)) {
    if (!is_source(file)) continue;
    std::vector<std::string> scopes;
    std::istringstream lines(read_text(root + "/" + file));
    for (std::string line; std::getline(lines, line);) {
      if (line.empty() || std::string_view("nsceu}").find(line[0]) == std::string_view::npos)
        continue;  // expressions are slow
      std::smatch found;
      if (std::regex_search(line, found, opened, std::regex_constants::match_continuous)) {
        scopes.push_back(found[1]);
      } else if (line.starts_with("}  // namespace") && !scopes.empty()) {
        scopes.pop_back();
      } else if (std::ranges::find(scopes, "") == scopes.end() &&
                 std::regex_match(line, found, defined)) {
        const std::string name = fmt::format("{}::{}", fmt::join(scopes, "::"), found[1].str());
        const auto [first, is_new] = files.emplace(name, file);
        if (!is_new)
          breaches.push_back(fmt::format("{} defines {}, as {} does", file, name, first->second));
      }
    }
  }
  return breaches;
}

}  // namespace posegrad::test
