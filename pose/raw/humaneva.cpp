#include "pose/raw/humaneva.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/mat.h"
#include "pose/formats/field.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/raw/detector_files.h"
#include "pose/raw/humaneva_tables.h"
#include "pose/raw/walk.h"
#include "tensor/error.h"

namespace posegrad::pose::raw {
namespace {

using formats::Blob;
using formats::Field;
using formats::NdArray;

constexpr std::array<std::string_view, 2> kSplits{"Train", "Validate"};
constexpr std::array<std::string_view, 3> kSubjects{"S1", "S2", "S3"};

/// Neighbouring frames that all are finite, or all are not.
struct Run {
  Index begin, end;
  bool is_good;
};

/// The runs of numbers (T, per_frame), in order.
std::vector<Run> runs_of(const std::vector<bool>& good) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < good.size(); ++i) {
    const auto frame = static_cast<Index>(i);
    if (runs.empty() || runs.back().is_good != good[i]) runs.push_back({frame, frame, good[i]});
    runs.back().end = frame + 1;
  }
  return runs;
}

std::string chunk_name(std::string_view action, std::size_t number) {
  return fmt::format("{} chunk{}", action, number);
}

/// One converted file.
struct Converted {
  Tensor poses;                  // (T, J, 3), metres
  std::vector<Tensor> cameras;   // (T, J, 2), pixels
  std::vector<Run> runs, views;  // of the poses; of what all cameras see
};

Converted read_converted(const Blob& bytes, const std::string& name, Index frames) {
  detections::Budget budget({});
  const Field file(detections::read_mat_bytes(bytes, name, budget), name);
  const Field field_3d = file.at("poses_3d"), field_2d = file.at("poses_2d");
  const NdArray &in_3d = field_3d.as_array(), &in_2d = field_2d.as_array();
  if (!in_3d.is_number() || in_3d.rank() != 3 || (in_3d.dim(1) != 15 && in_3d.dim(1) != 20) ||
      in_3d.dim(2) != 3)
    field_3d.fail("an array (frames, 15 or 20, 3) of numbers is wanted; found " +
                  in_3d.to_string());
  const Index J = in_3d.dim(1);
  if (in_3d.dim(0) != frames)
    field_3d.fail(fmt::format("{} frames; HumanEva-I has {} there", in_3d.dim(0), frames));
  if (!in_2d.is_number() || in_2d.shape() != std::vector<Index>{kHumanEvaCameras, frames, J, 2})
    field_2d.fail(fmt::format("an array (3, {}, {}, 2) of numbers is wanted; found {}", frames, J,
                              in_2d.to_string()));

  constexpr double kMillimetres = 1000;
  Converted converted{Tensor::empty({frames, J, 3}), {}, {}, {}};
  std::vector<bool> good(static_cast<std::size_t>(frames), true), seen = good;
  const auto copy = [&](const NdArray& from, Index first, Index per_frame, double unit, float* to,
                        std::vector<bool>& finite) {
    for (Index i = 0; i < frames * per_frame; ++i) {
      const double number = from.number(first + i) / unit;
      if (!std::isfinite(number)) finite[static_cast<std::size_t>(i / per_frame)] = false;
      to[i] = static_cast<float>(number);
    }
  };
  copy(in_3d, 0, J * 3, kMillimetres, converted.poses.data<float>(), good);
  for (Index camera = 0; camera < kHumanEvaCameras; ++camera) {
    const Tensor& view = converted.cameras.emplace_back(Tensor::empty({frames, J, 2}));
    copy(in_2d, camera * frames * J * 2, J * 2, 1, view.data<float>(), seen);
  }
  converted.runs = runs_of(good);
  converted.views = runs_of(seen);
  if (converted.runs.size() != converted.views.size())
    file.fail(
        fmt::format("poses_3d falls into {} runs of frames with and without numbers, "
                    "poses_2d into {}",
                    converted.runs.size(), converted.views.size()));
  return converted;
}

std::vector<std::string_view> last_parts(std::string_view path, std::size_t count) {
  std::vector<std::string_view> parts;
  while (parts.size() < count && !path.empty()) {
    const std::size_t slash = path.rfind('/');
    parts.push_back(slash == std::string_view::npos ? path : path.substr(slash + 1));
    path = slash == std::string_view::npos ? "" : path.substr(0, slash);
  }
  return parts;
}

