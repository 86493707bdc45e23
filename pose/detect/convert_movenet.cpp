#include "pose/detect/convert_movenet.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "pose/detect/movenet_weights.h"
#include "pose/formats/tfjs_graph.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

namespace fs = std::filesystem;

// A package has graphs of other networks, too.
bool is_movenet(const std::string& path) {
  constexpr std::string_view kSign = "\"StatefulPartitionedCall/kpt_heatmap_0/";
  return formats::may_be_tfjs_graph(path) &&
         formats::read_file(path).view().find(kSign) != std::string_view::npos;
}

std::vector<std::string> graphs_in(const std::string& folder) {
  std::vector<std::string> graphs;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                         error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code unknown;
    if (entry->path().extension() == ".json" && entry->is_regular_file(unknown) &&
        is_movenet(entry->path().string()))
      graphs.push_back(entry->path().string());
  }
  if (error) throw IoError(fmt::format("cannot read {}: {}", folder, error.message()));
  if (graphs.empty())
    throw DataError(fmt::format("{}: no graph of MoveNet (a .json file) is in it", folder));
  std::ranges::sort(graphs);
  return graphs;
}

std::string note_of(const MovenetArrays& read, const std::string& path) {
  const Index size = read.network->input_size;
  return fmt::format("{}: {}, {} ({})", read.network->name, read.network->title,
                     size > 0 ? fmt::format("{} x {} pixels", size, size) : "any multiple of 32",
                     path);
}

}  // namespace

bool may_be_movenet(const std::string& path) {
  std::error_code unknown;
  return fs::is_directory(path, unknown) || formats::may_be_tfjs_graph(path);
}

WeightsFile convert_movenet(std::span<const std::string> inputs, const std::string& output) {
  std::vector<std::string> paths;
  for (const std::string& input : inputs) {
    std::error_code unknown;
    if (!fs::is_directory(input, unknown))
      paths.push_back(input);
    else
      for (std::string& path : graphs_in(input)) paths.push_back(std::move(path));
  }
  WeightsFile written;
  std::vector<MovenetArrays> networks;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    MovenetArrays read = movenet_of(formats::read_tfjs_graph(paths[i]));
    const auto before = std::ranges::find(networks, read.network, &MovenetArrays::network);
    if (before != networks.end())
      throw DataError(fmt::format("{}: {} came before, from {}", paths[i], read.network->name,
                                  paths[static_cast<std::size_t>(before - networks.begin())]));
    for (const auto& [name, array] : read.arrays) written.parameters += array.numel();
    written.notes.push_back(note_of(read, paths[i]));
    networks.push_back(std::move(read));
  }
  write_movenet(output, networks);
  describe_file(output, written);
  return written;
}

}  // namespace posegrad::pose
