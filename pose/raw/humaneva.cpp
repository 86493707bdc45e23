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
#include "pose/raw/walk.h"
#include "tensor/error.h"

namespace posegrad::pose::raw {
namespace {

using formats::Blob;
using formats::Field;
using formats::NdArray;

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
  constexpr Index kCameras{kHumanEvaCameras};
  if (in_3d.dim(0) != frames)
    field_3d.fail(fmt::format("{} frames; HumanEva-I has {} there", in_3d.dim(0), frames));
  if (!in_2d.is_number() || in_2d.shape() != std::vector<Index>{kCameras, frames, J, 2})
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
  for (Index camera = 0; camera < kCameras; ++camera) {
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

/// Puts the files in the order of the splits.
class SetBuilder {
 public:
  Inventory& inventory() { return set_.inventory; }
  Index count() const { return std::ssize(found_); }

  void add(const HumanEvaPart& part, const std::string& file, Converted&& converted) {
    const Index joints = converted.poses.dim(1);
    if (set_.joints == 0) {
      set_.joints = joints;
      first_ = file;
    }
    if (joints != set_.joints)
      throw DataError(fmt::format("{}: {} joints; {} has {}", file, joints, first_, set_.joints));
    const auto [at, is_new] = found_.try_emplace(part, file, std::move(converted));
    if (!is_new)
      set_.inventory.note("left out, a second file of a recording",
                          fmt::format("{} ({} counts)", file, at->second.first));
  }

  HumanEvaSet take() {
    set_.keypoints.metadata = metadata_of(keypoint_layout(fmt::format("humaneva{}", set_.joints)));
    for (const std::string_view split : kHumanEvaSplits)
      for (const std::string_view subject : kHumanEvaSubjects) add_subject(split, subject);
    return std::move(set_);
  }

 private:
  void add_subject(std::string_view split, std::string_view subject) {
    const std::string name = fmt::format("{}/{}", split, subject);
    Subject3d& poses = set_.positions.emplace_back(Subject3d{name, {}});
    Subject2d& keypoints = set_.keypoints.subjects.emplace_back(Subject2d{name, {}});
    Missing missing{name, {}, 0, 0};
    Index frames = 0;
    for (const HumanEvaRecording& recording : humaneva_recordings()) {
      if (recording.subject != subject) continue;
      ++missing.expected;
      const auto found = found_.find({split, recording});
      if (found == found_.end()) {
        missing.names.emplace_back(recording.action);
        ++missing.count;
      } else {
        frames += add_chunks(found->first, found->second.second, poses, keypoints);
      }
    }
    set_.inventory.found.push_back(
        fmt::format("{}: {}, {}, {}", name, counted(missing.expected - missing.count, "recording"),
                    counted(std::ssize(poses.recordings), "chunk"), counted(frames, "frame")));
    if (missing.count > 0) set_.inventory.missing.push_back(std::move(missing));
  }

  Index add_chunks(const HumanEvaPart& part, const Converted& converted, Subject3d& poses,
                   Subject2d& keypoints) {
    Index frames = 0;
    for (std::size_t i = 0; i < converted.runs.size(); ++i) {
      const Run &run = converted.runs[i], &seen = converted.views[i];
      const std::string name = fmt::format("{} chunk{}", part.recording.action, i);
      set_.chunks.push_back(
          {part, name, part.begin() + run.begin, part.begin() + run.end, run.is_good});
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
  std::map<HumanEvaPart, std::pair<std::string, Converted>> found_;
};

Use use_of(std::string_view path) {
  if (humaneva_subject(path).empty()) return {};
  if (!humaneva_part(path)) return {.left_out = "HumanEva-I has no such recording with poses"};
  return {.is_read = true};
}

}  // namespace

HumanEvaSet read_humaneva(const std::string& input,
                          const std::function<void(Index files)>& progress) {
  SetBuilder builder;
  walk(input,
       {.file = use_of,
        .archives = {"humaneva", "convert", "train", "valid"},
        .example = "Train/S1/Walking_1.mat (converted; HumanEva-I's own files are not read)"},
       builder.inventory(), [&](const RawFile& file, const Blob& bytes) {
         const HumanEvaPart part = humaneva_part(file.path).value();
         builder.add(part, file.name, read_converted(bytes, file.name, part.end() - part.begin()));
         if (progress) progress(builder.count());
       });
  return builder.take();
}

}  // namespace posegrad::pose::raw