/// The part of the data set that .../Train/S1/Walking_1.mat is, or nothing.
std::optional<HumanEvaPart> part_of(std::string_view path) {
  const std::vector<std::string_view> parts = last_parts(path, 3);
  if (parts.size() < 3 || !parts[0].ends_with(".mat")) return std::nullopt;
  std::string action(parts[0].substr(0, parts[0].size() - 4));
  std::ranges::replace(action, '_', ' ');
  if (std::ranges::find(kSplits, parts[2]) == kSplits.end()) return std::nullopt;
  for (const HumanEvaRecording& recording : humaneva_recordings())
    if (recording.subject == parts[1] && recording.action == action)
      return HumanEvaPart{parts[2], recording};
  return std::nullopt;
}

struct Video {
  HumanEvaRecording recording;
  std::size_t camera;
};

/// The video that .../S1/Walking_1_(C1).avi.npz is of, or nothing.
std::optional<Video> video_of(std::string_view path) {
  const std::vector<std::string_view> parts = last_parts(path, 2);
  if (parts.size() < 2 || !parts[0].ends_with(".npz")) return std::nullopt;
  std::string name(parts[0]);
  for (char& c : name)
    if (std::string_view("_().-").find(c) != std::string_view::npos) c = ' ';
  for (const HumanEvaRecording& recording : humaneva_recordings()) {
    if (recording.subject != parts[1] || !name.starts_with(recording.action)) continue;
    const std::size_t at = name.find_first_not_of(' ', recording.action.size());
    if (at == recording.action.size() || at == std::string::npos) continue;
    for (std::size_t camera = 0; camera < kHumanEvaCameras; ++camera)
      if (name.compare(at, 3, fmt::format("C{} ", camera + 1)) == 0)
        return Video{recording, camera};
  }
  return std::nullopt;
}

template <class Subject>
Subject& subject_of(std::vector<Subject>& subjects, const std::string& name) {
  const auto found = std::ranges::find(subjects, name, &Subject::name);
  return found != subjects.end() ? *found : subjects.emplace_back(Subject{name, {}});
}

/// Puts the files in the order of the splits.
class SetBuilder {
 public:
  void add(const HumanEvaPart& part, const std::string& file, const Converted& converted) {
    const Index joints = converted.poses.dim(1);
    if (set_.joints == 0) {
      set_.joints = joints;
      first_ = file;
    }
    if (joints != set_.joints)
      throw DataError(fmt::format("{}: {} joints; {} has {}", file, joints, first_, set_.joints));
    const auto key = std::pair(subject_name(part), std::string(part.recording.action));
    if (!found_.try_emplace(key, converted).second)
      set_.inventory.remarks.push_back(
          fmt::format("{}: left out, {} {} is there already", file, key.first, key.second));
  }
  Index count() const { return std::ssize(found_); }

  HumanEvaSet take() {
    const KeypointLayout& layout = keypoint_layout(fmt::format("humaneva{}", set_.joints));
    set_.keypoints.metadata = metadata_of(layout);
    for (const std::string_view split : kSplits)
      for (const std::string_view subject : kSubjects)
        add_subject(fmt::format("{}/{}", split, subject), subject);
    return std::move(set_);
  }

 private:
  static std::string subject_name(const HumanEvaPart& part) {
    return fmt::format("{}/{}", part.split, part.recording.subject);
  }

  void add_subject(const std::string& name, std::string_view subject) {
    Subject3d& poses = subject_of(set_.positions, name);
    Subject2d& keypoints = subject_of(set_.keypoints.subjects, name);
    Index recordings = 0, frames = 0;
    for (const HumanEvaRecording& recording : humaneva_recordings()) {
      if (recording.subject != subject) continue;
      const auto found = found_.find({name, std::string(recording.action)});
      if (found == found_.end()) {
        set_.inventory.missing.push_back(fmt::format("{}: {}", name, recording.action));
        continue;
      }
      ++recordings;
      frames +=
          add_chunks({name.substr(0, name.find('/')), recording}, found->second, poses, keypoints);
    }
    set_.inventory.found.push_back(
        fmt::format("{}: {}, {}, {}", name, counted(recordings, "recording"),
                    counted(std::ssize(poses.recordings), "chunk"), counted(frames, "frame")));
  }

