#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "pose/raw/detector_files.h"
#include "pose/raw/humaneva.h"
#include "pose/raw/paths.h"
#include "pose/raw/walk.h"
#include "tensor/error.h"

namespace posegrad::pose::raw {
namespace {

struct Video {
  std::string file;
  Tensor keypoints;
};
using Videos = std::map<HumanEvaRecording, std::array<Video, kHumanEvaCameras>>;

/// The frames of a chunk as each camera saw them. The motion capture starts sync - 1 frames after
/// a video does.
Recording2d cut(const HumanEvaChunk& chunk, const std::array<Video, kHumanEvaCameras>& videos) {
  Recording2d views{chunk.action, {}};
  for (std::size_t camera = 0; camera < videos.size(); ++camera) {
    const Tensor& video = videos[camera].keypoints;
    if (!video.defined()) {
      views.cameras.emplace_back();
      continue;
    }
    const Index offset = chunk.part.recording.sync[camera] - 1;
    if (chunk.end + offset > video.dim(0))
      throw DataError(fmt::format("{}: {} frames; {} and more are wanted", videos[camera].file,
                                  video.dim(0), chunk.end + offset));
    views.cameras.push_back(video.rows(chunk.begin + offset, chunk.end + offset).clone());
  }
  return views;
}

/// Of the recordings that the set has.
void add_missing(const HumanEvaSet& set, const Videos& videos, Inventory& inventory) {
  for (const std::string_view subject : kHumanEvaSubjects) {
    Missing missing{std::string(subject), {}, 0, 0};
    for (const HumanEvaRecording& recording : humaneva_recordings()) {
      const bool is_there = std::ranges::any_of(set.chunks, [&](const HumanEvaChunk& chunk) {
        return chunk.part.recording == recording;
      });
      if (recording.subject != subject || !is_there) continue;
      const auto found = videos.find(recording);
      for (std::size_t camera = 0; camera < kHumanEvaCameras; ++camera) {
        ++missing.expected;
        if (found != videos.end() && found->second[camera].keypoints.defined()) continue;
        ++missing.count;
        missing.names.push_back(fmt::format("{} (C{})", recording.action, camera + 1));
      }
    }
    if (missing.count > 0) inventory.missing.push_back(std::move(missing));
  }
}

Subject2d& subject_in(std::vector<Subject2d>& subjects, const std::string& name) {
  const auto found = std::ranges::find(subjects, name, &Subject2d::name);
  return found != subjects.end() ? *found : subjects.emplace_back(Subject2d{name, {}});
}

Use use_of(std::string_view path) {
  if (humaneva_video(path)) return {.is_read = true};
  const bool is_npz = ends_with_any_case(take_last(path), ".npz");
  if (!is_npz || subject_of(take_folder(path)).empty()) return {};
  return {.left_out = "no video of a recording with poses"};
}

}  // namespace

HumanEvaKeypoints read_humaneva_detections(const std::string& input, const std::string& name,
                                           const HumanEvaSet& set,
                                           const std::function<void(Index files)>& progress) {
  const DetectorSet detector(name);
  HumanEvaKeypoints result;
  result.inventory.unit = "video";
  Videos videos;
  Index files = 0;
  walk(input,
       {.file = use_of,
        .archives = {"humaneva", "detect", "cpn", "keypoint"},
        .example = "S1/Walking_1_(C1).avi.npz"},
       result.inventory, [&](const RawFile& file, const formats::Blob& bytes) {
         const HumanEvaVideo of = humaneva_video(file.path).value();
         Tensor keypoints = detector.read(bytes, file.name);
         if (progress) progress(++files);
         Video& video = videos[of.recording].at(of.camera);
         if (video.keypoints.defined())
           return result.inventory.note("left out, a second file of a video",
                                        fmt::format("{} ({} counts)", file.name, video.file));
         video = {file.name, std::move(keypoints)};
       });
  add_missing(set, videos, result.inventory);
  result.keypoints.metadata = metadata_of(detector.layout);
  for (const Subject3d& subject : set.positions)
    result.keypoints.subjects.push_back({subject.name, {}});
  for (const HumanEvaChunk& chunk : set.chunks) {
    const auto found = videos.find(chunk.part.recording);
    if (found == videos.end()) continue;
    const std::string subject = (chunk.is_labelled ? "" : "Unlabeled/") + chunk.part.subject();
    subject_in(result.keypoints.subjects, subject).recordings.push_back(cut(chunk, found->second));
  }
  for (const Subject2d& subject : result.keypoints.subjects)
    result.inventory.found.push_back(
        fmt::format("{}: {}", subject.name, counted(std::ssize(subject.recordings), "chunk")));
  return result;
}

}  // namespace posegrad::pose::raw
