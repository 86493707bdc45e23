#include <algorithm>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "pose/detections/layouts/registry.h"
#include "tests/detections/property/formats.h"
#include "tests/fuzz/seeds/seeds.h"

namespace posegrad::fuzz {
namespace {

using namespace test::property;

/// A file of each frame as a list of texts: what the target of folders takes.
std::string listed_files(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry);
  std::ranges::sort(files);
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const std::filesystem::path& file : files) {
    const std::string text = test::read_text(file);
    const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
    list.push_back(json.is_discarded() ? nlohmann::ordered_json(text) : json);
  }
  return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string target_of(const std::filesystem::path& path) {
  const std::string ending = path.extension();
  if (ending == ".json" || ending == ".jsonl" || ending == ".ndjson") return "detections_json";
  if (ending == ".csv" || ending == ".tsv" || ending == ".txt" || ending == ".trc")
    return "detections_csv";
  return "detections_npz";
}

const pose::detections::Layout& layout_for(const Abilities& abilities) {
  const std::string wanted = abilities.layouts.empty() ? "coco" : abilities.layouts.front();
  return *std::ranges::find(pose::detections::registry().layouts, wanted,
                            &pose::detections::Layout::name);
}

}  // namespace

void add_detection_seeds(Seeds& seeds) {
  constexpr std::size_t kFramesTold = 2, kMostBytes = 40'000;
  std::uint64_t number = 1;
  for (const auto& formats : {tool_formats(), library_formats(), generic_formats(), array_formats(),
                              object_formats(), table_formats(), line_formats()})
    for (const Format& format : formats) {
      Told told = Story(number++, layout_for(format.abilities), format.abilities).told();
      told.frames.resize(std::min(told.frames.size(), kFramesTold));
      const test::TemporaryFolder folder;
      const std::string path = format.write(told, folder);
      if (std::filesystem::is_directory(path)) {
        if (format.name.find("npy") == std::string::npos)
          seeds["detections_folder"].push_back(listed_files(path));
        continue;
      }
      const std::string bytes = test::read_text(path);
      if (bytes.size() <= kMostBytes) seeds[target_of(path)].push_back(bytes);
    }
}

}  // namespace posegrad::fuzz