  Index add_chunks(const HumanEvaPart& part, const Converted& converted, Subject3d& poses,
                   Subject2d& keypoints) {
    Index frames = 0;
    for (std::size_t i = 0; i < converted.runs.size(); ++i) {
      const Run &run = converted.runs[i], &seen = converted.views[i];
      const std::string name = chunk_name(part.recording.action, i);
      set_.chunks.push_back({poses.name, name, std::string(part.recording.action),
                             part.begin() + run.begin, part.begin() + run.end, run.is_good});
      if (!run.is_good) continue;
      poses.recordings.push_back({name, converted.poses.rows(run.begin, run.end).clone()});
      Recording2d& views = keypoints.recordings.emplace_back(Recording2d{name, {}});
      for (const Tensor& camera : converted.cameras)
        views.cameras.push_back(camera.rows(seen.begin, seen.end).clone());
      frames += run.end - run.begin;
    }
    return frames;
  }

  HumanEvaSet set_;
  std::string first_;
  std::map<std::pair<std::string, std::string>, Converted> found_;
};

}  // namespace

HumanEvaSet read_humaneva(const std::string& input,
                          const std::function<void(Index files)>& progress) {
  SetBuilder builder;
  const Others others = walk(
      input,
      {.file = [](std::string_view path) { return part_of(path).has_value(); },
       .archive = [](std::string_view) { return true; }},
      [&](const RawFile& file, const Blob& bytes) {
        const HumanEvaPart part = part_of(file.path).value();
        builder.add(part, file.name, read_converted(bytes, file.name, part.end() - part.begin()));
        if (progress) progress(builder.count());
      });
  if (builder.count() == 0)
    throw DataError(fmt::format(
        "{}: no converted file like Train/S1/Walking_1.mat in it; found {}; HumanEva-I's own files "
        "of motion capture have to be converted first",
        input, others_text(others)));
  return builder.take();
}

namespace {

using Videos = std::array<Tensor, kHumanEvaCameras>;

/// The frames of a chunk as each camera saw them. The motion capture starts sync - 1 frames after
/// a video does.
Recording2d cut(const HumanEvaChunk& chunk, const HumanEvaRecording& recording,
                const Videos& videos) {
  Recording2d views{chunk.action, {}};
  for (std::size_t camera = 0; camera < videos.size(); ++camera) {
    const Tensor& video = videos[camera];
    if (!video.defined()) {
      views.cameras.emplace_back();
      continue;
    }
    const Index offset = recording.sync[camera] - 1;
    if (chunk.end + offset > video.dim(0))
      throw DataError(fmt::format("{} {}, camera C{}: {} frames; {} are wanted", recording.subject,
                                  recording.action, camera + 1, video.dim(0), chunk.end + offset));
    views.cameras.push_back(video.rows(chunk.begin + offset, chunk.end + offset).clone());
  }
  return views;
}

}  // namespace

HumanEvaKeypoints read_humaneva_detections(const std::string& input, const std::string& name,
                                           const HumanEvaSet& set,
                                           const std::function<void(Index files)>& progress) {
  const DetectorSet detector(name);
  std::map<std::pair<std::string_view, std::string_view>, Videos> videos;
  Index files = 0;
  const Others others =
      walk(input,
           {.file = [](std::string_view path) { return video_of(path).has_value(); },
            .archive = [](std::string_view) { return true; }},
           [&](const RawFile& file, const Blob& bytes) {
             const Video video = video_of(file.path).value();
             videos[{video.recording.subject, video.recording.action}].at(video.camera) =
                 detector.read(bytes, file.name);
             if (progress) progress(++files);
           });
  if (videos.empty())
    throw DataError(fmt::format("{}: no file like S1/Walking_1_(C1).avi.npz in it; found {}", input,
                                others_text(others)));
  HumanEvaKeypoints result;
  result.keypoints.metadata = metadata_of(detector.layout);
  for (const Subject3d& subject : set.positions)
    result.keypoints.subjects.push_back({subject.name, {}});
  for (const HumanEvaChunk& chunk : set.chunks)
    for (const HumanEvaRecording& recording : humaneva_recordings()) {
      if (recording.action != chunk.recording || !chunk.subject.ends_with(recording.subject))
        continue;
      const auto found = videos.find({recording.subject, recording.action});
      if (found == videos.end()) {
        result.inventory.missing.push_back(fmt::format("{}: {}", chunk.subject, chunk.action));
        continue;
      }
      const std::string subject = (chunk.is_labelled ? "" : "Unlabeled/") + chunk.subject;
      subject_of(result.keypoints.subjects, subject)
          .recordings.push_back(cut(chunk, recording, found->second));
    }
  for (const Subject2d& subject : result.keypoints.subjects)
    result.inventory.found.push_back(
        fmt::format("{}: {}", subject.name, counted(std::ssize(subject.recordings), "chunk")));
  return result;
}

}  // namespace posegrad::pose::raw
