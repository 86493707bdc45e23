#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string_view>

#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/records/arrays/keypoint_arrays.h"
#include "pose/formats/special_file.h"
#include "pose/formats/torch_file.h"
#include "pose/formats/zip_reader.h"
#include "pose/inspect/inspectors.h"
#include "tensor/error.h"

namespace posegrad::pose::inspection {
namespace {

constexpr std::array<std::string_view, 7> kWeightsEndings{
    ".bin", ".pth", ".pt", ".ckpt", ".pth.tar", ".tar.pth", ".safetensors"};
constexpr std::array<std::string_view, 9> kVideoEndings{".mp4", ".mov",  ".avi", ".mkv", ".webm",
                                                        ".m4v", ".mpeg", ".mpg", ".gif"};

/// Keypoints by their names; weights have other ones. What is wrong with a broken file, the reader
/// of checkpoints says.
FileKind kind_of_torch(const std::string& path) {
  try {
    const auto found = detections::arrays::find_keypoints(formats::torch_field(path));
    const bool has_keypoints = found && (found->note.empty() || !found->home);
    return has_keypoints ? FileKind::detections : FileKind::checkpoint;
  } catch (const Error&) {
    return FileKind::checkpoint;
  }
}

std::optional<FileKind> kind_of_archive(const std::string& path) {
  try {
    const formats::ZipReader zip(path);
    for (const std::string& name : zip.names()) {
      if (name == "data.pkl" || name.ends_with("/data.pkl")) return kind_of_torch(path);
      if (name == "positions_2d.npy" || name == "positions_3d.npy") return FileKind::data_set;
    }
    return FileKind::detections;
  } catch (const Error&) {
    return {};  // the ending says whose reader tells what is wrong with it
  }
}

FileKind kind_by_ending(std::string path) {
  std::ranges::transform(path, path.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  const auto ends = [&](std::string_view ending) { return path.ends_with(ending); };
  if (std::ranges::any_of(kWeightsEndings, ends)) return FileKind::checkpoint;
  return std::ranges::any_of(kVideoEndings, ends) ? FileKind::video : FileKind::detections;
}

}  // namespace

FileKind kind_of_file(const std::string& path) {
  formats::refuse_special_file(path);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return FileKind::detections;
  const std::string begin = detections::begin_of(path);
  const std::string_view foreign = detections::foreign_kind(begin);
  if (foreign.starts_with("a video") || foreign == "a GIF picture") return FileKind::video;
  if (foreign.starts_with("a model's weights (safetensors")) return FileKind::checkpoint;
  if (foreign == "a PyTorch file") return kind_of_torch(path);
  if (formats::is_zip_bytes(begin))
    if (const auto kind = kind_of_archive(path)) return *kind;
  return kind_by_ending(path);
}

const char* name_of(FileKind kind) {
  switch (kind) {
    case FileKind::checkpoint:
      return "checkpoint";
    case FileKind::data_set:
      return "data set";
    case FileKind::video:
      return "video";
    default:
      return "detections";
  }
}

}  // namespace posegrad::pose::inspection
